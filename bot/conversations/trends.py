"""A digest's figures as lines: exact means alone, since a line says neither "or higher" nor "not shown"."""

from bot.conversations.bulletins import Trend
from locales import formats
from locales.speech import say
from survey.digests import LONGEST_HISTORY, Digest, Point, Tile
from survey.disclosure.figures import Reach
from survey.verdicts import SIGNALS


def of_week(digest: Digest) -> tuple[Trend, ...]:
    """The questions of which a line can be drawn; those that changed more than usual come first."""
    changed_first = sorted(digest.tiles, key=lambda tile: not _is_changed(tile))
    return tuple(trend for tile in changed_first if (trend := _trend(tile)))


def _is_changed(tile: Tile) -> bool:
    return tile.verdict is not None and tile.verdict.change in SIGNALS


def _trend(tile: Tile) -> Trend | None:
    shown = tile.history[-LONGEST_HISTORY:]
    exact = [point for point in shown if _is_exact(point)]
    if tile.axis is None or len(exact) < 2 or exact[-1] is not shown[-1]:
        # A line that ends before this week would be taken for one that ends with it.
        return None
    labels = _labels(shown)
    left_out = [label for point, label in zip(shown, labels, strict=True) if point not in exact]
    return Trend(
        title=tile.theme or tile.question,
        scale=say("Mean on {low}–{high}", low=tile.axis[0], high=tile.axis[1]),
        points=tuple(
            (label, point.mean.value)
            for point, label in zip(shown, labels, strict=True)
            if point in exact and point.mean
        ),
        note=_note(left_out),
    )


def _is_exact(point: Point) -> bool:
    return point.mean is not None and point.mean.reach is Reach.EXACTLY


def _labels(points: tuple[Point, ...]) -> list[str]:
    """The weeks by their numbers; with the year where a number comes twice."""
    numbers = [point.week.number for point in points]
    if len(set(numbers)) == len(numbers):
        return [say("wk {week}", week=number) for number in numbers]
    return [f"{point.week.number}/{point.week.year}" for point in points]


def _note(left_out: list[str]) -> str:
    if not left_out:
        return ""
    return say("Not in the line, for want of an exact mean: {weeks}.", weeks=formats.listed(left_out))
