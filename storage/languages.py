"""Which language people and channels read."""

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select, update

from locales.catalogues import SOURCE
from storage.tables import PersonRow, TeamRow, WorkspaceRow
from survey.ids import PersonId, TeamId, UserRef, WorkspaceId

OF_PERSON: ColumnElement[str] = func.coalesce(
    col(PersonRow.language), col(PersonRow.told_language), col(WorkspaceRow.language)
)
"""A person's: what they chose, else what their profile says, else what the workspace speaks."""
OF_TEAM: ColumnElement[str] = func.coalesce(col(TeamRow.language), col(WorkspaceRow.language))
"""A channel's: what its team chose, else what the workspace speaks."""


def of_person(session: Session, workspace: str, user: UserRef) -> str:
    """The language somebody reads; English where nobody knows the workspace yet.

    Args:
        workspace: the platform's name of it.
    """
    known = (
        select(OF_PERSON)
        .select_from(PersonRow)
        .join(WorkspaceRow, col(WorkspaceRow.id) == col(PersonRow.workspace_id))
        .where(col(WorkspaceRow.ref) == workspace, col(PersonRow.ref) == user)
    )
    here = select(WorkspaceRow.language).where(col(WorkspaceRow.ref) == workspace)
    return session.exec(known).first() or session.exec(here).first() or SOURCE


def of_team(session: Session, team: TeamId) -> str:
    """The language of a team's channel."""
    statement = (
        select(OF_TEAM)
        .select_from(TeamRow)
        .join(WorkspaceRow, col(WorkspaceRow.id) == col(TeamRow.workspace_id))
        .where(col(TeamRow.id) == team)
    )
    return session.exec(statement).one()


def own(session: Session, person: PersonId) -> str | None:
    """What a person chose; None where they leave it to their profile."""
    return session.exec(select(PersonRow.language).where(col(PersonRow.id) == person)).one()


def choose(session: Session, person: PersonId, language: str | None) -> None:
    """Speak to a person in this language; None leaves it to their profile again."""
    session.exec(update(PersonRow).where(col(PersonRow.id) == person).values(language=language))


def set_team(session: Session, team: TeamId, language: str | None) -> None:
    """Post to a team's channel in this language; None leaves it to the workspace's."""
    session.exec(update(TeamRow).where(col(TeamRow.id) == team).values(language=language))


def set_workspace(session: Session, workspace: WorkspaceId, language: str) -> None:
    """Speak this language wherever nobody chose another."""
    session.exec(update(WorkspaceRow).where(col(WorkspaceRow.id) == workspace).values(language=language))
