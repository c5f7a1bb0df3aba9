"""How Slack reaches the service: a socket it opens, or an address Slack calls; and the probe for watchers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any

import aiohttp
import structlog
from pydantic import SecretStr
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from app.roles import Role
from app.service import Service
from app.settings import Settings, SettingsError
from app.socket import Socket
from app.web import EVENTS, MESSAGES, asgi, serving
from app.wiring import service
from bot.slack import refusals
from storage.database import answers
from storage.locks import Locks, Purpose
from survey.pace import Pace
from survey.ports import Clock

PING_SECONDS, CHECK_SECONDS, PATIENCE = 10.0, 5.0, 45.0
"""How often the SDK pings, how often we look whether that helps, and how long we leave it to the SDK."""
_TO_CLOSE = 3.0
_TRIES, _BETWEEN_TRIES = 10, 0.3
_log = structlog.get_logger(__name__)


@asynccontextmanager
async def listening(settings: Settings, running: Service) -> AsyncIterator[str]:
    """Open the transport the settings choose, and the probes; yields words that say which.

    In Socket Mode, and where nobody sends us anything, only a watcher needs the address: a taken one is no
    reason to stop.
    """
    host, port = settings.pulssi_host, settings.pulssi_port
    is_listening = running.shift.role.listens
    if is_listening and (settings.slack_app_token is None or running.app is None):
        async with serving(web(running), host=host, port=port) as taken:
            yield f"http://{host}:{taken}{_path(running)}"
        return
    async with AsyncExitStack() as stack:
        socket = None
        if settings.slack_app_token is not None and running.app is not None:
            await _be_the_only_one(settings.slack_app_token, running.locks)
            socket = await stack.enter_async_context(_socket(settings.slack_app_token, running.app))
        how = "Socket Mode" if is_listening else "none"
        try:
            taken = await stack.enter_async_context(serving(web(running, socket), host=host, port=port))
            how = how if is_listening else f"http://{host}:{taken}"
        except SettingsError:
            _log.warning("probes not served", reason="address taken", url=f"{host}:{port}")
        yield how


async def _be_the_only_one(token: SecretStr, locks: Locks) -> None:
    """Take the app's socket for as long as this process lives.

    Raises:
        SettingsError: another process has it, also a moment later: one that just died is noticed soon.
    """
    app = token.get_secret_value().split("-")[1:-1]
    for _ in range(_TRIES):
        if await asyncio.to_thread(locks.take, Purpose.SOCKET, "-".join(app)):
            return
        await asyncio.sleep(_BETWEEN_TRIES)
    raise SettingsError(
        "Another process is connected with SLACK_APP_TOKEN, and Socket Mode is for one web process only. "
        "Stop that one, or receive Slack's requests by HTTP: set SLACK_SIGNING_SECRET in place of "
        "SLACK_APP_TOKEN."
    )


def _path(running: Service) -> str:
    """Where the platform that is called first sends what people do."""
    return EVENTS if running.app is not None else MESSAGES


def web(running: Service, socket: Socket | None = None) -> Any:
    """What is served over HTTP: Slack's requests, and the probes."""
    return asgi(
        running.app,
        running.teams,
        ready=lambda: ready(running, socket),
        metrics=lambda: running.metrics.exposition(running.engine, clock=running.clock),
        pages=running.install_pages.routes() if running.install_pages else (),
    )


@asynccontextmanager
async def _socket(token: SecretStr, app: AsyncApp) -> AsyncIterator[Socket]:
    await _check(token, app.client)
    handler = AsyncSocketModeHandler(app, token.get_secret_value(), ping_interval=PING_SECONDS)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    socket = Socket(handler.client)
    watching = asyncio.create_task(socket.watch(every=CHECK_SECONDS, patience=PATIENCE))
    try:
        yield socket
    finally:
        watching.cancel()
        with suppress(TimeoutError):
            await asyncio.wait_for(handler.close_async(), timeout=_TO_CLOSE)  # type: ignore[no-untyped-call]
        # The SDK closes its session last, which a silent socket keeps it from.
        await handler.client.aiohttp_client_session.close()


async def _check(token: SecretStr, client: AsyncWebClient) -> None:
    """Ask once for a socket's address: the SDK would ask for ever with a token that Slack refuses."""
    try:
        await client.apps_connections_open(app_token=token.get_secret_value())
    except SlackApiError as problem:
        raise SettingsError(
            f"SLACK_APP_TOKEN is refused ({refusals.code(problem)}). Make an App-Level Token with "
            "connections:write under Basic Information, and switch Socket Mode on."
        ) from problem
    except (aiohttp.ClientError, TimeoutError) as problem:
        raise SettingsError(f"{client.base_url} does not answer. Check the network.") from problem


async def ready(running: Service, socket: Socket | None) -> dict[str, bool | str]:
    """What has to be well for the service to do its work.

    The database answers, the clock's jobs have run lately, Slack can reach us, and other processes' wake-ups.
    """
    return {
        "role": running.shift.role,
        "database": await asyncio.to_thread(answers, running.engine),
        "clock": running.timetable.is_alive(),
        "socket": socket is None or await socket.is_well(),
        "queue": running.shift.is_well(),
    }


async def run(
    settings: Settings,
    *,
    clock: Clock,
    stop: asyncio.Event,
    pace: Pace | None = None,
    role: Role = Role.ALL,
) -> None:
    """Serve until told to stop; at the pace of the settings unless one is given."""
    async with (
        service(settings, clock=clock, pace=pace, role=role) as running,
        listening(settings, running) as transport,
    ):
        running.start_jobs()
        _log.info("pulssi is running", transport=transport)
        await stop.wait()
        _log.info("pulssi is stopping")
        await running.stop_jobs()
