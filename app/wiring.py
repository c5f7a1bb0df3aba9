"""The only place where everything meets: settings in, a running service out."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import aiohttp
import structlog
from pydantic import SecretStr
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Engine

from app.settings import Settings, SettingsError
from bot.conversations.answering import Answering
from bot.conversations.desk import Desk
from bot.slack import refusals
from bot.slack.app import Identity, Listeners, build
from bot.slack.directory import SlackDirectory
from bot.slack.followups import Followups
from bot.slack.messenger import SlackMessenger
from bot.slack.replies import Replies
from jobs.ask import ask
from jobs.close import Closing
from jobs.digest import comments, digest
from jobs.plan import plan
from jobs.timetable import Timetable
from storage import closing, schema
from storage.answers import RoundMemory
from storage.database import connect, file_of, hold, name_of
from storage.keys import KeyFolder, data_key
from storage.writer import AnswerWriter
from survey.digests import Digest, Picture
from survey.ports import Clock, Messenger, Randomness

_log = structlog.get_logger(__name__)
_TIMEOUT = 20
"""Seconds a call to Slack may take; well under a delivery's lease."""


@dataclass(frozen=True, slots=True)
class Service:
    """A running Pulssi."""

    engine: Engine
    keys: KeyFolder
    app: AsyncApp
    timetable: Timetable
    followups: Followups
    identity: Identity


@dataclass(frozen=True, slots=True)
class Store:
    """The database and the keys, open and migrated."""

    engine: Engine
    keys: KeyFolder
    data_key: bytes


@asynccontextmanager
async def service(
    settings: Settings, *, clock: Clock, randomness: Randomness = os.urandom
) -> AsyncIterator[Service]:
    """Everything but the transport and the clock's ticking."""
    async with AsyncExitStack() as stack:
        store = stack.enter_context(_store(settings, randomness))
        session = await stack.enter_async_context(_session())
        sender = _client(settings, session)
        identity = await identify(sender)
        memory = RoundMemory(store.engine, store.keys)
        writer = AnswerWriter(store.engine, store.keys, memory, randomness=randomness, clock=clock)
        writer.start()
        stack.callback(writer.stop)
        timetable = _timetable(
            store,
            memory,
            SlackMessenger(sender),
            clock=clock,
            randomness=randomness,
            floor=settings.pulssi_floor,
        )
        desk = _desk(settings, store, session, timetable, clock=clock)
        followups = Followups()
        answering = Answering(writer, store.engine, clock=clock)
        listeners = Listeners(answering, desk, client=sender, replies=Replies(session), followups=followups)
        app = build(listeners, sender, identity, signing_secret=_secret(settings.slack_signing_secret))
        stack.push_async_callback(followups.finish)
        stack.push_async_callback(timetable.stop)
        yield Service(store.engine, store.keys, app, timetable, followups, identity)


def _desk(
    settings: Settings, store: Store, session: aiohttp.ClientSession, timetable: Timetable, *, clock: Clock
) -> Desk:
    """What commands need; reading from Slack may be tried again, unlike posting."""
    reader = _client(settings, session)
    reader.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=2))
    return Desk(
        engine=store.engine,
        directory=SlackDirectory(reader),
        clock=clock,
        wake=timetable.wake,
        open_rounds=lambda: timetable.run("plan"),
        floor=settings.pulssi_floor,
    )


async def identify(client: AsyncWebClient) -> Identity:
    """Who the bot is; a token that does not work stops the start with a sentence.

    Raises:
        SettingsError: the token is refused or the address does not answer.
    """
    try:
        told = await client.auth_test()
    except SlackApiError as problem:
        raise SettingsError(
            f"SLACK_BOT_TOKEN is refused ({refusals.code(problem)}). Install the app again and copy the "
            "Bot User OAuth Token from OAuth & Permissions."
        ) from problem
    except (aiohttp.ClientError, TimeoutError) as problem:
        raise SettingsError(
            f"{client.base_url} does not answer. Check the network, or SLACK_API_URL if you set it."
        ) from problem
    return Identity(str(told["team_id"]), str(told.get("bot_id", "")), str(told["user_id"]))


def open_store(settings: Settings, randomness: Randomness) -> Store:
    """Migrate and open the database, find the keys, finish what a crash cut short."""
    keys = KeyFolder(settings.pulssi_key_folder, randomness=randomness)
    _check_database_is_there(settings, keys)
    schema.upgrade(settings.database_url)
    engine = connect(settings.database_url)
    keys.belong_to(name_of(settings.database_url))
    configured = settings.pulssi_data_key.get_secret_value() if settings.pulssi_data_key else None
    store = Store(engine, keys, data_key(keys, configured))
    closing.finish(engine, keys)
    return store


def _check_database_is_there(settings: Settings, keys: KeyFolder) -> None:
    """Refuse to begin anew beside keys of open rounds: with another database they would all be destroyed."""
    file = file_of(settings.database_url)
    if file is not None and not file.exists() and keys.names():
        raise SettingsError(
            f"{file} is missing, but keys of open rounds are in {settings.pulssi_key_folder}. Bring the "
            "database back (is its disk mounted?), or delete the key folder to give those rounds up."
        )


@contextmanager
def _store(settings: Settings, randomness: Randomness) -> Iterator[Store]:
    with hold(settings.database_url):
        store = open_store(settings, randomness)
        try:
            yield store
        finally:
            store.engine.dispose()


@asynccontextmanager
async def _session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_TIMEOUT)) as session:
        yield session


def _client(settings: Settings, session: aiohttp.ClientSession) -> AsyncWebClient:
    """A client on the shared session, without the SDK's own retries: they could post twice."""
    return AsyncWebClient(
        token=_secret(settings.slack_bot_token),
        base_url=settings.slack_api_url,
        session=session,
        timeout=_TIMEOUT,
        retry_handlers=[],
    )


def _secret(value: SecretStr | None) -> str:
    return value.get_secret_value() if value else ""


def _timetable(
    store: Store,
    memory: RoundMemory,
    messenger: Messenger,
    *,
    clock: Clock,
    randomness: Randomness,
    floor: int,
) -> Timetable:
    """Give each job what it needs; the blocking ones run in a thread."""
    engine, keys = store.engine, store.keys

    closing = Closing(engine, keys, memory, data_key=store.data_key, randomness=randomness)

    async def closing_job() -> None:
        await asyncio.to_thread(closing.close, at=clock())

    async def planning_job() -> None:
        await asyncio.to_thread(plan, engine, keys, at=clock(), randomness=randomness, floor=floor)

    return Timetable(
        {
            "close": closing_job,
            "plan": planning_job,
            "ask": lambda: ask(engine, messenger, clock=clock),
            "comments": lambda: comments(engine, messenger, clock=clock, data_key=store.data_key),
            "digest": lambda: digest(engine, messenger, draw, clock=clock, data_key=store.data_key),
        }
    )


def draw(digest: Digest) -> Picture:
    """Draw with a picture kept for the life of the process; matplotlib is loaded for the first one."""
    picture: Picture = _picture().draw(digest)
    return picture


@cache
def _picture() -> Any:
    from charts.weekly import WeeklyPicture  # noqa: PLC0415 - most of a second, and nobody waits for it

    return WeeklyPicture()
