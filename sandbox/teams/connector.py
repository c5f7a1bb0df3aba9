"""A local Bot Connector: REST paths, signed activities, the people of a tenant, and a page to click in."""

import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.routing import Mount

from sandbox.listener import LOOPBACK, Listener
from sandbox.page.faces import Clock, ClockFace
from sandbox.teams import archive
from sandbox.teams.activities import Activities
from sandbox.teams.calls import Call
from sandbox.teams.delivery import Answer, Delivery
from sandbox.teams.desk import Desk
from sandbox.teams.faults import Faults
from sandbox.teams.graph import Graph
from sandbox.teams.key_door import WELL_KNOWN, KeyDoor
from sandbox.teams.keys import Keys, Wrong
from sandbox.teams.limits import Limits
from sandbox.teams.page.api import NO_COMMANDS, Commands, TeamsPage
from sandbox.teams.people import Member
from sandbox.teams.rest import Rest
from sandbox.teams.rosters import Roster
from sandbox.teams.tenant import Tenant
from sandbox.workspace.company import Company, Person
from sandbox.workspace.messages import Json
from sandbox.workspace.transcript import Record

CLIENT_ID = "6f2d1c3a-5b7e-4c1d-9a80-2f4b6d8e0a12"


class Connector:
    """One tenant with one bot in it, authentication on.

    ``clock`` is virtual time; ``monotonic`` (for limits) and ``wall`` (for tokens) are real time.
    ``enforce_limits`` keeps Microsoft's published rates, and refuses two writes at once in a conversation.
    ``answer_seconds`` is how long Teams waits for the bot.
    ``jump`` moves virtual time when the page asks, ``clock_face`` says what the page shows of it.
    ``commands`` are the menus of the app's package.
    """

    def __init__(
        self,
        company: Company,
        *,
        clock: Callable[[], datetime],
        client_id: str = CLIENT_ID,
        transcript: Record | None = None,
        enforce_limits: bool = False,
        answer_seconds: float = 15.0,
        clock_face: Callable[[], ClockFace] | None = None,
        jump: Callable[[str], Awaitable[None]] | None = None,
        commands: Commands = NO_COMMANDS,
        heartbeat: float = 15.0,
        monotonic: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self.client_id = client_id
        self.url = ""
        self.tenant = Tenant(company, client_id, clock=clock, record=transcript)
        self.faults = Faults()
        self.keys = Keys(client_id, wall)
        self._limits = Limits(monotonic, enforced=enforce_limits)
        self._rest = Rest(self.tenant, self.faults, self._limits, self._abort, one_at_a_time=enforce_limits)
        self._key_door = KeyDoor(self.keys.published())
        self._delivery = Delivery(self.keys, answer_seconds)
        self.activities = Activities(self.tenant, lambda: self.service_url)
        self._desk = Desk(self.tenant, self.activities, self._delivery, self._rest.warnings)
        self.graph = Graph(self.tenant, self.faults, self._abort)
        on_page = Clock(clock_face, jump, self.clock_moved)
        page = TeamsPage(self.tenant, self.member, self.connected, on_page, commands, heartbeat)
        rest = self._rest.routes()
        # A page of another site must not reach this one under a name of its own.
        hosts = Middleware(TrustedHostMiddleware, allowed_hosts=[*LOOPBACK, "[::1]"])
        routes = [Mount("/teams", routes=rest), *rest, *self.graph.routes(), *page.routes()]
        self._listener = Listener(Starlette(routes=routes, middleware=[hosts]))

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen; port 0 takes a free one."""
        number = await self._listener.start(host, port)
        self._key_door.start("127.0.0.1")
        self.url = f"http://{f'[{host}]' if ':' in host else host}:{number}"

    async def stop(self) -> None:
        await self._delivery.close()
        self._key_door.stop()
        self.tenant.changes.end()
        await self._listener.stop()

    @property
    def service_url(self) -> str:
        """What activities name as ``serviceUrl``; with a path and a slash behind it, as Microsoft's."""
        return f"{self.url}/teams/"

    @property
    def openid_metadata_url(self) -> str:
        """What belongs in the SDK's cloud environment."""
        return f"{self._key_door.url}{WELL_KNOWN}/openidconfiguration"

    @property
    def keys_fetched(self) -> int:
        """How often the bot asked for the signing keys."""
        return self._key_door.fetched

    @property
    def calls(self) -> list[Call]:
        """What the bot asked for with a token, oldest first."""
        return self._rest.calls

    @property
    def warnings(self) -> list[str]:
        """What the bot's cards lack although they were taken."""
        return self._rest.warnings

    @property
    def sent(self) -> list[Json]:
        """The activities that went to the bot, oldest first."""
        return self._delivery.sent

    @property
    def rates_refused(self) -> int:
        """How many calls came too fast; ordered faults do not count."""
        return self._limits.refused

    def connect(self, bot_url: str) -> None:
        """From now on deliver to this address, like ``http://127.0.0.1:3978/api/messages``."""
        self._delivery.bot_url = bot_url
        self.tenant.changes.publish("state")

    def connected(self) -> bool:
        """Whether there is a bot to deliver to."""
        return bool(self._delivery.bot_url)

    async def deliver(self, activity: Json, *, wrong: Wrong | None = None) -> Answer:
        """Send any activity as it is; ``wrong`` breaks its token."""
        return await self._delivery.deliver(activity, wrong=wrong)

    def member(self, person: str) -> Member:
        """Act as this person; a person's or a member's id."""
        return Member(self._desk, self.tenant.user_id(person))

    def team(self, channel: str, *, by: str) -> Roster:
        """Change the team of a channel as this person."""
        return Roster(self.tenant, self.member(by), self.tenant.channel_id(channel))

    def hire(self, person: Person) -> Member:
        """A new colleague, in no team yet."""
        self.tenant.add_person(person)
        return self.member(person.id)

    def clock_moved(self) -> None:
        """Tell pages that virtual time is another one now."""
        self.tenant.changes.publish("clock")

    def save(self, folder: Path) -> None:
        archive.save(self.tenant, folder)

    def load(self, folder: Path) -> None:
        archive.load(self.tenant, folder)

    def _abort(self, request: Request) -> None:
        self._listener.abort(request)
