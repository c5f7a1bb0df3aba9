"""The rules by which a digest calls a change one, or leaves it in peace (SCIENCE 4.5 to 4.10)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil, floor
from statistics import fmean, median

from survey.disclosure.figures import Reach
from survey.statistics import variation
from survey.statistics.intervals import Interval
from survey.statistics.variation import OWN_FROM, POOLED_FROM, SHIFT_FROM, Variation
from survey.verdicts import Change, Measurement, Verdict

LONGEST_BASELINE = 52
"""Measurements a baseline goes back at most."""
STEP = 0.1
"""Measurements are means in tenths."""
_ONE_SIDED = 0.2
"""The part of a series told from one side, up to which it has limits of its own."""
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
        begun_anew: why measurements from longer ago are not among those before; None where there are none.
    """

    before: tuple[Measurement, ...]
    now: Measurement | None
    in_turn: bool = True
    is_pooled: bool = True
    begun_anew: Change | None = None


@dataclass(frozen=True, slots=True)
class Ranges:
    """Moving ranges of all of a team's 1-5 items, and those of them between means that were shown."""

    every: tuple[float, ...] = ()
    shown: tuple[float, ...] = ()

    @classmethod
    def of(cls, series: Iterable[Sequence[Measurement]]) -> "Ranges":
        """Those of several items."""
        known = tuple(series)
        return cls(
            tuple(distance for each in known for distance in ranges_of(each)),
            tuple(distance for each in known for distance in ranges_of(each, only_shown=True)),
        )

    def beside(self, compared: Iterable[Measurement]) -> tuple[float, ...]:
        """What a comparison rests on: limits that people see are made of nothing that they do not."""
        return self.shown if all(each.is_shown for each in compared) else self.every


def ranges_of(measurements: Sequence[Measurement], *, only_shown: bool = False) -> tuple[float, ...]:
    """Moving ranges that say something: between two means told from one side there is none to see."""
    return tuple(
        abs(later.level.value - earlier.level.value)
        for earlier, later in pairwise(measurements)
        if Reach.EXACTLY in {earlier.level.reach, later.level.reach}
        and (not only_shown or (earlier.is_shown and later.is_shown))
    )


def judge(item: Item, *, pooled: Ranges) -> Verdict | None:
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
    before = _comparable(before, now, needed)
    if len(before) < needed:
        return Verdict(item.begun_anew or Change.EARLY, len(before), needed)
    usual = fmean(planned(each) for each in before)
    spread = spread_of(usual, pooled.beside((*before, now)))
    limits = _own_limits(before, spread if item.is_pooled else None) if own else _limits(before, spread)
    limits = _scaled(limits, by=planned(now) / usual)
    change = _beyond(now.level.value, limits)
    if change is Change.WITHIN and not item.in_turn:
        change = _shift(before, now)
    return Verdict(change, len(before), needed, shown_limits(limits, (*before, now)))


def _comparable(before: tuple[Measurement, ...], now: Measurement, needed: int) -> tuple[Measurement, ...]:
    """What a mean is compared with: one that is shown with those that were, as long as there are enough.

    One week of seven answers in a year would keep the limits in for as long otherwise.
    """
    shown = tuple(each for each in before if each.is_shown)
    return shown if now.is_shown and len(shown) >= needed else before


def planned(measurement: Measurement) -> float:
    """How far chance alone moves a mean of so many answers of so many people."""
    invited = max(measurement.invited, measurement.answers)
    return variation.planned_sigma(measurement.answers, invited=invited)


def spread_of(usual: float, pooled: Iterable[float]) -> Variation:
    """The team's variation as its ranges show it; as long as these are few, together with the planned one."""
    found = variation.pooled_variation(tuple(pooled), planned=usual)
    return replace(found, sigma=variation.rounded(found.sigma, to=STEP))


def _own_limits(before: Sequence[Measurement], spread: Variation | None) -> Interval:
    """Limits of the item's own; the team's where many of its measurements are told from one side.

    Such a series is cut off at that side, and so are its ranges: every dip would look unusual.

    Args:
        before: the series.
        spread: the team's; None for an axis that it is not made of.
    """
    one_sided = sum(each.level.reach is not Reach.EXACTLY for each in before)
    cut_off = one_sided > _ONE_SIDED * len(before) or len(ranges_of(before)) < OWN_FROM - 1
    if spread is not None and cut_off:
        return _limits(before, spread)
    return variation.own_limits([each.level.value for each in before], rounded_to=STEP)


def _limits(before: Sequence[Measurement], spread: Variation) -> Interval:
    """The item's own level, and the team's variation."""
    centre = fmean(each.level.value for each in before)
    return variation.compare(centre, centre, measured=len(before), variation=spread).limits


def _scaled(limits: Interval, *, by: float) -> Interval:
    """Wider in a week in which fewer answered than usual, narrower where more did.

    Otherwise a week of five answers of eight is called beyond the usual nine times as often as one of eight.
    """
    centre, half = (limits.low + limits.high) / 2, (limits.high - limits.low) / 2 * by
    return Interval(centre - half, centre + half)


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
        centre=fmean(baseline),
        sigma=variation.rounded(fmean(ranges) / variation.FROM_RANGES, to=STEP),
        limit=variation.shift_limit(began),
    )
    return {1: Change.RISEN, -1: Change.FALLEN, 0: Change.WITHIN}[steps[-1].shift]


def shown_limits(limits: Interval, measurements: Sequence[Measurement]) -> tuple[int, int] | None:
    """The least and the greatest tenth within the limits; only if every mean they are made of was shown."""
    if not all(each.is_shown for each in measurements):
        return None
    low, high = ceil(limits.low * 10 - 1e-9), floor(limits.high * 10 + 1e-9)
    return (low, high) if low <= high else None
