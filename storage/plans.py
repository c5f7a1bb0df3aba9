"""What people changed of the coming weeks' questions."""

import sqlalchemy
from sqlalchemy import bindparam
from sqlmodel import Session, col, delete

from storage.tables import PlanChangeRow, table
from survey.ids import TeamId
from survey.plans import Change, PlanChange
from survey.weeks import Week

_PLAN = table(PlanChangeRow)
_CHANGES = (
    sqlalchemy.select(_PLAN.c.week, _PLAN.c.change, _PLAN.c.key, _PLAN.c.instead)
    .where(_PLAN.c.team_id == bindparam("team"), _PLAN.c.week >= bindparam("since"))
    .order_by(_PLAN.c.id)
)


def changes(session: Session, team: TeamId, *, since: Week) -> tuple[PlanChange, ...]:
    """What was changed of a week and those after it, in the order people said it."""
    rows = session.connection().execute(_CHANGES, {"team": team, "since": str(since)})
    return tuple(PlanChange(Week.parse(row.week), Change(row.change), row.key, row.instead) for row in rows)


def change(session: Session, team: TeamId, wanted: PlanChange) -> None:
    """Change a week; what was said about the same question or theme of that week before is forgotten."""
    undo(session, team, wanted.week, wanted.key)
    session.add(
        PlanChangeRow(
            team_id=team,
            week=str(wanted.week),
            change=wanted.change,
            key=wanted.key,
            instead=wanted.instead,
        )
    )
    session.flush()


def undo(session: Session, team: TeamId, week: Week, key: str) -> bool:
    """Leave a question or theme of a week to the rotation again; False where nothing was changed."""
    statement = delete(PlanChangeRow).where(
        col(PlanChangeRow.team_id) == team,
        col(PlanChangeRow.week) == str(week),
        col(PlanChangeRow.key) == key,
    )
    return session.exec(statement).rowcount > 0
