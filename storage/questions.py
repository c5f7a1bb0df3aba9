"""Questions of a workspace."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace

from sqlalchemy import ColumnElement, exists, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select, update

from locales.speech import say
from storage import belonging
from storage.tables import QuestionRow
from survey.errors import InputError
from survey.ids import GoalId, QuestionId, WorkspaceId
from survey.questions import Question, QuestionDraft, Role, Wording, Wordings
from survey.scales import scale_of

_NEWER = aliased(QuestionRow)
IS_LATEST: ColumnElement[bool] = ~exists().where(
    col(_NEWER.workspace_id) == col(QuestionRow.workspace_id),
    col(_NEWER.key) == col(QuestionRow.key),
    col(_NEWER.version) > col(QuestionRow.version),
)
"""Which rows are the latest version of a question."""


def add(session: Session, workspace: WorkspaceId, draft: QuestionDraft) -> Question:
    """Store a question.

    Raises:
        InputError: the key is taken (by a retired question, too), or the text is being asked already.
    """
    if find(session, workspace, draft.key):
        raise InputError(say("There is a question {key} already; choose another key.", key=draft.key))
    _check_text(session, workspace, draft)
    return _store(session, workspace, draft, version=1)


def add_new(session: Session, workspace: WorkspaceId, drafts: Iterable[QuestionDraft]) -> int:
    """Store those questions of a bank whose keys nobody used yet; returns how many.

    Unlike ``add``, it looks only once at what there is, and leaves out what is being asked already.
    """
    known = session.exec(
        select(QuestionRow.key, QuestionRow.text, QuestionRow.retired).where(
            col(QuestionRow.workspace_id) == workspace
        )
    ).all()
    keys = {key.lower() for key, _, _ in known}
    texts = {plain(text) for _, text, retired in known if not retired}
    new = [each for each in drafts if each.key.lower() not in keys and plain(each.text) not in texts]
    belonging.require(session, workspace, goals=(draft.goal for draft in new))
    session.add_all([_row(workspace, draft, version=1) for draft in new])
    session.flush()
    return len(new)


def edit(session: Session, workspace: WorkspaceId, draft: QuestionDraft) -> Question:
    """Ask a question in other words from now on: a new version, whose trend begins anew.

    The rounds that asked the old one keep it.

    Raises:
        InputError: there is no such question, or another asks exactly that already.
    """
    known = find(session, workspace, draft.key)
    if known is None:
        raise InputError(say("There is no question {key}.", key=draft.key))
    _check_text(session, workspace, draft)
    session.exec(update(QuestionRow).where(col(QuestionRow.id) == known.id).values(retired=True))
    return _store(session, workspace, replace(draft, key=known.key), version=known.version + 1)


def translate(session: Session, workspace: WorkspaceId, draft: QuestionDraft) -> None:
    """Word a question anew in other languages; it asks the same, so its trend goes on.

    Raises:
        InputError: another asks exactly that already.
    """
    _check_text(session, workspace, draft)
    known = find(session, workspace, draft.key)
    if known is not None:
        statement = update(QuestionRow).where(col(QuestionRow.id) == known.id)
        session.exec(statement.values(wordings=_stored(draft.wordings)))


def move(session: Session, workspace: WorkspaceId, draft: QuestionDraft) -> None:
    """Let a question serve another theme or goal, or come more or less often; its trend goes on."""
    known = find(session, workspace, draft.key)
    if known is not None:
        belonging.require(session, workspace, goals=[draft.goal])
        statement = update(QuestionRow).where(col(QuestionRow.id) == known.id)
        theme_key = draft.theme_key or plain(draft.theme)
        session.exec(
            statement.values(theme=draft.theme, theme_key=theme_key, role=draft.role, goal_id=draft.goal)
        )


def _check_text(session: Session, workspace: WorkspaceId, draft: QuestionDraft) -> None:
    asked = _texts(draft.text, dict(draft.wordings or {}))
    for other in of_workspace(session, workspace):
        if other.key.lower() != draft.key.lower() and asked & _texts(other.text, dict(other.wordings)):
            raise InputError(say("{key} asks exactly that already.", key=other.key))


def _texts(original: str, wordings: Wordings) -> set[tuple[str, str]]:
    """What a question says by language; the words it was written in stand without one."""
    said = {(language, plain(words.text)) for language, words in wordings.items()}
    return said | {("", plain(original))}


def _store(session: Session, workspace: WorkspaceId, draft: QuestionDraft, *, version: int) -> Question:
    belonging.require(session, workspace, goals=[draft.goal])
    row = _row(workspace, draft, version=version)
    session.add(row)
    session.flush()
    return question(row)


def _row(workspace: WorkspaceId, draft: QuestionDraft, *, version: int) -> QuestionRow:
    return QuestionRow(
        workspace_id=workspace,
        key=draft.key,
        version=version,
        text=draft.text,
        scale=draft.scale.key,
        options=list(draft.scale.labels) if draft.scale.has_own_options else [],
        theme=draft.theme,
        theme_key=draft.theme_key or plain(draft.theme),
        role=draft.role,
        reverse=draft.reverse,
        sensitive=draft.sensitive,
        goal_id=draft.goal,
        wordings=_stored(draft.wordings),
    )


def of_workspace(session: Session, workspace: WorkspaceId, *, retired: bool = False) -> tuple[Question, ...]:
    """The questions of a workspace, each in its latest version: those asked, or those retired."""
    statement = select(QuestionRow).where(
        col(QuestionRow.workspace_id) == workspace, col(QuestionRow.retired).is_(retired), IS_LATEST
    )
    return tuple(question(row) for row in session.exec(statement.order_by(col(QuestionRow.id))))


def find(session: Session, workspace: WorkspaceId, key: str) -> Question | None:
    """The latest version of the question with that key, retired or not, however its letters are typed."""
    statement = select(QuestionRow).where(
        col(QuestionRow.workspace_id) == workspace, func.lower(col(QuestionRow.key)) == key.lower()
    )
    row = session.exec(statement.order_by(col(QuestionRow.version).desc()).limit(1)).one_or_none()
    return question(row) if row else None


def retire(session: Session, workspace: WorkspaceId, key: str) -> bool:
    """Ask a question no more; its history stays. Returns whether there was one to retire."""
    statement = update(QuestionRow).where(
        col(QuestionRow.workspace_id) == workspace,
        func.lower(col(QuestionRow.key)) == key.lower(),
        col(QuestionRow.retired).is_(False),
    )
    return session.exec(statement.values(retired=True)).rowcount == 1


def restore(session: Session, workspace: WorkspaceId, key: str) -> Question | None:
    """Ask a retired question again, in its latest words; its trend goes on. None where none is retired.

    Raises:
        InputError: another asks exactly that by now.
    """
    known = find(session, workspace, key)
    if known is None or not known.retired:
        return None
    draft = QuestionDraft(known.key, known.text, known.scale, wordings=dict(known.wordings))
    _check_text(session, workspace, draft)
    session.exec(update(QuestionRow).where(col(QuestionRow.id) == known.id).values(retired=False))
    return find(session, workspace, key)


def next_key(session: Session, workspace: WorkspaceId) -> str:
    """The next free key: Q1, Q2 and so on."""
    keys = session.exec(select(QuestionRow.key).where(col(QuestionRow.workspace_id) == workspace))
    taken = [int(match[1]) for key in keys if (match := re.fullmatch(r"[Qq](\d+)", key))]
    return f"Q{max(taken, default=0) + 1}"


def of_goal(session: Session, goal: GoalId) -> tuple[Question, ...]:
    """The questions that ask about a goal and are not retired."""
    statement = select(QuestionRow).where(
        col(QuestionRow.goal_id) == goal, col(QuestionRow.retired).is_(False)
    )
    return tuple(question(row) for row in session.exec(statement.order_by(col(QuestionRow.id))))


def question(row: QuestionRow) -> Question:
    """The value of a row; only storage calls this."""
    return Question(
        id=QuestionId(row.id or 0),
        key=row.key,
        text=row.text,
        scale=scale_of(row.scale, tuple(row.options)),
        theme=row.theme,
        theme_key=row.theme_key,
        role=Role(row.role),
        reverse=row.reverse,
        sensitive=row.sensitive,
        retired=row.retired,
        version=row.version,
        goal=GoalId(row.goal_id) if row.goal_id else None,
        wordings=tuple((language, _wording(words)) for language, words in sorted(row.wordings.items())),
    )


def _stored(wordings: Wordings | None) -> dict[str, dict[str, object]]:
    return {language: asdict(words) for language, words in (wordings or {}).items()}


def _wording(words: Mapping[str, object]) -> Wording:
    options = words.get("options", ())
    return Wording(
        text=str(words["text"]),
        theme=str(words.get("theme", "")),
        options=tuple(map(str, options)) if isinstance(options, list | tuple) else (),
    )


def plain(text: str) -> str:
    """A text as it is compared: without case, and with single spaces."""
    return " ".join(text.split()).casefold()
