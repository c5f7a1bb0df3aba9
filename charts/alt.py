"""A digest in one paragraph, for those who cannot see the picture; built from the same gated values.

Slack takes at most 2000 characters. What does not fit is left out in this order: older history, the ends of
long questions and options. A number is never cut.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from charts import past, words
from charts.past import Past
from survey.digests import LONGEST_HISTORY, Digest, Tile
from survey.disclosure.figures import Released, Withheld

LONGEST = 2000


@dataclass(frozen=True, slots=True)
class _Plan:
    """How much of everything to say."""

    history: int = LONGEST_HISTORY
    longest: int = LONGEST


def text(digest: Digest) -> str:
    """The digest in words, as much of it as fits.

    Returns:
        "{Team}, week {w}. {Question}: mean {x} on 1–5, {f} of {n} favourable, {n} of {N} answered. Last {m}:
        {values}." and so on for every question; at most 2000 characters.
    """
    return next(said for plan in _plans() if len(said := _say(digest, plan)) <= LONGEST)


def _plans() -> Iterator[_Plan]:
    for history in range(LONGEST_HISTORY, 0, -1):
        yield _Plan(history=history)
    for longest in (200, 160, 120, 80, 40):
        yield _Plan(history=1, longest=longest)


def _say(digest: Digest, plan: _Plan) -> str:
    team = _shortened(words.one_line(digest.team), plan.longest)
    return " ".join([f"{team}, week {digest.week.number}.", *(_tile(tile, plan) for tile in digest.tiles)])


def _tile(tile: Tile, plan: _Plan) -> str:
    question = _shortened(words.one_line(tile.question).removesuffix("."), plan.longest)
    return f"{question}: {_figure(tile, plan)}{_history(tile, plan)}"


def _figure(tile: Tile, plan: _Plan) -> str:
    figure = tile.figure
    if isinstance(figure, Withheld):
        return f"not shown, {words.reason(figure)}."
    said = f"{_result(tile, figure, plan)}, {figure.answers} of {figure.invited} answered."
    if figure.mean is None:
        return " ".join([said, words.note(figure)]).rstrip()
    values = words.distribution(figure, axis=tile.axis)
    return f"{said} Answers {values}." if values else said


def _result(tile: Tile, figure: Released, plan: _Plan) -> str:
    if tile.axis is None:
        return _choice(figure, plan)
    parts = []
    if figure.mean is not None:
        parts.append(f"mean {words.whole_mean(figure.mean)} on {tile.axis[0]}–{tile.axis[1]}")
    if figure.band is not None:
        parts.append(words.favourable(figure.band, figure.answers))
    return ", ".join(parts) or words.NOTHING


def _choice(figure: Released, plan: _Plan) -> str:
    if not figure.leader:
        return words.no_leader(figure)
    return f"chosen most often {_shortened(words.one_line(figure.leader), plan.longest)}"


def _history(tile: Tile, plan: _Plan) -> str:
    """Earlier figures of the same question; one alone is the figure just said, a choice has none to list."""
    shown, points = past.kind(tile.history), tile.history[-plan.history :]
    if len(points) < 2 or shown is Past.NOTHING:
        return ""
    what = "Last" if shown is Past.MEANS else "Favourable, last"
    return f" {what} {len(points)}: {', '.join(past.said(point, shown) for point in points)}."


def _shortened(words_: str, longest: int) -> str:
    return words_ if len(words_) <= longest else words_[: longest - 1].rstrip() + "…"
