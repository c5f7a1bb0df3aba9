"""What the earlier weeks of a question show: means, or where no week has one, favourable shares; never both.

A team of five to seven has no means at all. One that sometimes has eight answers has some: then the weeks
without one are gaps, because a share and a mean on one line would be read as a change.
"""

from enum import Enum

from charts import words
from locales.speech import say
from survey.digests import LONGEST_HISTORY, Point
from survey.disclosure.figures import Band, Released


class Past(Enum):
    """Which figures a history is made of."""

    NOTHING = "nothing"
    MEANS = "means"
    SHARES = "shares"


def kind(points: tuple[Point, ...]) -> Past:
    """Which figures the last twelve measurements can show."""
    last = points[-LONGEST_HISTORY:]
    if any(point.mean is not None for point in last):
        return Past.MEANS
    return Past.SHARES if any(share(point) is not None for point in last) else Past.NOTHING


def share(point: Point) -> tuple[Band, int] | None:
    """The favourable answers of a week and how many answers there were, where that was shown."""
    figure = point.figure
    if not isinstance(figure, Released) or figure.band is None:
        return None
    return figure.band, figure.answers


def said(point: Point, past: Past) -> str:
    """One week in words: "3.4", "4.1 or higher", "at most 2 of 6" or "not shown"."""
    if past is Past.MEANS:
        return say(words.NOT_SHOWN) if point.mean is None else words.whole_mean(point.mean)
    shown = share(point)
    return say(words.NOT_SHOWN) if shown is None else words.whole_share(*shown)
