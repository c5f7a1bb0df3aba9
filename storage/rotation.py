"""What a team's weeks are planned from: its questions and when each was asked, and what people want."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

import sqlalchemy
from sqlalchemy import bindparam, func, or_
from sqlmodel import Session

from storage import calendars, plans
from storage.questions import IS_LATEST, question
from storage.tables import (
    BaselineRow,
    GoalRow,
    QuestionRow,
    ReleaseRow,
    RoundQuestionRow,
    RoundRow,
    RoundTeamRow,
    TeamRow,
    WorkspaceRow,
    table,
)
from storage.teams import Team
from survey.disclosure.record import verdict_of
from survey.ids import TeamId, WorkspaceId
from survey.questions import Question, Role
from survey.rotation.candidates import Candidate, Rotation, slots_of
from survey.rotation.draft import WeekPlan
from survey.rotation.outlook import outlook
from survey.rotation.plan import plan_week
from survey.rotation.wishes import NO_WISHES, Wishes, wishes_of
from survey.rounds import Pulse, RoundState
from survey.verdicts import SIGNALS
from survey.weeks import Week

_QUESTION, _GOAL = table(QuestionRow), table(GoalRow)
_WORKSPACE, _TEAM, _BASELINE = table(WorkspaceRow), table(TeamRow), table(BaselineRow)
_ROUND, _ASKED, _SHARED = table(RoundRow), table(RoundQuestionRow), table(RoundTeamRow)
_RELEASE = table(ReleaseRow)
_CANDIDATES = (
    sqlalchemy.select(
        *(_QUESTION.c[name] for name in ("key", "theme_key", "role", "sensitive")), _GOAL.c.until
    )
    .select_from(_QUESTION)
    .outerjoin(_GOAL, _GOAL.c.id == _QUESTION.c.goal_id)
    .where(_QUESTION.c.workspace_id == bindparam("workspace"), _QUESTION.c.retired.is_(False), IS_LATEST)
    .where(or_(_QUESTION.c.goal_id.is_(None), _GOAL.c.is_open))
    .order_by(_QUESTION.c.id)
)
"""Every question that may be asked in a workspace, in the order of its bank."""
_ABOUT = (
    sqlalchemy.select(_WORKSPACE.c.ref, _BASELINE.c.first_week, _BASELINE.c.spread)
    .select_from(_TEAM)
    .join(_WORKSPACE, _WORKSPACE.c.id == _TEAM.c.workspace_id)
    .outerjoin(_BASELINE, _BASELINE.c.team_id == _TEAM.c.id)
    .where(_TEAM.c.id == bindparam("team"))
)
"""The seed of a team's plans, and its baseline."""
_NAMED = sqlalchemy.select(_QUESTION).where(
    _QUESTION.c.workspace_id == bindparam("workspace"),
    _QUESTION.c.retired.is_(False),
    _QUESTION.c.key.in_(bindparam("keys", expanding=True)),
    IS_LATEST,
)
_LAST_CLOSED = (
    sqlalchemy.select(_ROUND.c.id)
    .where(_ROUND.c.team_id == bindparam("team"), _ROUND.c.state == RoundState.CLOSED)
    .order_by(_ROUND.c.week.desc())
    .limit(1)
    .scalar_subquery()
)
_LAST_TOLD = (
    sqlalchemy.select(_QUESTION.c.key, _RELEASE.c.figure)
    .join(_QUESTION, _QUESTION.c.id == _RELEASE.c.question_id)
    .where(_RELEASE.c.round_id == _LAST_CLOSED)
)
"""What a team was told when its last round closed."""
_BESIDE = sqlalchemy.select(_SHARED.c.round_id).where(_SHARED.c.team_id == bindparam("team"))
_LAST_ASKED = (
    sqlalchemy.select(_QUESTION.c.key, func.max(_ROUND.c.week))
    .select_from(_ROUND)
    .join(_ASKED, _ASKED.c.round_id == _ROUND.c.id)
    .join(_QUESTION, _QUESTION.c.id == _ASKED.c.question_id)
    .where(or_(_ROUND.c.team_id == bindparam("team"), _ROUND.c.id.in_(_BESIDE)))
    .group_by(_QUESTION.c.key)
)
"""By key, the week in which a team was last asked a question, in its own rounds and in those it shared.

These statements are built once: building them takes longer than running them, and a thousand teams may be
planned in one night.
"""


