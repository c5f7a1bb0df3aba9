"""Teams: people with a channel, some of whom lead."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy
from sqlalchemy import func
from sqlmodel import Session, col, delete, select, update

from storage import belonging
from storage.tables import PersonRow, TeamMemberRow, TeamRow
from storage.upserts import upsert
from survey.calendars import WorkCalendar
from survey.errors import Trouble
from survey.ids import ChannelRef, GroupRef, PersonId, TeamId, UserRef, WorkspaceId
from survey.people import Audience

_USUAL = WorkCalendar()
_DAYS = "".join(map(str, sorted(_USUAL.working_days)))


@dataclass(frozen=True, slots=True)
class Team:
    """A team.

    Attributes:
        zone: where its week happens.
        audience: who is on it.
        paused_until: the first day on which it is asked again; None where it has not paused.
        trouble: why nothing can be posted to its channel.
        leads_count: whether those who lead it are asked with it from its next round on (SCIENCE P11).
        shares_with: the team whose round its people are asked in; None where it has rounds of its own.
    """

    id: TeamId
    workspace: WorkspaceId
    channel: ChannelRef
    name: str
    zone: ZoneInfo
    archived: bool
    audience: Audience
    paused_until: date | None
    trouble: Trouble | None
    leads_count: bool = False
    shares_with: TeamId | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody on a team; ``zone`` is the team's where the person's own is not known."""

    id: PersonId
    ref: UserRef
    zone: ZoneInfo
    is_lead: bool


def add(
    session: Session, workspace: WorkspaceId, audience: Audience, *, name: str, zone: ZoneInfo, country: str
) -> TeamId:
    """The team of a channel, made if new; an archived one comes back with its history and its calendar.

    Args:
        session: the caller's transaction.
        workspace: where it is.
        audience: its channel, and the user group its members come from, if they do.
        name: what it is called.
        zone: where its week happens.
        country: whose public holidays a new team keeps.
    """
    statement = upsert(session, TeamRow).values(
        workspace_id=workspace,
        channel=audience.channel,
        user_group=audience.group,
        name=name,
        zone=str(zone),
        country=country,
        archived=False,
        guests=False,
        working_days=_DAYS,
        work_begins=f"{_USUAL.begins:%H:%M}",
        work_ends=f"{_USUAL.ends:%H:%M}",
        quiet_weeks="",
    )
    new = ("name", "zone", "archived", "user_group", "trouble")
    statement = statement.on_conflict_do_update(
        index_elements=["workspace_id", "channel"],
        set_={column: statement.excluded[column] for column in new},
    )
    return TeamId(session.exec(statement.returning(col(TeamRow.id))).scalar_one())


def pause(session: Session, team: TeamId, until: date | None) -> None:
    """Ask a team nothing until a day; None ends the pause."""
    session.exec(update(TeamRow).where(col(TeamRow.id) == team).values(paused_until=until))


def note_trouble(session: Session, team: TeamId, trouble: Trouble | None) -> None:
    """Remember that nothing can be posted to a team's channel, or that it can again."""
    session.exec(update(TeamRow).where(col(TeamRow.id) == team).values(trouble=trouble))


def note_trouble_everywhere(session: Session, workspace: WorkspaceId, trouble: Trouble) -> None:
    """Remember the same of every team of a workspace."""
    session.exec(update(TeamRow).where(col(TeamRow.workspace_id) == workspace).values(trouble=trouble))


def archive(session: Session, team: TeamId) -> None:
    """Plan no more rounds for a team; what it has stays."""
    session.exec(update(TeamRow).where(col(TeamRow.id) == team).values(archived=True))


def get(session: Session, team: TeamId) -> Team:
    """The team with this id, which must exist."""
    return _team(session.exec(select(TeamRow).where(col(TeamRow.id) == team)).one())


def of_workspace(session: Session, workspace: WorkspaceId, *, archived: bool = False) -> tuple[Team, ...]:
    """The teams of a workspace by name: those at work, or those archived."""
    statement = select(TeamRow).where(
        col(TeamRow.workspace_id) == workspace, col(TeamRow.archived).is_(archived)
    )
    return tuple(_team(row) for row in session.exec(statement.order_by(col(TeamRow.name), col(TeamRow.id))))


def find_by_channel(session: Session, workspace: WorkspaceId, channel: ChannelRef) -> Team | None:
    """The team of a channel, archived or not."""
    statement = select(TeamRow).where(col(TeamRow.workspace_id) == workspace, col(TeamRow.channel) == channel)
    row = session.exec(statement).one_or_none()
    return _team(row) if row else None


def of_group(session: Session, workspace: WorkspaceId, group: GroupRef) -> tuple[Team, ...]:
    """The teams whose members come from a user group."""
    statement = select(TeamRow).where(
        col(TeamRow.workspace_id) == workspace, col(TeamRow.user_group) == group
    )
    return tuple(_team(row) for row in session.exec(statement.order_by(col(TeamRow.id))))


