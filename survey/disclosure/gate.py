"""The one place where figures leave the survey package.

Chart, digest, report, export and alt text accept what :func:`release` returns and nothing else. What is
refused is part of what is published: whether a part is shown is decided for all histograms that give the
same output, so that its absence tells nothing (docs/decisions/0017).
"""

from functools import lru_cache

from survey.disclosure.audit import INSIDERS, Axis, Known, is_safe, is_wide, splits
from survey.disclosure.coding import band_of, bands, end_coded, sums_of, turned
from survey.disclosure.figures import (
    COUNTS_FROM,
    FLOOR,
    MEAN_FROM,
    Band,
    Figure,
    Mean,
    Released,
    Why,
    Withheld,
)
from survey.disclosure.floors import floor_of
from survey.tallies import Tally


def release(
    tally: Tally, *, invited: int, floor: int = FLOOR, moved: bool = False, together: bool = True
) -> Figure:
    """Let a figure out as far as it tells of nobody.

    Args:
        tally: the closed answers to one question.
        invited: how many people the question reached, N.
        floor: the round's promise; anything under five is read as five.
        moved: whether so few people came or went since the last figure that a difference would be theirs.
        together: whether it is safe beside the figures already released of other groups.
    """
    needed = floor_of(sensitive=tally.question.sensitive, floor=floor)
    if tally.answers < needed:
        return Withheld(needed, invited)
    if not together:
        return Withheld(needed, invited, Why.TOGETHER)
    if tally.question.scale.axis is None:
        return Released(tally.answers, invited, leader=_leader(tally))
    return _on_axis(tally, invited=invited, moved=moved)


def level(tally: Tally, figure: Figure, *, moved: bool) -> Mean | None:
    """What a figure is compared by: its mean, or under eight answers one that nobody sees.

    That one is clamped where the exact mean would tell that nobody at all is at one end (SCIENCE 5.3). There
    is none where too few people came or went: the difference would be theirs.
    """
    if moved or not isinstance(figure, Released) or tally.question.scale.axis is None:
        return None
    if figure.mean is not None:
        return figure.mean
    axis = axis_of(tally)
    counts = turned(tally.counts, axis, reverse=tally.question.reverse)
    total = sum(value * times for value, times in counts.items())
    return end_coded(total, tally.answers, axis, insiders=0)


def axis_of(tally: Tally) -> Axis:
    """The axis of a question that has one."""
    scale = tally.question.scale
    return Axis(*(scale.axis or (1, 5)), *scale.sides)


def _on_axis(tally: Tally, *, invited: int, moved: bool) -> Released:
    axis, answers = axis_of(tally), tally.answers
    counts = turned(tally.counts, axis, reverse=tally.question.reverse)
    up = sum(times for value, times in counts.items() if value >= axis.favourable)
    down = sum(times for value, times in counts.items() if value <= axis.unfavourable)
    band = band_of(up, answers, insiders=INSIDERS)
    if answers < MEAN_FROM or moved:
        why = Why.MOVED if moved and answers >= MEAN_FROM else None
        return Released(answers, invited, band=band, why=why)
    total = sum(value * times for value, times in counts.items())
    mean = end_coded(total, answers, axis, insiders=INSIDERS)
    if band not in bands_beside(axis, mean, answers):
        return Released(answers, invited, mean=mean)
    shows = is_wide(up, down, insiders=INSIDERS) and counts_beside(axis, mean, band, answers)
    return Released(answers, invited, mean=mean, band=band, counts=tuple(counts.values()) if shows else ())


@lru_cache(maxsize=4096)
def bands_beside(axis: Axis, mean: Mean, answers: int) -> frozenset[Band]:
    """The bands that may stand beside a mean.

    One is refused where both together would make something certain. The refused ones share one output, the
    mean alone; as long as that output would make something certain in turn, one more is refused: the rarest
    that mends it, else the rarest.
    """
    sums = sums_of(mean, answers, axis, insiders=INSIDERS)
    every = {band: Known(answers, sums, (band.low, band.high)) for band in bands(answers, insiders=INSIDERS)}
    told = {band: known for band, known in every.items() if splits(axis, known)}
    shown = {band: known for band, known in told.items() if is_safe(axis, (known,))}
    refused = [known for band, known in told.items() if band not in shown]
    while refused and shown and not is_safe(axis, tuple(refused)):
        rarest = sorted(shown, key=lambda band: (splits(axis, shown[band]), band.low))
        mending = (band for band in rarest if is_safe(axis, (*refused, shown[band])))
        refused.append(shown.pop(next(mending, rarest[0])))
    return frozenset(shown)


@lru_cache(maxsize=4096)
def counts_beside(axis: Axis, mean: Mean, band: Band, answers: int) -> bool:
    """Whether all counts may be shown with a mean and a band: not where their absence would tell."""
    sums = sums_of(mean, answers, axis, insiders=INSIDERS)
    hidden = Known(answers, sums, (band.low, band.high), narrow=True)
    return answers >= COUNTS_FROM and is_safe(axis, (hidden,))


def _leader(tally: Tally) -> str:
    """The option more people chose than any other; empty where several are level."""
    most = max(tally.counts.values())
    leading = [value for value, times in tally.counts.items() if times == most]
    scale = tally.question.scale
    labels = dict(zip(scale.values, scale.labels, strict=True))
    return labels[leading[0]] if len(leading) == 1 else ""
