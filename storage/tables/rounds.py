"""When is asked, of whom, and the messages owed for it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, Index, UniqueConstraint
from sqlmodel import Field

from storage.tables.base import WITHOUT_ROWID, Row, one_of
from storage.utc import UTCDateTime
from survey.deliveries import Kind, Status
from survey.disclosure.figures import FLOOR
from survey.rounds import RHYTHMS, RoundState, Skip


class PulseRow(Row, table=True):
    """The rhythm of a team; ``usual_every`` is what ``every`` was before people tired and it was halved.

    ``every_since`` is the first week of the present pace, where it ever changed.
    """

    __tablename__ = "pulse"
    __table_args__ = (
        CheckConstraint(f"floor >= {FLOOR}", name="floor"),
        CheckConstraint("questions BETWEEN 1 AND 3", name="questions"),
        CheckConstraint(f"every IN ({', '.join(map(str, RHYTHMS))})", name="every"),
        one_of("skip_reason", Skip),
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
    every: int = 1
    remind: bool = True
    next_week: str
    next_plan_at: datetime = Field(sa_type=UTCDateTime)
    samples: bool = False
    usual_every: int | None = None
    every_since: str | None = None
    skipped_week: str | None = None
    skip_reason: str | None = None


class RoundRow(Row, table=True):
    """One week of one pulse; ``asks_on`` is the day of asking, None where somebody said "ask now".

    ``drawn_from`` is of how many those invited are a random part, None where everybody is asked.
    ``floor``, ``leads_count`` and ``retention_months`` are its promise, which can only become stricter.
    """

    __tablename__ = "round"
    __table_args__ = (
        UniqueConstraint("pulse_id", "week"),
        UniqueConstraint("key_name"),
        one_of("state", RoundState),
        CheckConstraint(f"floor >= {FLOOR}", name="floor"),
        CheckConstraint("retention_months BETWEEN 1 AND 24", name="retention_months"),
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
    asks_on: date | None = Field(default=None, sa_type=Date)
    invited: int
    drawn_from: int | None = None
    participants: int | None = None
    leads_count: bool = False
    retention_months: int = 24


class RoundTeamRow(Row, table=True):
    """A team whose people are asked in a round beside those of the round's own team."""

    __tablename__ = "round_team"
    __table_args__ = WITHOUT_ROWID

    round_id: int = Field(foreign_key="round.id", primary_key=True)
    team_id: int = Field(foreign_key="team.id", primary_key=True)


class RoundTalkRow(Row, table=True):
    """A round that a team talked about, as whoever leads it says."""

    __tablename__ = "round_talk"
    __table_args__ = WITHOUT_ROWID

    round_id: int = Field(foreign_key="round.id", primary_key=True)
    team_id: int = Field(foreign_key="team.id", primary_key=True)


class RoundQuestionRow(Row, table=True):
    __tablename__ = "round_question"
    __table_args__ = (Index(None, "question_id", "round_id"),)

    round_id: int = Field(foreign_key="round.id", primary_key=True)
    position: int = Field(primary_key=True)
    question_id: int = Field(foreign_key="question.id")


class DeliveryRow(Row, table=True):
    """A message owed; the unique key decides who owed it first, ``attempt`` who may say how it ended.

    ``team_id`` is whose channel it goes to, for the kinds that go to channels. ``tried_at`` is since when the
    platform may have it, so that it can be looked up there. Reminders are erased when their round closes:
    that one was sent says who had not answered.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("round_id", "kind", "recipient"),
        one_of("kind", Kind),
        one_of("status", Status),
        Index(None, "status", "due_at"),
        Index(None, "person_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id")
    kind: str
    recipient: str
    person_id: int | None = Field(default=None, foreign_key="person.id")
    team_id: int | None = Field(default=None, foreign_key="team.id")
    due_at: datetime = Field(sa_type=UTCDateTime)
    status: str = Status.PENDING
    attempt: int = 0
    failures: int = 0
    tried_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    lease_until: datetime | None = Field(default=None, sa_type=UTCDateTime)
    channel: str | None = None
    message: str | None = None
    problem: str | None = None


class PatienceRow(Row, table=True):
    """How many rounds in a row a person left without any answer, 0 to 2, sealed with the data key.

    In the clear, a backup would tell who took part in the last round.
    """

    __tablename__ = "patience"
    __table_args__ = WITHOUT_ROWID

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    ignored: bytes
