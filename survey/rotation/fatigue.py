"""When a team is asked too often: how many answer tells, and then the pace is halved (SCIENCE 3.5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from survey.weeks import Week

SLOWEST = 4
"""Weeks between two rounds at the slowest pace."""
_RECENT, _FIRST, _PATIENCE = 4, 12, 12
"""Weeks: what counts as now, what it is compared with, and how long a pace is kept before it may quicken."""
_FEWEST = {4: 2, 12: 3}
"""By weeks: rounds whose count must be known before the weeks together say anything."""
_HALF, _FALL = Fraction(1, 2), Fraction(15, 100)
_RECOVERED, _NEAR = Fraction(60, 100), Fraction(5, 100)


class Sign(StrEnum):
    """What participation says about the pace."""

    FEW = "few"
    """Fewer than half answer: slower."""
    FALLEN = "fallen"
    """At least 15 points fewer answer than in the team's first twelve weeks: slower."""
    RECOVERED = "recovered"
    """For twelve weeks at least 60 % answered, and hardly fewer than at first: quicker again."""


@dataclass(frozen=True, slots=True)
class Participation:
    """How many took part in one closed round, as it was released.

    Attributes:
        answers: None where so few took part that the number stays in; such a round tells nothing.
        eligible: how many were asked.
    """

    week: Week
    answers: int | None
    eligible: int


@dataclass(frozen=True, slots=True)
class Count:
    """Answers of so many asked, over several rounds."""

    answers: int
    eligible: int

    @property
    def rate(self) -> Fraction:
        """The part that answered."""
        return Fraction(self.answers, self.eligible)


@dataclass(frozen=True, slots=True)
class NewPace:
    """A change of pace, with the counts that explain it.

    Attributes:
        every: weeks between two rounds from now on.
        now: what the sign was seen in: four weeks, or twelve for a recovery.
        first: of the first twelve weeks; None where these were too short to compare with.
    """

    every: int
    sign: Sign
    now: Count
    first: Count | None


def new_pace(
    rounds: Sequence[Participation], *, week: Week, every: int, usual: int, changed: Week | None = None
) -> NewPace | None:
    """Whether the pace should change with a week; at most once in four weeks, and back only after twelve.

    Args:
        rounds: all closed rounds of a team, in any order.
        week: the week about to be planned.
        every: weeks between two rounds now.
        usual: weeks between two rounds as an admin set them; the pace never gets quicker than this.
        changed: the first week of the present pace; None where it never changed. Rounds before it say
            nothing about the pace of now.
    """
    if not rounds:
        return None
    begin = min(each.week for each in rounds)
    since = max(begin, changed or begin)
    now, first = _count(rounds, week, since, _RECENT), _first_weeks(rounds, week, begin, _RECENT)
    if every < SLOWEST and now is not None and (sign := _slower(now, first)) is not None:
        return NewPace(every * 2, sign, now, first)
    long, first = _count(rounds, week, since, _PATIENCE), _first_weeks(rounds, week, begin, _PATIENCE)
    if every > usual and long is not None and _has_recovered(long, first):
        return NewPace(max(every // 2, usual), Sign.RECOVERED, long, first)
    return None


def _slower(now: Count, first: Count | None) -> Sign | None:
    if now.rate < _HALF:
        return Sign.FEW
    return Sign.FALLEN if first is not None and first.rate - now.rate >= _FALL else None


def _has_recovered(now: Count, first: Count | None) -> bool:
    """Well above what slows a team down, so that the pace does not go to and fro."""
    return now.rate >= _RECOVERED and (first is None or first.rate - now.rate <= _NEAR)


def _count(rounds: Iterable[Participation], week: Week, since: Week, weeks: int) -> Count | None:
    """The last weeks together; None while the present pace is younger than these, or too little is known."""
    if week.index - since.index < weeks:
        return None
    return _sum(rounds, range(week.index - weeks, week.index), fewest=_FEWEST[weeks])


def _first_weeks(rounds: Iterable[Participation], week: Week, begin: Week, weeks: int) -> Count | None:
    """The first weeks together; None while the last weeks reach into them, or too little is known."""
    if week.index - weeks < begin.index + _FIRST:
        return None
    return _sum(rounds, range(begin.index, begin.index + _FIRST), fewest=_FEWEST[_FIRST])


def _sum(rounds: Iterable[Participation], weeks: range, *, fewest: int) -> Count | None:
    known = [
        (each.answers, each.eligible)
        for each in rounds
        if each.week.index in weeks and each.answers is not None and each.eligible > 0
    ]
    if len(known) < fewest:
        return None
    return Count(sum(answers for answers, _ in known), sum(eligible for _, eligible in known))
