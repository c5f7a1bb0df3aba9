"""The enumerating attacker: writes down every histogram and looks for what all with one output share.

It knows the rules of the gate, whatever is published, and that something is not published where it is not.
In league with it may be people who know their own answers. It shares no code with what it attacks: the
product solves for limits, this one tries everything.
"""

import itertools
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Spreads = NDArray[np.int64]
"""One histogram a row."""
Judge = Callable[[Spreads], dict[str, NDArray[np.bool_]]]
"""Says for each histogram of the others what is so in it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is certain of everybody the attacker is not in league with.

    Attributes:
        answers: how many people answered.
        own: the answers of those in league.
        what: what is certain of all others.
        histograms: so many histograms give this output and have these answers in them.
    """

    answers: int
    own: tuple[int, ...]
    what: str
    histograms: int


@dataclass(frozen=True, slots=True)
class Buckets:
    """The places of a histogram by what they mean."""

    unfavourable: tuple[int, ...]
    favourable: tuple[int, ...]


AGREEMENT = Buckets((0, 1), (3, 4))
RECOMMENDATION = Buckets(tuple(range(7)), (9, 10))


def histograms(answers: int, values: int = 5) -> Spreads:
    """Every way in which so many answers can spread over so many values."""
    bars = np.array(list(itertools.combinations(range(answers + values - 1), values - 1)), dtype=np.int64)
    edges = np.hstack([np.full((len(bars), 1), -1), bars, np.full((len(bars), 1), answers + values - 1)])
    return np.diff(edges, axis=1) - 1


def inferences(
    spreads: Spreads,
    publish: Callable[[Sequence[int]], Hashable],
    *,
    judge: Judge,
    insiders: Iterable[int] = (0, 1),
) -> list[Finding]:
    """All that is certain from some output of ``publish`` to some team of insiders.

    Args:
        spreads: every histogram there is of so many answers.
        publish: what the public gets for a histogram.
        judge: says in which histograms of the others something is so.
        insiders: the sizes of teams to try.
    """
    numbers: dict[Hashable, int] = {}
    output = np.array([numbers.setdefault(publish(spread), len(numbers)) for spread in spreads.tolist()])
    found: list[Finding] = []
    for own in (own for size in insiders for own in _teams(size, spreads.shape[1])):
        others = spreads - np.bincount(own, minlength=spreads.shape[1])
        possible = (others >= 0).all(axis=1) & (others.sum(axis=1) > 0)
        sizes = np.bincount(output[possible], minlength=len(numbers))
        for what, holds in judge(others[possible]).items():
            so = np.bincount(output[possible], weights=holds, minlength=len(numbers))
            certain = sizes[(sizes > 0) & (so == sizes)]
            found += [Finding(int(spreads[0].sum()), own, what, int(size)) for size in certain]
    return found


def of_buckets(buckets: Buckets) -> Judge:
    """Certain: nobody else favourable, nobody else unfavourable, or all others in one bucket."""
    up, down = list(buckets.favourable), list(buckets.unfavourable)

    def judge(others: Spreads) -> dict[str, NDArray[np.bool_]]:
        favourable, unfavourable = others[:, up].sum(axis=1), others[:, down].sum(axis=1)
        everybody = others.sum(axis=1)
        return {
            "nobody is favourable": favourable == 0,
            "nobody is unfavourable": unfavourable == 0,
            "everybody is favourable": favourable == everybody,
            "everybody is unfavourable": unfavourable == everybody,
            "everybody is neutral": favourable + unfavourable == 0,
        }

    return judge


def of_options(others: Spreads) -> dict[str, NDArray[np.bool_]]:
    """Certain: nobody else chose an option, or all others chose one and the same."""
    everybody = others.sum(axis=1)
    nobody = {f"nobody chose {option}": others[:, option] == 0 for option in range(others.shape[1])}
    return nobody | {
        f"everybody chose {option}": others[:, option] == everybody for option in range(others.shape[1])
    }


def _teams(size: int, values: int) -> Iterable[tuple[int, ...]]:
    return itertools.combinations_with_replacement(range(values), size)
