"""People: known by the platform's reference, never by name or address."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import func
from sqlmodel import Session, col, select, update

from storage.tables import PersonRow, WorkspaceRow
from storage.upserts import upsert
from survey.ids import PersonId, UserRef, WorkspaceId
from survey.people import Profile


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a person chose for themselves.

    Attributes:
        hour: when they want to be asked; None is the team's hour.
        every_second_week: whether they want to be asked every second week at most.
        opted_out: whether they want to be asked nothing at all.
        paused_until: the first day on which they are asked again; None where they have not paused.
    """

    hour: time | None = None
    every_second_week: bool = False
    opted_out: bool = False
    paused_until: date | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A member; ``zone`` is None where the platform did not say."""

    id: PersonId
    workspace: WorkspaceId
    ref: UserRef
    zone: ZoneInfo | None
    active: bool
    is_admin: bool
    preferences: Preferences


def ensure(session: Session, workspace: WorkspaceId, profile: Profile) -> PersonId:
    """The person with this profile, made if new and brought up to date; what is not told stays as it was."""
    statement = upsert(session, PersonRow).values(
        workspace_id=workspace,
        ref=profile.user,
        zone=str(profile.zone) if profile.zone else None,
        active=profile.is_person,
        is_guest=bool(profile.is_guest),
        away_until=profile.away_until,
        is_admin=False,
        opted_out=False,
        every_second_week=False,
        told_language=profile.language,
    )
    new = statement.excluded
    told = ("active", "away_until", *(() if profile.is_guest is None else ("is_guest",)))
    statement = statement.on_conflict_do_update(
        index_elements=["workspace_id", "ref"],
        set_={
            "zone": func.coalesce(new.zone, col(PersonRow.zone)),
            "told_language": func.coalesce(new.told_language, col(PersonRow.told_language)),
            **{name: new[name] for name in told},
        },
    )
    return PersonId(session.exec(statement.returning(col(PersonRow.id))).scalar_one())


def known_or_new(session: Session, workspace: WorkspaceId, profile: Profile) -> PersonId:
    """The person with this profile, made if new; what is known stays, since it may be newer than this."""
    known = find(session, workspace, profile.user)
    return known.id if known is not None else ensure(session, workspace, profile)


def refresh(session: Session, workspace: WorkspaceId, profiles: Iterable[Profile]) -> int:
    """Bring those of these people up to date who are known; nobody new is remembered."""
    told = {profile.user: profile for profile in profiles}
    statement = select(PersonRow.ref).where(
        col(PersonRow.workspace_id) == workspace, col(PersonRow.ref).in_(told)
    )
    known = [told[UserRef(ref)] for ref in session.exec(statement)]
    for profile in known:
        ensure(session, workspace, profile)
    return len(known)


def set_quiet(session: Session, workspace: str, quiet: Mapping[UserRef, datetime | None]) -> None:
    """Remember until when people do not want to be disturbed; None where they do not mind."""
    ids = select(WorkspaceRow.id).where(col(WorkspaceRow.ref) == workspace)
    for user, until in quiet.items():
        theirs = (col(PersonRow.workspace_id).in_(ids), col(PersonRow.ref) == user)
        session.exec(update(PersonRow).where(*theirs).values(quiet_until=until))


def forget_channels(session: Session, workspace: WorkspaceId) -> None:
    """Know no longer where direct messages are: a bot that comes back may have others."""
    session.exec(update(PersonRow).where(col(PersonRow.workspace_id) == workspace).values(dm_channel=None))


def find(session: Session, workspace: WorkspaceId, ref: UserRef) -> Person | None:
    """The person the platform calls so."""
    statement = select(PersonRow).where(col(PersonRow.workspace_id) == workspace, col(PersonRow.ref) == ref)
    row = session.exec(statement).one_or_none()
    return _person(row) if row else None


def ref_of(session: Session, person: PersonId) -> UserRef | None:
    """How the platform names the person with this number; None where they were forgotten."""
    ref = session.exec(select(PersonRow.ref).where(col(PersonRow.id) == person)).one_or_none()
    return UserRef(ref) if ref else None


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


def prefer(session: Session, person: PersonId, wanted: Preferences) -> None:
    """Keep what a person chose."""
    _change(
        session,
        person,
        own_hour=f"{wanted.hour:%H:%M}" if wanted.hour else None,
        every_second_week=wanted.every_second_week,
        opted_out=wanted.opted_out,
        paused_until=wanted.paused_until,
    )


def _change(session: Session, person: PersonId, **values: object) -> None:
    session.exec(update(PersonRow).where(col(PersonRow.id) == person).values(**values))


def _person(row: PersonRow) -> Person:
    return Person(
        id=PersonId(row.id or 0),
        workspace=WorkspaceId(row.workspace_id),
        ref=UserRef(row.ref),
        zone=ZoneInfo(row.zone) if row.zone else None,
        active=row.active,
        is_admin=row.is_admin,
        preferences=Preferences(
            hour=time.fromisoformat(row.own_hour) if row.own_hour else None,
            every_second_week=row.every_second_week,
            opted_out=row.opted_out,
            paused_until=row.paused_until,
        ),
    )
