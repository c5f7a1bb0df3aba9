"""A digest in one paragraph, for those who cannot see the picture; built from the same gated values.

Slack takes at most 2000 characters. What does not fit is left out in this order: older history, the ends of
long questions, options that are level with others. A number is never cut.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from charts import words
from survey.digests import LONGEST_HISTORY, Digest, Point, Tile
from survey.figures import Released, Withheld

LONGEST = 2000


@dataclass(frozen=True, slots=True)
class _Plan:
    """How much of everything to say."""

    history: int = LONGEST_HISTORY
    question: int = LONGEST
    leaders: int = LONGEST


def text(digest: Digest) -> str:
    """The digest in words, as much of it as fits.

    Returns:
        "{Team}, week {w}. {Question}: mean {x} on 1–5, {n} of {N} answered. Last {m}: {values}." and so on
        for every question; at most 2000 characters.
    """
    return next(said for plan in _plans() if len(said := _say(digest, plan)) <= LONGEST)


def _plans() -> Iterator[_Plan]:
    for history in range(LONGEST_HISTORY, 0, -1):
        yield _Plan(history=history)
    for question in (200, 160, 120, 80, 40):
        yield _Plan(history=1, question=question)
    for leaders in range(5, 0, -1):
        yield _Plan(history=1, question=40, leaders=leaders)


def _say(digest: Digest, plan: _Plan) -> str:
    team = _shortened(words.one_line(digest.team), plan.question)
    return " ".join([f"{team}, week {digest.week.number}.", *(_tile(tile, plan) for tile in digest.tiles)])


def _tile(tile: Tile, plan: _Plan) -> str:
    question = _shortened(words.one_line(tile.question).removesuffix("."), plan.question)
    return f"{question}: {_figure(tile, plan)}.{_history(tile.history[-plan.history :])}"


def _figure(tile: Tile, plan: _Plan) -> str:
    figure = tile.figure
    if isinstance(figure, Withheld):
        return f"not shown, fewer than {figure.floor} answers"
    return f"{_result(tile, figure, plan)}, {figure.answers} of {figure.invited} answered"


def _result(tile: Tile, figure: Released, plan: _Plan) -> str:
    if tile.axis is None or figure.mean is None:
        return f"most chosen {words.leaders(figure.leaders, most=plan.leaders)}"
    return f"mean {words.mean(figure.mean)} on {tile.axis[0]}–{tile.axis[1]}"


def _history(points: tuple[Point, ...]) -> str:
    """Earlier figures of the same question; one alone is the figure just said, a choice has none to list."""
    if len(points) < 2 or all(point.mean is None for point in points):
        return ""
    values = ("not shown" if point.mean is None else words.mean(point.mean) for point in points)
    return f" Last {len(points)}: {', '.join(values)}."


def _shortened(words_: str, longest: int) -> str:
    return words_ if len(words_) <= longest else words_[: longest - 1].rstrip() + "…"
