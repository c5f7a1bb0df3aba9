"""Reads figures back: from a digest, from its alt text, and from the artists drawn for it."""

import re
from dataclasses import dataclass, field
from math import isnan

import numpy as np
from matplotlib.lines import Line2D

from charts.tile import TileArtists
from survey.digests import Point, Tile
from survey.disclosure.figures import Band, Mean, Reach, Released, Why, Withheld
from survey.scales import SCALES
from survey.verdicts import Change

_REACHES = {"or higher": Reach.AT_LEAST, "or lower": Reach.AT_MOST, "": Reach.EXACTLY}
Read = Mean | tuple[float, float] | None
"""A week of a history: a mean, the ends of a share of all answers, or not shown."""

_MOVED = "So few people joined or left since this was last asked that only the favourable share is shown."
_SHARE = r"(?:at most |at least )?\d+ of \d+"
_WEEK = rf"(?:\d+\.\d(?: or higher| or lower)?|{_SHARE}|not shown)"


@dataclass(frozen=True)
class Facts:
    """What a tile says."""

    mean: Mean | None = None
    axis: tuple[int, int] | None = None
    band: Band | None = None
    count: tuple[int, int] | None = None
    counts: tuple[int, ...] = ()
    leader: str = ""
    empty: str = ""
    """The words that stand where there is no figure."""
    moved: bool = False
    whole: tuple[int, int, bool] | None = None
    """Where the whole team's mean may lie, and whether that takes something for granted."""
    all_favourable: tuple[int, int, int] | None = field(default=None, compare=False)
    """From how many to how many of all would be favourable; said, and not drawn."""
    verdict: str = ""
    usual: tuple[int, int] | None = None
    values: tuple[Read, ...] = ()


_NUMBER = r"\d+\.\d"
_ASSUMES = "If those who did not answer are like those who did, the whole team lies at"
_VERDICTS = {
    Change.FEW: "Few answers this week, no comparison.",
    Change.EARLY: "Too early to say: {0} of {1} measurements.",
    Change.NEW_VERSION: "The question was changed, so comparison begins anew: {0} of {1} measurements.",
    Change.OTHER_TEAMS: (
        "Earlier rounds did not ask the same teams, so comparison begins anew: {0} of {1} measurements."
    ),
    Change.UP: "Up, and beyond the usual week-to-week variation.",
    Change.DOWN: "Down, and beyond the usual week-to-week variation.",
    Change.RISEN: "The level seems to have risen over several weeks.",
    Change.FALLEN: "The level seems to have fallen over several weeks.",
    Change.WITHIN: "Within the usual variation.",
}
_VERDICT = "|".join(
    re.escape(said).replace(r"\{0\}", r"\d+").replace(r"\{1\}", r"\d+") for said in _VERDICTS.values()
)
_AROUND = (
    rf"(?: (?P<counted>{_ASSUMES}|If the (?:one|\d+) who did not answer (?:is|are) counted in, "
    r"whatever (?:the answer would be|they would say):) "
    rf"(?P<whole_low>{_NUMBER})–(?P<whole_high>{_NUMBER})\.)?"
    r"(?: Of all (?P<all>\d+), (?P<least>\d+)–(?P<most>\d+) would be favourable\.)?"
    r"(?: Recommendation score (?P<score>−?\d+) \(from −?\d+ to −?\d+\)\.)?"
    rf"(?: (?P<verdict>{_VERDICT}))?"
    rf"(?: Usually (?P<usual_low>{_NUMBER})–(?P<usual_high>{_NUMBER})\.)?"
)
_TILE = re.compile(
    r"“(?P<question>[^”]+)” "
    r"(?:(?P<withheld>Not shown: (?:fewer|beside|so few) [^.]+\.)(?= |$)(?! \d+ of)|"
    r"(?:Mean (?P<mean>\d+\.\d(?: or higher| or lower)?) on (?P<low>\d+)–(?P<high>\d+)\. )?"
    rf"(?:(?P<band>(?i:{_SHARE})) favourable\. )?"
    r"(?:Chosen most often: (?P<leader>[^.:]+)\. |(?P<empty>No option stood out\.|No figure that [^.]+\.|"
    r"Not shown: so few [^.]+\.) )?"
    r"(?P<n>\d+) of (?P<N>\d+) answered\."
    rf"(?P<moved> {_MOVED})?"
    r"(?: Answers from \d+ to \d+: (?P<counts>\d+(?:, \d+)*)\.)?)"
    rf"{_AROUND}"
    rf"(?: (?P<what>Last|Favourable, last) (?P<m>\d+): (?P<values>{_WEEK}(?:, {_WEEK})*)\.)?(?: |$)"
)
_LEGEND = re.compile(r"Favourable: (?P<value>\d+) or more on (?P<low>\d+)–(?P<high>\d+)\.(?: |$)")


