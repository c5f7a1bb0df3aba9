"""Rules by which other tools and textbooks call a change one, to be tried on the same figures."""

from collections.abc import Callable, Mapping
from functools import cache
from itertools import groupby
from math import comb, log2, sqrt
from statistics import median

from app.bench.team_years import Sample, Tile
from survey.statistics.student import tail
from survey.statistics.variation import moving_ranges

_CUT = 0.3
"""Points by which a fixed rule calls a mean changed, whatever the team's size."""
_TEXTBOOK = 2.66
"""Mean moving ranges between the mean and a limit, as textbooks have it for a long series."""
_TEXTBOOK_FROM = 4
"""Measurements before; its rule is silent about fewer."""
_RUNS_FROM = 10
"""Values off the median that a run chart needs."""
Rule = Callable[[Tile], int]
"""Says 1 for up, −1 for down and 0 for neither."""


def fixed_cut(tile: Tile) -> int:
    """Changed by three tenths since last time."""
    if not tile.before:
        return 0
    by = tile.now.level.tenths - tile.before[-1].level.tenths
    return _sign(by) if abs(by) >= round(_CUT * 10) else 0


def week_against_week(tile: Tile) -> int:
    """Welch's test of this time's answers against last time's, at 5 %; it needs the answers themselves."""
    then, now = tile.samples
    if then is None:
        return 0
    if not then[2] + now[2]:
        return _sign(now[1] - then[1])
    t, df = welch(then, now)
    return _sign(t) if tail(t, df) < 0.05 else 0


def welch(then: Sample, now: Sample) -> tuple[float, float]:
    """Welch's t and its degrees of freedom; at least one of the two must vary (SCIENCE 4.4)."""
    parts = [variance / answers for answers, _, variance in (then, now)]
    square = sum(parts)
    df = square**2 / sum(part**2 / (sample[0] - 1) for part, sample in zip(parts, (then, now), strict=True))
    return (now[1] - then[1]) / sqrt(square), df


def textbook(tile: Tile) -> int:
    """Beyond 2.66 mean moving ranges from the mean of the item's own series, however short it is."""
    values = [each.level.value for each in tile.before]
    if len(values) < _TEXTBOOK_FROM:
        return 0
    ranges = moving_ranges(values)
    by = tile.now.level.value - sum(values) / len(values)
    return _sign(by) if abs(by) > _TEXTBOOK * sum(ranges) / len(ranges) else 0


def run_chart(tile: Tile) -> int:
    """Too long a run on one side of the median of all so far, or too few crossings; where the last lies."""
    tenths = [each.level.tenths for each in (*tile.before, tile.now)]
    middle = median(tenths)
    sides = [side for each in tenths if (side := _sign(each - middle))]
    if len(sides) < _RUNS_FROM:
        return 0
    runs = [len(list(run)) for _, run in groupby(sides)]
    longest, fewest = run_limits(len(sides))
    return sides[-1] if max(runs) > longest or len(runs) - 1 < fewest else 0


@cache
def run_limits(useful: int) -> tuple[int, int]:
    """The longest run and the fewest crossings that are still usual (Anhøj's rules; SCIENCE 4.7).

    Args:
        useful: values that do not lie on the median.
    """
    steps, reached, fewest = useful - 1, 0, 0
    while (reached := reached + comb(steps, fewest)) < 0.05 * 2**steps:
        fewest += 1
    return round(log2(useful) + 3), fewest


def _sign(by: float) -> int:
    return int(by > 0) - int(by < 0)


PEERS: Mapping[str, Rule] = {
    "fixed_cut": fixed_cut,
    "week_against_week": week_against_week,
    "textbook": textbook,
    "run_chart": run_chart,
}
"""By the name they have among the figures."""
