"""When something is due next, of whatever kind."""

from datetime import datetime

from sqlmodel import Session, col, func, select

from storage import deliveries
from storage.tables import PulseRow, RoundRow, TeamRow
from survey.rounds import RoundState


def next_moment(session: Session) -> datetime | None:
    """The next planning, closing or delivery; it can lie in the past, and is None where nothing is owed."""
    plans = (
        select(func.min(PulseRow.next_plan_at))
        .join(TeamRow, col(TeamRow.id) == col(PulseRow.team_id))
        .where(col(TeamRow.archived).is_(False))
    )
    closings = select(func.min(RoundRow.closes_at)).where(col(RoundRow.state) == RoundState.OPEN)
    found = (session.exec(plans).one(), session.exec(closings).one(), deliveries.next_due(session))
    return min((moment for moment in found if moment is not None), default=None)