_DAYS_OFF = re.compile(r"A week with (\d+) days? off\. ")
LIMIT = (
    "Near an end only a limit is told. It is the same whether all answers lie there or only most, so that "
    "nobody's answer can be read from it."
)
"""Why a figure is told from one side."""


def alt_days_off(alt: str) -> int:
    """How many days off an alt text tells of, between the week and the first question."""
    found = _DAYS_OFF.search(alt.partition("“")[0])
    return int(found[1]) if found else 0


def given_limit(tile: Tile) -> bool:
    """Whether a tile's figure is told from one side."""
    figure = tile.figure
    if not isinstance(figure, Released):
        return False
    mean, band = figure.mean, figure.band
    near_an_end = band in {Band(0, 2), Band(figure.answers - 2, figure.answers)}
    return near_an_end or (mean is not None and mean.reach is not Reach.EXACTLY)


def parse_alt(alt: str) -> tuple[str, int, list[Facts], list[tuple[int, int, int]]]:
    """Team, week, figures and legends of an alt text; fails where it does not follow the pattern."""
    opening = re.match(r"(?P<team>.+?), week (?P<week>\d+)\. ", alt)
    assert opening
    off = _DAYS_OFF.match(alt, opening.end())
    place, found = off.end() if off else opening.end(), []
    while place < len(alt) and (match := _TILE.match(alt, place)):
        found.append(_facts(match))
        place = match.end()
    legends = list(_LEGEND.finditer(alt, place))
    assert "".join(legend[0] for legend in legends).rstrip() == alt[place:].removesuffix(LIMIT).rstrip()
    told = [(int(legend["value"]), int(legend["low"]), int(legend["high"])) for legend in legends]
    return opening["team"], int(opening["week"]), found, told


def _facts(match: re.Match[str]) -> Facts:
    values = tuple(_week(said) for said in match["values"].split(", ")) if match["values"] else ()
    assert len(values) == int(match["m"] or 0)
    counts = tuple(map(int, match["counts"].split(", "))) if match["counts"] else ()
    if match["score"]:
        score = 100 * (sum(counts[9:]) - sum(counts[:7])) / sum(counts)
        assert int(match["score"].replace("−", "-")) == round(score)
    return Facts(
        mean=_mean(match["mean"]) if match["mean"] else None,
        axis=(int(match["low"]), int(match["high"])) if match["low"] else None,
        band=_band(match["band"])[0] if match["band"] else None,
        count=(int(match["n"]), int(match["N"])) if match["n"] else None,
        counts=counts,
        leader=match["leader"] or "",
        empty=match["withheld"] or match["empty"] or "",
        moved=match["moved"] is not None,
        whole=(*limits, match["counted"] == _ASSUMES) if (limits := _limits(match, "whole")) else None,
        all_favourable=(int(match["least"]), int(match["most"]), int(match["all"])) if match["all"] else None,
        verdict=match["verdict"] or "",
        usual=_limits(match, "usual"),
        values=values,
    )


def _limits(match: re.Match[str], name: str) -> tuple[int, int] | None:
    low, high = match[f"{name}_low"], match[f"{name}_high"]
    return (_tenths(float(low)), _tenths(float(high))) if low else None


def _tenths(value: float) -> int:
    return round(value * 10)


def _mean(said: str) -> Mean:
    number, _, reach = said.partition(" ")
    return Mean(round(float(number) * 10), _REACHES[reach])


def _band(said: str) -> tuple[Band, int]:
    match = re.fullmatch(r"(at most |at least |)(\d+) of (\d+)", said.lower())
    assert match, said
    some, answers = int(match[2]), int(match[3])
    low, high = {"at most ": (0, some), "at least ": (some, answers)}.get(match[1], (some, some))
    return Band(low, high), answers


def _week(said: str) -> Read:
    if said == "not shown":
        return None
    if " of " not in said:
        return _mean(said)
    band, answers = _band(said)
    return band.low / answers, band.high / answers


