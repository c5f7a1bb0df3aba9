"""Counts as parts of a bar around its neutral answers, and labels that make way for each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from survey.scales import SCALES

COLOURS = 5
"""How many groups a bar can have; the middle one is neutral."""
_NEUTRAL = COLOURS // 2
_SIDES = {scale.axis: scale.sides for scale in SCALES.values()}


@dataclass(frozen=True, slots=True)
class Group:
    """Values that are drawn as one part.

    Attributes:
        low: the lowest of them.
        high: the highest.
        colour: which of the five colours they take, unfavourable end first.
    """

    low: int
    high: int
    colour: int

    @property
    def name(self) -> str:
        """The value, or from where to where."""
        return str(self.low) if self.low == self.high else f"{self.low}–{self.high}"


@dataclass(frozen=True, slots=True)
class Piece:
    """A group that somebody chose: how many did, and where they begin, in answers from the bar's middle."""

    group: Group
    count: int
    start: float


def groups(axis: tuple[int, int]) -> tuple[Group, ...]:
    """What the bar of a scale is made of, unfavourable end first.

    That is its values, up to five. Of a longer scale it is its two sides and what lies between them: nobody
    tells eleven colours apart, and these three are what the recommendation score is made of. The sides of a
    scale that is not known any more meet in its middle.
    """
    low, high = axis
    bad, good = _SIDES.get(axis, ((low + high - 1) // 2, (low + high) // 2 + 1))
    if high - low >= COLOURS:
        sides = (Group(low, bad, 0), Group(bad + 1, good - 1, _NEUTRAL), Group(good, high, COLOURS - 1))
        return tuple(group for group in sides if group.low <= group.high)
    return tuple(
        Group(value, value, value - low if value <= bad else COLOURS - 1 - (high - value))
        if not bad < value < good
        else Group(value, value, _NEUTRAL)
        for value in range(low, high + 1)
    )


def pieces(axis: tuple[int, int], counts: Sequence[int]) -> tuple[Piece, ...]:
    """The parts of the bar, from the left; half of the neutral answers lie on either side of the middle.

    Args:
        axis: the ends of the scale.
        counts: how many gave each of its values, unfavourable end first.
    """
    sums = [(group, sum(counts[group.low - axis[0] : group.high - axis[0] + 1])) for group in groups(axis)]
    start = -sum(count * _left(group) for group, count in sums)
    placed = []
    for group, count in sums:
        if count:
            placed.append(Piece(group, count, start))
        start += count
    return tuple(placed)


def _left(group: Group) -> float:
    """How much of a group lies left of the middle."""
    return 0.5 if group.colour == _NEUTRAL else float(group.colour < _NEUTRAL)


def apart(
    wanted: Sequence[float], widths: Sequence[float], *, between: tuple[float, float], gap: float
) -> list[float]:
    """Middles for labels, as near to the wanted ones as can be without two touching.

    Least squares: labels that would touch move together, as a block, to the mean of what they want.

    Args:
        wanted: where their middles should be, in rising order.
        widths: how wide they are.
        between: what none may cross; there must be room for all.
        gap: how far two stay from each other.
    """
    if not wanted:
        return []
    offsets = [0.0]
    for before, after in pairwise(widths):
        offsets.append(offsets[-1] + (before + after) / 2 + gap)
    blocks: list[tuple[float, int]] = []
    for place, offset in zip(wanted, offsets, strict=True):
        blocks.append((place - offset, 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (last, many), (first, some) = blocks.pop(), blocks.pop()
            blocks.append(((first * some + last * many) / (some + many), some + many))
    low, high = between[0] + widths[0] / 2, between[1] - widths[-1] / 2 - offsets[-1]
    moved = [max(low, min(place, high)) for place, many in blocks for _ in range(many)]
    return [place + offset for place, offset in zip(moved, offsets, strict=True)]
