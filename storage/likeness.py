"""Which questions say the same, so that their figures can be held against each other."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import sqlalchemy
from sqlalchemy import bindparam
from sqlmodel import Session

from storage.questions import plain
from storage.tables import QuestionRow, table
from survey.ids import QuestionId

_QUESTION = table(QuestionRow)
_HOME = (
    sqlalchemy.select(_QUESTION.c.workspace_id).where(_QUESTION.c.id == bindparam("item")).scalar_subquery()
)
_SAID = sqlalchemy.select(*(_QUESTION.c[name] for name in ("id", "key", "text", "wordings"))).where(
    _QUESTION.c.workspace_id == _HOME
)


def alike(session: Session, items: Collection[QuestionId]) -> Mapping[QuestionId, frozenset[QuestionId]]:
    """Questions of one workspace, each with all its versions and whatever else says the same in any language.

    Figures of these can be held against each other, whatever became of their trends; retired ones count, too.
    """
    rows: Any = session.connection().execute(_SAID, {"item": next(iter(items), 0)}).all()
    said = {row.id: _words(row.text, row.wordings) for row in rows}
    keys = {row.id: row.key.lower() for row in rows}

    def like(item: QuestionId) -> Iterator[QuestionId]:
        for each, key in keys.items():
            if key == keys[item] or said[each] & said[item]:
                yield QuestionId(each)

    return {item: frozenset(like(item)) for item in items}


def _words(text: str, wordings: Mapping[str, Mapping[str, object]]) -> set[str]:
    return {plain(text), *(plain(str(each["text"])) for each in wordings.values())}
