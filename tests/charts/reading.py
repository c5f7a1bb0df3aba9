"""Reads figures back: from a digest, from its alt text, and from the artists drawn for it."""

import re
from dataclasses import dataclass
from math import isnan

import numpy as np

from charts.tile import TileArtists
from survey.digests import Tile
from survey.figures import Withheld


@dataclass(frozen=True)
class Facts:
    """What a tile says in numbers; a value of None is a week not shown."""

    mean: float | None = None
    axis: tuple[int, int] | None = None
    count: tuple[int, int] | None = None
    floor: int | None = None
    leaders: int = 0
    values: tuple[float | None, ...] = ()


_TILE = re.compile(
    r"(?P<question>[^:]+): "
    r"(?:mean (?P<mean>\d+\.\d) on (?P<low>\d+)–(?P<high>\d+), |most chosen (?P<leaders>[^,:]+), )?"
    r"(?:(?P<n>\d+) of (?P<N>\d+) answered|not shown, fewer than (?P<floor>\d+) answers)\."
    r"(?: Last (?P<m>\d+): (?P<values>(?:\d+\.\d|not shown)(?:, (?:\d+\.\d|not shown))*)\.)?(?: |$)"
)


def parse_alt(alt: str) -> tuple[str, int, list[Facts]]:
    """Team, week and figures of an alt text; fails where it does not follow the pattern."""
    opening = re.match(r"(?P<team>.+?), week (?P<week>\d+)\. ", alt)
    assert opening
    place, found = opening.end(), []
    while place < len(alt):
        match = _TILE.match(alt, place)
        assert match, alt[place:]
        found.append(_facts(match))
        place = match.end()
    return opening["team"], int(opening["week"]), found


def _facts(match: re.Match[str]) -> Facts:
    values = tuple(None if said == "not shown" else float(said) for said in _listed(match))
    assert len(values) == int(match["m"] or 0)
    return Facts(
        mean=float(match["mean"]) if match["mean"] else None,
        axis=(int(match["low"]), int(match["high"])) if match["low"] else None,
        count=(int(match["n"]), int(match["N"])) if match["n"] else None,
        floor=int(match["floor"]) if match["floor"] else None,
        leaders=_named(match["leaders"] or ""),
        values=values,
    )


def _listed(match: re.Match[str]) -> list[str]:
    return match["values"].split(", ") if match["values"] else []


def _named(leaders: str) -> int:
    """How many options a list names or counts."""
    if not leaders:
        return 0
    *named, last = leaders.split(" · ")
    more = re.fullmatch(r"and (\d+) more", last)
    return len(named) + (int(more[1]) if more else 1)


def given(tile: Tile) -> Facts:
    """What the digest says; one measurement alone, or none released, makes no history in words."""
    values = tuple(point.mean for point in tile.history)
    listed = values if len(values) > 1 and any(value is not None for value in values) else ()
    if isinstance(tile.figure, Withheld):
        return Facts(floor=tile.figure.floor, values=listed)
    figure = tile.figure
    axis = tile.axis if figure.mean is not None else None
    count = (figure.answers, figure.invited)
    return Facts(figure.mean, axis, count, None, len(figure.leaders), listed)


def drawn(artists: TileArtists) -> Facts:
    """What the artists say, their positions undone into values."""
    count = re.fullmatch(r"answers (\d+) of (\d+)", artists.answers.get_text())
    floor = re.fullmatch(r"Not shown: fewer than (\d+) answers\.", artists.sentence.text)
    mean, axis = _mean(artists)
    return Facts(
        mean=mean,
        axis=axis,
        count=(int(count[1]), int(count[2])) if count else None,
        floor=int(floor[1]) if floor else None,
        leaders=_named(artists.leaders.text),
        values=_values(artists),
    )


def _mean(artists: TileArtists) -> tuple[float | None, tuple[int, int] | None]:
    scale = artists.scale
    if not scale.dot.get_visible():
        return None, None
    mean = float(np.asarray(scale.dot.get_xdata())[0])
    assert scale.value.get_visible()
    assert float(scale.value.get_text()) == mean
    ticks = np.asarray(scale.ticks.get_xdata())
    return mean, (int(ticks[0]), int(ticks[-1]))


def _values(artists: TileArtists) -> tuple[float | None, ...]:
    line = artists.history.line
    if not line.get_visible():
        return ()
    values = tuple(None if isnan(mean) else float(mean) for mean in np.asarray(line.get_ydata()))
    return values if len(values) > 1 else ()
