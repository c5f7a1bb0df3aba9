"""A digest in one paragraph, for those who cannot see the picture; built from the same gated values.

Slack takes at most 2000 characters. What does not fit is left out in this order: older history, the ends of
long questions and of long options. A number is never cut.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from charts import words
from survey.digests import LONGEST_HISTORY, Digest, Point, Tile
from survey.disclosure.figures import Released, Withheld

LONGEST = 2000


@dataclass(frozen=True, slots=True)
class _Plan:
    """How much of everything to say."""

    history: int = LONGEST_HISTORY
    question: int = LONGEST


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


def _say(digest: Digest, plan: _Plan) -> str:
    team = _shortened(words.one_line(digest.team), plan.question)
    return " ".join([f"{team}, week {digest.week.number}.", *(_tile(tile, plan) for tile in digest.tiles)])


def _tile(tile: Tile, plan: _Plan) -> str:
    question = _shortened(words.one_line(tile.question).removesuffix("."), plan.question)
    return f"{question}: {_figure(tile, plan)}.{_history(tile.history[-plan.history :])}"


def _figure(tile: Tile, plan: _Plan) -> str:
    figure = tile.figure
    if isinstance(figure, Withheld):
        return _small(words.not_shown(figure))
    facts = [
        *_result(tile, figure, plan),
        words.counts(figure, axis=tile.axis),
        f"{figure.answers} of {figure.invited} answered",
        _small(words.moved(figure)),
    ]
    return "; ".join(fact for fact in facts if fact)


def _small(sentence: str) -> str:
    """A sentence as a part of another."""
    return sentence[:1].lower() + sentence[1:].removesuffix(".")


def _result(tile: Tile, figure: Released, plan: _Plan) -> tuple[str, ...]:
    if tile.axis is None:
        chosen = _shortened(words.leader(figure), plan.question)
        return (f"most chosen {chosen}" if figure.leader else chosen,)
    mean = f"mean {words.mean(figure.mean)} on {tile.axis[0]}–{tile.axis[1]}" if figure.mean else ""
    return mean, words.favourable(figure)


def _history(points: tuple[Point, ...]) -> str:
    """Earlier figures of the same question; one alone is the figure just said, a choice has none to list."""
    means = any(point.mean for point in points)
    shown = means or any(isinstance(point.figure, Released) and point.figure.band for point in points)
    if len(points) < 2 or not shown:
        return ""
    values = ", ".join(words.point(point, means=means) for point in points)
    return f" Last {len(points)}{'' if means else ', favourable'}: {values}."


def _shortened(words_: str, longest: int) -> str:
    return words_ if len(words_) <= longest else words_[: longest - 1].rstrip() + "…"
