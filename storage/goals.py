"""Goals of a workspace, and their questions."""

from datetime import date, datetime

from sqlalchemy import func
from sqlmodel import Session, col, select, update
from sqlmodel.sql.expression import Select

from storage import belonging
from storage.tables import GoalRow, PersonRow, QuestionRow
from storage.workspaces import Workspace
from survey.goals import Goal
from survey.ids import GoalId, PersonId, UserRef, WorkspaceId
from survey.rounds import local_day


def add(
    session: Session,
    workspace: WorkspaceId,
    words: str,
    *,
    theme: str = "",
    owner: PersonId | None = None,
    until: date | None = None,
) -> Goal:
    """Store a goal under the next free number of its workspace.

    Raises:
        ForeignError: the owner is of another workspace.
    """
    belonging.require(session, workspace, people=[owner])
    highest = session.exec(
        select(func.max(GoalRow.number)).where(col(GoalRow.workspace_id) == workspace)
    ).one()
    row = GoalRow(
        workspace_id=workspace,
        number=(highest or 0) + 1,
        words=words,
        theme=theme,
        owner_id=owner,
        until=until,
    )
    session.add(row)
    session.flush()
    return _goal(*session.exec(_goals().where(col(GoalRow.id) == row.id)).one())


def of_workspace(session: Session, workspace: WorkspaceId) -> tuple[Goal, ...]:
    """All goals in the order they were set, closed ones too."""
    statement = _goals().where(col(GoalRow.workspace_id) == workspace).order_by(col(GoalRow.number))
    return tuple(_goal(row, owner) for row, owner in session.exec(statement))


def pursued(session: Session, workspace: Workspace, *, at: datetime) -> tuple[Goal, ...]:
    """The goals that are pursued on the day that it is in the workspace, in the order they were set."""
    today = local_day(at, workspace.zone)
    return tuple(goal for goal in of_workspace(session, workspace.id) if goal.lasts(today))


def find(session: Session, workspace: WorkspaceId, number: int) -> Goal | None:
    """The goal with that number."""
    statement = _goals().where(col(GoalRow.workspace_id) == workspace, col(GoalRow.number) == number)
    found = session.exec(statement).one_or_none()
    return _goal(*found) if found else None


def close(session: Session, goal: GoalId) -> bool:
    """Ask about a goal no more; what was asked keeps its trend. False where it was closed already."""
    statement = update(GoalRow).where(col(GoalRow.id) == goal, col(GoalRow.is_open).is_(True))
    if session.exec(statement.values(is_open=False)).rowcount == 0:
        return False
    session.exec(update(QuestionRow).where(col(QuestionRow.goal_id) == goal).values(retired=True))
    return True


def _goals() -> Select[GoalRow, str | None]:
    return select(GoalRow, PersonRow.ref).outerjoin(PersonRow, col(PersonRow.id) == col(GoalRow.owner_id))


def _goal(row: GoalRow, owner: str | None) -> Goal:
    return Goal(
        id=GoalId(row.id or 0),
        number=row.number,
        words=row.words,
        theme=row.theme,
        owner=UserRef(owner) if owner else None,
        until=row.until,
        is_open=row.is_open,
    )
