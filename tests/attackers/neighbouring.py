"""The attacker of two rounds: one person came or went between them, and the outputs of both are compared.

It takes for granted that the others kept their answers save for the fewest one-step moves that explain both
outputs, plus ``slack`` more, and asks in which bucket the answer of whoever came or went can be. How many
steps lie between two histograms is the earth mover's distance; every pair of histograms is tried.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.attackers.certainty import Spreads, histograms

BUCKET = np.array([0, 0, 1, 2, 2])
"""Unfavourable, neutral, favourable by place in the histogram."""
TYPICAL = (0.03, 0.10, 0.22, 0.42, 0.23)
"""How answers spread in a typical team (SCIENCE 5.3)."""
_NEVER = 1_000


Publish = Callable[[Sequence[int]], Hashable]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What comparing tells, for every pair of outputs that can follow each other.

    Attributes:
        first: the places of the outputs of the first round.
        second: of the second.
        possible: by both places and value, whether whoever came or went can have given that answer.
    """

    first: Mapping[Hashable, int]
    second: Mapping[Hashable, int]
    possible: NDArray[np.bool_]

    @property
    def pairs(self) -> int:
        """So many pairs of outputs there are."""
        return int(self.possible.any(axis=-1).sum())

    @property
    def certain(self) -> int:
        """So many of them leave one bucket for whoever came or went."""
        return int((self._buckets().sum(axis=-1) == 1).sum())

    @property
    def exact(self) -> int:
        """So many of them leave a single answer."""
        return int((self.possible.sum(axis=-1) == 1).sum())

    def conclusion(self, first: Hashable, second: Hashable) -> int | None:
        """The one bucket that is left after these two outputs, or None."""
        left = np.flatnonzero(self._buckets()[self.first[first], self.second[second]])
        return int(left[0]) if len(left) == 1 else None

    def _buckets(self) -> NDArray[np.bool_]:
        return np.stack([self.possible[..., bucket == BUCKET].any(axis=-1) for bucket in range(3)], axis=-1)


def compare(
    sizes: tuple[int, int], first: Publish, second: Publish, *, slack: int, own: int | None = None
) -> Comparison:
    """Try every pair of histograms of two rounds between which one person came or went.

    Args:
        sizes: the answers of the first and of the second round, one more or one fewer.
        first: what is published of a histogram of the first.
        second: of the second.
        slack: so many more than the fewest moves are thought possible.
        own: the place of the answer the attacker gave in both rounds, if it is one of those who stayed.
    """
    ours = np.bincount([] if own is None else [own], minlength=5)
    old, old_output, old_places = _with_outputs(histograms(sizes[0]), first, ours)
    new, new_output, new_places = _with_outputs(histograms(sizes[1]), second, ours)
    joined = sizes[1] > sizes[0]
    fewest = np.stack([_steps(old, new, value, joined=joined) for value in range(5)], axis=-1)
    moves = _least_by(_least_by(fewest, old_output, axis=0), new_output, axis=1)
    least = moves.min(axis=-1, keepdims=True)
    return Comparison(old_places, new_places, (moves <= least + slack) & (least < _NEVER))


def _with_outputs(
    spreads: Spreads, publish: Publish, ours: Spreads
) -> tuple[Spreads, NDArray[np.int64], Mapping[Hashable, int]]:
    """The histograms of the others that are possible, the place of the output of each, and the places."""
    kept = spreads[(spreads >= ours).all(axis=1)]
    numbers: dict[Hashable, int] = {}
    output = np.array([numbers.setdefault(publish(each), len(numbers)) for each in kept.tolist()])
    order = np.argsort(output, kind="stable")
    return (kept - ours)[order], output[order], numbers


def _steps(old: Spreads, new: Spreads, value: int, *, joined: bool) -> NDArray[np.int64]:
    """How many one-step moves of those who stayed lead from each old to each new histogram."""
    person = np.zeros(5, dtype=np.int64)
    person[value] = 1
    stayed_old, stayed_new = (old, new - person) if joined else (old - person, new)
    distance = np.zeros((len(old), len(new)), dtype=np.int64)
    for limit in range(1, 5):
        distance += np.abs(
            stayed_old[:, None, :limit].sum(axis=-1) - stayed_new[None, :, :limit].sum(axis=-1)
        )
    distance[(stayed_old < 0).any(axis=1), :] = _NEVER
    distance[:, (stayed_new < 0).any(axis=1)] = _NEVER
    return distance


def _least_by(moves: NDArray[np.int64], output: NDArray[np.int64], *, axis: int) -> NDArray[np.int64]:
    """The fewest moves to any histogram of an output; the outputs stand together along the axis."""
    starts = np.flatnonzero(np.diff(output, prepend=-1))
    return np.minimum.reduceat(moves, starts, axis=axis)


@dataclass(frozen=True, slots=True)
class Tried:
    """Rounds drawn at random in which the attacker came to a conclusion, and was right."""

    rounds: int
    concluded: int
    right: int


def try_out(
    sizes: tuple[int, int],
    first: Publish,
    second: Publish,
    *,
    slack: int,
    loyal: float,
    rounds: int,
    seed: int,
) -> Tried:
    """Draw rounds of a typical team and count how often the attacker is sure, and how often rightly.

    Args:
        sizes: the answers of the first and of the second round.
        first: what is published of the first.
        second: of the second.
        slack: see :func:`compare`.
        loyal: the share of those who stayed who give the same answer again; the others draw anew.
        rounds: how many are drawn.
        seed: of the random numbers.
    """
    random = np.random.default_rng(seed)
    comparison = compare(sizes, first, second, slack=slack)
    concluded = right = 0
    most, stayed = max(sizes), min(sizes)
    for _ in range(rounds):
        answers = random.choice(5, size=most, p=TYPICAL)
        again = np.where(random.random(stayed) < loyal, answers[:stayed], random.choice(5, stayed, p=TYPICAL))
        weeks = [answers[:stayed], np.append(again, answers[stayed:])]
        if sizes[0] > sizes[1]:
            weeks = [answers, again]
        told = [
            each(np.bincount(week, minlength=5).tolist())
            for each, week in zip((first, second), weeks, strict=True)
        ]
        bucket = comparison.conclusion(told[0], told[1])
        concluded += bucket is not None
        right += int(bucket == BUCKET[answers[-1]])
    return Tried(rounds, concluded, right)
