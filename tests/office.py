"""A small office for tests: the sandbox and the real service, connected over either transport."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from sqlmodel import Session, func, select

from app.clock import VirtualClock, unhurried
from app.doctor import NEEDED_SCOPES
from app.service import Service
from app.settings import Settings, load
from app.transport import listening
from app.wiring import service
from sandbox.people.members import Member, Outcome
from sandbox.server import Sandbox
from sandbox.workspace.company import Channel, Company, Person
from sandbox.workspace.messages import Message
from storage import pulses, questions, rounds, teams, workspaces
from storage.database import reading, transaction
from storage.tables import ParticipationRow, SealedAnswerRow, SealedCommentRow
from survey.rounds import Round
from tests import databases

MONDAY = datetime(2026, 11, 23, 6, tzinfo=UTC)
ASKED = datetime(2026, 11, 24, 8, tzinfo=UTC)
CLOSED = datetime(2026, 11, 27, 11, tzinfo=UTC)
REPORTED = datetime(2026, 11, 27, 13, tzinfo=UTC)
TEAM, OTHER = "C1", "C2"
ADMIN, BEN = "U1", "U2"
TRANSPORTS = ("socket", "http")
TALKED = "do:talked week="


def people(count: int = 6) -> list[Person]:
    """So many people; the first is the workspace's admin."""
    return [
        Person(f"U{n}", f"person{n}", f"Person {n}", title="Staff", is_admin=n == 1)
        for n in range(1, count + 1)
    ]


def company(count: int = 6) -> Company:
    """A team channel with everybody and the bot in it, and one without the bot."""
    everybody = people(count)
    ids = [person.id for person in everybody]
    return Company(
        people=everybody,
        channels=[Channel(TEAM, "support", [*ids, "U0PULSSI"]), Channel(OTHER, "design", ids[:2])],
    )


@dataclass
class Office:
    """Everything a test acts on and looks at."""

    sandbox: Sandbox
    running: Service
    clock: VirtualClock
    settings: Settings
    address: str
    """Where the service listens over HTTP, or how it is connected."""
    record: list[dict[str, Any]] = field(default_factory=list)

    def member(self, user: str = ADMIN) -> Member:
        """Act as this person."""
        return self.sandbox.member(user)

    async def type(self, text: str, *, user: str = ADMIN, channel: str = TEAM) -> str:
        """Type after ``/pulse``; returns what comes back, blocks included."""
        outcome = await self.member(user).command(f"/pulse {text}".strip(), channel)
        assert outcome.ok, outcome.error
        await self.running.followups.finish()
        return said(outcome)

    async def set_up(self, *, team: str = "name=Support zone=Europe/Helsinki") -> None:
        """What an admin does on the first day."""
        await self.type("setup zone=Europe/Helsinki")
        assert "is a team now" in await self.type(f"team add {team}")
        await self.running.timetable.run_all()

    async def at(self, moment: datetime) -> None:
        """Let the clock reach a moment and every job run."""
        self.clock.move_to(moment)
        await self.running.timetable.run_all()

    async def asked(self) -> None:
        """A team in the middle of its week: everybody has the card."""
        await self.set_up()
        await self.at(ASKED)

    def retire_all(self) -> None:
        """Leave the workspace without a question, quicker than by typing each away."""
        with transaction(self.running.engine) as session:
            session.connection().exec_driver_sql("UPDATE question SET retired = true")

    def card(self, user: str = ADMIN) -> Message:
        """The newest card in a person's direct messages with the bot."""
        return next(message for message in self.member(user).inbox() if message.only_for is None)

    async def tap(self, user: str, action: str, *, nth: int = 0) -> Outcome:
        """Tap the nth element of this action on the person's card, and let the card be redrawn."""
        card = self.card(user)
        block = places(card, action)[nth]
        outcome = await self.member(user).tap(card.channel, card.ts, action, block_id=block)
        await self.running.followups.finish()
        return outcome

    async def answer(self, user: str, *values: int) -> None:
        """Answer one question after the other."""
        for value in values:
            assert (await self.tap(user, f"answer:{value}")).ok

    def round(self) -> Round:
        """The latest round of the team."""
        with reading(self.running.engine) as session:
            workspace = workspaces.find(session, "T0SANDBOX")
            assert workspace is not None
            team = teams.of_workspace(session, workspace.id)[0]
            found = rounds.latest(session, team.id)
            assert found is not None
            return found

    def count(self) -> tuple[int, int, int]:
        """Rows of sealed answers, sealed comments and participation."""
        with reading(self.running.engine) as session:
            return (
                _rows(session, SealedAnswerRow),
                _rows(session, SealedCommentRow),
                _rows(session, ParticipationRow),
            )

    def posts(self, method: str) -> list[dict[str, Any]]:
        """What the workspace received by this method."""
        return [entry for entry in self.record if entry["method"] == method]

    def to_people(self) -> list[dict[str, Any]]:
        """What was sent to people by themselves."""
        return [entry for entry in self.posts("chat.postMessage") if entry["user"]]

    def told(self, channel: str = TEAM) -> list[dict[str, Any]]:
        """What a channel was told beside its digests."""
        posts = [entry for entry in self.posts("chat.postMessage") if entry["channel"] == channel]
        return [entry for entry in posts if TALKED not in str(entry["blocks"])]

    def digests(self) -> list[dict[str, Any]]:
        """The weeks that were posted: what carries the button about a talk."""
        return [entry for entry in self.posts("chat.postMessage") if TALKED in str(entry["blocks"])]


