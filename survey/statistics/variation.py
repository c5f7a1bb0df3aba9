"""The usual variation of a measure from time to time, and whether a new value goes beyond it.

A moving range is the distance between two measurements in a row. Textbook limits at 2.66 mean moving ranges
give up to 4.5 % false alarms while a baseline is short, so the limits here are wider ones that were simulated
for 1 % (SCIENCE 4.5).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot, sqrt
from statistics import fmean, stdev

from survey.statistics.intervals import Interval
from survey.statistics.student import quantile, tail

ALPHA = 0.01
"""The share of measurements that are called beyond the usual although nothing changed."""
FROM_RANGES = 1.128379
"""d₂: the mean moving range of a normal measure with standard deviation 1."""
_FACTORS = {6: 4.19, 8: 3.58, 10: 3.23, 12: 3.05, 16: 2.80, 20: 2.70, 24: 2.63, 40: 2.48, 52: 2.42}
"""Mean moving ranges from the mean to a limit, by baseline length, for 1 % false alarms a point (4.5)."""
_EWMA_LIMITS = {12: 3.93, 20: 3.46, 26: 3.30}
_EWMA_LIMIT_AT_LAST = 2.82
_WEIGHT = 0.2
OWN_FROM, POOLED_FROM, SHIFT_FROM = 6, 4, 12
"""Measurements a baseline needs: for limits of its own, for pooled ones, for a lasting shift."""
RANGES_FROM = 20
"""Moving ranges of a team from which its own variation stands alone."""
_PLANNED_RANGES = 8
"""Moving ranges' weight of the planned variation before."""
_DF_A_RANGE = 0.62
"""Degrees of freedom that one moving range is worth (4.6)."""
_AUTOCORRELATED, _ENOUGH_FOR_IT = 0.4, 20


def moving_ranges(values: Sequence[float]) -> tuple[float, ...]:
    """The distances between neighbours; one fewer than values."""
    return tuple(abs(later - earlier) for earlier, later in pairwise(values))


def factor(measured: int) -> float:
    """c_m: how many mean moving ranges lie between mean and limit; linear in 1/m between those simulated."""
    if measured < OWN_FROM:
        raise ValueError(f"limits of its own need {OWN_FROM} measurements, not {measured}")
    return _between(_FACTORS, min(measured, max(_FACTORS)))


def rounded(sigma: float, *, to: float) -> float:
    """The standard deviation of a measure that is rounded, from that which its moving ranges show.

    Rounding adds a variance of to²/12. It lengthens as many moving ranges as it shortens, so that their mean
    does not show it: without this, means of thirty people in tenths give 1.2 % false alarms for 1 %.
    """
    return hypot(sigma, to / sqrt(12))


def own_limits(baseline: Sequence[float], *, rounded_to: float = 0.0) -> Interval:
    """The limits of a measure from its own series (XmR, SCIENCE 4.5).

    Where neighbours resemble each other more than chance (lag-1 correlation over 0.4 in 20 or more), moving
    ranges are too small, and the standard deviation takes their place.

    Args:
        baseline: the series.
        rounded_to: the step its values were rounded to; 0 where they were not.

    Raises:
        ValueError: fewer than six measurements.
    """
    ranges = fmean(moving_ranges(baseline)) if len(baseline) > 1 else 0.0
    spread = rounded(ranges / FROM_RANGES, to=rounded_to) * FROM_RANGES
    if len(baseline) >= _ENOUGH_FOR_IT and lag_one(baseline) > _AUTOCORRELATED:
        spread = stdev(baseline) * FROM_RANGES
    half = factor(len(baseline)) * spread
    return Interval(fmean(baseline) - half, fmean(baseline) + half)


def lag_one(values: Sequence[float]) -> float:
    """The correlation of a series with itself one step later; 0 where nothing varies."""
    centre = fmean(values)
    square = sum((value - centre) ** 2 for value in values)
    if not square:
        return 0.0
    return sum((a - centre) * (b - centre) for a, b in pairwise(values)) / square


@dataclass(frozen=True, slots=True)
class Variation:
    """How much a team's measures vary from time to time.

    Attributes:
        sigma: standard deviation of one measurement.
        ranges: M, how many moving ranges it rests on.
    """

    sigma: float
    ranges: int

    @property
    def df(self) -> float:
        """ν, the degrees of freedom."""
        return _DF_A_RANGE * self.ranges


def planned_sigma(answers: int, *, invited: int) -> float:
    """σ₀ of a weekly team mean: a team's own ups and downs, people's, and who happens to answer (4.6)."""
    return sqrt(0.01 + 0.44 / answers + 0.49 * (1 / answers - 1 / invited))


