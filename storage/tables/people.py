"""Workspaces, people and teams."""

from datetime import date, datetime

from sqlalchemy import Date, Index, UniqueConstraint
from sqlmodel import Field

from locales.catalogues import SOURCE
from storage.tables.base import WITHOUT_ROWID, Row, one_of
from storage.utc import UTCDateTime
from survey.errors import Trouble


class WorkspaceRow(Row, table=True):
    __tablename__ = "workspace"
    __table_args__ = (UniqueConstraint("platform", "ref"),)

    id: int | None = Field(default=None, primary_key=True)
    platform: str
    ref: str
    name: str
    zone: str
    created_at: datetime = Field(sa_type=UTCDateTime)
    roster_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    language: str = SOURCE


class PersonRow(Row, table=True):
    """A member, known by the platform's name alone: no name, no address.

    ``paused_until`` is the first day on which they are asked again; ``away_until`` and
    ``quiet_until`` are all that is kept of what the platform says of an absence and of quiet hours.
    ``language`` is what they chose, ``told_language`` what their profile says.
    The number of somebody who was forgotten is never given to anybody else: the audit log still has it.
    """

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("workspace_id", "ref"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    ref: str
    zone: str | None = None
    dm_channel: str | None = None
    active: bool = True
    is_admin: bool = False
    is_guest: bool = False
    opted_out: bool = False
    own_hour: str | None = None
    every_second_week: bool = False
    paused_until: date | None = Field(default=None, sa_type=Date)
    away_until: datetime | None = Field(default=None, sa_type=UTCDateTime)
    quiet_until: datetime | None = Field(default=None, sa_type=UTCDateTime)
    language: str | None = None
    told_language: str | None = None


class TeamRow(Row, table=True):
    """A team; ``shares_with`` is the team whose round its people are asked in, since they are few."""

    __tablename__ = "team"
    __table_args__ = (UniqueConstraint("workspace_id", "channel"), one_of("trouble", Trouble))

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    channel: str
    name: str
    zone: str
    archived: bool = False
    user_group: str | None = None
    guests: bool = False
    country: str = ""
    working_days: str = "01234"
    work_begins: str = "08:00"
    work_ends: str = "18:00"
    quiet_weeks: str = ""
    paused_until: date | None = Field(default=None, sa_type=Date)
    trouble: str | None = None
    leads_count: bool = False
    shares_with: int | None = Field(default=None, foreign_key="team.id")
    language: str | None = None


class DayOffRow(Row, table=True):
    """A day off of a team's own, beside the public holidays of its country."""

    __tablename__ = "day_off"

    team_id: int = Field(foreign_key="team.id", primary_key=True)
    day: date = Field(sa_type=Date, primary_key=True)
    name: str = ""


class TeamMemberRow(Row, table=True):
    __tablename__ = "team_member"
    __table_args__ = (Index(None, "person_id"),)

    team_id: int = Field(foreign_key="team.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    is_lead: bool = False


class ReferenceRow(Row, table=True):
    """Where a conversation of a platform is reached that does not keep one address for all (Teams).

    ``person_ref`` is whose chat it is, None for a channel; ``account`` is what a directory calls them.
    """

    __tablename__ = "reference"
    __table_args__ = (*(Index(None, "workspace_ref", "person_ref"),), WITHOUT_ROWID)

    workspace_ref: str = Field(primary_key=True)
    conversation: str = Field(primary_key=True)
    service_url: str
    person_ref: str | None = None
    account: str | None = None
    zone: str | None = None
    language: str | None = None
    reachable: bool = True
