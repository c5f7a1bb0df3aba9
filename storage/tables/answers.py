"""What is kept of answers."""

from sqlalchemy import JSON, Index
from sqlmodel import Field

from storage.tables.base import WITHOUT_ROWID, Row


class ParticipationRow(Row, table=True):
    """Who took part in an open round, and nothing else; a count is all that is left when it closes."""

    __tablename__ = "participation"
    __table_args__ = WITHOUT_ROWID

    round_id: int = Field(foreign_key="round.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True)


class SealedAnswerRow(Row, table=True):
    """One answer of an open round; only the round's key ties the token to anybody."""

    __tablename__ = "sealed_answer"
    __table_args__ = (Index(None, "round_id"), WITHOUT_ROWID)

    token: bytes = Field(primary_key=True)
    round_id: int = Field(foreign_key="round.id")
    value: bytes


class SealedCommentRow(Row, table=True):
    __tablename__ = "sealed_comment"
    __table_args__ = (Index(None, "round_id"), WITHOUT_ROWID)

    token: bytes = Field(primary_key=True)
    round_id: int = Field(foreign_key="round.id")
    value: bytes


class TallyRow(Row, table=True):
    __tablename__ = "tally"
    __table_args__ = WITHOUT_ROWID

    round_id: int = Field(foreign_key="round.id", primary_key=True)
    question_id: int = Field(foreign_key="question.id", primary_key=True)
    value: int = Field(primary_key=True)
    count: int


class ReleaseRow(Row, table=True):
    """What was let out of one question of one round, word for word; it is never decided a second time."""

    __tablename__ = "release"
    __table_args__ = WITHOUT_ROWID

    round_id: int = Field(foreign_key="round.id", primary_key=True)
    question_id: int = Field(foreign_key="question.id", primary_key=True)
    figure: dict[str, object] = Field(sa_type=JSON)


class CommentRow(Row, table=True):
    """A comment of a closed round, encrypted at rest, at a place that says nothing about its writer."""

    __tablename__ = "comment"
    __table_args__ = WITHOUT_ROWID

    round_id: int = Field(foreign_key="round.id", primary_key=True)
    place: int = Field(primary_key=True)
    text: bytes


class WrittenAnswerRow(Row, table=True):
    """An answer in words to a question that asks for words; kept as comments are."""

    __tablename__ = "written_answer"
    __table_args__ = WITHOUT_ROWID

    round_id: int = Field(foreign_key="round.id", primary_key=True)
    question_id: int = Field(foreign_key="question.id", primary_key=True)
    place: int = Field(primary_key=True)
    text: bytes
