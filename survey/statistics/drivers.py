"""Which themes an outcome moves together with, and how its variance is shared out among them (SCIENCE 7).

Points are weeks or teams: answers are never tied to people, so there is nothing finer. Nothing here is a
cause, and a theme that is equally bad everywhere moves together with nothing and is a problem all the same.
Under 30 points there is no list and no ranking: of five themes the one that leads in 12 points is the wrong
one more often than not. From 30 on there is a list in alphabetical order, and a ranking from 100 on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

from survey.statistics.intervals import Interval
from survey.statistics.together import AtLag, correlation

LISTED_FROM, RANKED_FROM = 30, 100
MOST_THEMES = 10
"""Each one more doubles the work."""
_SURE = 1e-10
"""Added to the diagonal, so that themes that say the same can be shared out, too."""
Values = NDArray[np.float64]


def listed(outcome: Sequence[float], themes: Mapping[str, Sequence[float]]) -> tuple[tuple[str, AtLag], ...]:
    """What each theme's rank correlation with the outcome is, in alphabetical order: a list, no ranking.

    Args:
        outcome: one value a point.
        themes: the same points of every theme, by its name.

    Raises:
        ValueError: fewer than 30 points.
    """
    if len(outcome) < LISTED_FROM:
        raise ValueError(f"a list of themes needs {LISTED_FROM} points, not {len(outcome)}")
    return tuple((name, correlation(themes[name], outcome)) for name in sorted(themes, key=str.casefold))


@dataclass(frozen=True, slots=True)
class Driver:
    """A theme's part of the variance of the outcome.

    Attributes:
        share: its part of all variance, from 0 to 1; those of all themes make R².
        interval: 95 %, from points drawn anew.
        ahead_of: the themes whose intervals lie wholly below this one's. Any other order is chance.
    """

    name: str
    share: float
    interval: Interval
    ahead_of: tuple[str, ...]


def ranked(
    outcome: Sequence[float],
    themes: Mapping[str, Sequence[float]],
    *,
    rng: np.random.Generator,
    samples: int = 1000,
) -> tuple[Driver, ...]:
    """Share the outcome's variance out among themes, in alphabetical order.

    Args:
        outcome: one value a point.
        themes: the same points of every theme, by its name; at most ten.
        rng: draws points anew.
        samples: how often.

    Raises:
        ValueError: fewer than 100 points, or more than ten themes.
    """
    if len(outcome) < RANKED_FROM:
        raise ValueError(f"a ranking of themes needs {RANKED_FROM} points, not {len(outcome)}")
    names = sorted(themes, key=str.casefold)
    table = np.array([*(themes[name] for name in names), outcome], dtype=np.float64)
    shares = lmg(*_correlations(table[None]))[0]
    drawn = rng.integers(0, len(outcome), (samples, len(outcome)))
    again = lmg(*_correlations(np.moveaxis(table[:, drawn], 0, 1)))
    intervals = [
        Interval(float(low), float(high)) for low, high in np.quantile(again, (0.025, 0.975), axis=0).T
    ]
    return tuple(
        Driver(
            name,
            float(share),
            own,
            tuple(other for other, its in zip(names, intervals, strict=True) if its.high < own.low),
        )
        for name, share, own in zip(names, shares, intervals, strict=True)
    )


def lmg(themes: Values, outcome: Values) -> Values:
    """R² shared out: what each theme adds to it, as the mean over every order of taking them in.

    Lindeman, Merenda and Gold's measure, which is Shapley's value.

    Args:
        themes: correlations of the themes with each other, (…, k, k).
        outcome: of each with the outcome, (…, k).

    Returns:
        Shares, (…, k); they make R².

    Raises:
        ValueError: more than ten themes.
    """
    count = outcome.shape[-1]
    if count > MOST_THEMES:
        raise ValueError(f"variance is shared out among at most {MOST_THEMES} themes, not {count}")
    explained = {
        taken: explained_by(themes, outcome, taken)
        for size in range(count + 1)
        for taken in combinations(range(count), size)
    }
    shares = np.zeros(outcome.shape)
    for taken, before in explained.items():
        weight = 1 / (count * comb(count - 1, len(taken))) if len(taken) < count else 0.0
        for theme in set(range(count)) - set(taken):
            shares[..., theme] += weight * (explained[tuple(sorted((*taken, theme)))] - before)
    return shares


def explained_by(themes: Values, outcome: Values, taken: Sequence[int]) -> Values:
    """R² of the outcome by some of the themes, by their places; arguments as in :func:`lmg`."""
    if not taken:
        return np.zeros(outcome.shape[:-1])
    own = themes[..., taken, :][..., :, taken] + _SURE * np.eye(len(taken))
    beside = outcome[..., taken]
    weights = np.linalg.solve(own, beside[..., None])[..., 0]
    return np.asarray((weights * beside).sum(axis=-1))


def relative_weights(themes: Values, outcome: Values) -> Values:
    """Johnson's relative weights, a quick stand-in for :func:`lmg` that comes close to it and makes R², too.

    Args:
        themes: correlations of the themes with each other, (k, k), none of them made of others.
        outcome: of each with the outcome, (k,).
    """
    values, vectors = np.linalg.eigh(themes)
    root = vectors @ np.diag(np.sqrt(values)) @ vectors.T
    return np.asarray(root**2 @ np.linalg.solve(root, outcome) ** 2)


def _correlations(tables: Values) -> tuple[Values, Values]:
    """Of tables of themes and, in the last row, the outcome: between themes, and of each with the outcome.

    What does not vary goes together with nothing.
    """
    centred = tables - tables.mean(axis=-1, keepdims=True)
    length = np.sqrt((centred**2).sum(axis=-1, keepdims=True))
    unit = np.divide(centred, length, out=np.zeros_like(centred), where=length > 0)
    found = unit @ np.swapaxes(unit, -1, -2)
    return found[..., :-1, :-1], found[..., -1, :-1]
