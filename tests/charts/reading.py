"""Reads figures back: from a digest, from its alt text, and from the artists drawn for it."""

import re
from dataclasses import dataclass
from math import inf, isnan

import numpy as np

from charts.tile import TileArtists
from survey.digests import Tile
from survey.disclosure.figures import Mean, Reach, Released, Withheld

Span = tuple[float, float] | None


@dataclass(frozen=True)
class Facts:
    """What a tile says in numbers, as far as it does.

    Attributes:
        mean, share: from - to, where only a limit is told.
        values: the history, each from - to; None is a week not shown.
    """

    mean: Span = None
    share: Span = None
    count: tuple[int, int] | None = None
    floor: int | None = None
    counts: tuple[int, ...] = ()
    leads: bool | None = None
    values: tuple[Span, ...] = ()


_NUMBER = r"(?:\d+\.\d(?: or (?:higher|lower))?)"
_SHARE = r"(?:(?:at most |at least )?\d+ of \d+)"
_TILE = re.compile(
    r"(?P<question>[^:]+): "
    r"(?:not shown: (?:fewer than (?P<floor>\d+) answers|"
    r"with another team's figure it would tell about fewer than (?P<people>\d+) people)|"
    rf"(?:mean (?P<mean>{_NUMBER}) on (?P<low>\d+)–(?P<high>\d+)(?:; |$))?"
    rf"(?:(?P<share>{_SHARE}) favourable; )?"
    r"(?:answers \d+ to \d+: (?P<counts>[\d, ]+); )?"
    r"(?:(?P<leads>most chosen [^;]+|no option stood out); )?"
    r"(?P<n>\d+) of (?P<N>\d+) answered"
    r"(?P<moved>; few people joined or left, so only the favourable share is shown)?)\."
    rf"(?: Last (?P<m>\d+)(?P<shares>, favourable)?: (?P<values>(?:{_NUMBER}|{_SHARE}|not shown)"
    rf"(?:, (?:{_NUMBER}|{_SHARE}|not shown))*)\.)?(?: |$)"
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
    axis = (int(match["low"]), int(match["high"])) if match["low"] else None
    values = tuple(_value(said) for said in (match["values"] or "").split(", ") if said)
    assert len(values) == int(match["m"] or 0)
    floor = match["floor"] or match["people"]
    return Facts(
        mean=_mean(match["mean"], axis) if match["mean"] else None,
        share=_value(match["share"]) if match["share"] else None,
        count=(int(match["n"]), int(match["N"])) if match["n"] else None,
        floor=int(floor) if floor else None,
        counts=tuple(map(int, match["counts"].split(", "))) if match["counts"] else (),
        leads=match["leads"].startswith("most") if match["leads"] else None,
        values=values,
    )


def _mean(said: str, axis: tuple[int, int] | None) -> Span:
    assert axis is not None
    number, _, beyond = said.partition(" or ")
    value = float(number)
    return (axis[0] if beyond == "lower" else value), (axis[1] if beyond == "higher" else value)


def _value(said: str) -> Span:
    """What a history says of one week; where only a limit is told, its open end is None's place, infinity."""
    if said == "not shown":
        return None
    if " of " in said:
        *limit, part, _, whole = said.split()
        low = 0 if limit == ["at", "most"] else int(part) / int(whole)
        return low, (1 if limit == ["at", "least"] else int(part) / int(whole))
    number, _, beyond = said.partition(" or ")
    return (-inf if beyond == "lower" else float(number)), (inf if beyond == "higher" else float(number))


def given(tile: Tile) -> Facts:
    """What the digest says; one measurement alone, or none released, makes no history in words."""
    figure, values = tile.figure, _history(tile)
    listed = values if len(values) > 1 and any(value is not None for value in values) else ()
    if isinstance(figure, Withheld):
        return Facts(floor=figure.floor, values=listed)
    return Facts(
        mean=_span(figure.mean, tile.axis) if figure.mean else None,
        share=_part(figure),
        count=(figure.answers, figure.invited),
        counts=figure.counts,
        leads=bool(figure.leader) if tile.axis is None else None,
        values=listed,
    )


def _history(tile: Tile) -> tuple[Span, ...]:
    if any(point.mean for point in tile.history):
        return tuple(_span(point.mean, (-inf, inf)) if point.mean else None for point in tile.history)
    return tuple(
        _part(point.figure) if isinstance(point.figure, Released) else None for point in tile.history
    )


def _span(mean: Mean, axis: tuple[float, float] | None) -> Span:
    assert axis is not None
    low = axis[0] if mean.reach is Reach.AT_MOST else mean.value
    return low, (axis[1] if mean.reach is Reach.AT_LEAST else mean.value)


def _part(figure: Released) -> Span:
    band = figure.band
    return (band.low / figure.answers, band.high / figure.answers) if band else None


def drawn(artists: TileArtists, axis: tuple[int, int] | None) -> Facts:
    """What the artists say, their positions undone into values."""
    count = re.fullmatch(r"answers (\d+) of (\d+)", artists.answers.get_text())
    floor = re.fullmatch(r"Not shown: .*fewer than (\d+) (?:answers|people)\.", artists.sentence.text)
    said = re.search(rf"({_SHARE}) favourable", f"{artists.leaders.text} {artists.share.get_text()}")
    counts = re.search(r"answers \d+ to \d+: ([\d, ]+)", artists.share.get_text())
    leads = True if artists.chosen.get_text() else False if "stood out" in artists.sentence.text else None
    return Facts(
        mean=_drawn_mean(artists, axis),
        share=_value(said[1]) if said else None,
        count=(int(count[1]), int(count[2])) if count else None,
        floor=int(floor[1]) if floor else None,
        counts=tuple(map(int, counts[1].split(", "))) if counts else (),
        leads=leads,
        values=_values(artists, axis),
    )


def _drawn_mean(artists: TileArtists, axis: tuple[int, int] | None) -> Span:
    scale = artists.scale
    if not scale.axis.get_visible():
        return None
    ticks = np.asarray(scale.ticks.get_xdata())
    assert (int(ticks[0]), int(ticks[-1])) == axis
    limits = sorted(float(x) for x in np.asarray(scale.beyond.get_xdata()))
    dots = [float(x) for x in np.asarray(scale.dot.get_xdata())]
    assert dots == (limits[:1] if len({*limits}) == 1 and "or" not in scale.value.get_text() else [])
    assert _mean(scale.value.get_text(), axis) == (limits[0], limits[1])
    return limits[0], limits[1]


def _values(artists: TileArtists, axis: tuple[int, int] | None) -> tuple[Span, ...]:
    history = artists.history
    if not history.line.get_visible():
        return ()
    low, high = (0, 1) if history.high.get_text() == "all" else (axis or (0, 1))
    weeks = [float(week) for week in np.asarray(history.line.get_xdata())]
    exact = [float(value) for value in np.asarray(history.line.get_ydata())]
    xs, ys = np.asarray(history.spans.get_xdata()), np.asarray(history.spans.get_ydata())
    spans = {float(xs[i]): (float(ys[i]), float(ys[i + 1])) for i in range(0, len(xs), 3)}
    shares = history.high.get_text() == "all"
    values: list[Span] = []
    for week, value in zip(weeks, exact, strict=True):
        if week in spans:
            start, end = spans[week]
            open_ends = (
                (start, end) if shares else (-inf if start == low else start, inf if end == high else end)
            )
            values.append(open_ends)
        else:
            values.append(None if isnan(value) else (value, value))
    return tuple(values) if len(values) > 1 else ()
