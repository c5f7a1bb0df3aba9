"""The audit log: what admins did and who looked at a report, each row carrying the hash of all before it.

Whoever changes, removes or slips in a row later breaks the chain from there on, unless they reckon every
later row anew; that takes more than a statement, since triggers refuse each. ``detail`` never holds anything
about a person but the number of a row, which means nobody once that person is forgotten.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from storage import belonging
from storage.tables import AuditRow, PersonRow, TeamRow
from survey.audit import Act
from survey.ids import PersonId, TeamId, UserRef, WorkspaceId

_BEGINNING = bytes(32)
_FIRST = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One act.

    Attributes:
        actor: who did it; None where it was the program itself, or somebody who was forgotten by it.
        actor_ref: how the platform names them; None where that is not known any more.
        team: what the team is called today; empty where the act is about none.
    """

    id: int
    at: datetime
    actor: PersonId | None
    actor_ref: UserRef | None
    act: Act
    team: str
    detail: str


def append(
    session: Session,
    workspace: WorkspaceId,
    act: Act,
    *,
    at: datetime,
    actor: PersonId | None,
    team: TeamId | None = None,
    detail: str = "",
) -> None:
    """Write an act down, in the transaction of what it did.

    Args:
        session: the caller's transaction.
        workspace: where it was done.
        act: what was done.
        at: now.
        actor: who did it, somebody of the workspace; None for the program itself.
        team: which team of the workspace it is about.
        detail: what else there is to say; never a name, a reference or free text of anybody.
    """
    belonging.require(session, workspace, people=[actor], teams=[team])
    # The first row serves as a lock where others write at the same time (PostgreSQL): two rows on one
    # predecessor would fork the chain.
    session.exec(select(AuditRow.id).where(col(AuditRow.id) == _FIRST).with_for_update()).one_or_none()
    last = session.exec(select(AuditRow).order_by(col(AuditRow.id).desc()).limit(1)).one_or_none()
    row = AuditRow(
        id=last.id + 1 if last else _FIRST,
        at=at.astimezone(UTC),
        workspace_id=workspace,
        actor=actor,
        act=act.value,
        team_id=team,
        detail=detail,
        chain=b"",
    )
    row.chain = _link(last.chain if last else _BEGINNING, row)
    session.add(row)
    session.flush()


def newest(session: Session, workspace: WorkspaceId, *, limit: int) -> tuple[Entry, ...]:
    """The latest acts in a workspace, newest first."""
    found = _entries().where(col(AuditRow.workspace_id) == workspace)
    return tuple(_entry(*row) for row in session.exec(found.order_by(col(AuditRow.id).desc()).limit(limit)))


def report_views(session: Session, team: TeamId, *, since: datetime) -> tuple[Entry, ...]:
    """Who opened a team's report since a moment, newest first."""
    found = _entries().where(
        col(AuditRow.team_id) == team, col(AuditRow.act) == Act.REPORT, col(AuditRow.at) >= since
    )
    return tuple(_entry(*row) for row in session.exec(found.order_by(col(AuditRow.id).desc())))


def of_actor(session: Session, actor: PersonId) -> tuple[Entry, ...]:
    """What one person did, in its order."""
    found = _entries().where(col(AuditRow.actor) == actor)
    return tuple(_entry(*row) for row in session.exec(found.order_by(col(AuditRow.id))))


def first_broken(session: Session) -> int | None:
    """The number of the first row that does not follow from the one before; None where the log is whole.

    That the last rows of all were cut off cannot be told from the log itself: an older copy shows it.
    """
    chain, expected = _BEGINNING, _FIRST
    for row in session.exec(select(AuditRow).order_by(col(AuditRow.id))):
        if row.id != expected or row.chain != _link(chain, row):
            return row.id
        chain, expected = row.chain, row.id + 1
    return None


def _link(before: bytes, row: AuditRow) -> bytes:
    """The hash of a row and of everything before it."""
    fields = [row.id, row.at.isoformat(), row.workspace_id, row.actor, row.act, row.team_id, row.detail]
    return hashlib.sha256(before + json.dumps(fields, separators=(",", ":")).encode()).digest()


def _entries() -> Select[AuditRow, str | None, str | None]:
    return (
        select(AuditRow, PersonRow.ref, TeamRow.name)
        .outerjoin(PersonRow, col(PersonRow.id) == col(AuditRow.actor))
        .outerjoin(TeamRow, col(TeamRow.id) == col(AuditRow.team_id))
    )


def _entry(row: AuditRow, ref: str | None, team: str | None) -> Entry:
    return Entry(
        id=row.id,
        at=row.at,
        actor=PersonId(row.actor) if row.actor is not None else None,
        actor_ref=UserRef(ref) if ref else None,
        act=Act(row.act),
        team=team or "",
        detail=row.detail,
    )
