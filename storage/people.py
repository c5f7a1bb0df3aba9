"""People: known by the platform's reference, never by name or address."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import func
from sqlmodel import Session, col, select, update

from storage.tables import PersonRow
from storage.upserts import upsert
from survey.ids import PersonId, UserRef, WorkspaceId


@dataclass(frozen=True, slots=True)
class Person:
    """A member; ``zone`` is None where the platform did not say."""

    id: PersonId
    ref: UserRef
    zone: ZoneInfo | None
    active: bool
    is_admin: bool


def ensure(
    session: Session,
    workspace: WorkspaceId,
    ref: UserRef,
    *,
    zone: ZoneInfo | None = None,
    active: bool = True,
) -> PersonId:
    """The person with this reference, made if new; a zone that is not given stays as it was."""
    statement = upsert(session, PersonRow).values(
        workspace_id=workspace, ref=ref, zone=str(zone) if zone else None, active=active, is_admin=False
    )
    statement = statement.on_conflict_do_update(
        index_elements=["workspace_id", "ref"],
        set_={
            "zone": func.coalesce(statement.excluded.zone, col(PersonRow.zone)),
            "active": statement.excluded.active,
        },
    )
    return PersonId(session.exec(statement.returning(col(PersonRow.id))).scalar_one())


def find(session: Session, workspace: WorkspaceId, ref: UserRef) -> Person | None:
    """The person the platform calls so."""
    statement = select(PersonRow).where(col(PersonRow.workspace_id) == workspace, col(PersonRow.ref) == ref)
    row = session.exec(statement).one_or_none()
    return _person(row) if row else None


def admins(session: Session, workspace: WorkspaceId) -> tuple[Person, ...]:
    """Who may change things; people who left may not."""
    statement = select(PersonRow).where(
        col(PersonRow.workspace_id) == workspace,
        col(PersonRow.is_admin).is_(True),
        col(PersonRow.active).is_(True),
    )
    return tuple(_person(row) for row in session.exec(statement.order_by(col(PersonRow.ref))))


def make_admin(session: Session, person: PersonId) -> None:
    """Let a person change things."""
    _change(session, person, is_admin=True)


def remove_admin(session: Session, person: PersonId) -> None:
    """Let a person no longer change things."""
    _change(session, person, is_admin=False)


def set_zone(session: Session, person: PersonId, zone: ZoneInfo) -> None:
    """Remember where a person's day begins."""
    _change(session, person, zone=str(zone))


def deactivate(session: Session, person: PersonId) -> None:
    """The person left the workspace: never ask again, keep the row that old rounds point to."""
    _change(session, person, active=False)


def _change(session: Session, person: PersonId, **values: object) -> None:
    session.exec(update(PersonRow).where(col(PersonRow.id) == person).values(**values))


def _person(row: PersonRow) -> Person:
    return Person(
        id=PersonId(row.id or 0),
        ref=UserRef(row.ref),
        zone=ZoneInfo(row.zone) if row.zone else None,
        active=row.active,
        is_admin=row.is_admin,
    )
