"""Roster: once a night, compare who is in each team with what the platform says.

Events keep the roster in step during the day; whatever was missed, by us or by the platform, is mended here.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, time, timedelta

import structlog
from sqlalchemy import Engine

from storage import people, teams, workspaces
from storage.database import reading, transaction
from storage.locks import Locks, Purpose
from storage.teams import Team
from storage.workspaces import Workspace
from survey.errors import SurveyError, Trouble, UnknownGroupError, UnreachableChannelError
from survey.ids import UserRef
from survey.people import Profile
from survey.ports import Clock, Directory
from survey.rounds import local_day

_NIGHT = time(3)
_AT_ONCE = 8
_log = structlog.get_logger(__name__)


ReaderOf = Callable[[str], Awaitable[Directory | None]]
"""What reads a workspace, by the platform's name of it; None where Pulssi is not installed there."""


class Rosters:
    """Compares every workspace, each on its own: one that does not answer keeps no other waiting."""

    def __init__(self, engine: Engine, reader_of: ReaderOf, locks: Locks, *, clock: Clock) -> None:
        """Take what finds the directory of a workspace."""
        self._engine = engine
        self._locks = locks
        self._reader_of = reader_of
        self._clock = clock
        self._room = asyncio.Semaphore(_AT_ONCE)

    async def reconcile(self) -> None:
        """Compare each workspace for which it is time.

        Raises:
            Exception: what broke in the first of those that broke; the others were compared all the same.
        """
        names = await asyncio.to_thread(self._workspaces)
        ends = await asyncio.gather(*map(self._one, names), return_exceptions=True)
        for problem in ends:
            if isinstance(problem, BaseException):
                raise problem

    async def _one(self, workspace: str) -> None:
        async with self._room:
            directory = await self._reader_of(workspace)
            if directory is not None:
                one = Roster(self._engine, directory, self._locks, workspace=workspace, clock=self._clock)
                await one.reconcile()

    def _workspaces(self) -> list[str]:
        with reading(self._engine) as session:
            return [each.ref for each in workspaces.all_of(session)]


class Roster:
    """Compares one workspace with the platform when its night has come."""

    def __init__(
        self, engine: Engine, directory: Directory, locks: Locks, *, workspace: str, clock: Clock
    ) -> None:
        """Take the directory of one workspace."""
        self._engine = engine
        self._directory = directory
        self._locks = locks
        self._workspace = workspace
        self._clock = clock

    async def reconcile(self) -> bool:
        """Compare if it is time and nobody else does; returns whether it was done."""
        if not await asyncio.to_thread(self._locks.take, Purpose.ROSTER, self._workspace):
            return False
        try:
            return await self._reconcile()
        finally:
            await asyncio.to_thread(self._locks.give_back, Purpose.ROSTER, self._workspace)

    async def _reconcile(self) -> bool:
        found = await asyncio.to_thread(self._due)
        if found is None:
            return False
        try:
            profiles = await self._everybody(found)
            for team in await asyncio.to_thread(self._teams, found):
                await self._compare(found, team, profiles)
        except SurveyError:
            # The platform does not answer now; the next look tries again.
            _log.warning("roster not compared", reason="the platform did not answer")
            return False
        await asyncio.to_thread(self._done, found)
        return True

    def _due(self) -> Workspace | None:
        with reading(self._engine) as session:
            found = workspaces.find(session, self._workspace)
        return found if found is not None and is_night(found, at=self._clock()) else None

    def _teams(self, workspace: Workspace) -> tuple[Team, ...]:
        with reading(self._engine) as session:
            return teams.of_workspace(session, workspace.id)

    async def _everybody(self, workspace: Workspace) -> dict[UserRef, Profile]:
        """All accounts, page by page; those we know are brought up to date on the way."""
        found: dict[UserRef, Profile] = {}
        async for page in self._directory.everybody():
            found |= {profile.user: profile for profile in page}
            await asyncio.to_thread(self._refresh, workspace, page)
        return found

    def _refresh(self, workspace: Workspace, page: tuple[Profile, ...]) -> None:
        with transaction(self._engine) as session:
            people.refresh(session, workspace.id, page)

    async def _compare(self, workspace: Workspace, team: Team, profiles: dict[UserRef, Profile]) -> None:
        try:
            members = await self._directory.members_of(team.audience)
        except UnreachableChannelError as problem:
            await asyncio.to_thread(self._note_trouble, team, problem.trouble)
            return
        except UnknownGroupError:
            # Its people stay as they are, and the other teams are compared all the same.
            _log.warning("team not compared", team=int(team.id), reason="its user group cannot be read")
            return
        present = [
            profiles[user] for user in sorted(members) if user in profiles and profiles[user].is_person
        ]
        await asyncio.to_thread(self._enrol, workspace, team, present)

    def _note_trouble(self, team: Team, trouble: Trouble) -> None:
        with transaction(self._engine) as session:
            teams.note_trouble(session, team.id, trouble)

    def _enrol(self, workspace: Workspace, team: Team, present: list[Profile]) -> None:
        with transaction(self._engine) as session:
            teams.note_trouble(session, team.id, None)
            teams.set_members(
                session, team.id, [people.known_or_new(session, workspace.id, each) for each in present]
            )

    def _done(self, workspace: Workspace) -> None:
        with transaction(self._engine) as session:
            workspaces.note_roster(session, workspace.id, at=self._clock())


def is_night(workspace: Workspace, *, at: datetime) -> bool:
    """Whether a workspace's people were not compared yet on this day, and it is three o'clock or later.

    After a day and a half without, any hour will do.
    """
    last = workspace.roster_at
    if last is None or at - last > timedelta(hours=36):
        return True
    local = at.astimezone(workspace.zone)
    return local_day(last, workspace.zone) < local.date() and local.time() >= _NIGHT