def teams_of(session: Session, person: PersonId) -> tuple[Team, ...]:
    """The teams at work that a person is on, by name."""
    statement = (
        select(TeamRow)
        .join(TeamMemberRow, col(TeamMemberRow.team_id) == col(TeamRow.id))
        .where(col(TeamMemberRow.person_id) == person, col(TeamRow.archived).is_(False))
        .order_by(col(TeamRow.name), col(TeamRow.id))
    )
    return tuple(_team(row) for row in session.exec(statement))


def set_members(session: Session, team: TeamId, people: Iterable[PersonId]) -> None:
    """Make exactly these people the team; whoever leads and stays keeps leading."""
    wanted = set(people)
    statement = select(TeamMemberRow.person_id).where(col(TeamMemberRow.team_id) == team)
    present = {PersonId(person) for person in session.exec(statement)}
    for person in sorted(present - wanted):
        remove_member(session, team, person)
    add_member(session, team, *sorted(wanted - present))


def add_member(session: Session, team: TeamId, *people: PersonId) -> None:
    """Put people on the team; does nothing for those who are, and refuses those of another workspace."""
    belonging.require(session, belonging.of_team(session, team), people=people)
    for person in people:
        statement = upsert(session, TeamMemberRow).values(team_id=team, person_id=person, is_lead=False)
        session.exec(statement.on_conflict_do_nothing())


def remove_member(session: Session, team: TeamId, person: PersonId) -> None:
    """Take a person off the team; the next round does not ask them."""
    session.exec(
        delete(TeamMemberRow).where(
            col(TeamMemberRow.team_id) == team, col(TeamMemberRow.person_id) == person
        )
    )


def set_lead(session: Session, team: TeamId, person: PersonId, *, lead: bool = True) -> None:
    """Let a member lead, or no longer lead."""
    statement = update(TeamMemberRow).where(
        col(TeamMemberRow.team_id) == team, col(TeamMemberRow.person_id) == person
    )
    session.exec(statement.values(is_lead=lead))


def let_leads_count(session: Session, team: TeamId, *, counted: bool) -> None:
    """Ask those who lead a team with it, or leave them out, from its next round on."""
    session.exec(update(TeamRow).where(col(TeamRow.id) == team).values(leads_count=counted))


def is_lead(session: Session, team: TeamId, person: PersonId) -> bool:
    """Whether a person leads a team."""
    statement = select(TeamMemberRow.is_lead).where(
        col(TeamMemberRow.team_id) == team, col(TeamMemberRow.person_id) == person
    )
    return bool(session.exec(statement).one_or_none())


def members(session: Session, team: TeamId) -> tuple[Member, ...]:
    """The active people of a team."""
    statement = (
        sqlalchemy.select(
            *(col(each) for each in (PersonRow.id, PersonRow.ref, PersonRow.zone)),
            col(TeamMemberRow.is_lead),
            col(TeamRow.zone),
        )
        .select_from(PersonRow)
        .join(TeamMemberRow, col(TeamMemberRow.person_id) == col(PersonRow.id))
        .join(TeamRow, col(TeamRow.id) == col(TeamMemberRow.team_id))
        .where(col(TeamMemberRow.team_id) == team, col(PersonRow.active).is_(True))
        .order_by(col(PersonRow.id))
    )
    # Columns, not rows: a team may be the whole company, and most of the time went into making rows of it.
    rows: Any = session.connection().execute(statement)
    return tuple(
        Member(PersonId(person), UserRef(ref), ZoneInfo(own_zone or zone), is_lead)
        for person, ref, own_zone, is_lead, zone in rows
    )


def size(session: Session, team: TeamId) -> int:
    """How many active people a team has."""
    statement = (
        select(func.count())
        .select_from(TeamMemberRow)
        .join(PersonRow, col(PersonRow.id) == col(TeamMemberRow.person_id))
        .where(col(TeamMemberRow.team_id) == team, col(PersonRow.active).is_(True))
    )
    return session.exec(statement).one()


def _team(row: TeamRow) -> Team:
    return Team(
        id=TeamId(row.id or 0),
        workspace=WorkspaceId(row.workspace_id),
        channel=ChannelRef(row.channel),
        name=row.name,
        zone=ZoneInfo(row.zone),
        archived=row.archived,
        audience=Audience(ChannelRef(row.channel), GroupRef(row.user_group) if row.user_group else None),
        paused_until=row.paused_until,
        trouble=Trouble(row.trouble) if row.trouble else None,
        leads_count=row.leads_count,
        shares_with=TeamId(row.shares_with) if row.shares_with else None,
    )
