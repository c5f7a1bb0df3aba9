"""Looks back at a month or a quarter: owed once when the next one begins, and read from what was released."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select, update
from sqlmodel.sql.expression import SelectOfScalar

from storage import measurements, owed, rounds, wakeups
from storage.digests import participation_of
from storage.questions import question
from storage.tables import DeliveryRow, QuestionRow, ReleaseRow, RoundRow
from survey.closed_months import Asked, ClosedMonth
from survey.deliveries import LOOKS_BACK, Kind, Status
from survey.digests import Point
from survey.disclosure.figures import FLOOR
from survey.disclosure.record import decode, measured_of
from survey.ids import RoundId, TeamId
from survey.reviews import ends_month, ends_quarter
from survey.rounds import Pulse, Round, RoundState, Slot
from survey.weeks import Week

FEWEST = 4
"""Closed rounds from which there is something to look back at."""


def owe(session: Session, pulse: Pulse, *, week: Week) -> bool:
    """Owe the look back at the month that ended before a week, at the digest's hour on the day of asking.

    A month in which a team had no round is looked back at with the last that had some. Returns whether one
    was owed; what was owed before is not owed again.
    """
    last = _last_closed(session, pulse.team)
    if last is None or not ends_month(last.week, week) or _is_owed(session, last):
        return False
    if len(participation_of(session, [*measurements.rounds_alike(session, last), last.id])) < FEWEST:
        return False
    kind = Kind.QUARTER if ends_quarter(last.week, week) else Kind.MONTH
    due_at = Slot(pulse.schedule.ask.weekday, pulse.schedule.digest.at).on(week, pulse.zone)
    owed.owe_channels(session, last, kind, due_at)
    return True


def status(session: Session, team: TeamId) -> Status | None:
    """Where a team's latest look back stands in its channel; None where there never was one."""
    found = session.exec(_latest(team)).first()
    return Status(found.status) if found else None


def owe_now(session: Session, team: TeamId, *, at: datetime, again: bool) -> bool:
    """Owe a team's latest look back once more, if it failed.

    Args:
        session: the caller's transaction.
        team: in whose channel it is missing.
        at: now.
        again: somebody looked and says that one in doubt did not arrive.
    """
    found = session.exec(_latest(team)).first()
    if found is None or found.status not in {Status.FAILED, *([Status.UNSURE] if again else [])}:
        return False
    anew = {"status": Status.PENDING, "due_at": at, "failures": 0, "lease_until": None, "problem": None}
    session.exec(update(DeliveryRow).where(col(DeliveryRow.id) == found.id).values(**anew))
    wakeups.for_team(session, team, [at])
    return True


def _latest(team: TeamId) -> SelectOfScalar[DeliveryRow]:
    return (
        select(DeliveryRow)
        .join(RoundRow, col(RoundRow.id) == col(DeliveryRow.round_id))
        .where(col(DeliveryRow.kind).in_(LOOKS_BACK), col(DeliveryRow.team_id) == team)
        .order_by(col(RoundRow.week).desc())
        .limit(1)
    )


def closed_month(session: Session, round_id: RoundId, *, is_quarter: bool) -> ClosedMonth:
    """What is known of the weeks up to a closed round, as long as the same teams were asked."""
    last = rounds.get(session, round_id)
    weeks = {**measurements.rounds_alike(session, last), int(round_id): last.week}
    return ClosedMonth(
        team=last.team_name,
        last=last.week,
        questions=tuple(_asked(session, weeks)),
        rounds=participation_of(session, weeks),
        floor=_floor(session, weeks),
        is_quarter=is_quarter,
    )


def _is_owed(session: Session, last: Round) -> bool:
    statement = select(DeliveryRow.id).where(
        col(DeliveryRow.round_id) == last.id, col(DeliveryRow.kind).in_(LOOKS_BACK)
    )
    return session.exec(statement.limit(1)).first() is not None


def _last_closed(session: Session, team: TeamId) -> Round | None:
    statement = (
        select(RoundRow.id)
        .where(col(RoundRow.team_id) == team, col(RoundRow.state) == RoundState.CLOSED)
        .order_by(col(RoundRow.week).desc())
        .limit(1)
    )
    found = session.exec(statement).one_or_none()
    return rounds.get(session, RoundId(found)) if found else None


def _floor(session: Session, weeks: Collection[int]) -> int:
    """The lowest floor of the rounds: figures of earlier ones were shown from fewer answers."""
    return session.exec(select(func.min(RoundRow.floor)).where(col(RoundRow.id).in_(weeks))).one() or FLOOR


def _asked(session: Session, weeks: Mapping[int, Week]) -> Iterator[Asked]:
    """The questions on an axis of 1 to 5 with all they measured, in the order of the bank."""
    statement = (
        select(ReleaseRow.round_id, ReleaseRow.question_id, ReleaseRow.figure)
        .where(col(ReleaseRow.round_id).in_(weeks))
        .order_by(col(ReleaseRow.question_id))
    )
    told = defaultdict(list)
    for round_id, question_id, figure in session.exec(statement):
        told[question_id].append((weeks[round_id], figure))
    rows = session.exec(
        select(QuestionRow).where(col(QuestionRow.id).in_(told)).order_by(col(QuestionRow.id))
    )
    for item in map(question, rows):
        if item.scale.axis == (1, 5):
            series = sorted(told[item.id], key=lambda each: each[0])
            found = (measured_of(figure, week) for week, figure in series)
            yield Asked(
                item,
                tuple(Point(week, decode(figure)) for week, figure in series),
                tuple(each for each in found if each is not None),
            )
