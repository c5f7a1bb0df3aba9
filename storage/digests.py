"""Everything a digest is made of, read at one moment: released figures, and never a tally."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

import sqlalchemy
from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from storage import calendars, comments, measurements, releases, rounds, written
from storage.pools import asks
from storage.questions import question
from storage.tables import QuestionRow, ReleaseRow, RoundRow, table
from storage.teams import Team
from survey.closed_weeks import ClosedQuestion, ClosedWeek, WrittenQuestion, latest
from survey.digests import LONGEST_HISTORY, Digest, Point
from survey.disclosure.floors import participation
from survey.disclosure.record import decode, verdict_of
from survey.ids import QuestionId, RoundId, TeamId
from survey.questions import Question
from survey.rotation.candidates import MOST_QUESTIONS
from survey.rounds import Round, RoundState
from survey.statistics.rates import LONG
from survey.weeks import Week

_ROUND, _RELEASE = table(RoundRow), table(ReleaseRow)
_THESE: Any = bindparam("rounds", expanding=True)
_COUNTED = sqlalchemy.select(_ROUND.c.invited, _ROUND.c.participants).where(_ROUND.c.id == bindparam("round"))
_TOOK_PART = (
    sqlalchemy.select(*(_ROUND.c[name] for name in ("participants", "invited", "floor")))
    .where(_ROUND.c.id.in_(_THESE), _ROUND.c.state == RoundState.CLOSED)
    .order_by(_ROUND.c.week.desc())
    .limit(LONG)
)
_HISTORY = sqlalchemy.select(
    _RELEASE.c.round_id, _RELEASE.c.question_id, sqlalchemy.cast(_RELEASE.c.figure, sqlalchemy.Text)
).where(_RELEASE.c.round_id.in_(_THESE), _RELEASE.c.question_id.in_(bindparam("questions", expanding=True)))
"""As text, since of a year of figures twelve are looked at."""
_SHOWN = 1 - LONGEST_HISTORY
"""The figure of the week itself is one of those a picture shows."""


def closed_week(session: Session, round_id: RoundId, *, data_key: bytes) -> ClosedWeek:
    """What is known of a round that ended.

    Raises:
        UnknownQuestionError: there is no such round.
        BrokenSealError: the data key is not the one its words were written with.
    """
    round_ = rounds.get(session, round_id)
    invited, participants = session.connection().execute(_COUNTED, {"round": round_id}).one()
    told, alike = releases.told(session, round_id), measurements.rounds_alike(session, round_)
    earlier = _earlier(session, alike, list(told))
    texts = written.of_round(session, round_, data_key=data_key)
    return ClosedWeek(
        team=round_.team_name,
        week=round_.week,
        questions=tuple(
            ClosedQuestion(
                item,
                told[item.id].figure,
                earlier.get(item.id, ()),
                verdict=told[item.id].verdict,
            )
            for item in round_.questions
            if item.id in told
        ),
        invited=invited,
        participants=participants or 0,
        floor=round_.floor,
        comments=comments.of_round(session, round_id, data_key=data_key),
        written=tuple(
            WrittenQuestion(item, texts.get(item.id, ()))
            for item in round_.questions
            if item.scale.takes_words
        ),
        lost=round_.state is RoundState.LOST,
        rounds=participation_of(session, [*alike, round_id]),
        days_off=_days_off(session, round_),
    )


def _days_off(session: Session, round_: Round) -> int:
    """How many working days of the week were days off; 0 where teams that share it had different ones."""
    week = round_.week
    found = {calendars.of_team(session, team, week).days_off_in(week) for team in round_.teams}
    return found.pop() if len(found) == 1 else 0


def participation_of(session: Session, alike: Collection[int]) -> tuple[tuple[int | None, int], ...]:
    """Who took part in the latest closed ones of some rounds, oldest first, and how many were asked.

    Args:
        alike: rounds of the same teams: what a team did before another shared its rounds is told in its own
            channel only.
    """
    latest_first: Any = session.connection().execute(_TOOK_PART, {"rounds": list(alike)}).all()
    return tuple(
        (participation(row.participants or 0, floor=row.floor), row.invited) for row in reversed(latest_first)
    )


def results(session: Session, team: Team, keys: AbstractSet[str] | None, *, weeks: int) -> Digest | None:
    """The latest figures of some questions of a team, as in a digest; None where there are none.

    Args:
        session: a reading one will do.
        team: one that was asked, in rounds of its own or in those it shared.
        keys: the questions; None is whatever the last closed round asked.
        weeks: how many measurements of each to show.
    """
    return latest(team.name, _latest(session, team.id, keys), weeks=weeks)


def _latest(
    session: Session, team: TeamId, keys: AbstractSet[str] | None
) -> tuple[tuple[Week, ClosedQuestion], ...]:
    """The questions with the week each was asked last, the newest first."""
    statement = (
        select(RoundRow, QuestionRow, ReleaseRow.figure)
        .join(ReleaseRow, col(ReleaseRow.round_id) == col(RoundRow.id))
        .join(QuestionRow, col(QuestionRow.id) == col(ReleaseRow.question_id))
        .where(asks(team))
        .order_by(col(RoundRow.week).desc(), col(QuestionRow.id))
    )
    rows = session.exec(statement).all()
    last = rows[0][0].week if rows else ""
    found: dict[str, tuple[Week, ClosedQuestion]] = {}
    for round_, row, told in rows:
        wanted = round_.week == last if keys is None else row.key in keys
        if wanted and row.key not in found:
            found[row.key] = Week.parse(round_.week), _closed(session, round_, question(row), told)
    return tuple(found.values())[: MOST_QUESTIONS if keys else None]


def _closed(session: Session, row: RoundRow, item: Question, told: Mapping[str, Any]) -> ClosedQuestion:
    round_ = rounds.get(session, RoundId(row.id or 0))
    earlier = _earlier(session, measurements.rounds_alike(session, round_), [item.id])
    return ClosedQuestion(item, decode(told), earlier.get(item.id, ()), verdict=verdict_of(told))


def _earlier(
    session: Session, alike: Mapping[int, Week], questions: Collection[QuestionId]
) -> Mapping[QuestionId, tuple[Point, ...]]:
    """The latest earlier figures of some questions, oldest first, in rounds of the same teams."""
    given = {"rounds": list(alike), "questions": list(questions)}
    found: dict[QuestionId, list[tuple[Week, str]]] = defaultdict(list)
    for round_id, question_id, figure in session.connection().execute(_HISTORY, given):
        found[QuestionId(question_id)].append((alike[round_id], figure))
    return {
        each: tuple(Point(week, decode(json.loads(figure))) for week, figure in sorted(points)[_SHOWN:])
        for each, points in found.items()
    }
