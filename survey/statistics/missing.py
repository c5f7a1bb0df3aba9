"""Where the whole team's mean and favourable share may lie, from what was released of those who answered."""

from collections.abc import Sequence
from dataclasses import dataclass

from survey.disclosure.figures import COUNTS_FROM, Reach, Released
from survey.statistics.intervals import Interval, half_width, of_mean, of_missing, of_people

_FEW_MISSING = 3
"""Up to so many missing, the range that assumes nothing about them is still narrow enough (SCIENCE 3.7)."""


@dataclass(frozen=True, slots=True)
class WholeTeam:
    """The range of a mean if everybody had answered, in tenths rounded outward.

    Attributes:
        missing: how many did not answer.
        assumes: whether it takes for granted that those who did not answer are like those who did; else it
            holds whatever they would have said.
    """

    low: int
    high: int
    missing: int
    assumes: bool


def whole_team(figure: Released, axis: tuple[int, int]) -> WholeTeam | None:
    """The range of a mean that was shown exactly; None of one told from one side, or where all answered."""
    missing = figure.invited - figure.answers
    if figure.mean is None or figure.mean.reach is not Reach.EXACTLY or missing <= 0:
        return None
    total = figure.mean.value * figure.answers
    bounds = of_missing(total, figure.answers, invited=figure.invited, axis=axis)
    assumes = missing > _FEW_MISSING
    found = _assuming(figure, axis).within(bounds) if assumes else bounds
    return WholeTeam(_floor(found.low), _ceil(found.high), missing, assumes)


def favourable(figure: Released) -> tuple[int, int] | None:
    """How many of the whole team would be favourable, under what :func:`whole_team` takes for granted.

    Made of the share that was shown, so it tells nothing else (SCIENCE 4.2).

    Returns:
        None under twenty answers, where the share is told from one side only, and where all answered.
    """
    band, missing = figure.band, figure.invited - figure.answers
    if band is None or band.low != band.high or figure.answers < COUNTS_FROM or missing <= 0:
        return None
    if missing <= _FEW_MISSING:
        return band.low, band.low + missing
    return of_people(band.low, figure.answers, invited=figure.invited)


def _assuming(figure: Released, axis: tuple[int, int]) -> Interval:
    """From the answers themselves where all counts are shown, else from what is planned (SCIENCE 4.1)."""
    if figure.counts:
        return of_mean(_answers(figure.counts, axis), invited=figure.invited, axis=axis)
    centre = figure.mean.value if figure.mean else 0.0
    half = half_width(figure.answers, invited=figure.invited)
    return Interval(centre - half, centre + half)


def _answers(counts: Sequence[int], axis: tuple[int, int]) -> list[int]:
    return [value for value, times in enumerate(counts, start=axis[0]) for _ in range(times)]


def _floor(value: float) -> int:
    return int((value * 10 + 1e-9) // 1)


def _ceil(value: float) -> int:
    return -int((-value * 10 + 1e-9) // 1)
