"""How Slack reaches the service: a socket it opens, or an address Slack calls; and the probe for watchers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any

import aiohttp
import structlog
from pydantic import SecretStr
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from app.settings import Settings, SettingsError
from app.web import asgi, serving
from app.wiring import Service, service
from bot.slack import refusals
from storage.database import answers
from survey.ports import Clock

_log = structlog.get_logger(__name__)


@asynccontextmanager
async def listening(settings: Settings, running: Service) -> AsyncIterator[str]:
    """Open the transport the settings choose, and the health probe; yields words that say which.

    In Socket Mode nobody but a watcher needs the address, so a taken one is no reason to stop.
    """
    web = asgi(running.app, lambda: healthy(running))
    host, port = settings.pulssi_host, settings.pulssi_port
    if settings.slack_app_token is not None:
        async with AsyncExitStack() as stack:
            try:
                await stack.enter_async_context(serving(web, host=host, port=port))
            except SettingsError:
                _log.warning("health probe not served", reason="address taken", url=f"{host}:{port}")
            yield await stack.enter_async_context(_socket(settings.slack_app_token, running))
        return
    async with serving(web, host=host, port=port) as taken:
        yield f"http://{host}:{taken}/slack/events"


@asynccontextmanager
async def _socket(token: SecretStr, running: Service) -> AsyncIterator[str]:
    await _check(token, running.app.client)
    handler = AsyncSocketModeHandler(running.app, token.get_secret_value())
    await handler.connect_async()  # type: ignore[no-untyped-call]
    try:
        yield "Socket Mode"
    finally:
        with suppress(TimeoutError):
            await asyncio.wait_for(handler.close_async(), timeout=5)  # type: ignore[no-untyped-call]


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


async def healthy(running: Service) -> dict[str, Any]:
    """What a watcher wants to know: the database answers, and the clock's jobs have run lately."""
    state = {
        "database": await asyncio.to_thread(answers, running.engine),
        "clock": running.timetable.is_alive(),
    }
    return {"ok": all(state.values()), **state}


async def run(settings: Settings, *, clock: Clock, stop: asyncio.Event) -> None:
    """Serve until told to stop."""
    async with service(settings, clock=clock) as running, listening(settings, running) as transport:
        running.timetable.start()
        _log.info("pulssi is running", transport=transport)
        await stop.wait()
        _log.info("pulssi is stopping")
