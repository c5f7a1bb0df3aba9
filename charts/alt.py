"""A digest in one paragraph, for those who cannot see the picture; built from the same gated values.

Slack takes at most 2000 characters. What does not fit is left out in this order: older history, the ends of
long questions and options. A number is never cut.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from charts import changes, past, sentences, words
from charts.past import Past
from locales.speech import say, say_count
from survey.digests import LONGEST_HISTORY, Digest, Tile
from survey.disclosure.figures import Released

LONGEST = 2000


@dataclass(frozen=True, slots=True)
class _Plan:
    """How much of everything to say."""

    history: int = LONGEST_HISTORY
    longest: int = LONGEST


def text(digest: Digest) -> str:
    """The digest in words, as much of it as fits.

    Returns:
        "{Team}, week {w}. “{Question}” Mean {x} on 1–5. {f} of {n} favourable. {n} of {N} answered. Last {m}:
        {values}." and so on for every question, and which answers are favourable; at most 2000 characters.
    """
    return next(said for plan in _plans() if len(said := _say(digest, plan)) <= LONGEST)


def _plans() -> Iterator[_Plan]:
    for history in range(LONGEST_HISTORY, 0, -1):
        yield _Plan(history=history)
    for longest in (200, 160, 120, 80, 40):
        yield _Plan(history=1, longest=longest)


def _say(digest: Digest, plan: _Plan) -> str:
    team = _shortened(words.one_line(digest.team), plan.longest)
    head = say("{team}, week {number}.", team=team, number=digest.week.number)
    tiles = (each for tile in digest.tiles for each in _tile(tile, plan))
    facts = filter(None, [head, sentences.days_off(digest)])
    return " ".join([*facts, *tiles, *sentences.legends(digest.tiles)])


def _tile(tile: Tile, plan: _Plan) -> Iterator[str]:
    yield say("“{question}”", question=_shortened(words.one_line(tile.question), plan.longest))
    leader = tile.figure.leader if isinstance(tile.figure, Released) else ""
    option = _shortened(words.one_line(leader), plan.longest)
    yield sentences.told(tile.figure, axis=tile.axis, option=option)
    yield from changes.told(tile)
    yield from _history(tile, plan)


def _history(tile: Tile, plan: _Plan) -> Iterator[str]:
    """Earlier figures of the same question; one alone is the figure just said, a choice has none to list."""
    shown, points = past.kind(tile.history), tile.history[-plan.history :]
    if len(points) < 2 or shown is Past.NOTHING:
        return
    values = words.series(past.said(point, shown) for point in points)
    if shown is Past.MEANS:
        yield say_count("Last {count}: {values}.", "Last {count}: {values}.", len(points), values=values)
    else:
        yield say_count(
            "Favourable, last {count}: {values}.",
            "Favourable, last {count}: {values}.",
            len(points),
            values=values,
        )


def _shortened(words_: str, longest: int) -> str:
    return words_ if len(words_) <= longest else words_[: longest - 1].rstrip() + "…"
