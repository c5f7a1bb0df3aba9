from dataclasses import replace

from survey.closed_weeks import ClosedQuestion, ClosedWeek, compose
from survey.digests import LONGEST_HISTORY, Point, Talk
from survey.disclosure.figures import Band, Mean, Released, Withheld
from survey.scales import AGREE, choice
from survey.verdicts import Change, Verdict
from survey.weeks import Week
from tests.survey.questions import question

NOW = Week(2026, 48)
ANCHOR = question("MOOD", anchor=True, theme="How we are doing")
TURNING = question("STR", number=2, theme="Strategy")
SHOWN = Released(9, 9, mean=Mean(37), band=Band(6, 6))
HIDDEN = Withheld(5, 9)


def closed(**changes: object) -> ClosedWeek:
    week = ClosedWeek(
        team="Support",
        week=NOW,
        questions=(ClosedQuestion(ANCHOR, SHOWN), ClosedQuestion(TURNING, HIDDEN)),
        invited=9,
        participants=7,
        floor=5,
        comments=("Quiet week.",),
        lost=False,
    )
    return replace(week, **changes)  # type: ignore[arg-type]


def test_each_question_shows_what_was_released() -> None:
    digest = compose(closed())

    assert [tile.figure for tile in digest.tiles] == [SHOWN, HIDDEN]
    assert digest.participants == 7


def test_p8_history_ends_with_this_week_and_keeps_gaps_as_gaps() -> None:
    weeks = (Point(Week(2026, 46), Released(9, 9, mean=Mean(40))), Point(Week(2026, 47), HIDDEN))
    digest = compose(closed(questions=(ClosedQuestion(ANCHOR, SHOWN, weeks),)))

    assert [(str(point.week), point.mean) for point in digest.tiles[0].history] == [
        ("2026-W46", Mean(40)),
        ("2026-W47", None),
        ("2026-W48", Mean(37)),
    ]


def test_history_is_never_longer_than_a_picture_shows() -> None:
    many = tuple(Point(Week(2026, number), SHOWN) for number in range(1, 40))
    digest = compose(closed(questions=(ClosedQuestion(ANCHOR, SHOWN, many),)))

    assert len(digest.tiles[0].history) == LONGEST_HISTORY
    assert digest.tiles[0].history[-1].week == NOW


def test_p22_comments_stay_in_while_few_take_part() -> None:
    assert compose(closed()).comments == ()
    assert compose(closed(participants=10)).comments == ("Quiet week.",)


def test_participation_is_withheld_below_the_floor() -> None:
    assert compose(closed(participants=4)).participants is None


def test_the_talk_is_about_the_theme_whose_turn_it_was() -> None:
    both = (ClosedQuestion(ANCHOR, SHOWN), ClosedQuestion(TURNING, SHOWN))
    assert compose(closed(questions=both)).talk == Talk("Strategy")
    alone = (ClosedQuestion(replace(ANCHOR, theme=""), SHOWN),)
    assert compose(closed(questions=alone)).talk == Talk(ANCHOR.text)


def test_what_is_not_shown_is_not_chosen_to_talk_about() -> None:
    assert compose(closed()).talk == Talk("How we are doing")
    assert compose(closed(questions=(ClosedQuestion(TURNING, HIDDEN),))).talk is None


def test_a_reversed_item_has_its_ends_turned() -> None:
    digest = compose(closed(questions=(ClosedQuestion(question(reverse=True), SHOWN),)))

    assert digest.tiles[0].ends == (AGREE.labels[-1], AGREE.labels[0])


def test_a_single_choice_has_neither_axis_nor_ends() -> None:
    place = question(scale=choice(("Office", "Home")))
    digest = compose(closed(questions=(ClosedQuestion(place, Released(5, 9, leader="Office")),)))

    assert digest.tiles[0].axis is None
    assert digest.tiles[0].ends == ()
    assert digest.tiles[0].history[-1].mean is None


def test_a_lost_week_shows_no_figures() -> None:
    digest = compose(closed(lost=True))

    assert digest.tiles == ()
    assert digest.lost
    assert digest.talk is None


def test_what_changed_more_than_usual_is_talked_about_first() -> None:
    usual, beyond = Verdict(Change.WITHIN, 6, 4), Verdict(Change.DOWN, 12, 6)
    both = (ClosedQuestion(ANCHOR, SHOWN, verdict=beyond), ClosedQuestion(TURNING, SHOWN, verdict=usual))
    hidden = (ClosedQuestion(ANCHOR, HIDDEN, verdict=beyond), both[1])

    assert compose(closed(questions=both)).talk == Talk("How we are doing", is_change=True)
    assert compose(closed(questions=hidden)).talk == Talk("Strategy")


def test_the_response_rate_is_told_over_four_rounds_that_were_all_released() -> None:
    four = ((7, 9), (6, 9), (8, 9), (8, 9))
    told = compose(closed(rounds=four)).lately

    assert told is not None
    assert (told.answers, told.invited) == (29, 36)
    assert compose(closed(rounds=four[1:])).lately is None
    assert compose(closed(rounds=((None, 9), *four[1:]))).lately is None
    assert compose(closed(rounds=four, lost=True)).lately is None
    assert compose(closed(rounds=((None, 9), *four))).lately == told
