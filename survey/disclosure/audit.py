"""What an attacker would know for certain from figures, solved exactly instead of by trying every histogram.

An inference is *certain* where, of the people the attacker is not in league with, surely nobody is favourable
or surely nobody is unfavourable; "all of them are in one bucket" is a case of these (SCIENCE 5.3). What
is published fixes limits for the sum of the answers and for the number of favourable ones. Within a bucket of
neighbouring values every sum between its extremes can be reached, so that numbers of people per bucket
decide whether a histogram is possible: no need to write one down.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations_with_replacement

INSIDERS = 1
"""People in league who know their own answers: c of SCIENCE 5.3."""


@dataclass(frozen=True, slots=True)
class Axis:
    """The values of a scale and its three buckets; reversed items are turned before.

    Attributes:
        low, high: the ends.
        unfavourable: the highest value that is unfavourable.
        favourable: the lowest that is favourable.
    """

    low: int
    high: int
    unfavourable: int
    favourable: int

    @property
    def values(self) -> range:
        """Every answer."""
        return range(self.low, self.high + 1)


@dataclass(frozen=True, slots=True)
class Known:
    """All that an output tells of the answers of ``answers`` people.

    Attributes:
        sums: the least and the greatest sum of the answers.
        favourable: the numbers of favourable answers that are possible, from - to.
        narrow: whether it is known besides that no distribution may be shown (see :func:`is_wide`).
    """

    answers: int
    sums: tuple[int, int]
    favourable: tuple[int, int]
    narrow: bool = False


def is_wide(favourable: int, unfavourable: int, *, insiders: int) -> bool:
    """Whether so many people are on both sides that their exact numbers tell of nobody."""
    return min(favourable, unfavourable) >= 2 + insiders


@lru_cache(maxsize=65536)
def is_safe(axis: Axis, known: tuple[Known, ...], *, insiders: int = INSIDERS) -> bool:
    """Whether nobody can infer anything for certain from knowing that one of these holds.

    Outsiders, and up to ``insiders`` people with whatever answers they gave, are tried.
    """
    teams = (own for size in range(insiders + 1) for own in combinations_with_replacement(axis.values, size))
    return not any(_is_certain(axis, known, own, insiders) for own in teams)


def splits(axis: Axis, known: Known) -> int:
    """In how many ways people can be favourable, neutral or unfavourable there; few ways are a rare case."""
    return sum(most - fewest + 1 for _, (fewest, most) in _others(axis, known, (), 0))


def _is_certain(axis: Axis, known: tuple[Known, ...], own: tuple[int, ...], insiders: int) -> bool:
    """Whether people with these answers know something for certain of the others."""
    possible = somebody_up = somebody_down = False
    for each in known:
        for favourable, (_, most) in _others(axis, each, own, insiders):
            possible = True
            somebody_up = somebody_up or favourable > 0
            somebody_down = somebody_down or most > 0
            if somebody_up and somebody_down:
                return False
    return possible


def _others(
    axis: Axis, known: Known, own: tuple[int, ...], insiders: int
) -> Iterator[tuple[int, tuple[int, int]]]:
    """What the others can be: so many favourable, and from - to so many unfavourable."""
    others = known.answers - len(own)
    own_up = sum(value >= axis.favourable for value in own)
    own_down = sum(value <= axis.unfavourable for value in own)
    low, high = (limit - sum(own) for limit in known.sums)
    for favourable in range(max(0, known.favourable[0] - own_up), known.favourable[1] - own_up + 1):
        rest = others - favourable
        if rest < 0:
            break
        fewest, most = _unfavourable(axis, favourable, rest, low, high)
        if known.narrow and favourable + own_up >= 2 + insiders:
            most = min(most, 1 + insiders - own_down)
        if fewest <= most:
            yield favourable, (fewest, most)


def _unfavourable(axis: Axis, favourable: int, rest: int, low: int, high: int) -> tuple[int, int]:
    """How many of the rest can be unfavourable for the sum to lie between the limits.

    The least sum of a split is ``low * u + (unfavourable + 1) * t + favourable * f``, the greatest
    ``unfavourable * u + (favourable - 1) * t + high * f``; both fall as u grows at the cost of t.
    """
    least = (axis.unfavourable + 1) * rest + axis.favourable * favourable
    greatest = (axis.favourable - 1) * rest + axis.high * favourable
    falls_least = axis.unfavourable + 1 - axis.low
    falls_greatest = axis.favourable - 1 - axis.unfavourable
    fewest = max(0, -((high - least) // falls_least))
    return fewest, min(rest, (greatest - low) // falls_greatest)
