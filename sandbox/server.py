"""A local chat workspace: Slack's Web API, Socket Mode or signed requests, and a page to click in."""

import hashlib
import time
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from sandbox.listener import LOOPBACK, Listener
from sandbox.page.acts import PageActs
from sandbox.page.api import SLACK, PageApi
from sandbox.page.document import Document
from sandbox.page.faces import Clock, ClockFace
from sandbox.people.administration import Administration
from sandbox.people.members import Member
from sandbox.roads.delivery import Ack, Delivery
from sandbox.roads.fault_desk import fault_route
from sandbox.roads.faults import Faults
from sandbox.roads.request_url import Requests
from sandbox.roads.sockets import Sockets, Wires
from sandbox.web_api.api import WebApi
from sandbox.web_api.doors import Doors
from sandbox.web_api.rates import Rates
from sandbox.workspace import archive
from sandbox.workspace.company import Company, Person
from sandbox.workspace.messages import Json
from sandbox.workspace.state import Workspace
from sandbox.workspace.tokens import ALL_SCOPES, Token
from sandbox.workspace.transcript import Record

EVENTS = (
    "app_home_opened",
    "app_uninstalled",
    "channel_archive",
    "channel_left",
    "channel_unarchive",
    "dnd_updated_user",
    "group_archive",
    "group_left",
    "group_unarchive",
    "member_joined_channel",
    "member_left_channel",
    "subteam_members_changed",
    "team_join",
    "tokens_revoked",
    "user_change",
)
"""An app that is told of people, and does not read what they write."""
RETRIES = (0.0, 60.0, 300.0)


