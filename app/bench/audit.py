"""What the joint audit of a figure costs, beside trying every histogram of the same size in the same run."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise
from statistics import median
from time import perf_counter

from survey.disclosure import audit
from survey.disclosure.audit import INSIDERS, Axis
from survey.disclosure.coding import end_coded
from survey.disclosure.gate import bands_beside, counts_beside

_AXIS = Axis(1, 5, 2, 4)
_FEWEST = 8
_PLAIN = 12
"""Answers of the plain twin; at thirty it would have 46,376 histograms to try for each output."""


@dataclass(frozen=True, slots=True)
class Audit:
    """What was measured.

    Attributes:
        outputs: how many outputs were audited, every one that 8 to ``answers`` answers can have.
        median_ms, worst_ms: one audit of a mean and all its bands and counts, nothing remembered.
        plain_ms: median of trying every histogram of twelve answers for one output.
        ratio: the exact audit at twelve answers to the plain one.
    """

    outputs: int
    median_ms: float
    worst_ms: float
    plain_ms: float
    ratio: float


def measure(*, answers: int = 30) -> Audit:
    """Audit every output of up to so many answers, each without what was remembered of others."""
    took = {size: [_exact(size, total) for total in _totals(size)] for size in range(_FEWEST, answers + 1)}
    every = [seconds for each in took.values() for seconds in each]
    plain = median(_plain(_PLAIN, total) for total in _totals(_PLAIN))
    return Audit(
        outputs=len(every),
        median_ms=round(1000 * median(every), 3),
        worst_ms=round(1000 * max(every), 3),
        plain_ms=round(1000 * plain, 3),
        ratio=round(median(took[_PLAIN]) / plain, 4),
    )


def _totals(answers: int) -> range:
    return range(_AXIS.low * answers, _AXIS.high * answers + 1)


def _exact(answers: int, total: int) -> float:
    for remembered in (audit.is_safe, bands_beside, counts_beside):
        remembered.cache_clear()
    began = perf_counter()
    mean = end_coded(total, answers, _AXIS, insiders=INSIDERS)
    for band in bands_beside(_AXIS, mean, answers):
        counts_beside(_AXIS, mean, band, answers)
    return perf_counter() - began


def _plain(answers: int, total: int) -> float:
    """Try every histogram that gives this mean, for an outsider and each own answer."""
    began = perf_counter()
    mean = end_coded(total, answers, _AXIS, insiders=INSIDERS)
    possible = [each for each in _histograms(answers) if _mean(each, answers) == mean]
    for own in range(6):
        others = [
            [times - (value == own) for value, times in enumerate(each, 1)]
            for each in possible
            if not own or each[own - 1]
        ]
        all(sum(each[3:]) == 0 for each in others)
        all(sum(each[:2]) == 0 for each in others)
    return perf_counter() - began


def _mean(histogram: tuple[int, ...], answers: int) -> object:
    total = sum(value * times for value, times in enumerate(histogram, 1))
    return end_coded(total, answers, _AXIS, insiders=INSIDERS)


def _histograms(answers: int) -> Iterator[tuple[int, ...]]:
    for bars in combinations(range(answers + 4), 4):
        yield tuple(after - before - 1 for before, after in pairwise((-1, *bars, answers + 4)))