def pooled_variation(ranges: Sequence[float], *, planned: float) -> Variation:
    """The variation that all items of a team share; while it has few ranges, planned ones stand in (4.6).

    Args:
        ranges: moving ranges within items, of all items.
        planned: σ₀, see :func:`planned_sigma`.
    """
    if len(ranges) >= RANGES_FROM:
        return Variation(fmean(ranges) / FROM_RANGES, len(ranges))
    total = sum(ranges) + _PLANNED_RANGES * planned * FROM_RANGES
    count = len(ranges) + _PLANNED_RANGES
    return Variation(total / count / FROM_RANGES, count)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A value beside its baseline: T, its two-sided p, and the limits of the usual at 1 %."""

    t: float
    p: float
    limits: Interval


def compare(value: float, baseline_mean: float, *, measured: int, variation: Variation) -> Comparison:
    """The pooled rule: T = (x − x̄)/(σ̂√(1 + 1/m)), ν = 0.62·M (SCIENCE 4.6).

    Raises:
        ValueError: fewer than four measurements before.
    """
    if measured < POOLED_FROM:
        raise ValueError(f"a comparison needs {POOLED_FROM} measurements before, not {measured}")
    error = variation.sigma * sqrt(1 + 1 / measured)
    half = quantile(1 - ALPHA / 2, variation.df) * error
    t = (value - baseline_mean) / error
    return Comparison(t, tail(t, variation.df), Interval(baseline_mean - half, baseline_mean + half))


def compare_blocks(
    last: Sequence[float], before: Sequence[float], *, variation: Variation, weight: float = 1.0
) -> Comparison:
    """The last weeks beside those before (monthly: 4 beside 12), by the same rule (SCIENCE 4.9).

    Args:
        weight: how far chance moves one of the last measurements, beside one of those before; over 1 where
            fewer answered lately.

    Raises:
        ValueError: fewer than four measurements before.
    """
    if len(before) < POOLED_FROM:
        raise ValueError(f"a comparison needs {POOLED_FROM} measurements before, not {len(before)}")
    error = variation.sigma * sqrt(weight**2 / len(last) + 1 / len(before))
    centre = fmean(before)
    half = quantile(1 - ALPHA / 2, variation.df) * error
    t = (fmean(last) - centre) / error
    return Comparison(t, tail(t, variation.df), Interval(centre - half, centre + half))


@dataclass(frozen=True, slots=True)
class Smoothed:
    """One step of the smoothed series, with its limits; ``shift`` is −1, 0 or 1."""

    z: float
    limits: Interval

    @property
    def shift(self) -> int:
        """Where the level seems to have gone."""
        return int(self.z > self.limits.high) - int(self.z < self.limits.low)


def shift_limit(measured: int) -> float:
    """L for 10 % false alarms in 26 weeks; linear in 1/m between those simulated (SCIENCE 4.7)."""
    if measured < SHIFT_FROM:
        raise ValueError(f"a lasting shift needs {SHIFT_FROM} measurements before, not {measured}")
    longest = max(_EWMA_LIMITS)
    if measured <= longest:
        return _between(_EWMA_LIMITS, measured)
    return _EWMA_LIMIT_AT_LAST + (_EWMA_LIMITS[longest] - _EWMA_LIMIT_AT_LAST) * longest / measured


def smoothed(since: Sequence[float], *, centre: float, sigma: float, limit: float) -> tuple[Smoothed, ...]:
    """EWMA: z = 0.2x + 0.8z from a baseline's mean on, with limits ±L·σ̂·√(0.2/1.8·(1 − 0.8^2t)) (4.7)."""
    steps, z = [], centre
    for step, value in enumerate(since, start=1):
        z = _WEIGHT * value + (1 - _WEIGHT) * z
        reach = _WEIGHT / (2 - _WEIGHT) * (1 - (1 - _WEIGHT) ** (2 * step))
        half = limit * sigma * sqrt(reach)
        steps.append(Smoothed(z, Interval(centre - half, centre + half)))
    return tuple(steps)


def _between(known: dict[int, float], at: int) -> float:
    """A value between two that are known, linear in 1/m."""
    lower = max(each for each in known if each <= at)
    upper = min(each for each in known if each >= at)
    if lower == upper:
        return known[at]
    part = (1 / lower - 1 / at) / (1 / lower - 1 / upper)
    return known[lower] + (known[upper] - known[lower]) * part
