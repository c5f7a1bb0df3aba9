"""The rules by which a digest calls a change one, or leaves it in peace (SCIENCE 4.5 to 4.10)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor
from statistics import mean, median

from survey.disclosure.figures import Reach
from survey.statistics import variation
from survey.statistics.intervals import Interval
from survey.statistics.variation import OWN_FROM, POOLED_FROM, SHIFT_FROM, Variation
from survey.verdicts import Change, Measurement, Verdict

LONGEST_BASELINE = 52
"""Measurements a baseline goes back at most."""
_SHIFT_PERIOD = 26
"""Measurements over which the smoothed series runs before its baseline is taken anew (SCIENCE 4.7)."""


@dataclass(frozen=True, slots=True)
class Item:
    """One question as far as it can be compared.

    Attributes:
        before: its measurements in earlier rounds, oldest first, all of the same version.
        now: this round's; None where nothing may be compared.
        in_turn: whether it rotates, so that its own measurements are too few and the team's are pooled.
        is_pooled: whether its axis is the 1 to 5 of which a team's variation is made.
    """

    before: tuple[Measurement, ...]
    now: Measurement | None
    in_turn: bool = True
    is_pooled: bool = True


def ranges_of(measurements: Sequence[Measurement]) -> tuple[float, ...]:
    """Moving ranges that say something: between two means told from one side there is none to see."""
    return tuple(
        abs(later.level.value - earlier.level.value)
        for earlier, later in pairwise(measurements)
        if Reach.EXACTLY in {earlier.level.reach, later.level.reach}
    )


def judge(item: Item, *, pooled: Iterable[float]) -> Verdict | None:
    """What an item's change amounts to.

    Args:
        item: the item.
        pooled: the moving ranges of all the team's 1-5 items before this round.

    Returns:
        None where this round has no measurement to compare.
    """
    now, before = item.now, item.before[-LONGEST_BASELINE:]
    if now is None:
        return None
    if before and now.answers * 2 < median(each.answers for each in before):
        return Verdict(Change.FEW, len(before))
    own = not item.in_turn or not item.is_pooled
    needed = OWN_FROM if own else POOLED_FROM
    if len(before) < needed:
        return Verdict(Change.EARLY, len(before), needed)
    spread = _spread(now, pooled)
    limits = _own_limits(before, spread) if own else _pooled_limits(before, now, spread)
    change = _beyond(now.level.value, limits)
    if change is Change.WITHIN and not item.in_turn:
        change = _shift(before, now)
    return Verdict(change, len(before), needed, _shown(limits, (*before, now)))


def _spread(now: Measurement, pooled: Iterable[float]) -> Variation:
    planned = variation.planned_sigma(now.answers, invited=max(now.invited, now.answers))
    return variation.pooled_variation(tuple(pooled), planned=planned)


def _own_limits(before: Sequence[Measurement], spread: Variation) -> Interval:
    """Limits of the item's own; the team's where most of its measurements are told from one side."""
    if len(ranges_of(before)) < OWN_FROM - 1:
        centre = mean(each.level.value for each in before)
        return variation.compare(centre, centre, measured=len(before), variation=spread).limits
    return variation.own_limits([each.level.value for each in before])


def _pooled_limits(before: Sequence[Measurement], now: Measurement, spread: Variation) -> Interval:
    centre = mean(each.level.value for each in before)
    return variation.compare(now.level.value, centre, measured=len(before), variation=spread).limits


def _beyond(value: float, limits: Interval) -> Change:
    if value > limits.high:
        return Change.UP
    return Change.DOWN if value < limits.low else Change.WITHIN


def _shift(before: Sequence[Measurement], now: Measurement) -> Change:
    """Whether the level seems to have gone somewhere for weeks, since the baseline was taken last."""
    if len(before) < SHIFT_FROM:
        return Change.WITHIN
    began = SHIFT_FROM + (len(before) - SHIFT_FROM) // _SHIFT_PERIOD * _SHIFT_PERIOD
    values = [each.level.value for each in before]
    baseline, since = values[:began], [*values[began:], now.level.value]
    ranges = ranges_of(before[:began])
    if len(ranges) < SHIFT_FROM - 1:
        return Change.WITHIN
    steps = variation.smoothed(
        since,
        centre=mean(baseline),
        sigma=mean(ranges) / variation.FROM_RANGES,
        limit=variation.shift_limit(began),
    )
    return {1: Change.RISEN, -1: Change.FALLEN, 0: Change.WITHIN}[steps[-1].shift]


def _shown(limits: Interval, measurements: Sequence[Measurement]) -> tuple[int, int] | None:
    """The limits as they may be drawn: made of means that were shown, and no others."""
    if not all(each.is_shown for each in measurements):
        return None
    return floor(limits.low * 10 + 1e-9), ceil(limits.high * 10 - 1e-9)
