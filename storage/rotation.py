"""What a team's weeks are planned from: its questions and when each was asked, and what people want."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy
from sqlalchemy import bindparam, func, or_
from sqlmodel import Session, col, select

from storage import baselines, calendars, plans
from storage.pools import asks
from storage.questions import is_latest, question
from storage.tables import GoalRow, QuestionRow, RoundQuestionRow, RoundRow, WorkspaceRow, table
from storage.teams import Team
from survey.ids import TeamId, WorkspaceId
from survey.questions import Question, Role
from survey.rotation.candidates import Candidate, Rotation, slots_of
from survey.rotation.draft import WeekPlan
from survey.rotation.outlook import outlook
from survey.rotation.plan import plan_week
from survey.rotation.wishes import NO_WISHES, Wishes, wishes_of
from survey.rounds import Pulse
from survey.weeks import Week

_QUESTION, _GOAL = table(QuestionRow), table(GoalRow)
_CANDIDATES = (
    sqlalchemy.select(
        *(_QUESTION.c[name] for name in ("key", "theme_key", "role", "sensitive")), _GOAL.c.until
    )
    .select_from(_QUESTION)
    .outerjoin(_GOAL, _GOAL.c.id == _QUESTION.c.goal_id)
    .where(_QUESTION.c.workspace_id == bindparam("workspace"), _QUESTION.c.retired.is_(False), is_latest())
    .where(or_(_QUESTION.c.goal_id.is_(None), _GOAL.c.is_open))
    .order_by(_QUESTION.c.id)
)
"""Every question that may be asked in a workspace, in the order of its bank."""


@dataclass(frozen=True, slots=True)
class Planning:
    """Everything a team's plans are computed from, as it stands now.

    Attributes:
        wishes: what people want, by week.
        first_week: the next one to be planned.
        is_quiet: whether the team wants no round in a week.
    """

    candidates: tuple[Candidate, ...]
    rotation: Rotation
    wishes: Mapping[Week, Wishes]
    first_week: Week
    is_quiet: Callable[[Week], bool]

    def of_week(self, week: Week) -> WeekPlan:
        """What a week asks, if it is the next."""
        wishes = self.wishes.get(week, NO_WISHES)
        return plan_week(self.candidates, self.rotation, week=week, wishes=wishes)

    def ahead(self, weeks: int) -> tuple[WeekPlan, ...]:
        """What so many next rounds ask, if nothing changes meanwhile; quiet weeks have none."""
        return outlook(
            self.candidates,
            self.rotation,
            first_week=self.first_week,
            weeks=weeks,
            is_quiet=self.is_quiet,
            wishes=self.wishes,
        )


def of_team(session: Session, team: Team, pulse: Pulse) -> Planning:
    """What a team's weeks are planned from, from the next one to be planned on."""
    found = _candidates(session, team)
    baseline = baselines.of_team(session, team.id)
    quiet = calendars.settings(session, team.id).quiet
    form = baseline is not None and not baseline.spread
    rotation = Rotation(
        seed=_seed(session, team.workspace),
        slots=slots_of(found, questions=pulse.schedule.questions, form=form),
        every=pulse.schedule.every,
        baseline_since=baseline.first_week.index if baseline else None,
    )
    return Planning(
        candidates=found,
        rotation=rotation,
        wishes=wishes_of(plans.changes(session, team.id, since=pulse.next_week)),
        first_week=pulse.next_week,
        is_quiet=lambda week: any(week.number in span for span in quiet),
    )


def named(session: Session, workspace: WorkspaceId, keys: Iterable[str]) -> tuple[Question, ...]:
    """The questions with these keys that are asked, in this order."""
    wanted = tuple(keys)
    statement = select(QuestionRow).where(
        col(QuestionRow.workspace_id) == workspace,
        col(QuestionRow.retired).is_(False),
        col(QuestionRow.key).in_(wanted),
        is_latest(),
    )
    found = {row.key: question(row) for row in session.exec(statement)}
    return tuple(found[key] for key in wanted if key in found)


def _candidates(session: Session, team: Team) -> tuple[Candidate, ...]:
    last = _last_asked(session, team.id)
    rows = session.connection().execute(_CANDIDATES, {"workspace": team.workspace})
    return tuple(
        Candidate(
            key=row.key,
            theme=row.theme_key,
            role=Role(row.role),
            sensitive=row.sensitive,
            last_week=last.get(row.key),
            order=place,
            until=_until(row.until),
        )
        for place, row in enumerate(rows)
    )


def _until(last_day: date | None) -> int | None:
    """The last week in which a goal lasts, which is the one whose Monday it does."""
    return Week.of(last_day).index if last_day is not None else None


def _last_asked(session: Session, team: TeamId) -> dict[str, int]:
    """By key, the index of the week in which a team was last asked a question, in whatever version."""
    statement = (
        select(QuestionRow.key, func.max(RoundRow.week))
        .join(RoundQuestionRow, col(RoundQuestionRow.question_id) == col(QuestionRow.id))
        .join(RoundRow, col(RoundRow.id) == col(RoundQuestionRow.round_id))
        .where(asks(team))
        .group_by(col(QuestionRow.key))
    )
    # ISO weeks sort as text, so max() is the latest.
    return {key: Week.parse(week).index for key, week in session.exec(statement)}


def _seed(session: Session, workspace: WorkspaceId) -> str:
    return session.exec(select(WorkspaceRow.ref).where(col(WorkspaceRow.id) == workspace)).one()
