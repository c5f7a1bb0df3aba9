"""Rules by which other tools and textbooks call a change one, to be tried on the same figures."""

from collections.abc import Callable, Mapping
from math import sqrt

from app.bench.team_years import Tile
from survey.statistics.student import tail
from survey.statistics.variation import moving_ranges

_CUT = 0.3
"""Points by which a fixed rule calls a mean changed, whatever the team's size."""
_TEXTBOOK = 2.66
"""Mean moving ranges between the mean and a limit, as textbooks have it for a long series."""
_TEXTBOOK_FROM = 4
"""Measurements before; its rule is silent about fewer."""
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
    parts = [variance / answers for answers, _, variance in (then, now)]
    by, square = now[1] - then[1], sum(parts)
    if not square:
        return _sign(by)
    df = square**2 / sum(part**2 / (sample[0] - 1) for part, sample in zip(parts, (then, now), strict=True))
    return _sign(by) if tail(by / sqrt(square), df) < 0.05 else 0


def textbook(tile: Tile) -> int:
    """Beyond 2.66 mean moving ranges from the mean of the item's own series, however short it is."""
    values = [each.level.value for each in tile.before]
    if len(values) < _TEXTBOOK_FROM:
        return 0
    ranges = moving_ranges(values)
    by = tile.now.level.value - sum(values) / len(values)
    return _sign(by) if abs(by) > _TEXTBOOK * sum(ranges) / len(ranges) else 0


def _sign(by: float) -> int:
    return int(by > 0) - int(by < 0)


PEERS: Mapping[str, Rule] = {
    "fixed_cut": fixed_cut,
    "week_against_week": week_against_week,
    "textbook": textbook,
}
"""By the name they have among the figures."""
