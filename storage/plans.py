"""What people changed of the coming weeks' questions."""

from sqlmodel import Session, col, delete, select

from storage.tables import PlanChangeRow
from survey.ids import TeamId
from survey.plans import Change, PlanChange
from survey.weeks import Week


def changes(session: Session, team: TeamId, *, since: Week) -> tuple[PlanChange, ...]:
    """What was changed of a week and those after it, in the order people said it."""
    statement = select(PlanChangeRow).where(
        col(PlanChangeRow.team_id) == team, col(PlanChangeRow.week) >= str(since)
    )
    return tuple(
        PlanChange(Week.parse(row.week), Change(row.change), row.key, row.instead)
        for row in session.exec(statement.order_by(col(PlanChangeRow.id)))
    )


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
