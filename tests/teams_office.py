"""A small office on Teams: the connector's sandbox and the real service, over HTTP, authentication on."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlmodel import func, select

from app.clock import VirtualClock, unhurried
from app.pace import real_pace
from app.service import Service
from app.settings import Settings, load
from app.transport import listening
from app.wiring import service
from sandbox.teams.connector import Connector
from sandbox.teams.outcomes import Outcome
from sandbox.teams.people import Member
from sandbox.teams.posts import Post
from sandbox.workspace.company import Company
from storage.database import reading, transaction
from storage.tables import SealedAnswerRow
from tests import databases
from tests.office import MONDAY, company

TEAM = "C1"


@dataclass
class TeamsOffice:
    """Everything a test acts on and looks at."""

    connector: Connector
    running: Service
    clock: VirtualClock
    settings: Settings
    address: str
    record: list[dict[str, Any]] = field(default_factory=list)

    def member(self, user: str = "U1") -> Member:
        """Act as this person."""
        return self.connector.member(user)

    async def at(self, moment: Any) -> None:
        """Let the clock reach a moment and every job run."""
        self.clock.move_to(moment)
        await self.running.timetable.run_all()

    async def type(self, text: str, *, user: str = "U1", channel: str | None = None) -> str:
        """Type to the bot; returns what comes back in the person's own chat."""
        before = len(self.replies(user))
        outcome = await self.member(user).say(text, channel=channel)
        assert outcome.ok, outcome
        await self.running.followups.finish()
        return "\n".join(map(words, self.replies(user)[before:]))

    def replies(self, user: str) -> list[Post]:
        """What the bot wrote into a person's chat, the oldest first."""
        bot = self.connector.tenant.bot_id
        return [post for post in reversed(self.member(user).posts()) if post.sender == bot]

    def posted(self, channel: str) -> list[str]:
        """What the bot posted to a channel, everything in it."""
        posts = self.member("U1").posts(channel)
        return [words(post) for post in posts if post.sender == self.connector.tenant.bot_id]

    def card(self, user: str) -> Post:
        """The message with a person's newest question card."""
        return next(post for post in self.member(user).posts() if "open until" in words(post))

    def answers(self) -> int:
        """Rows of sealed answers."""
        with reading(self.running.engine) as session:
            return session.exec(select(func.count()).select_from(SealedAnswerRow)).one()

    async def press(self, user: str, button: str | Mapping[str, Any], values: Any = None) -> Any:
        """Press a button of the newest card of a person's chat that has it."""
        member = self.member(user)
        for post in member.posts():
            if any(_has(card, button) for card in member.cards(post)):
                done = await member.press(post, button, values)
                await self.running.followups.finish()
                return done
        raise AssertionError(f"no card has {button}")

    async def open(self, command: str, *, user: str = "U1", channel: str | None = None) -> Outcome:
        """Type a command that needs a form, and open the form."""
        await self.type(command, user=user, channel=channel)
        opened: Outcome = await self.press(user, {"act": f"open:{command}"})
        assert opened.dialog is not None, opened
        return opened

    async def answer(self, *values: int, week: int = 0, people: int = 6) -> None:
        """Everybody answers the first question of a week, one value after the other."""
        for number in range(1, people + 1):
            await self.press(f"U{number}", {"act": f"answer:{values[(number + week) % len(values)]}"})

    def only_ask(self) -> None:
        """Leave the tenant without a question, quicker than by typing each away."""
        with transaction(self.running.engine) as session:
            session.connection().exec_driver_sql("UPDATE question SET retired = 1")

    def sent(self, method: str, place: str) -> int:
        """How many calls the connector got of this kind about a place."""
        calls = self.connector.calls
        return sum(call.method == method and place in f"{call.path} {call.body}" for call in calls)

    async def set_up(self, *, installed: int = 6) -> None:
        """Everybody has the app, the first is an admin, and the channel is a team."""
        for number in range(1, installed + 1):
            assert (await self.member(f"U{number}").install()).ok
        assert "is set up" in await self.type("pulse setup zone=Europe/Helsinki")
        await self.connector.team(TEAM, by="U1").install()
        told = await self.type("team add name=Support zone=Europe/Helsinki", channel=TEAM)
        assert "is a team now" in told, told
        await self.running.timetable.run_all()


def words(post: Post) -> str:
    """Everything that a message says, its cards included."""
    return str(post)


def _has(node: Any, button: str | Mapping[str, Any]) -> bool:
    if isinstance(node, Mapping):
        if str(node.get("type", "")).startswith("Action."):
            data = node.get("data")
            if node.get("title") == button or (
                isinstance(button, Mapping) and isinstance(data, Mapping) and button.items() <= data.items()
            ):
                return True
        return any(_has(each, button) for each in node.values())
    return isinstance(node, list) and any(_has(each, button) for each in node)


def joined(connector: Connector) -> dict[str, Any]:
    """Settings that lead to a tenant of the sandbox."""
    return {
        "teams_client_id": connector.client_id,
        "teams_client_secret": "secret-of-a-test",
        "teams_tenant_id": connector.tenant.id,
        "teams_keys_url": connector.openid_metadata_url,
        "teams_graph_url": connector.url,
        "pulssi_teams_admins": connector.member("U1").aad_id,
    }


@asynccontextmanager
async def teams_office(
    folder: Path,
    *,
    staff: Company | None = None,
    changes: Mapping[str, Any] | None = None,
    enforce_limits: bool = False,
) -> AsyncIterator[TeamsOffice]:
    """Open the connector and the service, connect them, and close both again.

    ``enforce_limits`` lets the connector keep Microsoft's published rates, and the service its real pace.
    """
    clock = VirtualClock(MONDAY)
    record: list[dict[str, Any]] = []
    connector = Connector(
        staff or company(), clock=clock, transcript=record.append, enforce_limits=enforce_limits
    )
    await connector.start()
    async with AsyncExitStack() as stack:
        stack.push_async_callback(connector.stop)
        kept = {
            "database_url": databases.fresh(folder),
            "pulssi_key_folder": folder / "keys",
            "pulssi_port": 0,
        }
        settings = load(_env_file=None, **kept | joined(connector) | {**(changes or {})})
        pace = real_pace(settings) if enforce_limits else unhurried(clock)
        running = await stack.enter_async_context(service(settings, clock=clock, pace=pace))
        address = await stack.enter_async_context(listening(settings, running))
        connector.connect(address)
        yield TeamsOffice(connector, running, clock, settings, address, record)
