"""Made-up teams through a year: people who differ, weeks that differ and, where asked for, a lasting shift.

Answers are counted, let out and compared by the parts that do so for real teams; only people are invented.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from storage.measurements import Past, measurement
from survey.disclosure.figures import FLOOR
from survey.disclosure.gate import level, release
from survey.ids import QuestionId
from survey.questions import Question, Role
from survey.scales import AGREE
from survey.statistics.judging import Ranges, ranges_of
from survey.tallies import count
from survey.verdicts import Measurement, Verdict
from survey.weeks import Week

WEEKS = 52
_BETWEEN_PEOPLE, _WEEKS_OF_A_PERSON, _WEEKS_OF_A_TEAM = 0.7, 0.6, 0.1
"""Standard deviations of what people feel, in points of the scale (SCIENCE 4.9)."""
_ITEMS, _BETWEEN_ITEMS = 3.6, 0.3
"""Where items lie on the scale, and how far from each other."""
_IN_TURN, _TILES = 10, 3
_CALENDAR = tuple(Week(2026, 1).plus(number) for number in range(WEEKS))
Sample = tuple[int, float, float]
"""How many answered, their mean and their variance: known to whoever looks at the answers themselves."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A change of every item for good, by so many points, after so many measurements of the anchor."""

    points: float
    measured: int


@dataclass(frozen=True, slots=True)
class Teams:
    """Teams of one size.

    Attributes:
        size: N, how many are asked.
        response: the chance that a person answers in a week, all three questions or none.
        shift: None where nothing ever changes.
    """

    size: int
    response: float
    shift: Shift | None = None


@dataclass(frozen=True, slots=True)
class Tile:
    """One question of one round, about to be judged.

    Attributes:
        since: weeks with the shift, this one included; 0 before it, and where there is none.
        past: what the team measured before.
        samples: of the last time it was asked, if it was, and of now.
    """

    question: Question
    now: Measurement
    past: Past
    since: int
    samples: tuple[Sample | None, Sample]

    @property
    def before(self) -> tuple[Measurement, ...]:
        """The measurements of the same question, oldest first."""
        return tuple(self.past.of.get(self.question.id, ()))

    def verdict(self) -> Verdict | None:
        """What a digest would say."""
        return self.past.verdict(self.question, self.now)


@dataclass(frozen=True, slots=True)
class _Year:
    """What one team answers: by week, tile and person from 1 to 5; and who answered in which week."""

    answers: NDArray[np.int64]
    answered: NDArray[np.bool_]
    shifted: int


def tiles(teams: Teams, *, years: int, seed: int) -> Iterator[Iterator[Tile]]:
    """The tiles of so many years, each of another team; a tile is good until the next one is taken."""
    rng = np.random.default_rng([seed, teams.size])
    for _ in range(years):
        yield _played(_drawn(teams, rng), invited=teams.size)


def _drawn(teams: Teams, rng: np.random.Generator) -> _Year:
    """A year of one team: what people feel is rounded and kept within 1 to 5, as a form does it."""
    answered = rng.random((WEEKS, teams.size)) < teams.response
    items = rng.normal(_ITEMS, _BETWEEN_ITEMS, 1 + _IN_TURN)
    felt = (
        items[[_asked(week) for week in range(WEEKS)]][:, :, None]
        + rng.normal(0, _BETWEEN_PEOPLE, teams.size)
        + rng.normal(0, _WEEKS_OF_A_TEAM, (WEEKS, 1, 1))
        + rng.normal(0, _WEEKS_OF_A_PERSON, (WEEKS, _TILES, teams.size))
    )
    shifted = WEEKS
    if teams.shift is not None:
        measured = np.cumsum(answered.sum(axis=1) >= FLOOR)
        shifted = int(np.searchsorted(measured, teams.shift.measured)) + 1
        felt[shifted:] += teams.shift.points
    return _Year(np.clip(np.rint(felt), 1, 5).astype(np.int64), answered, shifted)


def _asked(week: int) -> tuple[int, ...]:
    """The anchor, and two items in turn."""
    return 0, *(1 + (2 * week + place) % _IN_TURN for place in range(_TILES - 1))


def _question(number: int) -> Question:
    return Question(
        id=QuestionId(number),
        key=f"Q{number}",
        text=f"Question {number}?",
        scale=AGREE,
        theme="",
        theme_key="",
        role=Role.MARKER if number else Role.ANCHOR,
        reverse=False,
        sensitive=False,
        retired=False,
    )


_QUESTIONS = tuple(_question(number) for number in range(1 + _IN_TURN))


def _played(year: _Year, *, invited: int) -> Iterator[Tile]:
    """Close one round after the other, as storage does, and hand out what was measured."""
    of: dict[QuestionId, list[Measurement]] = defaultdict(list)
    past = Past(of, Ranges())
    last: dict[QuestionId, Sample] = {}
    for week in range(WEEKS):
        closed = list(_closed(year, week, invited=invited))
        for question, now, sample in closed:
            since = max(0, week + 1 - year.shifted)
            yield Tile(question, now, past, since, (last.get(question.id), sample))
        every, shown = [*past.ranges.every], [*past.ranges.shown]
        for question, now, sample in closed:
            series = of[question.id]
            every += ranges_of((*series[-1:], now))
            shown += ranges_of((*series[-1:], now), only_shown=True)
            series.append(now)
            last[question.id] = sample
        past = Past(of, Ranges(tuple(every), tuple(shown)))


def _closed(year: _Year, week: int, *, invited: int) -> Iterator[tuple[Question, Measurement, Sample]]:
    """What one round measured; nothing where fewer answered than are shown."""
    for place, number in enumerate(_asked(week)):
        answers = year.answers[week, place, year.answered[week]]
        tally = count(_QUESTIONS[number], answers.tolist())
        figure = release(tally, invited=invited)
        now = measurement(_CALENDAR[week], figure, level(tally, figure, moved=False))
        if now is not None:
            sample = len(answers), float(answers.mean()), float(answers.var(ddof=1))
            yield _QUESTIONS[number], now, sample
