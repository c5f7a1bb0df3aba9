"""Plan: open the round of a week that has begun, with its questions, its key and its invitations."""

from datetime import datetime

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from storage import calendars, pulses, questions, recipients, rounds, teams
from storage.database import reading, transaction
from storage.keys import KeyFolder
from storage.teams import Team
from survey.asking import next_moment, reminder_moment
from survey.calendars import WorkCalendar
from survey.ids import RoundId
from survey.ports import Randomness
from survey.questions import choose
from survey.rounds import Invitation, Pulse, Skip, in_rhythm, local_day, moments, window
from survey.weeks import Week

_log = structlog.get_logger(__name__)


def plan(engine: Engine, keys: KeyFolder, *, at: datetime, randomness: Randomness, floor: int) -> int:
    """Open every round that is due; safe to run late, twice, or beside another process.

    Args:
        floor: fewest answers at which a figure is shown; a pulse made under a lower one is raised to it.

    Returns:
        How many rounds were opened.
    """
    with reading(engine) as session:
        due = pulses.due(session, at=at)
    opened = 0
    for pulse in due:
        try:
            opened += _plan(engine, keys, pulse, at=at, randomness=randomness, floor=floor)
        except (OSError, SQLAlchemyError) as problem:
            # One team's trouble must not keep the others from being asked.
            _log.error("round not opened", team=int(pulse.team), reason=type(problem).__name__)
    return opened


def _plan(
    engine: Engine, keys: KeyFolder, pulse: Pulse, *, at: datetime, randomness: Randomness, floor: int
) -> bool:
    """Plan one pulse's week.

    The key is on the disk before the round can be seen: a round without a key would lose answers, a key that
    a crash left without a round is swept away by the next close or start.
    """
    name = randomness(16).hex()
    with transaction(engine) as session:
        opened = _open(session, pulse, at=at, key_name=name, floor=floor)
        if opened is not None:
            keys.create(name)
    return opened is not None


def _open(session: Session, pulse: Pulse, *, at: datetime, key_name: str, floor: int) -> RoundId | None:
    now = Week.of(local_day(at, pulse.zone))
    week = in_rhythm(pulse.next_week, now, every=pulse.schedule.every)
    if week != pulse.next_week:
        pulses.note_skip(session, pulse.id, pulse.next_week, Skip.LATE)
    if not pulses.advance(session, pulse, to=week if week > now else week.plus(pulse.schedule.every)):
        return None
    if week > now:
        return None
    team = teams.get(session, pulse.team)
    calendar = calendars.of_team(session, team.id, week)
    chosen = choose(
        questions.asked(session, team.workspace, team.id), week=week.index, count=pulse.schedule.questions
    )
    invitations = _invitations(session, pulse, week, calendar, at=at)
    why = _why_not(
        pulse, team, week, calendar, at=at, has_questions=bool(chosen), has_people=bool(invitations)
    )
    if why is not None:
        pulses.note_skip(session, pulse.id, week, why)
        _log.info("week skipped", team=int(team.id), week=str(week), reason=why)
        return None
    return rounds.open_(
        session,
        pulse,
        week=week,
        moments=moments(pulse.schedule, week=week, zone=pulse.zone),
        questions=chosen,
        invitations=invitations,
        floor=max(floor, pulses.floor_of(session, pulse.id)),
        key_name=key_name,
    )


def _why_not(
    pulse: Pulse,
    team: Team,
    week: Week,
    calendar: WorkCalendar,
    *,
    at: datetime,
    has_questions: bool,
    has_people: bool,
) -> Skip | None:
    """Why a week has no round; None where it has one."""
    span = window(pulse.schedule, week=week, zone=pulse.zone)
    back = team.paused_until
    reasons = (
        (at >= span.closes_at, Skip.LATE),
        (team.trouble is not None, Skip.NO_CHANNEL),
        (back is not None and back > local_day(span.closes_at, pulse.zone), Skip.PAUSED),
        (calendar.is_quiet(week), Skip.QUIET),
        (not has_questions, Skip.NO_QUESTIONS),
        (not has_people, Skip.NOBODY),
    )
    return next((why for holds, why in reasons if holds), None)


def _invitations(
    session: Session, pulse: Pulse, week: Week, calendar: WorkCalendar, *, at: datetime
) -> list[Invitation]:
    """Everybody on the team for whom the round has a good moment, as far as can be told by now."""
    span = window(pulse.schedule, week=week, zone=pulse.zone)
    resting = recipients.resting(session, pulse.team, week)
    found = []
    for person, availability in recipients.invitees(session, pulse.team, calendar).items():
        due_at = None if person in resting else next_moment(span, availability, at=at)
        if due_at is not None:
            wants = pulse.schedule.remind
            remind_at = reminder_moment(span, availability, asked_at=due_at) if wants else None
            found.append(Invitation(person, due_at, remind_at))
    return found
