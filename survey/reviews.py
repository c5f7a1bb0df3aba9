"""What a team reads about a month or a quarter: gated figures side by side, and what changed among them."""

from dataclasses import dataclass
from enum import StrEnum

from survey.digests import Talk
from survey.disclosure.figures import Figure, Mean
from survey.statistics.rates import ResponseRate
from survey.verdicts import Verdict
from survey.weeks import Week

MONTH, QUARTER = 4, 13
"""Weeks that a look back covers."""


class Part(StrEnum):
    """Where a question stands in a look back."""

    THEMES = "themes"
    GOALS = "goals"
    BASELINE = "baseline"


@dataclass(frozen=True, slots=True)
class Line:
    """One question of a look back.

    Attributes:
        figure: its latest figure, and the week of it.
        mean: of its means in these weeks, where all of them were shown exactly; else None.
        before: of the means it is held against, likewise.
        verdict: what its change amounts to, judged together with all others; None where nothing is compared.
    """

    part: Part
    theme: str
    question: str
    axis: tuple[int, int]
    figure: Figure
    week: Week
    mean: Mean | None = None
    before: Mean | None = None
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """A look back at some weeks of a team.

    Attributes:
        first, last: the weeks it covers, as a month; in a quarter, goals and the baseline go back further.
        lately, longer: how many took part in the last four and the last twelve rounds.
        is_quarter: whether goals and the customer baseline belong to it.
        talk: the one thing to talk about; None where nothing is shown.
    """

    team: str
    first: Week
    last: Week
    lines: tuple[Line, ...]
    floor: int
    lately: ResponseRate | None = None
    longer: ResponseRate | None = None
    is_quarter: bool = False
    talk: Talk | None = None

    def of(self, part: Part) -> tuple[Line, ...]:
        """The lines of one part."""
        return tuple(line for line in self.lines if line.part is part)


def ends_month(last: Week, following: Week) -> bool:
    """Whether a month ended between two weeks; a week belongs to the month, and the year, of its Thursday."""
    return _month(last) != _month(following)


def ends_quarter(last: Week, following: Week) -> bool:
    """Whether a quarter of a year ended between two weeks."""
    return _quarter(last) != _quarter(following)


def _month(week: Week) -> tuple[int, int]:
    day = week.thursday()
    return day.year, day.month


def _quarter(week: Week) -> tuple[int, int]:
    year, month = _month(week)
    return year, (month - 1) // 3
