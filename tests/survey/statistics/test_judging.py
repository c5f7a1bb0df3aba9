"""What is called a change, what is not, and what is not compared at all."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.disclosure.figures import Mean, Reach
from survey.statistics.judging import Item, Ranges, judge, ranges_of
from survey.statistics.variation import RANGES_FROM, pooled_variation
from survey.verdicts import Change, Measurement, Verdict
from survey.weeks import Week

FIRST = Week(2026, 1)
USUAL = [3.6, 3.8, 3.7, 3.5, 3.9, 3.6, 3.8, 3.7, 3.4, 3.7, 3.8, 3.6]
DISTANCES = (0.2, 0.3, 0.1, 0.4, 0.3) * 5
POOL = Ranges(DISTANCES, DISTANCES)


def measured(
    place: int, value: float, *, answers: int = 8, shown: bool = True, reach: Reach = Reach.EXACTLY
) -> Measurement:
    return Measurement(FIRST.plus(place), Mean(round(value * 10), reach), answers, 9, shown)


def series(values: Sequence[float], *, shown: bool = True) -> tuple[Measurement, ...]:
    return tuple(measured(place, value, shown=shown) for place, value in enumerate(values))


def anchor(values: Sequence[float], now: float) -> Verdict | None:
    return judge(Item(series(values), measured(len(values), now), in_turn=False), pooled=POOL)


def rotating(values: Sequence[float], now: float, pooled: Sequence[float] = DISTANCES) -> Verdict | None:
    ranges = Ranges(tuple(pooled), tuple(pooled))
    return judge(Item(series(values), measured(len(values), now)), pooled=ranges)


def change(verdict: Verdict | None) -> Change:
    assert verdict is not None
    return verdict.change


def test_nothing_to_compare_has_no_verdict() -> None:
    assert judge(Item(series(USUAL), None), pooled=POOL) is None


@pytest.mark.parametrize(
    ("now", "expected"),
    [(4.3, Change.WITHIN), (4.4, Change.UP), (3.1, Change.WITHIN), (3.0, Change.DOWN)],
)
def test_an_anchor_is_judged_by_its_own_series(now: float, expected: Change) -> None:
    """V13."""
    verdict = anchor(USUAL, now)

    assert change(verdict) is expected
    assert verdict is not None
    assert verdict.usual == (31, 43)
    assert (verdict.measured, verdict.needed) == (12, 6)


def test_an_item_in_turn_borrows_the_variation_of_its_team() -> None:
    few = [3.9, 3.8, 4.0, 3.9, 3.9]

    assert change(rotating(few, 3.2)) is Change.WITHIN
    assert change(rotating(few, 2.8)) is Change.DOWN
    assert change(rotating(few, 2.8, pooled=[1.0] * 25)) is Change.WITHIN
    assert change(rotating([2.1, 2.0, 2.2, 2.1], 3.2)) is Change.UP


@pytest.mark.parametrize(("count", "needed", "in_turn"), [(3, 4, True), (0, 4, True), (5, 6, False)])
def test_too_few_measurements_are_too_early(count: int, needed: int, *, in_turn: bool) -> None:
    item = Item(series(USUAL[:count]), measured(count, 1.0), in_turn=in_turn)

    assert judge(item, pooled=POOL) == Verdict(Change.EARLY, count, needed)


@pytest.mark.parametrize("why", [Change.NEW_VERSION, Change.OTHER_TEAMS])
def test_why_a_comparison_began_anew_is_said_as_long_as_it_is_too_early(why: Change) -> None:
    def said(count: int, *, answers: int = 8) -> Verdict | None:
        now = measured(count, 3.7, answers=answers)
        return judge(Item(series(USUAL[:count]), now, begun_anew=why), pooled=POOL)

    assert said(0) == Verdict(why, 0, 4)
    assert said(3) == Verdict(why, 3, 4)
    assert said(3, answers=3) == Verdict(Change.FEW, 3)
    assert change(said(4)) is Change.WITHIN


def test_a_scale_of_its_own_has_no_team_to_borrow_from() -> None:
    item = Item(series([8.0, 8.2, 7.9, 8.1]), measured(4, 2.0), is_pooled=False)

    assert judge(item, pooled=POOL) == Verdict(Change.EARLY, 4, 6)


def test_half_as_many_answers_as_usual_are_not_compared() -> None:
    before = tuple(measured(place, 3.7, answers=12) for place in range(6))
    some, few = measured(6, 2.0, answers=6), measured(6, 2.0, answers=5)

    assert change(judge(Item(before, some), pooled=POOL)) is Change.DOWN
    assert judge(Item(before, few), pooled=POOL) == Verdict(Change.FEW, 6)


def test_a_lasting_shift_is_seen_before_any_single_week_is_beyond_the_usual() -> None:
    """V17: 4.0, 4.1, 3.9, 4.1 and 4.2 after the baseline signal at the fifth."""
    later = [4.0, 4.1, 3.9, 4.1, 4.2]
    found = [anchor([*USUAL, *later[:place]], now) for place, now in enumerate(later)]
    fallen = anchor([6 - value for value in [*USUAL, *later[:4]]], 6 - 4.2)

    assert [change(each) for each in found] == [Change.WITHIN] * 4 + [Change.RISEN]
    assert change(fallen) is Change.FALLEN
    assert change(rotating([*USUAL, *later[:4]], 4.2)) is Change.WITHIN


def test_the_smoothed_series_takes_its_baseline_anew_after_half_a_year() -> None:
    shifted = [*USUAL, *[value + 0.4 for value in [*USUAL, *USUAL, *USUAL[:2]]]]

    assert len(shifted) == 38
    assert change(anchor(shifted[:-1], 4.1)) is Change.RISEN
    assert change(anchor(shifted, 4.1)) is Change.WITHIN


def test_means_told_from_one_side_have_no_range_between_them() -> None:
    high = [measured(place, 4.1, reach=Reach.AT_LEAST) for place in range(3)]

    assert ranges_of(high) == ()
    assert ranges_of([*high, measured(3, 3.8), measured(4, 3.7)]) == pytest.approx((0.3, 0.1))


def test_a_series_at_the_end_of_the_scale_is_judged_by_the_team() -> None:
    high = tuple(measured(place, 4.1, reach=Reach.AT_LEAST) for place in range(14))

    def now(value: float) -> Change:
        return change(judge(Item(high, measured(14, value), in_turn=False), pooled=POOL))

    assert now(3.8) is Change.WITHIN
    assert now(3.0) is Change.DOWN


def test_limits_are_told_only_where_every_mean_was_shown() -> None:
    hidden = series(USUAL, shown=False)
    verdict = judge(Item(hidden, measured(12, 4.4, shown=False), in_turn=False), pooled=POOL)

    assert verdict == Verdict(Change.UP, 12, 6)


@given(st.lists(st.integers(20, 40), min_size=4, max_size=60), st.integers(20, 40), st.booleans())
def test_turning_every_answer_turns_the_verdict(tenths: list[int], now: int, in_turn: bool) -> None:
    opposite = {
        Change.UP: Change.DOWN,
        Change.DOWN: Change.UP,
        Change.RISEN: Change.FALLEN,
        Change.FALLEN: Change.RISEN,
    }

    def told(values: list[int], last: int) -> Verdict | None:
        before = series([value / 10 for value in values])
        return judge(Item(before, measured(len(values), last / 10), in_turn=in_turn), pooled=POOL)

    one, other = told(tenths, now), told([60 - value for value in tenths], 60 - now)

    assert opposite.get(change(one), change(one)) is change(other)


def test_a_team_with_enough_ranges_stands_alone() -> None:
    alone = pooled_variation([0.3] * RANGES_FROM, planned=9.9)

    assert alone.sigma == pytest.approx(0.3 / 1.128379)
    assert alone.ranges == RANGES_FROM


def test_limits_between_which_no_tenth_lies_are_not_told() -> None:
    """A team of eight that has become one of four hundred."""
    values = [3.6, 3.6, 3.7, 3.7] * 10
    before = tuple(replace(measured(place, value), answers=5) for place, value in enumerate(values))
    now = replace(measured(40, 3.6), answers=400, invited=400)
    verdict = judge(Item(before, now, in_turn=False), pooled=POOL)

    assert verdict is not None
    assert (verdict.change, verdict.usual) == (Change.DOWN, None)


def test_a_mean_that_is_shown_is_compared_with_those_that_were() -> None:
    before = list(series(USUAL))
    before[3] = measured(3, 1.5, answers=7, shown=False)
    shown = judge(Item(tuple(before), measured(12, 3.7), in_turn=False), pooled=POOL)
    hidden = judge(Item(tuple(before), measured(12, 3.7, answers=7, shown=False), in_turn=False), pooled=POOL)

    assert shown is not None
    assert hidden is not None
    assert (shown.measured, hidden.measured) == (11, 12)
    assert shown.usual is not None
    assert hidden.usual is None


def test_limits_that_are_told_are_made_of_shown_means_only() -> None:
    """Else a reader would see by them how much a question varies of which no mean is shown."""
    quiet, lively = (Ranges((*DISTANCES, *[wide] * 20), DISTANCES) for wide in (0.1, 2.0))
    shown = Item(series(USUAL[:5]), measured(5, 3.6))
    hidden = Item(series(USUAL[:5], shown=False), measured(5, 2.6, shown=False))

    assert judge(shown, pooled=quiet) == judge(shown, pooled=lively)
    assert change(judge(hidden, pooled=quiet)) is Change.DOWN
    assert change(judge(hidden, pooled=lively)) is Change.WITHIN
