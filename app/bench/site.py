"""An installation to load: people in teams, each with a round that has just opened."""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, text
from sqlmodel import Session

from app.bench.failures import BenchError
from storage import people, pulses, questions, rounds, schema, teams, workspaces
from storage.answers import RoundMemory
from storage.bank.shipped import shipped
from storage.database import connect, reading, transaction
from storage.keys import KeyFolder
from storage.sealing import open_answer
from storage.workspaces import SLACK, TEAMS
from survey.bank.drafts import to_start_with
from survey.disclosure.figures import FLOOR
from survey.ids import ChannelRef, PersonId, RoundId, UserRef, WorkspaceId
from survey.people import Audience, Profile
from survey.rounds import DEFAULT_SCHEDULE, Invitation, Moments, Round
from survey.weeks import Week

WORKSPACE = "T0BENCH"


@dataclass(frozen=True, slots=True)
class Ground:
    """What a platform calls a workspace, its people and its channels."""

    platform: str
    workspace: str
    user: str
    channel: str


ON_SLACK = Ground(SLACK, WORKSPACE, "U{:09}", "C0TEAM{}")
ON_TEAMS = Ground(TEAMS, "2c7ab6a4-31b0-4f3f-8f0b-6a2f1f0f5d11", "29:1U{:09}", "19:team{}@thread.tacv2")
_ZONE = ZoneInfo("Europe/Helsinki")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """One open round and who may answer it."""

    round: Round
    users: tuple[UserRef, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """Where an installation's files and its database are, and who was asked what."""

    folder: Path
    asked: tuple[Asked, ...]
    url: str


def settle(
    folder: Path,
    *,
    at: datetime,
    size: int = 1000,
    team_count: int = 4,
    ground: Ground = ON_SLACK,
    url: str = "",
) -> Site:
    """Make the installation: migrated as in production, its rounds open from now on for a day.

    Args:
        folder: where its files go.
        at: now; everybody is due to be asked at this moment.
        size: how many people are asked.
        team_count: among how many teams they are shared out.
        ground: where they work.
        url: an empty database; a SQLite file in the folder, where none is given.

    Raises:
        BenchError: the database is not empty.
    """
    url = url or f"sqlite:///{folder / 'pulssi.db'}"
    schema.upgrade(url)
    keys = KeyFolder(folder / "keys", randomness=os.urandom)
    engine = connect(url)
    try:
        with transaction(engine) as session:
            workspace = _workspace(session, ground, at=at)
            opened = [
                _team(session, workspace, _crew(ground, number, size, team_count), keys, at=at)
                for number in range(team_count)
            ]
        with reading(engine) as session:
            asked = tuple(Asked(rounds.get(session, round_id), users) for round_id, users in opened)
    finally:
        engine.dispose()
    return Site(folder, asked, url)


def _workspace(session: Session, ground: Ground, *, at: datetime) -> WorkspaceId:
    """The workspace with its questions; the only one there is."""
    if workspaces.all_of(session):
        raise BenchError("The database to measure on holds something; give an empty one.")
    workspace = workspaces.ensure(
        session, ref=ground.workspace, name="Bench", zone=_ZONE, at=at, platform=ground.platform
    )
    for draft in to_start_with(shipped())[: DEFAULT_SCHEDULE.questions]:
        questions.add(session, workspace, draft)
    return workspace


@dataclass(frozen=True, slots=True)
class _Crew:
    number: int
    channel: ChannelRef
    users: tuple[UserRef, ...]


def _crew(ground: Ground, number: int, size: int, team_count: int) -> _Crew:
    users = tuple(UserRef(ground.user.format(member)) for member in range(number, size, team_count))
    return _Crew(number, ChannelRef(ground.channel.format(number)), users)


def _team(
    session: Session, workspace: WorkspaceId, crew: _Crew, keys: KeyFolder, *, at: datetime
) -> tuple[RoundId, tuple[UserRef, ...]]:
    number, users = crew.number, crew.users
    audience = Audience(crew.channel)
    team = teams.add(session, workspace, audience, name=f"Team {number}", zone=_ZONE, country="")
    profiles = (Profile(user, _ZONE, is_workspace_admin=False, is_person=True) for user in users)
    ids = [people.ensure(session, workspace, profile) for profile in profiles]
    teams.set_members(session, team, ids)
    week = Week.of(at.date())
    opened = rounds.open_(
        session,
        pulses.ensure(session, team, DEFAULT_SCHEDULE, next_week=week.next(), floor=FLOOR),
        week=week,
        moments=Moments(at, at + _DAY, at + _DAY),
        questions=questions.of_workspace(session, workspace),
        invitations=[Invitation(member, at) for member in ids],
        floor=FLOOR,
        key_name=f"bench-{number}",
    )
    keys.create(f"bench-{number}")
    return RoundId(opened or 0), users


Given = dict[tuple[RoundId, UserRef], int]
"""The last answer of each person to the first question of their round."""


def check(site: Site, given: Given) -> int:
    """Open every seal and compare it with what was clicked; returns how many answers there are.

    Raises:
        BenchError: an answer was lost or is another one than was given.
    """
    engine = connect(site.url)
    try:
        stored = _stored(engine)
        kept = _opened(
            RoundMemory(engine, KeyFolder(site.folder / "keys", randomness=os.urandom)), site, stored
        )
    finally:
        engine.dispose()
    if len(stored) != len(given) or kept != given:
        lost = sum(kept.get(whose) != value for whose, value in given.items())
        raise BenchError(f"{len(given)} answers were given, {len(stored)} are stored, {lost} lost or wrong.")
    return len(stored)


def _stored(engine: Engine) -> dict[bytes, bytes]:
    with reading(engine) as session:
        rows = session.connection().execute(text("SELECT token, value FROM sealed_answer"))
        return {bytes(row[0]): bytes(row[1]) for row in rows}


def _opened(memory: RoundMemory, site: Site, stored: dict[bytes, bytes]) -> Given:
    kept: Given = {}
    for asked in site.asked:
        open_round = memory.open_round(asked.round.id)
        for user in asked.users:
            person: PersonId = open_round.person(user)
            token = open_round.token_of(person, asked.round.questions[0].id)
            if token in stored:
                kept[asked.round.id, user] = open_answer(open_round.key, token, stored[token])[1]
    return kept
