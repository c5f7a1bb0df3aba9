"""Rounds: one week of one pulse each."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy
from sqlalchemy import ColumnElement, bindparam
from sqlmodel import Session, col, select, update
from sqlmodel.sql.expression import Select

from storage import belonging, owed
from storage.pools import asks
from storage.questions import question
from storage.tables import QuestionRow, RoundQuestionRow, RoundRow, RoundTeamRow, TeamRow, table
from storage.upserts import upsert
from survey.disclosure.figures import FLOOR
from survey.errors import UnknownQuestionError
from survey.ids import ChannelRef, RoundId, TeamId
from survey.questions import Question
from survey.rounds import RETENTION_MONTHS, Invitation, Moments, Pulse, Round, RoundState
from survey.weeks import Week

_QUESTION, _ASKED_IN = table(QuestionRow), table(RoundQuestionRow)
_TEAM, _SHARED = table(TeamRow), table(RoundTeamRow)
_BY_ID = (
    select(RoundRow, TeamRow)
    .join(TeamRow, col(TeamRow.id) == col(RoundRow.team_id))
    .where(col(RoundRow.id) == bindparam("round"))
)
_ASKED = (
    sqlalchemy.select(_QUESTION)
    .join(_ASKED_IN, _ASKED_IN.c.question_id == _QUESTION.c.id)
    .where(_ASKED_IN.c.round_id == bindparam("round"))
    .order_by(_ASKED_IN.c.position)
)
_TEAMS_BESIDE = (
    sqlalchemy.select(_TEAM.c.id, _TEAM.c.name)
    .join(_SHARED, _SHARED.c.team_id == _TEAM.c.id)
    .where(_SHARED.c.round_id == bindparam("round"))
    .order_by(_TEAM.c.name, _TEAM.c.id)
)
"""Built once: a round is read with every digest and every close."""


def open_(
    session: Session,
    pulse: Pulse,
    *,
    week: Week,
    moments: Moments,
    questions: Iterable[Question],
    invitations: Iterable[Invitation],
    floor: int,
    key_name: str,
    beside: Sequence[TeamId] = (),
    leads_count: bool = False,
    retention_months: int = RETENTION_MONTHS,
    drawn_from: int | None = None,
) -> RoundId | None:
    """Open a round and owe its messages; all of it or nothing, with the caller's transaction.

    The key is created inside that same transaction (see ``KeyFolder.create``). ``beside`` are the teams asked
    with the pulse's own; what is promised, and ``drawn_from``, is described at ``Round``.

    Returns:
        None when this pulse has a round for this week already; nothing was written then.
    """
    invited = tuple(invitations)
    row = upsert(session, RoundRow).values(
        **_of_week(pulse, week),
        **asdict(moments),
        key_name=key_name,
        floor=max(floor, FLOOR),
        invited=len(invited),
        drawn_from=drawn_from,
        leads_count=leads_count,
        retention_months=retention_months,
    )
    new = row.on_conflict_do_nothing(index_elements=["pulse_id", "week"]).returning(col(RoundRow.id))
    opened: int | None = session.exec(new).scalar_one_or_none()
    if opened is not None:
        _fill(session, opened, tuple(questions), beside)
        owed.owe(session, RoundId(opened), (pulse.team, *beside), invited, digest_at=moments.digest_at)
    return RoundId(opened) if opened is not None else None


def _of_week(pulse: Pulse, week: Week) -> dict[str, object]:
    """What a new round takes over from its pulse."""
    return {
        "pulse_id": pulse.id,
        "team_id": pulse.team,
        "week": str(week),
        "state": RoundState.OPEN,
        "asks_on": pulse.schedule.asks_on(week),
    }


def _fill(session: Session, opened: int, questions: Sequence[Question], beside: Sequence[TeamId]) -> None:
    home = belonging.of_round(session, RoundId(opened))
    belonging.require(session, home, questions=(each.id for each in questions), teams=beside)
    for position, item in enumerate(questions):
        session.add(RoundQuestionRow(round_id=opened, position=position, question_id=item.id))
    session.add_all(RoundTeamRow(round_id=opened, team_id=team) for team in beside)
    session.flush()


def get(session: Session, round_id: RoundId) -> Round:
    """The round with this id.

    Raises:
        UnknownQuestionError: there is none; whoever asks holds a card from another life.
    """
    found = session.exec(_BY_ID, params={"round": round_id}).one_or_none()
    if found is None:
        raise UnknownQuestionError
    return _round(session, *found)


def lock(session: Session, round_ids: Iterable[RoundId]) -> None:
    """Wait for answers on their way to these rounds and hold up those that come, to the transaction's end."""
    held = select(RoundRow.id).where(col(RoundRow.id).in_(list(round_ids))).order_by(col(RoundRow.id))
    session.exec(held.with_for_update()).all()