def drawn_legend(artists: TileArtists) -> tuple[int, int, int] | None:
    """The lowest favourable value and the axis that a note names."""
    found = _LEGEND.search(artists.foot.note.text)
    return (int(found["value"]), int(found["low"]), int(found["high"])) if found else None


def given_legend(tile: Tile) -> tuple[int, int, int] | None:
    """The same of the question's scale, where its figure tells of favourable answers."""
    if tile.axis is None or not isinstance(tile.figure, Released) or tile.figure.band is None:
        return None
    (favourable,) = {scale.sides[1] for scale in SCALES.values() if scale.axis == tile.axis}
    return favourable, *tile.axis


def given(tile: Tile) -> Facts:
    """What the digest says; one measurement alone, or none released, makes no history in words."""
    figure, values = tile.figure, _given_values(tile.history)
    if isinstance(figure, Withheld):
        return Facts(empty=f"Not shown: {_REASONS[figure.why].format(figure.floor)}.", values=values)
    empty = ""
    if tile.axis is None and not figure.leader:
        empty = f"Not shown: {_REASONS[Why.MOVED]}." if figure.why else "No option stood out."
    elif tile.axis and figure.mean is None and figure.band is None:
        empty = "No figure that would be safe to show."
    return Facts(
        mean=figure.mean,
        axis=tile.axis if figure.mean else None,
        band=figure.band,
        count=(figure.answers, figure.invited),
        counts=figure.counts,
        leader=figure.leader,
        empty=empty,
        moved=figure.why is Why.MOVED and figure.band is not None,
        whole=_given_whole(tile),
        verdict=_given_verdict(tile),
        usual=_given_usual(tile, figure),
        values=values,
    )


def _given_whole(tile: Tile) -> tuple[int, int, bool] | None:
    whole = tile.whole_team
    return (whole.low, whole.high, whole.assumes) if whole else None


def _given_verdict(tile: Tile) -> str:
    if tile.verdict is None:
        return ""
    return _VERDICTS[tile.verdict.change].format(tile.verdict.measured, tile.verdict.needed)


def _given_usual(tile: Tile, figure: Released) -> tuple[int, int] | None:
    """The limits inside the axis, where they belong to a mean that is shown."""
    if tile.axis is None or figure.mean is None or tile.verdict is None or tile.verdict.usual is None:
        return None
    low, high = (sorted((10 * tile.axis[0], limit, 10 * tile.axis[1]))[1] for limit in tile.verdict.usual)
    return low, high


_REASONS = {
    Why.FEW: "fewer than {} answers",
    Why.TOGETHER: "beside another team's figure it would tell about fewer than {} people",
    Why.MOVED: "so few people joined or left since this was last asked that a change would tell about them",
}


def _given_values(points: tuple[Point, ...]) -> tuple[Read, ...]:
    """Means where there are any, else shares, never both."""
    means = tuple(point.mean for point in points)
    values = means if any(means) else tuple(_given_share(point) for point in points)
    return values if len(values) > 1 and any(value is not None for value in values) else ()


def _given_share(point: Point) -> tuple[float, float] | None:
    figure = point.figure
    if not isinstance(figure, Released) or figure.band is None:
        return None
    return figure.band.low / figure.answers, figure.band.high / figure.answers


def drawn(artists: TileArtists) -> Facts:
    """What the artists say, their positions undone into values."""
    count = re.fullmatch(r"answers (\d+) of (\d+)", artists.answers.get_text())
    mean, axis = _drawn_mean(artists)
    return Facts(
        mean=mean,
        axis=axis,
        band=_drawn_band(artists),
        count=(int(count[1]), int(count[2])) if count else None,
        leader=artists.leader.text,
        empty=artists.sentence.text,
        moved=artists.foot.note.text.startswith(_MOVED),
        whole=_drawn_whole(artists),
        verdict=artists.foot.verdict,
        usual=_drawn_usual(artists),
        values=_drawn_values(artists),
    )


def _drawn_mean(artists: TileArtists) -> tuple[Mean | None, tuple[int, int] | None]:
    scale = artists.scale
    if not scale.axis.get_visible():
        return None, None
    ticks, dot, part = _across(scale.ticks), _across(scale.dot), _across(scale.open)
    axis = int(ticks[0]), int(ticks[-1])
    said = _mean(scale.value.said)
    if dot:
        assert not part
        assert (dot, said.reach) == ([said.value], Reach.EXACTLY)
    else:
        ends = [said.value, axis[1]] if said.reach is Reach.AT_LEAST else [axis[0], said.value]
        assert part == ends
    return said, axis


