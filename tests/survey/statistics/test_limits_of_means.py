"""Limits for means as they are told: in tenths, and near the ends of the scale from one side only."""

import numpy as np
import pytest

from survey.disclosure.figures import Mean, Reach
from survey.statistics import variation
from survey.statistics.judging import Item, Ranges, judge
from survey.verdicts import Change, Measurement
from survey.weeks import Week


def measured(tenths: int, *, answers: int = 8, reach: Reach = Reach.EXACTLY) -> Measurement:
    return Measurement(Week(2026, 1), Mean(tenths, reach), answers, 8, is_shown=True)


def alike(distance: float, count: int) -> Ranges:
    return Ranges((distance,) * count, (distance,) * count)


def said(before: list[Measurement], now: Measurement, *, pooled: float) -> Change:
    """What is said of an anchor in a team whose items vary by so much."""
    verdict = judge(Item(tuple(before), now, in_turn=False), pooled=alike(pooled, 30))
    assert verdict is not None
    return verdict.change


def test_rounding_adds_variance_that_moving_ranges_do_not_show() -> None:
    whole = np.random.default_rng(1).normal(3.6, 0.08, 400_000)
    tenths = np.round(whole, 1)

    assert np.abs(np.diff(tenths)).mean() == pytest.approx(np.abs(np.diff(whole)).mean(), rel=0.005)
    assert tenths.std() > 1.05 * whole.std()
    assert variation.rounded(float(whole.std()), to=0.1) == pytest.approx(tenths.std(), rel=0.005)


@pytest.mark.parametrize(("now", "change"), [(35, "within"), (37, "within"), (38, "up"), (34, "down")])
def test_a_tenth_more_than_always_is_no_change(now: int, change: str) -> None:
    assert said([measured(36)] * 6, measured(now), pooled=0.0) == change


@pytest.mark.parametrize(("one_sided", "change"), [(2, Change.DOWN), (3, Change.WITHIN)])
def test_a_series_that_is_cut_off_has_the_limits_of_its_team(one_sided: int, change: Change) -> None:
    high = measured(41, reach=Reach.AT_LEAST)
    before = [measured(39), measured(40)] * 5 + [high] * one_sided

    assert said(before, measured(36), pooled=0.3) == change


def test_a_question_on_another_axis_never_has_the_limits_of_its_team() -> None:
    high = Mean(86, Reach.AT_LEAST)
    before = tuple(Measurement(Week(2026, 1), mean, 8, 8, is_shown=True) for mean in [Mean(80), high] * 6)
    item = Item(before, measured(72), is_pooled=False)

    verdict = judge(item, pooled=alike(0.1, 30))
    assert verdict is not None
    assert verdict.change is Change.WITHIN


@pytest.mark.parametrize(("in_turn", "now"), [(True, 30), (False, 28)])
def test_fewer_answers_than_usual_may_stray_further(now: int, *, in_turn: bool) -> None:
    before = tuple(measured(tenths, answers=7) for tenths in (35, 37) * 4)

    def change(answers: int) -> Change | None:
        item = Item(before, measured(now, answers=answers), in_turn=in_turn)
        verdict = judge(item, pooled=alike(0.2, 40))
        return None if verdict is None else verdict.change

    assert (change(8), change(5)) == (Change.DOWN, Change.WITHIN)
