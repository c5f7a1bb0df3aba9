"""The few words a picture needs, so that picture and alt text never disagree."""

import re
from collections.abc import Iterable, Sequence

from survey.digests import Digest, Tile
from survey.figures import Released
from survey.weeks import Week


def header(digest: Digest) -> tuple[str, str]:
    """Whose week this is: the team, and the week behind it."""
    return one_line(digest.team), f"week {digest.week.number}, {digest.week.year}"


def privacy(digest: Digest) -> str:
    """The promise under every picture."""
    return f"Team figures only. Nothing is shown from fewer than {digest.floor} answers."


def not_shown(floor: int) -> str:
    """What stands where a figure was withheld."""
    return f"Not shown: fewer than {floor} answers."


def answered(figure: Released) -> str:
    """Participation as a count: one person is many percent of a small team."""
    return f"answers {figure.answers} of {figure.invited}"


def mean(value: float) -> str:
    """A mean with its one decimal."""
    return f"{value:.1f}"


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


def chosen(leading: Sequence[str]) -> str:
    """What the options after it are."""
    if not leading:
        return ""
    return "Chosen most often" if len(leading) == 1 else "Chosen most often, equally"


def leaders(labels: Iterable[str], *, most: int) -> str:
    """The options chosen most often; those beyond ``most`` are counted instead of named."""
    named = [one_line(label) for label in labels]
    more = len(named) - most
    return " · ".join(named[:most]) + (f" · and {more} more" if more > 0 else "")


def one_line(text: str) -> str:
    """Text as people wrote it, with line breaks and doubled spaces gone."""
    return " ".join(text.split())