def _drawn_whole(artists: TileArtists) -> tuple[int, int, bool] | None:
    """The line through the dot, which a key in words belongs to."""
    key = re.search(r"Line through the dot: the whole team, (if|whatever) ", artists.foot.note.text)
    ends = _across(artists.scale.whole) if artists.scale.whole.get_visible() else []
    assert bool(key) == bool(ends)
    return (_tenths(ends[0]), _tenths(ends[1]), key[1] == "if") if key else None


def _drawn_usual(artists: TileArtists) -> tuple[int, int] | None:
    """The band on the axis; the history has the same, and words say what the grey is."""
    band, behind = artists.scale.usual, artists.history.usual
    ends = _across(band) if band.get_visible() else []
    weeks = [float(end) for end in np.asarray(behind.get_ydata())] if behind.get_visible() else []
    assert weeks == ends
    assert ("Grey: the usual variation." in artists.foot.note.text) == bool(ends)
    return (_tenths(ends[0]), _tenths(ends[1])) if ends else None


def _drawn_band(artists: TileArtists) -> Band | None:
    if not artists.share.all.get_visible():
        beside = re.match(r"([^.:]+ of \d+) favourable\. ", artists.foot.note.text)
        return _band(beside[1])[0] if beside else None
    said, answers = _band(artists.share.value.said.removesuffix(" favourable"))
    bars = (artists.share.certain, artists.share.possible, artists.share.all)
    places = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in bars]
    assert places == [(0, said.low), (said.low, said.high), (0, answers)]
    return said


def drawn_pieces(artists: TileArtists) -> list[tuple[str, int, float, float]]:
    """The parts of the bar, from the left: values and count as written, where it begins and how long."""
    spread, found = artists.spread, []
    if not spread.middle.get_visible():
        return []
    for bar, value, *counts in zip(spread.bars, spread.values, spread.inside, spread.above, strict=True):
        written = [count.get_text() for count in counts if count.get_visible()]
        assert len(written) == bar.get_visible() == value.get_visible()
        if written:
            found.append((value.get_text(), int(written[0]), bar.get_x(), bar.get_width()))
    return found


def given_pieces(tile: Tile) -> list[tuple[str, int, float, float]]:
    """The same of a tile: its values, or of eleven three groups; half of the neutral one on the left."""
    if not isinstance(tile.figure, Released) or not tile.figure.counts or tile.axis is None:
        return []
    counts = tile.figure.counts
    if tile.axis == (0, 10):
        names, sums = ["0–6", "7–8", "9–10"], [sum(counts[:7]), sum(counts[7:9]), sum(counts[9:])]
    else:
        names, sums = ["1", "2", "3", "4", "5"], list(counts)
    half = len(sums) // 2
    starts = [sum(sums[:place]) - sum(sums[:half]) - sums[half] / 2 for place in range(len(sums))]
    return [
        (name, count, start, count) for name, count, start in zip(names, sums, starts, strict=True) if count
    ]


def _drawn_values(artists: TileArtists) -> tuple[Read, ...]:
    history = artists.history
    if not history.line.get_visible():
        return ()
    strokes, means = np.asarray(history.strokes.get_ydata()), np.asarray(history.line.get_ydata())
    lows, highs = strokes[0::3], strokes[1::3]
    if history.high.get_text() == "all":
        assert all(map(isnan, means))
        values: tuple[Read, ...] = tuple(
            None if isnan(low) else (low, high) for low, high in zip(lows, highs, strict=True)
        )
    else:
        values = tuple(map(_drawn_week, means, lows, highs, np.asarray(history.hollow.get_ydata())))
    return values if len(values) > 1 else ()


def _drawn_week(mean: float, low: float, high: float, hollow: float) -> Mean | None:
    """A mean known from one side is hollow, with a stroke to the end of the axis; others are neither."""
    if isnan(mean):
        return None
    assert isnan(hollow) == (low == high)
    reach = Reach.EXACTLY if low == high else Reach.AT_LEAST if low == mean else Reach.AT_MOST
    return Mean(round(mean * 10), reach)


def _across(line: Line2D) -> list[float]:
    return [float(place) for place in np.asarray(line.get_xdata())]
