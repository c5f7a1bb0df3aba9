"""Lists of changes: among many comparisons some are beyond the usual by chance alone."""

from collections.abc import Sequence

RATE = 0.10
"""q: at most a tenth of a list is expected to be there by chance."""


def adjusted(p: Sequence[float]) -> tuple[float, ...]:
    """Benjamini and Hochberg's adjusted p values, in the order given (SCIENCE 4.8)."""
    order = sorted(range(len(p)), key=lambda place: p[place], reverse=True)
    told, least = [1.0] * len(p), 1.0
    for rank, place in zip(range(len(p), 0, -1), order, strict=True):
        least = min(least, p[place] * len(p) / rank)
        told[place] = least
    return tuple(told)


def listed(p: Sequence[float], *, rate: float = RATE) -> tuple[bool, ...]:
    """Which of many comparisons may stand in a list."""
    return tuple(each <= rate for each in adjusted(p))
