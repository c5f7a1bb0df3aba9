"""Looks back at a month or a quarter: owed once when the next one begins, and read from what was released."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from sqlmodel import Session, col, select

from storage import measurements, owed, rounds
from storage.digests import participation_of
from storage.questions import question
from storage.tables import QuestionRow, ReleaseRow, RoundRow
from survey.closed_months import Asked, ClosedMonth
from survey.deliveries import Kind
from survey.disclosure.record import decode, measured_of
from survey.ids import RoundId, TeamId
from survey.reviews import ends_month, ends_quarter
from survey.rounds import Pulse, Round, RoundState, Slot
from survey.weeks import Week

FEWEST = 4
"""Closed rounds from which there is something to look back at."""


def owe(session: Session, pulse: Pulse, *, week: Week) -> bool:
    """Owe the look back at the month that ended before a week, at the digest's hour on the day of asking.

    Twice the same is owed once, and a month in which a team had no round is looked back at with the last that
    had some. Returns whether one was owed.
    """
    last = _last_closed(session, pulse.team)
    if last is None or not ends_month(last.week, week):
        return False
    if len(measurements.rounds_alike(session, last)) + 1 < FEWEST:
        return False
    kind = Kind.QUARTER if ends_quarter(last.week, week) else Kind.MONTH
    due_at = Slot(pulse.schedule.ask.weekday, pulse.schedule.digest.at).on(week, pulse.zone)
    owed.owe_channels(session, last, kind, due_at)
    return True


def closed_month(session: Session, round_id: RoundId, *, is_quarter: bool) -> ClosedMonth:
    """What is known of the weeks up to a closed round, as long as the same teams were asked."""
    last = rounds.get(session, round_id)
    weeks = {**measurements.rounds_alike(session, last), int(round_id): last.week}
    return ClosedMonth(
        team=last.team_name,
        last=last.week,
        questions=tuple(_asked(session, weeks)),
        rounds=participation_of(session, weeks),
        floor=last.floor,
        is_quarter=is_quarter,
    )


def _last_closed(session: Session, team: TeamId) -> Round | None:
    statement = (
        select(RoundRow.id)
        .where(col(RoundRow.team_id) == team, col(RoundRow.state) == RoundState.CLOSED)
        .order_by(col(RoundRow.week).desc())
        .limit(1)
    )
    found = session.exec(statement).one_or_none()
    return rounds.get(session, RoundId(found)) if found else None


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
            week, figure = series[-1]
            yield Asked(item, decode(figure), week, tuple(each for each in found if each is not None))
