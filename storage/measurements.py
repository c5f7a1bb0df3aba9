"""What earlier rounds measured, to say whether a new figure is beyond the usual; never shown."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

import sqlalchemy
from sqlalchemy import bindparam
from sqlmodel import Session

from storage.tables import QuestionRow, ReleaseRow, RoundRow, RoundTeamRow, table
from survey.disclosure.figures import Mean, Released
from survey.disclosure.record import measured_of
from survey.ids import QuestionId
from survey.questions import Question
from survey.rounds import Round
from survey.scales import SCALES
from survey.statistics.judging import LONGEST_BASELINE, Item, Ranges, judge
from survey.verdicts import Change, Measurement, Verdict
from survey.weeks import Week

_ROUNDS_BACK = LONGEST_BASELINE
"""Rounds a comparison looks back at most: a year of weeks."""
_POOLED = frozenset(key for key, scale in SCALES.items() if scale.axis == (1, 5))
_ROUND, _RELEASE, _QUESTION = table(RoundRow), table(ReleaseRow), table(QuestionRow)
_SHARED = table(RoundTeamRow)
_BEFORE = (
    sqlalchemy.select(_ROUND.c.id, _ROUND.c.week)
    .where(_ROUND.c.team_id == bindparam("team"), _ROUND.c.week < bindparam("week"))
    .order_by(_ROUND.c.week.desc())
    .limit(_ROUNDS_BACK)
)
_TEAMS = sqlalchemy.select(_SHARED.c.round_id, _SHARED.c.team_id).where(
    _SHARED.c.round_id.in_(bindparam("rounds", expanding=True))
)
_RELEASES = (
    sqlalchemy.select(
        *(_RELEASE.c[name] for name in ("round_id", "question_id", "figure")),
        *(_QUESTION.c[name] for name in ("key", "version", "scale")),
    )
    .join(_QUESTION, _QUESTION.c.id == _RELEASE.c.question_id)
    .where(_RELEASE.c.round_id.in_(bindparam("rounds", expanding=True)))
)


@dataclass(frozen=True, slots=True)
class Past:
    """A team's measurements before a round, and what else was measured that is not compared with.

    Attributes:
        of: by question, those of rounds that asked the same teams.
        ranges: the moving ranges of all its 1-5 questions.
        apart: the questions that were measured in rounds that asked other teams.
        versions: the oldest version measured of each question, by key.
    """

    of: Mapping[QuestionId, Sequence[Measurement]]
    ranges: Ranges
    apart: AbstractSet[QuestionId] = frozenset()
    versions: Mapping[str, int] = field(default_factory=dict)

    def verdict(self, question: Question, now: Measurement | None) -> Verdict | None:
        """What the change of one question amounts to; None where there is nothing to compare."""
        item = Item(
            before=tuple(self.of.get(question.id, ())),
            now=now,
            in_turn=not question.anchor,
            is_pooled=question.scale.key in _POOLED,
            begun_anew=self._begun_anew(question),
        )
        return judge(item, pooled=self.ranges)

    def _begun_anew(self, question: Question) -> Change | None:
        """The later of two reasons: a version that other teams answered, too, was new before them."""
        if question.id in self.apart:
            return Change.OTHER_TEAMS
        oldest = self.versions.get(question.key, question.version)
        return Change.NEW_VERSION if oldest < question.version else None


def measurement(week: Week, figure: object, level: Mean | None) -> Measurement | None:
    """What a round measured of one question; None where it has no level to compare."""
    if level is None or not isinstance(figure, Released):
        return None
    return Measurement(week, level, figure.answers, figure.invited, is_shown=figure.mean is not None)


def before(session: Session, round_: Round) -> Past:
    """What a team measured before a round, as long as it was asked together with the same teams as now.

    Measurements of other people would make a comparison one between people.
    """
    weeks, alike = _earlier(session, round_)
    found: dict[QuestionId, list[Measurement]] = defaultdict(list)
    apart: set[QuestionId] = set()
    versions: dict[str, int] = {}
    scales: dict[QuestionId, str] = {}
    rows = session.connection().execute(_RELEASES, {"rounds": list(weeks)}).all()
    for round_id, about, figure, key, version, scale in sorted(rows, key=lambda row: weeks[row[0]]):
        measured = measured_of(figure, weeks[round_id])
        if measured is None:
            continue
        versions.setdefault(key, version)
        if round_id in alike:
            found[about].append(measured)
            scales[about] = scale
        else:
            apart.add(about)
    pooled = (found[about] for about in sorted(found) if scales[about] in _POOLED)
    return Past(found, Ranges.of(pooled), apart=apart, versions=versions)


def rounds_alike(session: Session, round_: Round) -> dict[int, Week]:
    """The week of each earlier round, back to the last that asked other teams."""
    weeks, alike = _earlier(session, round_)
    return {each: week for each, week in weeks.items() if each in alike}


def _earlier(session: Session, round_: Round) -> tuple[dict[int, Week], AbstractSet[int]]:
    """The week of each earlier round, newest first, and those back to the last that asked other teams."""
    rows: Any = session.connection().execute(_BEFORE, {"team": round_.team, "week": str(round_.week)})
    weeks = {row.id: Week.parse(row.week) for row in rows}
    shared: dict[int, set[int]] = defaultdict(set)
    for row in session.connection().execute(_TEAMS, {"rounds": [*weeks]}):
        shared[row.round_id].add(row.team_id)
    now = {int(team) for team in round_.teams if team != round_.team}
    return weeks, frozenset(takewhile(lambda each: shared[each] == now, weeks))
