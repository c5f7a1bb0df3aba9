"""Whether two series of weeks or months moved together, at once or one of them some steps later.

Such a finding is something to talk about and no evidence of a cause: points are few, and several lags and
pairs are looked at (SCIENCE 6.2). The p values of all pairs go through :mod:`survey.statistics.lists`. Two
series that drift come close to each other by chance, the more so the longer they are: their
:func:`differences` are to be compared, too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import atanh, ceil, nan, sqrt, tanh

import numpy as np
from numpy.typing import NDArray

from survey.statistics.intervals import Interval
from survey.statistics.student import NORMAL_95, quantile, tail

Series = Sequence[float | None]
"""A value a week or month, oldest first, None where there is none: a gap stays a gap, nothing fills it."""
Values = NDArray[np.float64]
PAIRS_FROM = 12
"""Points that two series must have in common; each lag takes one off."""
LONGEST_LAG = 3
_TURNED_FROM = 40
"""Points from which a series is turned round instead of shuffled; of fewer there are too few turns."""
_NORMAL_80 = 0.8416212335729143
"""z: 80 % of a normal distribution lie below."""
_FISHER = 1.96
"""z of Fisher's interval, as the published vectors have it."""
_EXACT = 1e-9


@dataclass(frozen=True, slots=True)
class AtLag:
    """How alike two series ran, the second one looked at some steps later.

    Attributes:
        lag: how many steps.
        points: pairs of values.
        rho: Spearman's rank correlation; 0 where one of the two does not vary.
        p: two-sided, as if this lag were the only one and no week resembled the next.
        interval: 95 % of rho.
    """

    lag: int
    points: int
    rho: float
    p: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class Together:
    """Two series beside each other.

    Attributes:
        lags: from 0 on; one with too few pairs is left out.
        p: how often the first series in another order comes as close at its best lag: the p to judge by.
        effective: how many points the pairs are worth, because weeks resemble the next.
    """

    lags: tuple[AtLag, ...]
    p: float
    effective: float

    @property
    def closest(self) -> AtLag:
        """The lag at which they ran most alike."""
        return max(self.lags, key=lambda each: abs(each.rho))


def together(
    first: Series,
    second: Series,
    *,
    rng: np.random.Generator,
    longest_lag: int = LONGEST_LAG,
    orders: int = 4999,
) -> Together:
    """Compare two series on the same calendar; the pair and the lags are to be chosen before anybody looks.

    Args:
        first: the series that may come first.
        second: the other one, as long.
        rng: shuffles the first series.
        longest_lag: in steps.
        orders: how many other orders of the first series are tried; from 40 values on, all its turns are.

    Raises:
        ValueError: they have fewer than twelve points in common.
    """
    one, other = _array(first), _array(second)
    counts = [_paired(one[None], other, lag)[1].size for lag in range(longest_lag + 1)]
    _require(counts[0])
    lags = [lag for lag, points in enumerate(counts) if points >= PAIRS_FROM - lag]
    tried = _orders(one, rng, orders)
    rhos = np.array([_rho(*_paired(tried, other, lag)) for lag in lags])
    best = np.abs(rhos).max(axis=0)
    return Together(
        lags=tuple(_at_lag(lag, counts[lag], float(rho)) for lag, rho in zip(lags, rhos[:, 0], strict=True)),
        p=float((best >= best[0] - _EXACT).mean()),
        effective=effective_points(counts[0], _lag_one(one), _lag_one(other)),
    )


def correlation(first: Series, second: Series) -> AtLag:
    """Spearman's rank correlation at lag 0, with Fisher's interval (Bonett and Wright's variance for ranks).

    Raises:
        ValueError: they have fewer than twelve points in common.
    """
    firsts, other = _paired(_array(first)[None], _array(second), 0)
    _require(other.size)
    return _at_lag(0, other.size, float(_rho(firsts, other)[0]))


def differences(series: Series) -> tuple[float | None, ...]:
    """What a series changed by from each step to the next: what is left when a drift is taken away."""
    values = _array(series)
    return tuple(None if np.isnan(step) else float(step) for step in np.diff(values))


def effective_points(points: int, one: float, other: float) -> float:
    """n(1 − r₁r₂)/(1 + r₁r₂): what so many points are worth; never more than there are.

    Args:
        points: pairs of values.
        one: lag-1 correlation of a series with itself.
        other: the same of the other series.
    """
    return min(float(points), points * (1 - one * other) / (1 + one * other))


def critical(points: int) -> float:
    """The least |rho| that is beyond chance at 5 %, if one lag of one pair is looked at."""
    t = quantile(0.975, points - 2)
    return t / sqrt(points - 2 + t**2)


def points_needed(rho: float) -> int:
    """The points at which a correlation of this size is found four times in five (5 %, two-sided)."""
    return ceil(((NORMAL_95 + _NORMAL_80) / atanh(abs(rho))) ** 2 + 3)


def _at_lag(lag: int, points: int, rho: float) -> AtLag:
    if 1 - abs(rho) < _EXACT:
        return AtLag(lag, points, round(rho), 0.0, Interval(round(rho), round(rho)))
    half = _FISHER * sqrt((1 + rho**2 / 2) / (points - 3))
    interval = Interval(tanh(atanh(rho) - half), tanh(atanh(rho) + half))
    t = rho * sqrt((points - 2) / (1 - rho**2))
    return AtLag(lag, points, rho, tail(t, points - 2), interval)


def _require(points: int) -> None:
    if points < PAIRS_FROM:
        raise ValueError(f"two series need {PAIRS_FROM} points in common, not {points}")


def _array(series: Series) -> Values:
    return np.array([nan if value is None else value for value in series], dtype=np.float64)


def _paired(firsts: Values, second: Values, lag: int) -> tuple[Values, Values]:
    """Where both have a value: the first series in all its orders, one a row, and the second, lagged."""
    early, late = firsts[:, : firsts.shape[1] - lag], second[lag:]
    both = ~(np.isnan(early[0]) | np.isnan(late))
    return early[:, both], late[both]


def _orders(series: Values, rng: np.random.Generator, orders: int) -> Values:
    """The series as it is, then in other orders; its gaps stay where they are.

    A long series is turned round, which leaves every week beside the next: shuffling would take the likeness
    of neighbours away and call too much unlikely.
    """
    there = ~np.isnan(series)
    values = series[there]
    if values.size >= _TURNED_FROM:
        found = np.array([np.roll(values, step) for step in range(values.size)])
    else:
        shuffled = rng.permuted(np.tile(values, (orders, 1)), axis=1)
        found = np.concatenate([values[None], shuffled])
    told = np.full((len(found), series.size), nan)
    told[:, there] = found
    return told


def _rho(firsts: Values, second: Values) -> Values:
    """The rank correlation of every row with the second series."""
    from scipy.stats import rankdata  # noqa: PLC0415 - half a second, and no tap or command needs it

    rows, other = rankdata(firsts, axis=1), rankdata(second)
    rows, other = rows - rows.mean(axis=1, keepdims=True), other - other.mean()
    norm = np.sqrt((rows**2).sum(axis=1) * (other**2).sum())
    return np.asarray(np.divide(rows @ other, norm, out=np.zeros(len(rows)), where=norm > 0))


def _lag_one(values: Values) -> float:
    """The correlation of a series with itself one step later; 0 where nothing varies."""
    centred = values - np.nanmean(values)
    square = float(np.nansum(centred**2))
    return float(np.nansum(centred[:-1] * centred[1:])) / square if square else 0.0