class Sandbox:
    """One workspace with one app in it.

    ``clock`` is virtual time; ``monotonic`` (for deadlines) and ``wall`` (for signatures) are real time.
    ``events`` are the app's subscriptions, ``commands`` its slash commands, ``scopes`` what its token may do.
    ``jump`` moves virtual time when the page asks, ``clock_face`` says what the page shows of it.
    What a workspace refuses for a while is set on ``workspace``: ``file_seconds``, ``unknown_blocks``.
    ``enforce_rates`` keeps Slack's published limits, ``messages_per_second`` one for all posts together, for
    which Slack gives no number.
    ``ack_seconds`` is Slack's patience, ``retries`` when an event that nobody took is sent again.
    """

    def __init__(
        self,
        company: Company,
        *,
        clock: Callable[[], datetime],
        transcript: Record | None = None,
        scopes: Sequence[str] = ALL_SCOPES,
        events: Collection[str] = EVENTS,
        commands: Collection[str] = ("/pulse",),
        clock_face: Callable[[], ClockFace] | None = None,
        jump: Callable[[str], Awaitable[None]] | None = None,
        enforce_rates: bool = False,
        messages_per_second: float | None = None,
        ack_seconds: float = 3.0,
        heartbeat: float = 15.0,
        retries: Sequence[float] = RETRIES,
        monotonic: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self.bot_token = f"xoxb-{company.team_id}-sandbox"
        self.app_token = f"xapp-{company.app_id}-sandbox"
        self.signing_secret = hashlib.sha256(company.app_id.encode()).hexdigest()[:32]
        self.workspace = ws = Workspace(company, clock=clock, monotonic=monotonic, record=transcript)
        ws.tokens[self.bot_token] = Token(self.bot_token, "bot", list(scopes))
        ws.tokens[self.app_token] = Token(self.app_token, "app", ["connections:write"])
        self._ack_seconds = ack_seconds
        self._wall = wall
        self._commands = frozenset(commands)
        self._requests: Requests | None = None
        wires = Wires(self._abort, self._silence)
        self._sockets = Sockets(company.app_id, ws.changes, ack_seconds=ack_seconds, wires=wires)
        self.faults = Faults(ws.tokens, self._sockets)
        self._delivery = Delivery(ws, self._sockets, self.faults, subscribed=events, retries=retries)
        self._administration = Administration(ws, self._delivery)
        self._rates = Rates(monotonic, published=enforce_rates, messages_per_second=messages_per_second)
        self._api = WebApi(ws, self.faults, self._new_link, self._abort, self._rates)
        clock_on_page = Clock(clock_face, jump, self.clock_moved)
        self._page = PageApi(ws, self.member, self.connected, clock_on_page, heartbeat)
        self._acts = PageActs(self.member, clock_on_page)
        self._listener: Listener | None = None

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen; port 0 takes a free one."""
        listener = Listener(self._application())
        number = await listener.start(host, port)
        self._listener = listener
        self.workspace.base_url = f"http://{f'[{host}]' if ':' in host else host}:{number}"

    def _application(self) -> Starlette:
        routes: list[BaseRoute] = [
            Route("/api/{method}", self._api.answer, methods=["GET", "POST"]),
            WebSocketRoute("/link", self._sockets.serve),
            *Doors(self.workspace, self.faults, self._abort).routes(),
            *self._page.routes(),
            *self._acts.routes(),
            fault_route(self.faults),
            *Document("slack", SLACK).routes(),
        ]
        # A page of another site must not reach this one under a name of its own.
        hosts = Middleware(TrustedHostMiddleware, allowed_hosts=[*LOOPBACK, "[::1]"])
        return Starlette(routes=routes, middleware=[hosts])

    async def stop(self) -> None:
        await self._delivery.stop()
        self._sockets.break_silent()
        self.workspace.changes.end()
        if self._requests is not None:
            await self._requests.close()
        if self._listener is not None:
            await self._listener.stop()
            self._listener = None

    async def answer(self, request: Request) -> Response:
        """Answer a call of the Web API that came by way of another server."""
        return await self._api.answer(request, base_url=self.url)

    @property
    def url(self) -> str:
        return self.workspace.base_url

    @property
    def api_url(self) -> str:
        """What belongs in ``SLACK_API_URL``."""
        return f"{self.url}/api/"

    @property
    def rates_refused(self) -> int:
        """How many calls were answered with 429 because they came too fast; ordered faults do not count."""
        return self._rates.refused

    def _new_link(self) -> str:
        return f"{self.url.replace('http', 'ws', 1)}/link?ticket={self._sockets.new_ticket()}"

    def _abort(self, connection: HTTPConnection) -> None:
        if self._listener is not None:
            self._listener.abort(connection)

    def _silence(self, connection: HTTPConnection) -> None:
        if self._listener is not None:
            self._listener.silence(connection)

    # The app

    def connected(self) -> bool:
        """Whether the app can be reached: a socket is open, or a request URL is known."""
        return self._delivery.is_open()

    async def wait_connected(self, *, seconds: float = 10.0) -> None:
        await self.workspace.changes.until(self.connected, seconds=seconds)

    async def connect_http(self, request_url: str) -> None:
        """From now on deliver by HTTP to this address, which must answer Slack's handshake."""
        if self._requests is not None:
            await self._requests.close()
        self._requests = Requests(
            request_url, secret=self.signing_secret, wall=self._wall, ack_seconds=self._ack_seconds
        )
        await self._requests.verify()
        self._delivery.road = self._requests
        self.workspace.changes.publish("state")

    async def announce(self, event: Json) -> Ack:
        """Send the app any event it subscribed to."""
        return await self._delivery.announce(event)

    async def uninstall(self) -> None:
        """Remove the app: its tokens stop working, and it is told."""
        self.faults.revoke(self.bot_token)
        await self.announce({"type": "app_uninstalled"})
        await self.announce(
            {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [self.workspace.company.bot.id]}}
        )

    # The people

    def member(self, person_id: str) -> Member:
        """Act as this person."""
        return Member(self.workspace, self._delivery, person_id, commands=self._commands)

    async def hire(self, person: Person) -> None:
        """A new colleague, in no channel yet."""
        await self._administration.hire(person)

    async def change_person(self, person_id: str, **fields: Any) -> None:
        """A changed profile: time zone, name, status, ``dnd_until``, or ``deleted=True`` for who leaves."""
        await self._administration.change_person(person_id, **fields)

    async def change_group(self, group_id: str, users: Sequence[str]) -> None:
        """From now on these people are in a group, and no others."""
        await self._administration.change_group(group_id, users)

    async def archive(self, channel_id: str, *, by: str | None = None) -> None:
        """Close a channel to new messages; without ``by`` an admin does it."""
        await self._administration.archive(channel_id, by)

    async def unarchive(self, channel_id: str, *, by: str | None = None) -> None:
        """Open it again; in a public channel nobody else is then a member, as in Slack."""
        await self._administration.unarchive(channel_id, by)

    def clock_moved(self) -> None:
        """Tell pages that virtual time is another one now."""
        self.workspace.changes.publish("clock")

    def save(self, folder: Path) -> None:
        archive.save(self.workspace, folder)

    def load(self, folder: Path) -> None:
        archive.load(self.workspace, folder)
