"""The few words a picture needs, so that picture, alt text and message never disagree."""

import re

from survey.digests import Digest, Tile
from survey.disclosure.figures import Band, Mean, Reach, Released, Why, Withheld
from survey.weeks import Week

_REACH = {Reach.EXACTLY: "", Reach.AT_LEAST: "or higher", Reach.AT_MOST: "or lower"}
FAVOURABLE = "favourable"
NOTHING = "no figure that would be safe to show"
"""Enough answered, yet every figure would tell too much about single answers."""
_FEW_MOVED = "so few people joined or left since this was last asked that a change would tell about them"
_MOVED = "So few people joined or left since this was last asked that only the favourable share is shown."


def header(digest: Digest) -> tuple[str, str]:
    """Whose week this is: the team, and the week behind it."""
    return one_line(digest.team), f"week {digest.week.number}, {digest.week.year}"


def privacy(digest: Digest) -> str:
    """The promise under every picture."""
    return f"Team figures only. Nothing is shown from fewer than {digest.floor} answers."


def not_shown(figure: Withheld) -> str:
    """What stands where a figure was withheld."""
    return f"Not shown: {reason(figure)}."


def reason(figure: Withheld) -> str:
    """Why a figure was withheld, to stand after "not shown"."""
    if figure.why is Why.TOGETHER:
        return f"beside another team's figure it would tell about fewer than {figure.floor} people"
    if figure.why is Why.MOVED:
        return _FEW_MOVED
    return f"fewer than {figure.floor} answers"


def answered(figure: Released) -> str:
    """Participation as a count: one person is many percent of a small team."""
    return f"answers {figure.answers} of {figure.invited}"


def number(mean: Mean) -> str:
    """A mean, or the limit it lies beyond, with its one decimal."""
    return f"{mean.value:.1f}"


def reach(mean: Mean) -> str:
    """What follows the number of a mean that is told only from one side."""
    return _REACH[mean.reach]


def whole_mean(mean: Mean) -> str:
    """A mean in full: "3.4", "4.1 or higher" or "1.9 or lower"."""
    return f"{number(mean)} {reach(mean)}".rstrip()


def share(band: Band, answers: int) -> tuple[str, str]:
    """How many of the answers are favourable: "at most", "at least" or nothing, and "2 of 8"."""
    if band.low == band.high:
        return "", f"{band.low} of {answers}"
    if band.low == 0:
        return "at most", f"{band.high} of {answers}"
    if band.high == answers:
        return "at least", f"{band.low} of {answers}"
    return "", f"{band.low} to {band.high} of {answers}"


def whole_share(band: Band, answers: int) -> str:
    """The favourable answers in full: "at most 2 of 8"."""
    return " ".join(share(band, answers)).lstrip()


def favourable(band: Band, answers: int) -> str:
    """The favourable answers as a phrase: "at most 2 of 8 favourable"."""
    return f"{whole_share(band, answers)} {FAVOURABLE}"


def note(figure: Released) -> str:
    """What stands under the figure: the favourable answers beside a mean, or why there is no mean."""
    if figure.band is None:
        return ""
    if figure.mean is None:
        return _MOVED if figure.why is Why.MOVED else ""
    return sentence_case(favourable(figure.band, figure.answers))


def no_leader(figure: Released) -> str:
    """What stands where a choice has no option to name."""
    return f"not shown, {_FEW_MOVED}" if figure.why is Why.MOVED else "no option stood out"


def distribution(figure: Released, *, axis: tuple[int, int] | None) -> str:
    """How many gave each value, from the unfavourable end on; empty where that is not told."""
    if axis is None or figure.mean is None or not figure.counts:
        return ""
    low, high = axis
    return f"from {low} to {high}: {', '.join(map(str, figure.counts))}"


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


def one_line(text: str) -> str:
    """Text as people wrote it, with line breaks and doubled spaces gone."""
    return " ".join(text.split())


def sentence_case(text: str) -> str:
    """The text with its first letter large."""
    return text[:1].upper() + text[1:]
