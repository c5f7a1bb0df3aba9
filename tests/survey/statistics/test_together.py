"""Two series beside each other: the published vector, and what holds for any two."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from survey.statistics import lists
from survey.statistics.intervals import Interval
from survey.statistics.together import (
    PAIRS_FROM,
    Series,
    Together,
    correlation,
    critical,
    differences,
    effective_points,
    points_needed,
    together,
)
from tests.survey.statistics.known import SIX, near, vectors

TENTHS = st.integers(10, 50).map(lambda tenths: tenths / 10)
PAIRS = st.lists(st.tuples(TENTHS, TENTHS), min_size=PAIRS_FROM, max_size=50)


def beside(first: Series, second: Series, *, orders: int = 99) -> Together:
    return together(first, second, rng=np.random.default_rng(5), orders=orders)


def apart(pairs: list[tuple[float, float]]) -> tuple[list[float], list[float]]:
    return [one for one, _ in pairs], [other for _, other in pairs]


def test_the_published_series() -> None:
    known = vectors()["ex_cx"]
    found = beside(known["ex"], known["cx"], orders=4999)

    assert len(found.lags) == len(known["lags"])
    for each, row in zip(found.lags, known["lags"], strict=True):
        assert (each.lag, each.points) == (row["lag"], row["n"])
        assert (each.rho, each.p) == near(row["rho"], row["p_asymptotic"])
        assert (each.interval.low, each.interval.high) == near(*row["ci95"])
    assert lists.adjusted([each.p for each in found.lags]) == near(*known["bh"])
    assert found.p == pytest.approx(known["max_over_lags_perm_p"], abs=known["tolerance_perm"])
    assert found.closest.lag == 1


def test_over_ten_themes_it_is_no_finding() -> None:
    """V19: one pair of ten, the others as far from anything as can be."""
    found = beside(vectors()["ex_cx"]["ex"], vectors()["ex_cx"]["cx"], orders=4999)

    assert lists.listed([found.p])[0]
    assert not any(lists.listed([found.p, *[1.0] * 9]))


def test_fewer_than_twelve_points_in_common_are_refused() -> None:
    one, other = [3.0, 4.0] * 6, [1.0, 2.0] * 6
    gap = [None, *other[1:]]

    assert beside(one, other).closest.rho == 1
    with pytest.raises(ValueError, match="need 12 points in common, not 11"):
        beside(one, gap)
    with pytest.raises(ValueError, match="need 12 points in common, not 11"):
        correlation(one, gap)


@given(PAIRS)
def test_it_is_spearmans_and_turns_round(pairs: list[tuple[float, float]]) -> None:
    one, other = apart(pairs)
    found, back = correlation(one, other), correlation(other, one)

    assert found.rho == pytest.approx(back.rho)
    assert found.interval.low <= found.rho <= found.interval.high
    assert 0 <= found.p <= 1
    if len(set(one)) > 1 and len(set(other)) > 1:
        theirs = stats.spearmanr(one, other)
        assert found.rho == pytest.approx(theirs.statistic)
        assert found.p == pytest.approx(theirs.pvalue, abs=1e-9)
    else:
        assert (found.rho, found.p) == (0, 1)


@given(PAIRS)
def test_only_the_order_of_values_counts(pairs: list[tuple[float, float]]) -> None:
    one, other = apart(pairs)
    plain, bent = beside(one, other), beside([math.exp(value) for value in one], [-value for value in other])

    assert bent.p == plain.p
    assert [each.rho for each in bent.lags] == pytest.approx([-each.rho for each in plain.lags])


@given(PAIRS, st.lists(st.integers(0, 60), max_size=5))
def test_a_week_that_one_of_them_lacks_is_as_if_the_other_lacked_it(
    pairs: list[tuple[float, float]], gaps: list[int]
) -> None:
    one, other = apart([*pairs, *pairs])
    holes = [None if place in gaps else value for place, value in enumerate(one)]
    full, found = correlation(one, other), correlation(holes, other)
    there = [place for place, value in enumerate(holes) if value is not None]

    assert found.points == len(there) <= full.points
    assert found == correlation([one[place] for place in there], [other[place] for place in there])
    assert 0 < beside(holes, other).p <= 1


def test_a_lag_with_too_few_pairs_is_left_out() -> None:
    one: list[float | None] = [1.0, None] * 13
    other: list[float | None] = [2.0, None] * 13

    assert [each.lag for each in beside(one, other).lags] == [0, 2]
    assert [each.points for each in beside(one, other).lags] == [13, 12]


def test_a_long_series_is_turned_round_and_not_shuffled() -> None:
    slow = [math.sin(step / 9) for step in range(50)]
    drifting = [math.sin(step / 11) for step in range(50)]
    found = beside(slow, drifting)

    assert found.lags[0].p < 1e-6
    assert found.p >= 1 / 50
    assert found.p * 50 == pytest.approx(round(found.p * 50))
    assert found.effective < 10


def test_series_that_go_the_same_way_throughout_are_certain() -> None:
    rising = [float(value) for value in range(12)]

    assert correlation(rising, rising).interval == Interval(1, 1)
    assert correlation(rising, rising[::-1]).interval == Interval(-1, -1)
    assert correlation(rising, rising).p == 0
    assert correlation([3.0] * 12, rising).rho == 0
    assert beside([3.0] * 12, rising).p == 1


def test_two_that_drift_are_no_longer_alike_when_the_drift_is_gone() -> None:
    rng = np.random.default_rng(2)
    one, other = (list(np.arange(40) * 0.2 + rng.normal(size=40)) for _ in range(2))

    assert correlation(one, other).rho > 0.7
    assert abs(correlation(differences(one), differences(other)).rho) < 0.3
    assert differences([1.0, None, 2.0, 2.5]) == (None, None, 0.5)


def test_what_points_are_worth() -> None:
    """SCIENCE 6.2: 12 weeks count as 7.2 where both series resemble themselves by a half."""
    assert effective_points(12, 0.5, 0.5) == pytest.approx(7.2)
    assert effective_points(12, 0.5, -0.5) == 12
    assert beside([3.0] * 12, [1.0, 2.0] * 6).effective == 12


def test_how_much_and_how_many_it_takes() -> None:
    """SCIENCE 6.2."""
    assert [round(critical(points), 2) for points in (8, 12, 26, 52)] == [0.71, 0.58, 0.39, 0.27]
    assert [points_needed(rho) for rho in (0.5, -0.3, 0.2, 0.16)] == [30, 85, 194, 305]


def test_chance_alone_is_called_alike_as_rarely_as_it_says() -> None:
    rng = np.random.default_rng(3)
    called = sum(
        together(list(rng.normal(size=12)), list(rng.normal(size=12)), rng=rng, orders=199).p <= 0.05
        for _ in range(300)
    )

    assert called == pytest.approx(15, abs=SIX + 12)
