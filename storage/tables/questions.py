"""What is asked, for which goals, and what people who plan changed of the rotation."""

from datetime import date

from sqlalchemy import JSON, Date, Index, UniqueConstraint
from sqlmodel import Field

from storage.tables.base import Row, one_of
from survey.plans import Change
from survey.questions import Role
from survey.scales import SCALE_KEYS


class GoalRow(Row, table=True):
    """A goal; its words are part of questions that were asked, so they never change."""

    __tablename__ = "goal"
    __table_args__ = (UniqueConstraint("workspace_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    number: int
    words: str
    theme: str = ""
    owner_id: int | None = Field(default=None, foreign_key="person.id")
    until: date | None = Field(default=None, sa_type=Date)
    is_open: bool = True


class QuestionRow(Row, table=True):
    """One version of a question; an edit retires it and adds the next, so that a trend is of one wording."""

    __tablename__ = "question"
    __table_args__ = (
        UniqueConstraint("workspace_id", "key", "version"),
        one_of("scale", SCALE_KEYS),
        one_of("role", Role),
    )

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    key: str
    version: int = 1
    text: str
    scale: str
    options: list[str] = Field(default_factory=list, sa_type=JSON)
    theme: str = ""
    theme_key: str = ""
    role: str = Role.MARKER
    reverse: bool = False
    sensitive: bool = False
    retired: bool = False
    goal_id: int | None = Field(default=None, foreign_key="goal.id")
    wordings: dict[str, dict[str, object]] = Field(default_factory=dict, sa_type=JSON)


class PlanChangeRow(Row, table=True):
    """What somebody changed of a team's week: a question pinned, skipped or swapped, or a theme chosen."""

    __tablename__ = "plan_change"
    __table_args__ = (one_of("change", Change), Index(None, "team_id", "week"))

    id: int | None = Field(default=None, primary_key=True)
    team_id: int = Field(foreign_key="team.id")
    week: str
    change: str
    key: str
    instead: str = ""


class BaselineRow(Row, table=True):
    """Since when a team is asked the customer baseline: spread over weeks, or all of it in one."""

    __tablename__ = "baseline"

    team_id: int = Field(foreign_key="team.id", primary_key=True)
    first_week: str
    spread: bool
