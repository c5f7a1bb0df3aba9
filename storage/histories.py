"""How often a question was asked, in every version it had."""

from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from storage.questions import question
from storage.tables import QuestionRow, RoundQuestionRow, RoundRow
from survey.ids import WorkspaceId
from survey.questions import Question
from survey.weeks import Week


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a question.

    Attributes:
        rounds: in how many rounds it was asked; those of all teams.
        last: the latest week in which any team was asked it; None where none was.
    """

    question: Question
    rounds: int
    last: Week | None


def of_question(session: Session, workspace: WorkspaceId, key: str) -> tuple[Version, ...]:
    """The versions of a question, the newest first; none where there is no such question."""
    statement = (
        select(QuestionRow, func.count(col(RoundRow.id)), func.max(RoundRow.week))
        .outerjoin(RoundQuestionRow, col(RoundQuestionRow.question_id) == col(QuestionRow.id))
        .outerjoin(RoundRow, col(RoundRow.id) == col(RoundQuestionRow.round_id))
        .where(col(QuestionRow.workspace_id) == workspace, func.lower(col(QuestionRow.key)) == key.lower())
        .group_by(col(QuestionRow.id))
        .order_by(col(QuestionRow.version).desc())
    )
    return tuple(
        Version(question(row), rounds, Week.parse(week) if week else None)
        for row, rounds, week in session.exec(statement)
    )
