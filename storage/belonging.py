"""Nothing of one workspace is ever tied to another: whoever ties two things together asks here first."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from storage.tables import GoalRow, PersonRow, QuestionRow, RoundRow, TeamRow
from survey.errors import ForeignError
from survey.ids import GoalId, PersonId, QuestionId, RoundId, TeamId, WorkspaceId

_AT_ONCE = 500
"""Ids looked up with one statement; SQLite takes only so many."""


def require(
    session: Session,
    workspace: WorkspaceId,
    *,
    people: Iterable[PersonId | None] = (),
    teams: Iterable[TeamId | None] = (),
    questions: Iterable[QuestionId] = (),
    goals: Iterable[GoalId | None] = (),
) -> None:
    """Refuse whatever belongs to another workspace; what is there no more belongs to none.

    Raises:
        ForeignError: something does.
    """
    named = ((PersonRow, people), (TeamRow, teams), (QuestionRow, questions), (GoalRow, goals))
    for row, given in named:
        ids = sorted({each for each in given if each is not None})
        for start in range(0, len(ids), _AT_ONCE):
            foreign = select(col(row.id)).where(
                col(row.id).in_(ids[start : start + _AT_ONCE]), col(row.workspace_id) != workspace
            )
            if session.exec(foreign.limit(1)).first() is not None:
                raise ForeignError


def of_team(session: Session, team: TeamId) -> WorkspaceId:
    """The workspace of a team, which must exist."""
    return WorkspaceId(session.exec(select(TeamRow.workspace_id).where(col(TeamRow.id) == team)).one())


def of_round(session: Session, round_id: RoundId) -> WorkspaceId:
    """The workspace in which a round is asked; it must exist."""
    statement = select(TeamRow.workspace_id).join(RoundRow, col(RoundRow.team_id) == col(TeamRow.id))
    return WorkspaceId(session.exec(statement.where(col(RoundRow.id) == round_id)).one())