@dataclass(frozen=True, slots=True)
class Planning:
    """Everything a team's plans are computed from, as it stands now.

    Attributes:
        wishes: what people want, by week.
        first_week: the next one to be planned.
        is_quiet: whether the team wants no round in a week.
        signals: themes whose last answers were beyond the usual, at which the next round looks closer.
    """

    candidates: tuple[Candidate, ...]
    rotation: Rotation
    wishes: Mapping[Week, Wishes]
    first_week: Week
    is_quiet: Callable[[Week], bool] = lambda _: False
    signals: frozenset[str] = frozenset()

    def of_week(self, week: Week) -> WeekPlan:
        """What a week asks, if it is the next."""
        wishes = self.wishes.get(week, NO_WISHES)
        return plan_week(self.candidates, self.rotation, week=week, signals=self.signals, wishes=wishes)

    def ahead(self, weeks: int) -> tuple[WeekPlan, ...]:
        """What so many next rounds ask, if nothing changes meanwhile; quiet weeks have none."""
        return outlook(
            self.candidates,
            self.rotation,
            first_week=self.first_week,
            weeks=weeks,
            is_quiet=self.is_quiet,
            signals=self.signals,
            wishes=self.wishes,
        )


def of_team(session: Session, team: Team, pulse: Pulse) -> Planning:
    """What a team's next week is planned from."""
    found = _candidates(session, team)
    about = session.connection().execute(_ABOUT, {"team": team.id}).one()
    rotation = Rotation(
        seed=about.ref,
        slots=slots_of(found, questions=pulse.schedule.questions, form=about.spread is False),
        every=pulse.schedule.every,
        baseline_since=Week.parse(about.first_week).index if about.first_week else None,
    )
    wishes = wishes_of(plans.changes(session, team.id, since=pulse.next_week))
    return Planning(
        found, rotation, wishes, pulse.next_week, signals=frozenset(_signals(session, team.id, found))
    )


def ahead_of_team(session: Session, team: Team, pulse: Pulse) -> Planning:
    """What all its coming weeks are planned from: its quiet ones, too."""
    quiet = calendars.settings(session, team.id).quiet
    return replace(
        of_team(session, team, pulse), is_quiet=lambda week: any(week.number in span for span in quiet)
    )


def named(session: Session, workspace: WorkspaceId, keys: Iterable[str]) -> tuple[Question, ...]:
    """The questions with these keys that are asked, in this order."""
    wanted = tuple(keys)
    rows: Any = session.connection().execute(_NAMED, {"workspace": workspace, "keys": wanted})
    found = {row.key: question(row) for row in rows}
    return tuple(found[key] for key in wanted if key in found)


def _candidates(session: Session, team: Team) -> tuple[Candidate, ...]:
    last = _last_asked(session, team.id)
    rows: Any = session.connection().execute(_CANDIDATES, {"workspace": team.workspace})
    return tuple(
        Candidate(
            key=key,
            theme=theme,
            role=Role(role),
            sensitive=sensitive,
            last_week=last.get(key),
            order=place,
            until=_until(until),
        )
        for place, (key, theme, role, sensitive, until) in enumerate(rows)
    )


def _signals(session: Session, team: TeamId, candidates: Iterable[Candidate]) -> Iterator[str]:
    """The themes of questions whose change was beyond the usual when the last round closed."""
    rows: Any = session.connection().execute(_LAST_TOLD, {"team": team})
    signalling = {key for key, told in rows if (verdict := verdict_of(told)) and verdict.change in SIGNALS}
    yield from (each.line for each in candidates if each.key in signalling)


def _until(last_day: date | None) -> int | None:
    """The last week in which a goal lasts, which is the one whose Monday it does."""
    return Week.of(last_day).index if last_day is not None else None


def _last_asked(session: Session, team: TeamId) -> dict[str, int]:
    """By key, the index of the week in which a team was last asked a question, in whatever version."""
    # ISO weeks sort as text, so max() is the latest.
    rows = session.connection().execute(_LAST_ASKED, {"team": team})
    return {key: _index(week) for key, week in rows}


@lru_cache(maxsize=512)
def _index(week: str) -> int:
    """The place of a stored week; a thousand teams were asked in the same few."""
    return Week.parse(week).index
