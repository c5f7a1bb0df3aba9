"""When something is due next, of whatever kind."""

from datetime import datetime

from sqlmodel import Session, col, func, or_, select

from storage import pulses
from storage.tables import DeliveryRow, PulseRow, RoundRow, TeamRow
from survey.deliveries import TO_PEOPLE, Kind, Status
from survey.rounds import RoundState


def next_moment(session: Session) -> datetime | None:
    """The next planning, closing or delivery; it can lie in the past, and is None where nothing is owed."""
    plans = (
        select(func.min(PulseRow.next_plan_at))
        .join(TeamRow, col(TeamRow.id) == col(PulseRow.team_id))
        .where(*pulses.plans())
    )
    closings = select(func.min(RoundRow.closes_at)).where(col(RoundRow.state) == RoundState.OPEN)
    found = (session.exec(plans).one(), session.exec(closings).one(), _next_due(session))
    return min((moment for moment in found if moment is not None), default=None)


def next_digest(session: Session) -> datetime | None:
    """When the next digest is due, of rounds that are open or closed."""
    statement = select(func.min(DeliveryRow.due_at)).where(
        col(DeliveryRow.kind) == Kind.DIGEST, col(DeliveryRow.status) == Status.PENDING
    )
    return session.exec(statement).one()


def next_asking(session: Session) -> datetime | None:
    """When the next round that is not planned yet asks, where its team is."""
    asks = (pulse.schedule.ask.on(pulse.next_week, pulse.zone) for pulse in pulses.all_of(session))
    return min(asks, default=None)


def _next_due(session: Session) -> datetime | None:
    """When the next delivery that may go is due; it can lie in the past.

    A digest counts from the moment its round ends: before, waiting for it would be waiting for the close. A
    notice does not wait for that.
    """
    to_people = col(DeliveryRow.kind).in_(TO_PEOPLE)
    is_open = col(RoundRow.state) == RoundState.OPEN
    statement = (
        select(func.min(DeliveryRow.due_at))
        .join(RoundRow, col(RoundRow.id) == col(DeliveryRow.round_id))
        .where(
            col(DeliveryRow.status) == Status.PENDING,
            or_(to_people == is_open, col(DeliveryRow.kind) == Kind.NOTICE),
        )
    )
    return session.exec(statement).one()
