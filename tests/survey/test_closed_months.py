from dataclasses import replace

import pytest

from survey.closed_months import Asked, ClosedMonth, compose_review
from survey.digests import Point, Talk
from survey.disclosure.figures import Band, Figure, Mean, Released, Withheld
from survey.questions import Question, Role
from survey.reviews import Part, ends_month, ends_quarter
from survey.verdicts import Change, Measurement
from survey.weeks import Week
from tests.survey.questions import question

LAST = Week(2026, 48)
ANCHOR = question("MOOD", anchor=True, theme="How we are doing")
TURNING = question("STR", number=2, theme="Strategy")
DEPTH = replace(question("STR-2", number=3), role=Role.DEPTH)
GOAL = replace(question("GOAL-1", number=4, theme="Fewer handovers"), role=Role.GOAL)
BASELINE = replace(question("CXL-1", number=5, theme="Customers"), role=Role.BASELINE)
SHOWN = Released(9, 9, mean=Mean(37), band=Band(6, 6))


def asked(
    about: Question, *tenths: int, ago: int = 0, apart: int = 1, figure: Figure = SHOWN, shown: bool = True
) -> Asked:
    """A question with measurements so many weeks apart, the last one so many weeks ago."""
    weeks = [LAST.plus(-ago - apart * back) for back in reversed(range(len(tenths)))]
    measured = tuple(
        Measurement(week, Mean(each), 9, 9, is_shown=shown) for week, each in zip(weeks, tenths, strict=True)
    )
    return Asked(about, (Point(LAST.plus(-ago), figure),), measured)


def closed(*questions: Asked, is_quarter: bool = False) -> ClosedMonth:
    return ClosedMonth("Support", LAST, questions, ((8, 9),) * 12, 5, is_quarter=is_quarter)


def test_a_month_has_its_weeks_its_rates_and_the_means_of_both_times() -> None:
    review = compose_review(closed(asked(ANCHOR, *[36, 38] * 4, 34, 35, 35, 36)))

    (line,) = review.lines
    assert (review.first, review.last) == (Week(2026, 45), LAST)
    assert (line.part, line.mean, line.before) == (Part.THEMES, Mean(35), Mean(37))
    assert review.lately is not None
    assert review.longer is not None
    assert (review.lately.answers, review.longer.invited) == (32, 108)


def test_an_anchor_is_held_against_twelve_weeks_and_what_takes_turns_against_a_year() -> None:
    review = compose_review(closed(asked(ANCHOR, *[36] * 30), asked(TURNING, *[36] * 12, apart=5)))

    anchor, turning = (line.verdict for line in review.lines)
    assert anchor is not None
    assert turning is not None
    assert anchor.measured == 12
    assert turning.measured == 11, "of the 52 weeks before these four"


def test_depth_questions_have_no_trend_and_what_was_not_asked_has_no_line() -> None:
    assert compose_review(closed(asked(DEPTH, 36), asked(TURNING, 36, ago=4))).lines == ()


def test_goals_and_the_baseline_belong_to_a_quarter() -> None:
    questions = (asked(TURNING, 36), asked(GOAL, 36, ago=9), asked(BASELINE, 30, ago=20))

    month, quarter = (compose_review(closed(*questions, is_quarter=each)) for each in (False, True))

    assert [line.part for line in month.lines] == [Part.THEMES]
    assert [line.part for line in quarter.lines] == [Part.THEMES, Part.GOALS, Part.BASELINE]
    assert [line.theme for line in quarter.of(Part.GOALS)] == ["Fewer handovers"]
    assert quarter.of(Part.BASELINE)[0].verdict is None
    assert quarter.of(Part.BASELINE)[0].mean == Mean(30)


def test_of_weeks_that_were_withheld_nothing_is_said_and_the_others_stand() -> None:
    withheld = asked(ANCHOR, figure=Withheld(5, 9))
    before = Point(LAST.plus(-1), SHOWN)
    some = replace(asked(ANCHOR, 36, ago=1), figures=(before, *withheld.figures))

    hidden, known = (compose_review(closed(each)).lines[0] for each in (withheld, some))

    assert (hidden.verdict, hidden.mean, hidden.figure) == (None, None, Withheld(5, 9))
    assert (known.mean, known.figure, known.week) == (Mean(36), SHOWN, LAST.plus(-1))


def test_means_that_were_not_shown_make_no_mean() -> None:
    (line,) = compose_review(closed(asked(ANCHOR, *[36, 38] * 6, shown=False))).lines

    assert (line.mean, line.before) == (None, None)
    assert line.verdict is not None
    assert line.verdict.usual is None


def test_what_changed_is_talked_about_first() -> None:
    fallen = asked(ANCHOR, *[36, 38] * 6, 15, 14, 15, 14)

    review = compose_review(closed(asked(TURNING, 36), fallen))

    assert review.talk == Talk("How we are doing", is_change=True)
    assert review.lines[1].verdict is not None
    assert review.lines[1].verdict.change is Change.DOWN


def test_else_the_theme_that_waited_longest_is_talked_about_and_nothing_where_nothing_is_shown() -> None:
    waited, now = asked(TURNING, 36, ago=3), asked(ANCHOR, 36)

    assert compose_review(closed(now, waited)).talk == Talk("Strategy")
    loose = asked(replace(TURNING, theme=""), 36)
    assert compose_review(closed(loose)).talk == Talk(TURNING.text)
    assert compose_review(closed(asked(ANCHOR, figure=Withheld(5, 9)))).talk is None


def test_a_rate_is_told_only_of_rounds_that_are_all_known() -> None:
    some = replace(closed(asked(ANCHOR, 36)), rounds=((8, 9), (None, 9), *((8, 9),) * 4))

    review = compose_review(some)

    assert review.lately is not None
    assert review.longer is None


@pytest.mark.parametrize(
    ("last", "following", "month", "quarter"),
    [
        (Week(2026, 44), Week(2026, 45), True, False),
        (Week(2026, 45), Week(2026, 46), False, False),
        (Week(2026, 40), Week(2026, 41), False, False),
        (Week(2026, 39), Week(2026, 40), True, True),
        (Week(2026, 53), Week(2027, 1), True, True),
        (Week(2026, 48), Week(2027, 2), True, True),
    ],
)
def test_a_week_belongs_to_the_month_of_its_thursday(
    last: Week, following: Week, *, month: bool, quarter: bool
) -> None:
    assert ends_month(last, following) is month
    assert ends_quarter(last, following) is quarter
