"""What is out already beside the figures of a closing round, so that only what is safe is let out."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy
from sqlalchemy import bindparam, func, or_
from sqlmodel import Session

from storage import reach
from storage.tables import ReleaseRow, RoundRow, RoundTeamRow, TeamMemberRow, table
from survey.disclosure import ledger
from survey.disclosure.ledger import Group
from survey.ids import QuestionId, RoundId
from survey.rounds import Round

_ROUND, _RELEASE = table(RoundRow), table(ReleaseRow)
_MEMBER, _SHARED = table(TeamMemberRow), table(RoundTeamRow)
_ANSWERS = _RELEASE.c.figure["answers"].as_integer()
"""None where the figure was withheld."""
_ABOUT: Any = bindparam("questions", expanding=True)
_OUT = (
    sqlalchemy.select(_RELEASE.c.question_id, _ROUND.c.id, _ROUND.c.invited, _ANSWERS.label("answers"))
    .join(_ROUND, _ROUND.c.id == _RELEASE.c.round_id)
    .where(_RELEASE.c.question_id.in_(_ABOUT), _ANSWERS.is_not(None))
)
_SAME_WEEK = _OUT.where(_ROUND.c.id.in_(bindparam("rounds", expanding=True))).order_by(_ROUND.c.id)
_BEFORE = _OUT.add_columns(
    _ROUND.c.week,
    func.row_number().over(partition_by=_RELEASE.c.question_id, order_by=_ROUND.c.week.desc()).label("back"),
).where(_ROUND.c.team_id == bindparam("team"), _ROUND.c.week < bindparam("week"))
_RANKED = _BEFORE.subquery()
_LAST = sqlalchemy.select(*(_RANKED.c[name] for name in ("question_id", "id", "invited", "week"))).where(
    _RANKED.c.back == 1
)
_MEMBERS = sqlalchemy.select(_MEMBER.c.person_id).where(
    or_(
        _MEMBER.c.team_id == bindparam("team"),
        _MEMBER.c.team_id.in_(
            sqlalchemy.select(_SHARED.c.team_id).where(_SHARED.c.round_id == bindparam("round"))
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Last:
    """The last round of a team that released a figure of a question.

    Attributes:
        invited: whom it reached, N.
        people: of these, whoever is still known.
        asked: of those who are reached now and were not then, whom rounds up to that week were meant for.
    """

    week: str
    invited: int
    people: frozenset[int]
    asked: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Beside:
    """What is out by question, and who belongs to the team.

    Attributes:
        groups: of whom a figure of the same week tells, in rounds with people in common.
        last: of earlier weeks, the latest.
        stay: who is on a team of the round now.
    """

    groups: Mapping[QuestionId, tuple[Group, ...]]
    last: Mapping[QuestionId, Last]
    stay: frozenset[int]

    def groups_of(self, alike: Collection[QuestionId]) -> list[Group]:
        """The groups of whom a figure of the same question and week is out."""
        return [group for each in sorted(alike) for group in self.groups.get(each, ())]

    def has_moved(self, alike: Collection[QuestionId], now: frozenset[int], *, floor: int) -> bool:
        """Whether a difference to the last figure released of a question would be of a few people (P9).

        Whoever is away for a week neither came nor went: who was asked by this team by then is no joiner, who
        is still on it no leaver.
        """
        known = [self.last[each] for each in alike if each in self.last]
        if not known:
            return False
        last = max(known, key=lambda each: each.week)
        unknown = max(0, last.invited - len(last.people))
        if unknown and not last.people:
            # Who was asked is kept for half a year; how many came or went since cannot be told any more.
            return True
        before, still = last.people | last.asked, now | (last.people & self.stay)
        return ledger.has_moved(before, still, floor=floor, unknown=unknown)


def beside(
    session: Session, round_: Round, questions: Collection[QuestionId], reached: frozenset[int]
) -> Beside:
    """What is out beside a closing round.

    Args:
        session: the transaction that closes it.
        round_: the round.
        questions: those it asks, with all that say the same.
        reached: whom it reached.
    """
    given = {"team": round_.team, "round": round_.id}
    return Beside(
        groups=_groups(session, round_, questions),
        last=_last(session, round_, questions, reached),
        stay=frozenset(session.connection().execute(_MEMBERS, given).scalars()),
    )


def _groups(
    session: Session, round_: Round, questions: Collection[QuestionId]
) -> Mapping[QuestionId, tuple[Group, ...]]:
    near = reach.closed_near(session, round_.id, round_.week)
    if not near:
        return {}
    people = reach.reached_each(session, near)
    found: dict[QuestionId, list[Group]] = defaultdict(list)
    given = {"questions": list(questions), "rounds": list(near)}
    for question_id, number, invited, answers in session.connection().execute(_SAME_WEEK, given):
        found[question_id].append(Group(_everybody(number, invited, people[number]), answers))
    return {each: tuple(groups) for each, groups in found.items()}


def _everybody(number: RoundId, invited: int, known: frozenset[int]) -> frozenset[int]:
    """Whom a closed round reached; people forgotten since stand in as numbers of nobody."""
    nobody = range(max(0, invited - len(known)))
    return known | {-(1000 * number + place + 1) for place in nobody}


def _last(
    session: Session, round_: Round, questions: Collection[QuestionId], reached: frozenset[int]
) -> Mapping[QuestionId, Last]:
    given = {"questions": list(questions), "team": round_.team, "week": str(round_.week)}
    rows = session.connection().execute(_LAST, given).all()
    people = reach.reached_each(session, {row.id for row in rows})
    # Rounds after the last figure must not count: they may have asked somebody who came since.
    weeks = {row.week for row in rows if reached - people[row.id]}
    asked = {week: reach.meant_until(session, round_.team, week) for week in weeks}
    return {
        row.question_id: Last(
            row.week,
            row.invited,
            people[row.id],
            (reached - people[row.id]) & asked.get(row.week, frozenset()),
        )
        for row in rows
    }
