from dataclasses import replace

from survey.closed_weeks import ClosedQuestion, ClosedWeek, Earlier, compose
from survey.digests import LONGEST_HISTORY
from survey.figures import Released, Withheld
from survey.scales import AGREE, choice
from survey.tallies import count
from survey.weeks import Week
from tests.survey.questions import question

NOW = Week(2026, 48)
ANCHOR = question("MOOD", anchor=True, theme="How we are doing")
TURNING = question("STR", number=2, theme="Strategy")


def closed(**changes: object) -> ClosedWeek:
    week = ClosedWeek(
        team="Support",
        week=NOW,
        questions=(
            ClosedQuestion(count(ANCHOR, [4, 4, 3, 5, 4, 2, 4])),
            ClosedQuestion(count(TURNING, [4, 4, 3])),
        ),
        invited=9,
        participants=7,
        floor=5,
        comments=("Quiet week.",),
        lost=False,
    )
    return replace(week, **changes)  # type: ignore[arg-type]


def test_each_question_passes_the_gate_on_its_own() -> None:
    digest = compose(closed())

    assert digest.tiles[0].figure == Released(7, 9, 3.7)
    assert digest.tiles[1].figure == Withheld(5, 9)
    assert digest.participants == 7


def test_history_ends_with_this_week_and_keeps_gaps_as_gaps() -> None:
    weeks = [
        Earlier(Week(2026, 46), count(ANCHOR, [4] * 6), 9, 5),
        Earlier(Week(2026, 47), count(ANCHOR, [4]), 9, 5),
    ]
    digest = compose(closed(questions=(ClosedQuestion(count(ANCHOR, [3] * 5), tuple(weeks)),)))

    assert [(str(point.week), point.mean) for point in digest.tiles[0].history] == [
        ("2026-W46", 4.0),
        ("2026-W47", None),
        ("2026-W48", 3.0),
    ]


def test_an_earlier_week_keeps_the_floor_it_promised() -> None:
    strict = (Earlier(Week(2026, 47), count(ANCHOR, [4] * 6), 9, 7),)
    digest = compose(closed(questions=(ClosedQuestion(count(ANCHOR, [3] * 5), strict),)))

    assert digest.tiles[0].history[0].mean is None


def test_history_is_never_longer_than_a_picture_shows() -> None:
    many = tuple(Earlier(Week(2026, number), count(ANCHOR, [4] * 5), 9, 5) for number in range(1, 40))
    digest = compose(closed(questions=(ClosedQuestion(count(ANCHOR, [3] * 5), many),)))

    assert len(digest.tiles[0].history) == LONGEST_HISTORY
    assert digest.tiles[0].history[-1].week == NOW


def test_comments_stay_in_while_few_take_part() -> None:
    assert compose(closed()).comments == ()
    assert compose(closed(participants=10)).comments == ("Quiet week.",)


def test_participation_is_withheld_below_the_floor() -> None:
    assert compose(closed(participants=4)).participants is None


def test_the_talk_is_about_the_theme_whose_turn_it_was() -> None:
    both = (ClosedQuestion(count(ANCHOR, [3] * 5)), ClosedQuestion(count(TURNING, [3] * 5)))
    assert compose(closed(questions=both)).talk == "Strategy"
    alone = (ClosedQuestion(count(replace(ANCHOR, theme=""), [3] * 5)),)
    assert compose(closed(questions=alone)).talk == ANCHOR.text


def test_what_is_not_shown_is_not_chosen_to_talk_about() -> None:
    assert compose(closed()).talk == "How we are doing"
    hidden = (ClosedQuestion(count(TURNING, [3] * 4)),)
    assert compose(closed(questions=hidden)).talk == ""


def test_a_reversed_item_is_drawn_turned_with_its_ends_turned_too() -> None:
    turned = question(reverse=True)
    digest = compose(closed(questions=(ClosedQuestion(count(turned, [5] * 6)),)))

    assert digest.tiles[0].figure == Released(6, 9, 1.0)
    assert digest.tiles[0].ends == (AGREE.labels[-1], AGREE.labels[0])


def test_a_single_choice_has_neither_axis_nor_ends() -> None:
    place = question(scale=choice(("Office", "Home")))
    digest = compose(closed(questions=(ClosedQuestion(count(place, [0, 0, 0, 1, 1])),)))

    assert digest.tiles[0].axis is None
    assert digest.tiles[0].ends == ()
    assert digest.tiles[0].history[-1].mean is None


def test_a_lost_week_shows_no_figures() -> None:
    digest = compose(closed(lost=True))

    assert digest.tiles == ()
    assert digest.lost
    assert digest.talk == ""
