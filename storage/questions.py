"""Questions of a workspace."""

import re

from sqlalchemy import func
from sqlmodel import Session, col, select, update

from storage.tables import QuestionRow, RoundQuestionRow, RoundRow
from survey.errors import InputError
from survey.ids import QuestionId, TeamId, WorkspaceId
from survey.questions import Asked, Question, QuestionDraft
from survey.scales import CHOICE_KEY, SCALES, choice
from survey.weeks import Week


def add(session: Session, workspace: WorkspaceId, draft: QuestionDraft) -> Question:
    """Store a question.

    Raises:
        InputError: the key is taken (by a retired question, too), or the text is being asked already.
    """
    if find(session, workspace, draft.key):
        raise InputError(f"There is a question {draft.key} already; choose another key.")
    for other in of_workspace(session, workspace):
        if _plain(other.text) == _plain(draft.text):
            raise InputError(f"{other.key} asks exactly that already.")
    row = QuestionRow(
        workspace_id=workspace,
        key=draft.key,
        text=draft.text,
        scale=draft.scale.key,
        options=list(draft.scale.labels) if draft.scale.key == CHOICE_KEY else [],
        theme=draft.theme,
        anchor=draft.anchor,
        reverse=draft.reverse,
        sensitive=draft.sensitive,
    )
    session.add(row)
    session.flush()
    return question(row)


def of_workspace(session: Session, workspace: WorkspaceId, *, retired: bool = False) -> tuple[Question, ...]:
    """The questions of a workspace in the order they were added: those asked, or those retired."""
    statement = select(QuestionRow).where(
        col(QuestionRow.workspace_id) == workspace, col(QuestionRow.retired).is_(retired)
    )
    return tuple(question(row) for row in session.exec(statement.order_by(col(QuestionRow.id))))


def find(session: Session, workspace: WorkspaceId, key: str) -> Question | None:
    """The question with that key, retired or not, however its letters are typed."""
    statement = select(QuestionRow).where(
        col(QuestionRow.workspace_id) == workspace, func.lower(col(QuestionRow.key)) == key.lower()
    )
    row = session.exec(statement).one_or_none()
    return question(row) if row else None


def retire(session: Session, workspace: WorkspaceId, key: str) -> bool:
    """Ask a question no more; its history stays. Returns whether there was one to retire."""
    statement = update(QuestionRow).where(
        col(QuestionRow.workspace_id) == workspace,
        func.lower(col(QuestionRow.key)) == key.lower(),
        col(QuestionRow.retired).is_(False),
    )
    return session.exec(statement.values(retired=True)).rowcount == 1


def next_key(session: Session, workspace: WorkspaceId) -> str:
    """The next free key: Q1, Q2 and so on."""
    keys = session.exec(select(QuestionRow.key).where(col(QuestionRow.workspace_id) == workspace))
    taken = [int(match[1]) for key in keys if (match := re.fullmatch(r"[Qq](\d+)", key))]
    return f"Q{max(taken, default=0) + 1}"


def asked(session: Session, workspace: WorkspaceId, team: TeamId) -> tuple[Asked, ...]:
    """Every question that may be asked, with the week this team was last asked it."""
    lately = (
        select(RoundQuestionRow.question_id, func.max(RoundRow.week))
        .join(RoundRow, col(RoundRow.id) == col(RoundQuestionRow.round_id))
        .where(col(RoundRow.team_id) == team)
        .group_by(col(RoundQuestionRow.question_id))
    )
    # ISO weeks sort as text, so max() is the latest.
    weeks = {QuestionId(row[0]): Week.parse(row[1]).index for row in session.exec(lately)}
    return tuple(Asked(item, weeks.get(item.id)) for item in of_workspace(session, workspace))


def question(row: QuestionRow) -> Question:
    """The value of a row; only storage calls this."""
    return Question(
        id=QuestionId(row.id or 0),
        key=row.key,
        text=row.text,
        scale=choice(tuple(row.options)) if row.scale == CHOICE_KEY else SCALES[row.scale],
        theme=row.theme,
        anchor=row.anchor,
        reverse=row.reverse,
        sensitive=row.sensitive,
        retired=row.retired,
    )


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
