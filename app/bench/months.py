"""How often a look back names a theme as changed where nothing changed, and how often it finds what did."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.bench.team_years import Tile
from survey.closed_months import Asked, ClosedMonth, compose_review
from survey.digests import Point
from survey.disclosure.figures import FLOOR, Released
from survey.questions import Question
from survey.reviews import MONTH, Review
from survey.verdicts import Change, Measurement

_JUDGED = frozenset({Change.UP, Change.DOWN, Change.WITHIN})


@dataclass(frozen=True, slots=True)
class Month:
    """What one look back said.

    Attributes:
        judged: questions that were compared.
        up, down: of them, those named as changed.
        since: weeks with a lasting shift that it covers.
    """

    judged: int
    up: int
    down: int
    since: int


def months(year: Iterable[Tile]) -> Iterator[Month]:
    """The looks back of one team's year, each after four rounds."""
    measured: dict[Question, list[Measurement]] = defaultdict(list)
    rounds, last = 0, None
    for tile in year:
        is_next = last is not None and tile.now.week != last.now.week
        if last is not None and is_next and rounds % MONTH == 0:
            yield _month(measured, last)
        rounds += is_next or last is None
        measured[tile.question].append(tile.now)
        last = tile


def _month(measured: dict[Question, list[Measurement]], last: Tile) -> Month:
    asked = tuple(Asked(each, (_point(series[-1]),), tuple(series)) for each, series in measured.items())
    found = list(_changes(compose_review(ClosedMonth("", last.now.week, asked, (), FLOOR, is_quarter=False))))
    return Month(len(found), found.count(Change.UP), found.count(Change.DOWN), last.since)


def _point(measured: Measurement) -> Point:
    return Point(measured.week, Released(measured.answers, measured.invited))


def _changes(review: Review) -> Iterator[Change]:
    for line in review.lines:
        if line.verdict and line.verdict.change in _JUDGED:
            yield line.verdict.change
