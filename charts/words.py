"""The few words for figures, so that picture, alt text and message never disagree."""

import re

from survey.digests import Digest, Point, Tile
from survey.disclosure.figures import Mean, Reach, Released, Why, Withheld
from survey.weeks import Week


def header(digest: Digest) -> tuple[str, str]:
    """Whose week this is: the team, and the week behind it."""
    return one_line(digest.team), f"week {digest.week.number}, {digest.week.year}"


def privacy(digest: Digest) -> str:
    """The promise under every picture."""
    return f"Team figures only. Nothing is shown from fewer than {digest.floor} answers."


def not_shown(figure: Withheld) -> str:
    """What stands where a figure was withheld."""
    if figure.why is Why.TOGETHER:
        return f"Not shown: with another team's figure it would tell about fewer than {figure.floor} people."
    return f"Not shown: fewer than {figure.floor} answers."


def moved(figure: Released) -> str:
    """Why there is no mean although there are answers enough; empty where there is one."""
    if figure.why is not Why.MOVED:
        return ""
    return "Few people joined or left, so only the favourable share is shown."


def point(measured: Point, *, means: bool) -> str:
    """One measurement of a history: its mean, or in a history without any its share."""
    figure = measured.figure
    if means:
        return mean(measured.mean) if measured.mean else "not shown"
    return (share(figure) if isinstance(figure, Released) else "") or "not shown"


def answered(figure: Released) -> str:
    """Participation as a count: one person is many percent of a small team."""
    return f"answers {figure.answers} of {figure.invited}"


def mean(value: Mean) -> str:
    """A mean with its one decimal, or the limit beyond which it lies."""
    beyond = {Reach.EXACTLY: "", Reach.AT_LEAST: " or higher", Reach.AT_MOST: " or lower"}
    return f"{value.value:.1f}{beyond[value.reach]}"


def share(figure: Released) -> str:
    """How many answers are favourable: "5 of 8", "at most 2 of 8"; empty where that is not shown."""
    band = figure.band
    if band is None:
        return ""
    if band.low == band.high:
        return f"{band.low} of {figure.answers}"
    limit = f"at most {band.high}" if band.low == 0 else f"at least {band.low}"
    return f"{limit} of {figure.answers}"


def favourable(figure: Released) -> str:
    """The favourable answers as a phrase of its own."""
    said = share(figure)
    return f"{said} favourable" if said else ""


def counts(figure: Released, *, axis: tuple[int, int] | None) -> str:
    """How many gave each answer, from the low end up; empty where that is not shown."""
    if not figure.counts or axis is None:
        return ""
    return f"answers {axis[0]} to {axis[1]}: {', '.join(map(str, figure.counts))}"


def week(value: Week, *, beside: Week) -> str:
    """A week on the time axis; it names its year where the other end of the axis lies in another."""
    return f"week {value.number}" if value.year == beside.year else f"week {value.number}, {value.year}"


def ends(tile: Tile) -> tuple[str, str]:
    """The words at both ends of the axis, without the number some scales write before them."""
    if tile.axis is None or not tile.ends:
        return "", ""
    low, high = (
        re.sub(rf"^{point}\s+", "", one_line(end)) for point, end in zip(tile.axis, tile.ends, strict=True)
    )
    return low, high


def leader(figure: Released) -> str:
    """The option chosen most often, or that there is no such."""
    return one_line(figure.leader) if figure.leader else "no option stood out"


def one_line(text: str) -> str:
    """Text as people wrote it, with line breaks and doubled spaces gone."""
    return " ".join(text.split())
