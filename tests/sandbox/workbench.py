"""What the tests of the sandbox work with: hands on time, ways to connect, blocks to send."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.server import Sandbox
from sandbox.workspace.company import small_company

Json = dict[str, Any]
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


@dataclass
class Time:
    """Virtual time, and the ticks that deadlines run on; both stand still until moved."""

    now: datetime = MONDAY
    ticks: float = 1000.0

    def clock(self) -> datetime:
        return self.now

    def monotonic(self) -> float:
        return self.ticks

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)
        self.ticks += timedelta(**span).total_seconds()


@dataclass
class Bench:
    """A running sandbox with a client and what the workspace received."""

    sandbox: Sandbox
    slack: AsyncWebClient
    http: aiohttp.ClientSession
    time: Time
    record: list[Json] = field(default_factory=list)

    def new_app(self, **options: Any) -> AsyncApp:
        """A Bolt app of the kind that people write, with nothing in it yet."""
        return AsyncApp(client=self.slack, **options)

    @asynccontextmanager
    async def connected(self, app: AsyncApp) -> AsyncIterator[AsyncSocketModeHandler]:
        handler = AsyncSocketModeHandler(app, self.sandbox.app_token, ping_interval=0.05)
        await handler.connect_async()  # type: ignore[no-untyped-call]
        await self.sandbox.wait_connected()
        try:
            yield handler
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]


@asynccontextmanager
async def bench(**options: Any) -> AsyncIterator[Bench]:
    time, record = Time(), list[Json]()
    company = options.pop("company", None) or small_company()
    options = {"retries": (), "monotonic": time.monotonic, **options}
    sandbox = Sandbox(company, clock=time.clock, transcript=record.append, **options)
    await sandbox.start()
    try:
        async with aiohttp.ClientSession(base_url=sandbox.url) as http:
            slack = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url, session=http)
            yield Bench(sandbox, slack, http, time, record)
    finally:
        await sandbox.stop()


async def eventually(condition: Callable[[], object]) -> None:
    """Give the app's own tasks their turns until something has happened."""
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - the app under test tells nobody
            await asyncio.sleep(0.002)


async def refused(call: Awaitable[Any]) -> Json:
    """The answer to a call that must fail."""
    with pytest.raises(SlackApiError) as failure:
        await call
    return dict(failure.value.response.data)


def words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def section(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(action_id: str, value: str = "1") -> Json:
    return {"type": "button", "action_id": action_id, "value": value, "text": words("Press")}


def buttons(*action_ids: str) -> list[Json]:
    return [{"type": "actions", "block_id": "row", "elements": [button(name) for name in action_ids]}]


def typed(block_id: str = "why", action_id: str = "text", **more: Any) -> Json:
    element = {"type": "plain_text_input", "action_id": action_id, **more.pop("element", {})}
    return {"type": "input", "block_id": block_id, "label": words("Why?"), "element": element, **more}


def option(value: str) -> Json:
    return {"text": words(value.title()), "value": value}


def chosen(kind: str = "static_select", action_id: str = "pick", **more: Any) -> Json:
    return {"type": kind, "action_id": action_id, "options": [option("red"), option("blue")], **more}


def modal(*blocks: Json, **more: Any) -> Json:
    form = {"type": "modal", "title": words("Form"), "submit": words("Send"), "callback_id": "form"}
    return {**form, "blocks": list(blocks or (typed(),)), **more}


def home(*blocks: Json, **more: Any) -> Json:
    return {"type": "home", "blocks": list(blocks or (section("Welcome"),)), **more}
