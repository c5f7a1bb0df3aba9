"""What is loaded: the whole of Pulssi, an SDK's application that does nothing, and a platform's stand-in."""

import asyncio
import dataclasses
import json
import re
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

from pydantic import SecretStr
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.routing import Route

from app import transport
from app.bench.clicks import SECRET
from app.bench.processes import Counter
from app.bench.site import ON_TEAMS, WORKSPACE
from app.bench.taps import CLIENT_ID
from app.clock import system_clock
from app.settings import Settings, load
from app.web import serving
from app.wiring import service

HOST = "127.0.0.1"
_TOKEN = "xoxb-bench"  # noqa: S105 - it opens nothing
_IDENTITY = json.dumps({"ok": True, "team_id": WORKSPACE, "user_id": "U0PULSSI", "bot_id": "B0PULSSI"})
_REPLY = (
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
    f"Content-Length: {len(_IDENTITY)}\r\n\r\n{_IDENTITY}"
).encode()
"""The same whatever is asked: who the bot is is all that Pulssi waits for here."""
_LENGTH = re.compile(rb"(?i)content-length: *(\d+)")


@asynccontextmanager
async def pulssi(folder: Path, database_url: str, slack: int) -> AsyncIterator[int]:
    """The service as ``pulssi run`` wires it; only the clock's jobs rest."""
    settings = load(
        _env_file=None,
        slack_bot_token=SecretStr(_TOKEN),
        slack_app_token=None,
        slack_signing_secret=SecretStr(SECRET),
        slack_api_url=f"http://{HOST}:{slack}/api/",
        teams_client_id=None,
        teams_client_secret=None,
        teams_tenant_id=None,
        database_url=database_url,
        pulssi_key_folder=folder / "keys",
        pulssi_secret_key=None,
    )
    async with _served(settings) as port:
        yield port


@asynccontextmanager
async def pulssi_on_teams(folder: Path, database_url: str, keys: str) -> AsyncIterator[int]:
    """The same on Teams; ``keys`` is where those are told that sign what comes in."""
    settings = load(
        _env_file=None,
        slack_bot_token=None,
        slack_app_token=None,
        slack_signing_secret=None,
        teams_client_id=CLIENT_ID,
        teams_client_secret=SecretStr("opens-nothing"),
        teams_tenant_id=ON_TEAMS.workspace,
        teams_keys_url=keys,
        database_url=database_url,
        pulssi_key_folder=folder / "keys",
        pulssi_secret_key=None,
        pulssi_public_url=None,
    )
    async with _served(settings) as port:
        yield port


@asynccontextmanager
async def _served(settings: Settings) -> AsyncIterator[int]:
    async with (
        service(settings, clock=system_clock) as running,
        serving(transport.web(running), host=HOST, port=0) as port,
    ):
        yield port


@asynccontextmanager
async def bare_teams(keys: str) -> AsyncIterator[int]:
    """Microsoft's SDK as it comes, on the same web server, with one handler that answers and does no more."""
    with warnings.catch_warnings():
        # The SDK warns of its own previews while it is imported and made.
        warnings.simplefilter("ignore")
        from microsoft_teams.api.auth.cloud_environment import PUBLIC  # noqa: PLC0415
        from microsoft_teams.api.models.adaptive_card import AdaptiveCardActionMessageResponse  # noqa: PLC0415
        from microsoft_teams.apps import App, FastAPIAdapter  # noqa: PLC0415

        adapter = FastAPIAdapter()
        app: Any = App(
            client_id=CLIENT_ID,
            client_secret="opens-nothing",  # noqa: S106 - it does
            tenant_id=ON_TEAMS.workspace,
            cloud=dataclasses.replace(PUBLIC, openid_metadata_url=keys),
            http_server_adapter=adapter,
        )
    answer = AdaptiveCardActionMessageResponse(value="Thank you.")

    @app.on_card_action  # type: ignore[untyped-decorator]
    async def _answer(_: Any) -> Any:
        return answer

    await app.initialize()
    async with serving(adapter.app, host=HOST, port=0) as port:
        yield port


@asynccontextmanager
async def bare() -> AsyncIterator[int]:
    """Bolt on the same web server with one listener that acknowledges and does nothing else."""
    known = AuthorizeResult(
        enterprise_id=None, team_id=WORKSPACE, bot_id="B0PULSSI", bot_user_id="U0PULSSI", bot_token=_TOKEN
    )

    async def authorize() -> AuthorizeResult:
        return known

    app = AsyncApp(
        client=AsyncWebClient(),
        signing_secret=SECRET,
        authorize=authorize,
        process_before_response=True,
    )

    @app.action(re.compile(r"^answer:-?\d+$"))
    async def _acknowledge(ack: AsyncAck) -> None:
        await ack()

    handler = AsyncSlackRequestHandler(app)
    web = Starlette(routes=[Route("/slack/events", handler.handle, methods=["POST"])])
    async with serving(web, host=HOST, port=0) as port:
        yield port


class _StandIn(asyncio.Protocol):
    """Says the same to everything and counts new cards, by how their requests begin; no more than that."""

    def __init__(self, drawn: Counter, card: bytes) -> None:
        self._drawn = drawn
        self._card = card
        self._got = b""
        self._transport: asyncio.BaseTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._got += data
        head, mark, body = self._got.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not mark or len(body) < (int(length[1]) if length else 0):
            return
        self._got = b""
        if head.startswith(self._card):
            self._drawn.value += 1
        cast(asyncio.Transport, self._transport).write(_REPLY)


@asynccontextmanager
async def slack(drawn: Counter) -> AsyncIterator[int]:
    """A stand-in for Slack that costs next to nothing; counts the cards it is told to draw."""
    async with _standing_in(drawn, b"POST /redraw") as port:
        yield port


@asynccontextmanager
async def connector(drawn: Counter) -> AsyncIterator[int]:
    """A stand-in for Teams' connector, likewise."""
    async with _standing_in(drawn, b"PUT ") as port:
        yield port


@asynccontextmanager
async def _standing_in(drawn: Counter, card: bytes) -> AsyncIterator[int]:
    server = await asyncio.get_running_loop().create_server(lambda: _StandIn(drawn, card), HOST, 0)
    async with server:
        yield int(server.sockets[0].getsockname()[1])