@asynccontextmanager
async def office(
    folder: Path,
    *,
    transport: str = "socket",
    staff: Company | None = None,
    changes: Mapping[str, Any] | None = None,
    **options: Any,
) -> AsyncIterator[Office]:
    """Open the sandbox and the service with changed settings, connect them, and close both again."""
    clock = VirtualClock(MONDAY)
    record: list[dict[str, Any]] = []
    options.setdefault("scopes", sorted(NEEDED_SCOPES))
    sandbox = Sandbox(staff or company(), clock=clock, transcript=record.append, retries=(), **options)
    await sandbox.start()
    async with AsyncExitStack() as stack:
        stack.push_async_callback(sandbox.stop)
        settings = settings_for(sandbox, folder, transport=transport, **(changes or {}))
        running = await stack.enter_async_context(service(settings, clock=clock, pace=unhurried(clock)))
        address = await stack.enter_async_context(listening(settings, running))
        if transport == "http":
            await sandbox.connect_http(address)
        await sandbox.wait_connected()
        yield Office(sandbox, running, clock, settings, address, record)
        await asyncio.sleep(0)


def settings_for(sandbox: Sandbox, folder: Path, *, transport: str = "socket", **changes: Any) -> Settings:
    """Settings that lead to a sandbox, and to a migrated database without rows."""
    over_http = transport == "http"
    return load(
        _env_file=None,
        **{
            "slack_bot_token": SecretStr(sandbox.bot_token),
            "slack_app_token": None if over_http else SecretStr(sandbox.app_token),
            "slack_signing_secret": SecretStr(sandbox.signing_secret) if over_http else None,
            "slack_api_url": sandbox.api_url,
            "database_url": databases.fresh(folder),
            "pulssi_key_folder": folder / "keys",
            "pulssi_secret_key": None,
            "pulssi_port": 0,
        }
        | changes,
    )


def said(outcome: Outcome) -> str:
    """Everything in an ephemeral reply, as one text."""
    if outcome.ephemeral is None:
        return ""
    return "\n".join([outcome.ephemeral.text, *texts(outcome.ephemeral)])


def texts(message: Message) -> list[str]:
    """The texts of a message's blocks."""
    found = []
    for block in message.blocks or []:
        found += [block["text"]["text"]] if "text" in block else []
        found += [str(each.get("text", "")) for each in block.get("elements", [])]
    return found


def places(message: Message, action: str) -> list[str]:
    """The ids of the blocks in which an action can be tapped."""
    return [
        block["block_id"]
        for block in message.blocks or []
        if any(each.get("action_id") == action for each in block.get("elements", []))
    ]


def _rows(session: Session, table: type[Any]) -> int:
    return session.exec(select(func.count()).select_from(table)).one()


def stored(office: Office) -> tuple[object, ...]:
    """Everything commands can change, to see that nothing did."""
    with reading(office.running.engine) as session:
        workspace = workspaces.find(session, "T0SANDBOX")
        if workspace is None:
            return ()
        known = teams.of_workspace(session, workspace.id)
        return (
            workspace,
            questions.of_workspace(session, workspace.id),
            questions.of_workspace(session, workspace.id, retired=True),
            [(team, pulses.of_team(session, team.id), teams.members(session, team.id)) for team in known],
        )
