"""Plan: open the round of a week that has begun, with its questions, its key and its invitations."""

from datetime import datetime

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from storage import pulses, questions, rounds, teams
from storage.database import reading, transaction
from storage.keys import KeyFolder
from storage.teams import Team
from survey.ids import RoundId
from survey.ports import Randomness
from survey.questions import choose
from survey.rounds import Invitation, Pulse, asks_at, local_day, moments
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
    week = max(pulse.next_week, Week.of(local_day(at, pulse.zone)))
    if not pulses.advance(session, pulse, to=week.next()):
        return None
    when = moments(pulse.schedule, week=week, zone=pulse.zone)
    team = teams.get(session, pulse.team)
    chosen = choose(
        questions.asked(session, team.workspace, team.id), week=week.index, count=pulse.schedule.questions
    )
    invitations = _invitations(session, pulse, team, week)
    if at >= when.closes_at or not chosen or not invitations:
        _log.info("week skipped", team=int(team.id), week=str(week))
        return None
    return rounds.open_(
        session,
        pulse,
        week=week,
        moments=when,
        questions=chosen,
        invitations=invitations,
        floor=max(floor, pulses.floor_of(session, pulse.id)),
        key_name=key_name,
    )


def _invitations(session: Session, pulse: Pulse, team: Team, week: Week) -> list[Invitation]:
    return [
        Invitation(
            member.id,
            asks_at(pulse.schedule, week=week, zone=member.zone, team_zone=pulse.zone),
        )
        for member in teams.members(session, team.id)
    ]