def of_team_open(session: Session, team: TeamId) -> Round | None:
    """The round that asks a team and takes answers, the latest if there are several."""
    return _latest(session, _rounds().where(asks(team), _is_open()))


def latest(session: Session, team: TeamId) -> Round | None:
    """The latest round that asks, or asked, a team, in whatever state."""
    return _latest(session, _rounds().where(asks(team)))


def due_to_close(session: Session, *, at: datetime) -> tuple[RoundId, ...]:
    """The rounds still open though their time is over, longest first."""
    statement = select(RoundRow.id).where(_is_open(), col(RoundRow.closes_at) <= at)
    ordered = statement.order_by(col(RoundRow.closes_at), col(RoundRow.id))
    return tuple(RoundId(found or 0) for found in session.exec(ordered))


def key_name(session: Session, round_id: RoundId) -> str:
    """What the round's key is called in the key folder."""
    found = session.exec(select(RoundRow.key_name).where(col(RoundRow.id) == round_id)).one_or_none()
    if found is None:
        raise UnknownQuestionError
    return found


def close_early(session: Session, round_id: RoundId, *, at: datetime) -> bool:
    """Take no answers from this moment on; False where the round had ended already."""
    statement = update(RoundRow).where(col(RoundRow.id) == round_id, _is_open(), col(RoundRow.closes_at) > at)
    return session.exec(statement.values(closes_at=at)).rowcount == 1


def digest_now(session: Session, round_id: RoundId, *, at: datetime, again: bool = False) -> bool:
    """Owe the digest from this moment on, ending the round if it is open: a digest tells of closed rounds.

    Args:
        session: the caller's transaction.
        round_id: the round.
        at: now.
        again: somebody looked and says that a digest in doubt did not arrive.

    Returns:
        Whether it is owed now; a digest sent, or being sent, is not sent again.
    """
    if not owed.owe_digest_now(session, round_id, at=at, again=again):
        return False
    close_early(session, round_id, at=at)
    session.exec(update(RoundRow).where(col(RoundRow.id) == round_id).values(digest_at=at))
    return True


def ask_at_once(session: Session, round_id: RoundId) -> None:
    """Let people be asked in any working hour from now on, without waiting for the team's day and hour."""
    session.exec(update(RoundRow).where(col(RoundRow.id) == round_id).values(asks_on=None))


def _is_open() -> ColumnElement[bool]:
    return col(RoundRow.state) == RoundState.OPEN


def _rounds() -> Select[RoundRow, TeamRow]:
    return select(RoundRow, TeamRow).join(TeamRow, col(TeamRow.id) == col(RoundRow.team_id))


def _latest(session: Session, statement: Select[RoundRow, TeamRow]) -> Round | None:
    found = session.exec(statement.order_by(col(RoundRow.week).desc()).limit(1)).one_or_none()
    return _round(session, *found) if found else None


def _round(session: Session, row: RoundRow, team: TeamRow) -> Round:
    asked: Any = session.connection().execute(_ASKED, {"round": row.id})
    beside = _beside(session, RoundId(row.id or 0))
    return Round(
        id=RoundId(row.id or 0),
        team=TeamId(row.team_id),
        team_names=(team.name, *(name for _, name in beside)),
        channel=ChannelRef(team.channel),
        week=Week.parse(row.week),
        zone=ZoneInfo(team.zone),
        state=RoundState(row.state),
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        digest_at=row.digest_at,
        floor=row.floor,
        questions=tuple(question(item) for item in asked),
        teams=(TeamId(row.team_id), *(beside_id for beside_id, _ in beside)),
        leads_count=row.leads_count,
        retention_months=row.retention_months,
        drawn_from=row.drawn_from,
    )


def _beside(session: Session, round_id: RoundId) -> tuple[tuple[TeamId, str], ...]:
    """The teams asked together with a round's own, with their names, by name."""
    rows = session.connection().execute(_TEAMS_BESIDE, {"round": round_id})
    return tuple((TeamId(team), name) for team, name in rows)
