"""Where a team's figure would lie if those had answered, too, who did not.

A team is a finite population: with n of N answers the half-width shrinks by √(1 − n/N), and where everybody
answered it is zero by definition.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, sqrt
from statistics import mean, variance

from survey.statistics.student import NORMAL_95, quantile

PLANNED_SD = 0.9
"""Standard deviation of 1-5 answers between people, until a team's own is known (SCIENCE 4.1)."""
_PRIOR_ANSWERS = 2
"""The planned deviation weighs as many answers, so that six equal ones do not give a width of zero."""
_RECOMMENDATION_FROM = 30
"""Fewest answers at which a recommendation score is told; its half-width is ±10 points only at 241."""


@dataclass(frozen=True, slots=True)
class Interval:
    """From ``low`` to ``high``, in the unit of the figure."""

    low: float
    high: float

    def within(self, other: "Interval") -> "Interval":
        """The part that lies in another."""
        return Interval(max(self.low, other.low), min(self.high, other.high))


def shrunken_sd(answers: Sequence[int]) -> tuple[float, int]:
    """The standard deviation of a few answers, drawn towards the planned one, and its degrees of freedom.

    s*² = ((n − 1)s² + 2·0.9²)/(n + 1), df = n + 1 (SCIENCE 4.1).
    """
    n = len(answers)
    squares = (n - 1) * variance(answers) + _PRIOR_ANSWERS * PLANNED_SD**2
    return sqrt(squares / (n + 1)), n + 1


def of_mean(answers: Sequence[int], *, invited: int, axis: tuple[int, int]) -> Interval:
    """95 % interval of the whole team's mean from the answers themselves; for n ≥ 20, where they are shown.

    Shrunken t with finite-population correction, inside what missing answers can do at most (SCIENCE 4.1).

    Args:
        answers: at least two, on the axis.
        invited: N, at least as many.
        axis: the ends of the scale.
    """
    n = len(answers)
    sd, df = shrunken_sd(answers)
    half = quantile(0.975, df) * sd / sqrt(n) * sqrt(1 - n / invited)
    centre = mean(answers)
    return Interval(centre - half, centre + half).within(
        of_missing(sum(answers), n, invited=invited, axis=axis)
    )


def of_missing(total: float, answers: int, *, invited: int, axis: tuple[int, int]) -> Interval:
    """The mean if everybody missing had chosen one end of the scale, or the other; assumes nothing (3.7)."""
    missing = invited - answers
    return Interval((total + axis[0] * missing) / invited, (total + axis[1] * missing) / invited)


def half_width(answers: int, *, invited: int, sd: float = PLANNED_SD) -> float:
    """Half of a 95 % interval of a mean that uses no answers of this week, which would tell of them (4.1).

    Args:
        sd: a deviation pooled over many rounds, or the planned one.
    """
    return NORMAL_95 * sd / sqrt(answers) * sqrt(1 - answers / invited)


def wilson(part: float, answers: float) -> Interval:
    """Wilson's 95 % interval of a proportion; both may be effective numbers."""
    p, z2 = part / answers, NORMAL_95**2
    centre = (p + z2 / (2 * answers)) / (1 + z2 / answers)
    spread = sqrt(p * (1 - p) / answers + z2 / (4 * answers**2))
    half = NORMAL_95 / (1 + z2 / answers) * spread
    return Interval(max(0.0, centre - half), min(1.0, centre + half))


def of_people(part: int, answers: int, *, invited: int) -> tuple[int, int]:
    """How many of the whole team are favourable, 95 %: Wilson for a finite team, rounded outward (4.2).

    Args:
        part: favourable answers, k.
        answers: n, at least one.
        invited: N, at least n.
    """
    if answers == invited:
        return part, part
    effective = answers * (invited - 1) / (invited - answers)
    told = wilson(part * effective / answers, effective)
    low, high = floor(told.low * invited + 1e-9), ceil(told.high * invited - 1e-9)
    return max(low, part), min(high, part + invited - answers)


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A recommendation score from −100 to 100, with its 95 % interval."""

    score: float
    interval: Interval


def recommendation(
    promoters: int, passives: int, detractors: int, *, invited: int | None = None
) -> Recommendation | None:
    """Promoters less detractors in percent, with an adjusted Wald interval (SCIENCE 4.3; Rocks 2016).

    Args:
        invited: N, where the answers are those of a finite group.

    Returns:
        None under thirty answers: one person would move it by more than three points.
    """
    answers = promoters + passives + detractors
    if answers < _RECOMMENDATION_FROM:
        return None
    interval = adjusted_wald(promoters, passives, detractors, invited=invited)
    return Recommendation(100 * (promoters - detractors) / answers, interval)


def adjusted_wald(promoters: int, passives: int, detractors: int, *, invited: int | None = None) -> Interval:
    """The score's interval with three quarters of an answer added at either end, one and a half between."""
    n = promoters + passives + detractors + 3
    up, down = (promoters + 0.75) / n, (detractors + 0.75) / n
    answered = promoters + passives + detractors
    finite = 1.0 if invited is None else sqrt(1 - answered / invited)
    half = NORMAL_95 * sqrt((up + down - (up - down) ** 2) / n) * finite
    return Interval(max(-100.0, 100 * (up - down - half)), min(100.0, 100 * (up - down + half)))
