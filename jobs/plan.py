"""Plan: open the round of a week that has begun, with its questions, its key and its invitations."""

from datetime import datetime

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from storage import drafts, fatigue, promises, pulses, reviews, rounds, teams
from storage.database import reading, transaction
from storage.key_store import KeyStore
from survey.ids import RoundId
from survey.ports import Randomness
from survey.rounds import RETENTION_MONTHS, Pulse, Skip, Terms, in_rhythm, local_day, moments
from survey.weeks import Week

_log = structlog.get_logger(__name__)


def plan(
    engine: Engine,
    keys: KeyStore,
    *,
    at: datetime,
    randomness: Randomness,
    floor: int,
    retention_months: int = RETENTION_MONTHS,
) -> int:
    """Open every round that is due; safe to run late, twice, or beside another process.

    Args:
        floor, retention_months: see ``Terms``.

    Returns:
        How many rounds were opened.
    """
    terms = Terms(floor, retention_months)
    with reading(engine) as session:
        due = pulses.due(session, at=at)
    opened = 0
    for pulse in due:
        try:
            opened += _plan(engine, keys, pulse, at=at, randomness=randomness, terms=terms)
        except (OSError, SQLAlchemyError) as problem:
            # One team's trouble must not keep the others from being asked.
            _log.error("round not opened", team=int(pulse.team), reason=type(problem).__name__)
    return opened


def _plan(
    engine: Engine, keys: KeyStore, pulse: Pulse, *, at: datetime, randomness: Randomness, terms: Terms
) -> bool:
    """Plan one pulse's week.

    The key is on the disk before the round can be seen: a round without a key would lose answers, a key that
    a crash left without a round is swept away by the next close or start.
    """
    name = randomness(16).hex()
    with transaction(engine) as session:
        opened = _open(session, pulse, at=at, key_name=name, terms=terms, randomness=randomness)
        if opened is not None:
            keys.create(name)
    return opened is not None


def _open(
    session: Session, pulse: Pulse, *, at: datetime, key_name: str, terms: Terms, randomness: Randomness
) -> RoundId | None:
    team = teams.get(session, pulse.team)
    # Since it was found due, somebody may have let it share another team's rounds: nobody is asked twice.
    week = _turn(session, pulse, at=at) if team.shares_with is None else None
    if week is None:
        return None
    draft = drafts.draft(session, pulse, team, week, at=at, randomness=randomness)
    why = drafts.why_not(pulse, team, draft, at=at)
    if why is not None:
        pulses.note_skip(session, pulse.id, week, why)
        _log.info("week skipped", team=int(team.id), week=str(week), reason=why)
        return None
    opened = rounds.open_(
        session,
        pulse,
        week=week,
        moments=moments(pulse.schedule, week=week, zone=pulse.zone),
        questions=draft.questions,
        invitations=draft.invited.people,
        drawn_from=draft.invited.drawn_from,
        floor=drafts.floor_of(session, pulse, terms),
        key_name=key_name,
        beside=draft.beside,
        leads_count=team.leads_count,
        retention_months=terms.retention_months,
    )
    if opened is not None:
        told_at = max(at, pulse.schedule.ask.on(week, pulse.zone))
        promises.owe_notices(session, opened, due_at=told_at)
        reviews.owe(session, pulse, week=week)
        fatigue.adapt(session, pulse, opened, week=week, due_at=told_at)
    return opened


def _turn(session: Session, pulse: Pulse, *, at: datetime) -> Week | None:
    """The week that is to be planned now, taken from everybody else; None where it is no week's turn."""
    now = Week.of(local_day(at, pulse.zone))
    week = in_rhythm(pulse.next_week, now, every=pulse.schedule.every)
    if week != pulse.next_week:
        pulses.note_skip(session, pulse.id, pulse.next_week, Skip.LATE)
    later = week > now
    if not pulses.advance(session, pulse, to=week if later else week.plus(pulse.schedule.every)):
        return None
    return None if later else week
