"""Weeks that a team talked about, as whoever leads it says; for leads, never shown in the channel."""

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from storage.pools import asks
from storage.tables import RoundRow, RoundTalkRow
from storage.upserts import upsert
from survey.ids import RoundId, TeamId
from survey.rounds import RoundState
from survey.weeks import Week

LATELY = 4
"""Closed rounds of which is told whether they were talked about; older ones are past talking."""


def note(session: Session, team: TeamId, week: Week) -> bool | None:
    """Remember that a team talked about a week.

    Returns:
        Whether that was new; None where the team has no closed round of that week.
    """
    found = session.exec(_closed(team).where(col(RoundRow.week) == str(week))).first()
    if found is None:
        return None
    number = RoundId(found[0] or 0)
    if session.get(RoundTalkRow, (number, team)):
        return False
    statement = upsert(session, RoundTalkRow).values(round_id=number, team_id=team)
    session.exec(statement.on_conflict_do_nothing())
    return True


def left(session: Session, team: TeamId) -> tuple[Week, ...]:
    """The latest closed rounds a team has not talked about, oldest first."""
    latest = session.exec(_closed(team).order_by(col(RoundRow.week).desc()).limit(LATELY)).all()
    known = select(RoundTalkRow.round_id).where(col(RoundTalkRow.team_id) == team)
    done = set(session.exec(known))
    return tuple(Week.parse(week) for number, week in reversed(latest) if number not in done)


def _closed(team: TeamId) -> Select[int | None, str]:
    return select(RoundRow.id, RoundRow.week).where(asks(team), col(RoundRow.state) == RoundState.CLOSED)
