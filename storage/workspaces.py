"""Workspaces: one Slack workspace or Teams tenant each."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select, update

from locales.catalogues import SOURCE
from storage.tables import WorkspaceRow
from storage.upserts import upsert
from survey.ids import WorkspaceId

SLACK, TEAMS = "slack", "teams"


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace; ``ref`` is the platform's name for it, ``zone`` what a new team starts with."""

    id: WorkspaceId
    platform: str
    ref: str
    name: str
    zone: ZoneInfo
    roster_at: datetime | None
    """When its people were last compared with the platform."""
    language: str = SOURCE
    """What is spoken where nobody chose another."""


def ensure(
    session: Session, *, ref: str, name: str, zone: ZoneInfo, at: datetime, platform: str = SLACK
) -> WorkspaceId:
    """The workspace with this reference, made if it is new and renamed if it is not."""
    statement = upsert(session, WorkspaceRow).values(
        platform=platform, ref=ref, name=name, zone=str(zone), created_at=at, roster_at=at
    )
    statement = statement.on_conflict_do_update(
        index_elements=["platform", "ref"],
        set_={"name": statement.excluded.name, "zone": statement.excluded.zone},
    )
    return WorkspaceId(session.exec(statement.returning(col(WorkspaceRow.id))).scalar_one())


def find(session: Session, ref: str) -> Workspace | None:
    """The workspace its platform calls so; no two platforms call theirs alike."""
    row = session.exec(select(WorkspaceRow).where(col(WorkspaceRow.ref) == ref)).one_or_none()
    return _workspace(row) if row else None


def all_of(session: Session) -> tuple[Workspace, ...]:
    """Every workspace, oldest first."""
    return tuple(_workspace(row) for row in session.exec(select(WorkspaceRow).order_by(col(WorkspaceRow.id))))


def note_roster(session: Session, workspace: WorkspaceId, *, at: datetime | None) -> None:
    """Remember when the people were compared with the platform; None asks for it at the next look."""
    session.exec(update(WorkspaceRow).where(col(WorkspaceRow.id) == workspace).values(roster_at=at))


def _workspace(row: WorkspaceRow) -> Workspace:
    return Workspace(
        WorkspaceId(row.id or 0),
        row.platform,
        row.ref,
        row.name,
        ZoneInfo(row.zone),
        row.roster_at,
        row.language,
    )
