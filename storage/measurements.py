"""What earlier rounds measured, to say whether a new figure is beyond the usual; never shown."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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
from survey.statistics.judging import LONGEST_BASELINE, Item, judge, ranges_of
from survey.verdicts import Measurement, Verdict
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
    sqlalchemy.select(_RELEASE.c.round_id, _RELEASE.c.question_id, _RELEASE.c.figure, _QUESTION.c.scale)
    .join(_QUESTION, _QUESTION.c.id == _RELEASE.c.question_id)
    .where(_RELEASE.c.round_id.in_(bindparam("rounds", expanding=True)))
)


@dataclass(frozen=True, slots=True)
class Past:
    """A team's measurements before a round, by question, and the moving ranges of all its 1-5 questions."""

    of: Mapping[QuestionId, Sequence[Measurement]]
    ranges: tuple[float, ...]

    def verdict(self, question: Question, now: Measurement | None) -> Verdict | None:
        """What the change of one question amounts to; None where there is nothing to compare."""
        item = Item(
            before=tuple(self.of.get(question.id, ())),
            now=now,
            in_turn=not question.anchor,
            is_pooled=question.scale.key in _POOLED,
        )
        return judge(item, pooled=self.ranges)


def measurement(week: Week, figure: object, level: Mean | None) -> Measurement | None:
    """What a round measured of one question; None where it has no level to compare."""
    if level is None or not isinstance(figure, Released):
        return None
    return Measurement(week, level, figure.answers, figure.invited, is_shown=figure.mean is not None)


def before(session: Session, round_: Round) -> Past:
    """What a team measured before a round, as long as it was asked together with the same teams as now.

    Measurements of other people would make a comparison one between people.
    """
    weeks = rounds_alike(session, round_)
    found: dict[QuestionId, list[Measurement]] = defaultdict(list)
    pooled: set[QuestionId] = set()
    rows: Any = session.connection().execute(_RELEASES, {"rounds": list(weeks)})
    for row in sorted(rows, key=lambda each: weeks[each.round_id]):
        about = QuestionId(row.question_id)
        measured = measured_of(row.figure, weeks[row.round_id])
        if measured is not None:
            found[about].append(measured)
            if row.scale in _POOLED:
                pooled.add(about)
    return Past(found, tuple(_ranges(found[about] for about in sorted(pooled))))


def _ranges(series: Iterable[Sequence[Measurement]]) -> Iterable[float]:
    for measurements in series:
        yield from ranges_of(measurements)


def rounds_alike(session: Session, round_: Round) -> dict[int, Week]:
    """The week of each earlier round, back to the last that asked other teams."""
    rows: Any = session.connection().execute(_BEFORE, {"team": round_.team, "week": str(round_.week)})
    earlier = [(row.id, Week.parse(row.week)) for row in rows]
    shared: dict[int, set[int]] = defaultdict(set)
    for row in session.connection().execute(_TEAMS, {"rounds": [each for each, _ in earlier]}):
        shared[row.round_id].add(row.team_id)
    now = {int(team) for team in round_.teams if team != round_.team}
    weeks: dict[int, Week] = {}
    for each, week in earlier:
        if shared[each] != now:
            break
        weeks[each] = week
    return weeks
