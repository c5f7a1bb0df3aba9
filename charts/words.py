"""The labels of a picture, and one week of a history in words; what is a sentence stands in ``sentences``."""

import re
from collections.abc import Iterable

from locales import formats
from locales.speech import marked, say, say_count, say_in
from survey.digests import Digest, Tile
from survey.disclosure.figures import Band, Mean, Reach, Released
from survey.weeks import Week

NOT_SHOWN = marked("not shown")
"""A week of a history that has no figure."""


def header(digest: Digest) -> tuple[str, str]:
    """Whose week this is: the team, and the week behind it."""
    week = say_in("picture", "week {number}, {year}", number=digest.week.number, year=digest.week.year)
    return one_line(digest.team), week


def days_off(digest: Digest) -> str:
    """That not every working day of the week was one; empty where each was."""
    if not digest.days_off:
        return ""
    return say_count("a week with {count} day off", "a week with {count} days off", digest.days_off)


def participation(figure: Released) -> str:
    """How many answered, as a label: a count, because one person is many percent of a small team."""
    return say_in("picture", "answers {answers} of {invited}", answers=figure.answers, invited=figure.invited)


def number(mean: Mean) -> str:
    """A mean, or the limit it lies beyond, with its one decimal."""
    return formats.decimal(mean.value)


def reach(mean: Mean) -> str:
    """The label after the number of a mean that is told only from one side."""
    if mean.reach is Reach.AT_LEAST:
        return say_in("picture", "or higher")
    return say_in("picture", "or lower") if mean.reach is Reach.AT_MOST else ""


def whole_mean(mean: Mean) -> str:
    """A mean in full: "3.4", "4.1 or higher" or "1.9 or lower"."""
    if mean.reach is Reach.AT_LEAST:
        return say("{mean} or higher", mean=number(mean))
    if mean.reach is Reach.AT_MOST:
        return say("{mean} or lower", mean=number(mean))
    return number(mean)


def share(band: Band, answers: int) -> tuple[str, str]:
    """How many of the answers are favourable, as two labels: "At most", "At least" or none, and "2 of 8"."""
    if band.low == band.high:
        return "", say_in("picture", "{some} of {answers}", some=band.low, answers=answers)
    if band.low == 0:
        before, some = say_in("picture", "At most"), band.high
    elif band.high == answers:
        before, some = say_in("picture", "At least"), band.low
    else:
        between = say_in(
            "picture", "{low} to {high} of {answers}", low=band.low, high=band.high, answers=answers
        )
        return "", between
    return before, say_in("picture", "{some} of {answers}", some=some, answers=answers)


def whole_share(band: Band, answers: int) -> str:
    """The favourable answers of one week, as an item of a list: "at most 2 of 8"."""
    low, high = band.low, band.high
    if low == high:
        return say("{some} of {answers}", some=low, answers=answers)
    if low == 0:
        return say("at most {some} of {answers}", some=high, answers=answers)
    if high == answers:
        return say("at least {some} of {answers}", some=low, answers=answers)
    return say("{low} to {high} of {answers}", low=low, high=high, answers=answers)


def series(weeks: Iterable[str]) -> str:
    """Figures one after the other, parted so that no decimal comma is taken for the end of one."""
    return ("; " if "," in formats.decimal(0) else ", ").join(weeks)


def week(value: Week, *, beside: Week) -> str:
    """A week on the time axis; it names its year where the other end of the axis lies in another."""
    if value.year == beside.year:
        return say_in("picture", "week {number}", number=value.number)
    return say_in("picture", "week {number}, {year}", number=value.number, year=value.year)


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
