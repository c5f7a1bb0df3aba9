"""The rows. Nobody outside storage sees them; what is kept of answers, and what never is, shows here.

Tables that hold anything of an answer are ``WITHOUT ROWID``: SQLite's hidden row number would keep the order
in which people answered (SCIENCE P15). None of them has a column of time (P16), and nothing but the round
joins them to the list of who took part (P12).
"""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, Index, MetaData, Table, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.utc import UTCDateTime
from survey.deliveries import Kind, Status
from survey.figures import FLOOR
from survey.rounds import RoundState
from survey.scales import CHOICE_KEY, SCALES

WITHOUT_ROWID: dict[str, Any] = {"sqlite_with_rowid": False}


class Row(SQLModel):
    """Base of all tables; its names of constraints are stable, so that migrations can change them."""

    metadata: ClassVar[MetaData] = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def table(row: type[Row]) -> Table:
    """The Core table of a row class, for statements that need one."""
    return row.metadata.tables[str(row.__tablename__)]


def _one_of(column: str, words: type[StrEnum] | tuple[str, ...]) -> CheckConstraint:
    allowed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({allowed})", name=column)


class WorkspaceRow(Row, table=True):
    __tablename__ = "workspace"
    __table_args__ = (UniqueConstraint("platform", "ref"),)

    id: int | None = Field(default=None, primary_key=True)
    platform: str
    ref: str
    name: str
    zone: str
    created_at: datetime = Field(sa_type=UTCDateTime)


class PersonRow(Row, table=True):
    """A member, known by the platform's name alone: no name, no address."""

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("workspace_id", "ref"),)

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    ref: str
    zone: str | None = None
    dm_channel: str | None = None
    active: bool = True
    is_admin: bool = False


class TeamRow(Row, table=True):
    __tablename__ = "team"
    __table_args__ = (UniqueConstraint("workspace_id", "channel"),)

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    channel: str
    name: str
    zone: str
    archived: bool = False


class TeamMemberRow(Row, table=True):
    __tablename__ = "team_member"
    __table_args__ = (Index(None, "person_id"),)

    team_id: int = Field(foreign_key="team.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    is_lead: bool = False


class QuestionRow(Row, table=True):
    __tablename__ = "question"
    __table_args__ = (UniqueConstraint("workspace_id", "key"), _one_of("scale", (*SCALES, CHOICE_KEY)))

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    key: str
    text: str
    scale: str
    options: list[str] = Field(default_factory=list, sa_type=JSON)
    theme: str = ""
    anchor: bool = False
    reverse: bool = False
    sensitive: bool = False
    retired: bool = False


class PulseRow(Row, table=True):
    __tablename__ = "pulse"
    __table_args__ = (
        CheckConstraint(f"floor >= {FLOOR}", name="floor"),
        CheckConstraint("questions BETWEEN 1 AND 3", name="questions"),
        Index(None, "next_plan_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    team_id: int = Field(foreign_key="team.id", unique=True)
    ask_weekday: int
    ask_time: str
    close_weekday: int
    close_time: str
    digest_weekday: int
    digest_time: str
    questions: int
    floor: int
    next_week: str
    next_plan_at: datetime = Field(sa_type=UTCDateTime)


class RoundRow(Row, table=True):
    __tablename__ = "round"
    __table_args__ = (
        UniqueConstraint("pulse_id", "week"),
        UniqueConstraint("key_name"),
        _one_of("state", RoundState),
        CheckConstraint(f"floor >= {FLOOR}", name="floor"),
        Index(None, "team_id", "week"),
        Index(None, "week", "team_id"),
        Index(None, "state", "closes_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    pulse_id: int = Field(foreign_key="pulse.id")
    team_id: int = Field(foreign_key="team.id")
    week: str
    state: str
    key_name: str
    floor: int
    opens_at: datetime = Field(sa_type=UTCDateTime)
    closes_at: datetime = Field(sa_type=UTCDateTime)
    digest_at: datetime = Field(sa_type=UTCDateTime)
    invited: int
    participants: int | None = None


class RoundQuestionRow(Row, table=True):
    __tablename__ = "round_question"
    __table_args__ = (Index(None, "question_id", "round_id"),)

    round_id: int = Field(foreign_key="round.id", primary_key=True)
    position: int = Field(primary_key=True)
    question_id: int = Field(foreign_key="question.id")


class DeliveryRow(Row, table=True):
    """A message owed; the unique key decides who owed it first, ``attempt`` who may say how it ended."""

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("round_id", "kind", "recipient"),
        _one_of("kind", Kind),
        _one_of("status", Status),
        Index(None, "status", "due_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id")
    kind: str
    recipient: str
    person_id: int | None = Field(default=None, foreign_key="person.id")
    due_at: datetime = Field(sa_type=UTCDateTime)
    status: str = Status.PENDING
    attempt: int = 0
    lease_until: datetime | None = Field(default=None, sa_type=UTCDateTime)
    channel: str | None = None
    message: str | None = None
    problem: str | None = None


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


class CommentRow(Row, table=True):
    """A comment of a closed round, encrypted at rest, at a place that says nothing about its writer."""

    __tablename__ = "comment"
    __table_args__ = WITHOUT_ROWID

    round_id: int = Field(foreign_key="round.id", primary_key=True)
    place: int = Field(primary_key=True)
    text: bytes
