"""How many took part lately, and the pace that follows from it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select, update

from storage import promises
from storage.tables import PulseRow, RoundRow
from survey.disclosure.floors import participation
from survey.ids import RoundId, TeamId
from survey.rotation.fatigue import NewPace, Participation, new_pace
from survey.rounds import Pulse, RoundState, moments
from survey.weeks import Week


@dataclass(frozen=True, slots=True)
class Usual:
    """How often a team is asked where nobody tires.

    Attributes:
        every: weeks between two rounds as an admin set them.
        since: the first week of the present pace, that or another; None where it never changed.
    """

    every: int
    since: Week | None


def usual(session: Session, pulse: Pulse) -> Usual:
    """What a pulse comes back to."""
    statement = select(PulseRow.usual_every, PulseRow.every_since).where(col(PulseRow.id) == pulse.id)
    every, since = session.exec(statement).one()
    return Usual(every or pulse.schedule.every, Week.parse(since) if since else None)


def released(session: Session, pulse: Pulse) -> tuple[Participation, ...]:
    """How many took part in each closed round, as far as that was released."""
    statement = select(RoundRow).where(
        col(RoundRow.pulse_id) == pulse.id, col(RoundRow.state) == RoundState.CLOSED
    )
    return tuple(
        Participation(
            Week.parse(row.week), participation(row.participants or 0, floor=row.floor), row.invited
        )
        for row in session.exec(statement)
    )


def adapt(
    session: Session, pulse: Pulse, round_id: RoundId, *, week: Week, due_at: datetime
) -> NewPace | None:
    """Ask more seldom where people tire, and again as before where they came back; the team is told why.

    Args:
        pulse: as it was before this week was planned.
        round_id: the round of the week, with whose questions the channels are told.
        due_at: when they are.
    """
    known = usual(session, pulse)
    pace = new_pace(
        released(session, pulse),
        week=week,
        every=pulse.schedule.every,
        usual=known.every,
        changed=known.since,
    )
    if pace is None:
        return None
    after = week.plus(pace.every)
    opens_at = moments(pulse.schedule, week=after, zone=pulse.zone).opens_at
    statement = update(PulseRow).where(col(PulseRow.id) == pulse.id)
    changed = {"every": pace.every, "usual_every": known.every, "every_since": str(week)}
    session.exec(statement.values(**changed, next_week=str(after), next_plan_at=opens_at))
    promises.owe_pace(session, round_id, pace, due_at=due_at)
    return pace


def keep(session: Session, team: TeamId, *, since: Week) -> None:
    """Take the present pace for the usual one: an admin set it, and rounds before say nothing about it."""
    statement = update(PulseRow).where(col(PulseRow.team_id) == team)
    session.exec(statement.values(usual_every=None, every_since=str(since)))
