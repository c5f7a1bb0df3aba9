"""How long each slash command takes in a large workspace: from the typed line to the words of the answer."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from app.bench.failures import BenchError
from app.bench.lines import LINES
from app.bench.site import WORKSPACE, Site, settle
from bot.conversations.commands.table import COMMANDS, run
from bot.conversations.desk import Desk
from bot.conversations.requests import Request
from storage import people, workspaces
from storage.answers import RoundMemory
from storage.database import connect, transaction
from storage.keys import KeyFolder
from storage.writer import AnswerWriter
from survey.digests import Digest, Picture
from survey.disclosure.figures import FLOOR
from survey.ids import ChannelRef, UserRef
from survey.pace import Pace
from survey.people import Audience, Profile
from survey.rounds import Round, Terms

_NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
_ZONE = ZoneInfo("Europe/Helsinki")
_TIMES = 5


@dataclass(frozen=True, slots=True)
class Chat:
    """What was measured, in milliseconds.

    Attributes:
        people: members of the workspace.
        slowest: the command whose median is the largest, and that median.
        worst: the longest single run of any command.
    """

    people: int
    commands: int
    median_ms: float
    slowest: str
    slowest_ms: float
    worst: str
    worst_ms: float


class _Directory:
    """A platform that answers at once, so that only our own work is measured."""

    def __init__(self, site: Site) -> None:
        self._members = {asked.round.channel: frozenset(asked.users) for asked in site.asked}

    async def workspace_name(self) -> str:
        return "Bench"

    async def channel_name(self, channel: ChannelRef) -> str:
        return str(channel).lower()

    async def profile(self, user: UserRef) -> Profile:
        return Profile(user, _ZONE, is_workspace_admin=True, is_person=True)

    async def members_of(self, audience: Audience) -> frozenset[UserRef]:
        return self._members[audience.channel]

    async def profiles(self, users: Collection[UserRef]) -> tuple[Profile, ...]:
        return tuple([await self.profile(user) for user in sorted(users)])

    async def everybody(self) -> AsyncIterator[tuple[Profile, ...]]:
        for users in self._members.values():
            yield await self.profiles(users)


class _Parcels:
    """Takes files and keeps nothing."""

    async def send_file(self, user: UserRef, *, name: str, content: bytes, words: str, alt: str = "") -> None:
        del user, name, content, words, alt

    async def send_preview(self, user: UserRef, round_: Round) -> None:
        del user, round_


def measure(*, size: int = 10_000, team_count: int = 100) -> Chat:
    """Type every command a few times in a workspace of so many people.

    Raises:
        BenchError: a command was not understood, so nothing was measured.
    """
    with TemporaryDirectory() as folder:
        site = settle(Path(folder), at=_NOW, size=size, team_count=team_count)
        took = asyncio.run(_type_all(site))
    medians = {name: median(each) for name, each in took.items()}
    slowest, worst = max(medians, key=medians.__getitem__), max(took, key=lambda name: max(took[name]))
    return Chat(
        people=size,
        commands=len(took),
        median_ms=round(median(medians.values()), 1),
        slowest=slowest,
        slowest_ms=round(medians[slowest], 1),
        worst=worst,
        worst_ms=round(max(took[worst]), 1),
    )


async def _type_all(site: Site) -> dict[str, list[float]]:
    with _desk(site) as desk:
        return {
            name: [await _timed(desk, site, name, turn) for turn in range(1, _TIMES + 1)] for name in LINES
        }


@contextmanager
def _desk(site: Site) -> Iterator[Desk]:
    engine, keys = connect(site.url), KeyFolder(site.folder / "keys", randomness=os.urandom)
    memory = RoundMemory(engine, keys)
    writer = AnswerWriter(engine, keys, memory, randomness=os.urandom, clock=lambda: _NOW)
    writer.start()
    with transaction(engine) as session:
        workspace = workspaces.find(session, WORKSPACE)
        admin = people.find(session, workspace.id, _user(0)) if workspace else None
        if admin is not None:
            people.make_admin(session, admin.id)
    try:
        yield Desk(
            engine=engine,
            directory=_Directory(site),
            clock=lambda: _NOW,
            wake=_nothing,
            open_rounds=_nothing_to_open,
            terms=Terms(FLOOR),
            randomness=os.urandom,
            pace=Pace(seconds=time.monotonic, per_minute={}),
            parcels=_Parcels(),
            writer=writer,
            memory=memory,
            draw=_no_picture,
            later=lambda _, __: None,
        )
    finally:
        writer.stop()
        engine.dispose()


async def _timed(desk: Desk, site: Site, name: str, turn: int) -> float:
    """Milliseconds of one typed line."""
    who = _user(500 + turn) if name == "me forget" else _user(0)
    typed = LINES[name].format(turn=turn, member=_user(100))
    request = Request(WORKSPACE, who, site.asked[0].round.channel, "team0", text=typed)
    began = time.perf_counter()
    reply = await run(desk, request)
    took = 1000 * (time.perf_counter() - began)
    said = getattr(reply, "text", "")
    if "There is no such command" in said or "does not understand" in said:
        raise BenchError(f"/pulse {typed}: {said}")
    return took


def _user(number: int) -> UserRef:
    return UserRef(f"U{number:09}")


def _nothing() -> None:
    """Nobody waits to be woken."""


def _no_picture(_: Digest) -> Picture:
    return Picture(b"", "")


async def _nothing_to_open() -> None:
    """All rounds are open."""


def missing() -> set[str]:
    """Commands that nobody measures."""
    return set(COMMANDS) - set(LINES)
