"""The conditions of the formulas, and what holds for every series."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from survey.statistics import intervals, lists, rates, student, variation

MEANS = st.integers(10, 50).map(lambda tenths: tenths / 10)
SERIES = st.lists(MEANS, min_size=6, max_size=60)


def test_too_short_a_baseline_is_refused() -> None:
    with pytest.raises(ValueError, match="need 6 measurements, not 5"):
        variation.own_limits([3.0] * 5)
    with pytest.raises(ValueError, match="needs 4 measurements before, not 3"):
        variation.compare(3, 4, measured=3, variation=variation.Variation(0.3, 20))
    with pytest.raises(ValueError, match="needs 12 measurements before, not 11"):
        variation.shift_limit(11)


@given(st.integers(6, 200), st.integers(6, 200))
def test_a_longer_baseline_has_narrower_limits(one: int, other: int) -> None:
    shorter, longer = sorted((one, other))

    assert variation.factor(shorter) >= variation.factor(longer) >= 2.42
    if shorter >= variation.SHIFT_FROM:
        assert variation.shift_limit(shorter) >= variation.shift_limit(longer) > 2.82


@given(SERIES)
def test_limits_lie_around_the_mean_and_turn_with_the_series(values: list[float]) -> None:
    found = variation.own_limits(values)
    turned = variation.own_limits([6 - value for value in values])

    assert found.low <= sum(values) / len(values) + 1e-9
    assert (turned.low, turned.high) == pytest.approx((6 - found.high, 6 - found.low))


def test_neighbours_that_resemble_each_other_do_not_narrow_the_limits() -> None:
    slow = [3.5 + 0.5 * math.sin(step / 4) for step in range(24)]
    ranges = variation.moving_ranges(slow)
    narrow = variation.factor(24) * sum(ranges) / len(ranges)

    assert variation.lag_one(slow) > 0.4
    assert variation.own_limits(slow).high - sum(slow) / 24 > 3 * narrow
    assert variation.lag_one([3.0, 3.0, 3.0]) == 0


@given(st.lists(st.floats(0, 1), max_size=40), st.integers(5, 50), st.integers(0, 30))
def test_planned_variation_gives_way_to_a_team_of_its_own(ranges: list[float], n: int, missing: int) -> None:
    planned = variation.planned_sigma(n, invited=n + missing)
    found = variation.pooled_variation(ranges, planned=planned)

    if len(ranges) < variation.RANGES_FROM:
        assert found.ranges == len(ranges) + 8
        assert found.sigma > 0
    else:
        assert found.sigma == pytest.approx(sum(ranges) / len(ranges) / variation.FROM_RANGES)


def test_the_planning_values_of_a_team_of_eight() -> None:
    """SCIENCE 4.9: σ₀ of a weekly mean at a response rate of three quarters."""
    known = {8: 0.32, 12: 0.27, 20: 0.22, 50: 0.16}
    found = {size: variation.planned_sigma(round(0.75 * size), invited=size) for size in known}

    assert found == pytest.approx(known, abs=0.006)


def test_the_block_test_is_the_same_rule() -> None:
    last, before = [3.0, 3.1, 2.9, 3.0], [3.6] * 12
    found = variation.compare_blocks(last, before, variation=variation.Variation(0.28, 49))

    assert found.t == pytest.approx((3.0 - 3.6) / (0.28 * math.sqrt(1 / 4 + 1 / 12)))
    assert found.p == pytest.approx(2 * stats.t.sf(abs(found.t), 0.62 * 49))


@given(st.floats(-8, 8), st.floats(1, 200), st.floats(0.6, 0.9999))
def test_the_t_distribution_is_that_of_scipy(t: float, df: float, p: float) -> None:
    assert student.tail(t, df) == pytest.approx(2 * stats.t.sf(abs(t), df), rel=1e-9)
    assert student.quantile(p, df) == pytest.approx(stats.t.ppf(p, df), rel=1e-6)


@given(st.integers(1, 40), st.data())
def test_how_many_of_the_team_is_never_outside_what_is_possible(n: int, data: st.DataObject) -> None:
    k, everybody = data.draw(st.integers(0, n)), n + data.draw(st.integers(0, 20))
    low, high = intervals.of_people(k, n, invited=everybody)

    assert k <= low <= high <= k + everybody - n


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60))
def test_adjusted_values_are_those_of_scipy(p: list[float]) -> None:
    assert lists.adjusted(p) == pytest.approx(tuple(stats.false_discovery_control(p)))


def test_a_response_rate_waits_for_its_rounds() -> None:
    rounds = [(6, 8)] * 52
    told = rates.response_rate(rounds, over=52)

    assert rates.response_rate(rounds[:3], over=rates.SHORT) is None
    assert rates.response_rate([(0, 0)] * 4, over=rates.SHORT) is None
    assert told is not None
    assert told.rate == 0.75
    assert (told.interval.low, told.interval.high) == pytest.approx((0.706, 0.789), abs=5e-3)
