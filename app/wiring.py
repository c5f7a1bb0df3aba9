"""The only place where everything meets: settings in, a running service out."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from slack_bolt.async_app import AsyncApp
from sqlalchemy import Engine

from app import slack, store
from app.clock import system_clock
from app.metrics import Metrics
from app.settings import Settings
from app.slack import Slack
from app.store import Store
from bot.conversations.answering import Answering
from bot.conversations.desk import Desk
from bot.slack.application import build
from bot.slack.client import PER_CHANNEL, PER_MINUTE
from bot.slack.directory import SlackDirectory
from bot.slack.followups import Followups
from bot.slack.listeners import Listeners
from bot.slack.messenger import SlackMessenger
from bot.slack.parcels import SlackParcels
from bot.slack.presence import SlackPresence
from bot.slack.replies import Replies
from jobs.admission import Admission
from jobs.ask import Cards
from jobs.close import Closing
from jobs.digest import Reports
from jobs.dispatch import Dispatcher
from jobs.notice import Notices
from jobs.plan import plan
from jobs.post import Post
from jobs.purge import Purging
from jobs.review import Reviews
from jobs.roster import Roster
from jobs.timetable import Job, Timetable
from storage.answers import RoundMemory
from storage.keys import KeyFolder
from storage.writer import AnswerWriter
from survey.deliveries import MESSAGES, Kind
from survey.digests import Digest, Picture
from survey.pace import Pace
from survey.ports import Clock, Randomness
from survey.reviews import Review
from survey.rounds import Terms

_TO_FINISH, _TO_SHOW = 5.0, 1.5
"""Seconds that what is under way gets when the service stops, and cards that are still to be redrawn."""


@dataclass(frozen=True, slots=True)
class Service:
    """A running Pulssi."""

    engine: Engine
    keys: KeyFolder
    app: AsyncApp
    timetable: Timetable
    dispatcher: Dispatcher
    followups: Followups
    metrics: Metrics
    clock: Clock

    async def stop_jobs(self) -> None:
        """Take no new work, and let what is under way come to its end within a few seconds."""
        await asyncio.gather(
            self.timetable.stop(seconds=_TO_FINISH), self.dispatcher.stop(seconds=_TO_FINISH)
        )


@dataclass(frozen=True, slots=True)
class _Ground:
    """What every part stands on."""

    settings: Settings
    kept: Store
    joined: Slack
    pace: Pace
    clock: Clock
    randomness: Randomness


def real_pace(settings: Settings) -> Pace:
    """The pace of a live platform."""
    messages = {MESSAGES: float(settings.pulssi_messages_per_minute)}
    return Pace(seconds=time.monotonic, per_minute={**PER_MINUTE, **messages}, per_channel=PER_CHANNEL)


@asynccontextmanager
async def service(
    settings: Settings, *, clock: Clock, randomness: Randomness = os.urandom, pace: Pace | None = None
) -> AsyncIterator[Service]:
    """Everything but the transport and the clock's ticking.

    Args:
        settings: what the operator set.
        clock: the time of day.
        randomness: for keys and order.
        pace: how fast the platform may be called; by the settings unless given.
    """
    async with AsyncExitStack() as stack:
        kept = stack.enter_context(store.opened(settings, randomness))
        session = await stack.enter_async_context(slack.sharing())
        pace = pace or real_pace(settings)
        joined = await slack.join(settings, session, pace)
        ground = _Ground(settings, kept, joined, pace, clock, randomness)
        memory = RoundMemory(kept.engine, kept.keys)
        writer = AnswerWriter(kept.engine, kept.keys, memory, randomness=randomness, clock=clock)
        writer.start()
        stack.callback(writer.stop)
        metrics = Metrics()
        messenger = SlackMessenger(
            joined.sender, scopes=joined.scopes, native_charts=settings.pulssi_native_charts
        )
        cards = Cards(kept.engine, messenger)
        dispatcher = _dispatcher(ground, messenger, metrics, cards=cards)
        jobs = _jobs(ground, memory, dispatcher)
        timetable = Timetable(jobs, settle=dispatcher.settle, wall=system_clock, observer=metrics)
        followups = Followups()
        desk = _desk(ground, timetable, followups, writer=writer, memory=memory, cards=cards)
        stack.push_async_callback(followups.finish, seconds=_TO_SHOW)
        answering = Answering(writer, memory, kept.engine, clock=clock, observer=metrics)
        listeners = Listeners(
            answering, desk, client=joined.front, replies=Replies(session), followups=followups
        )
        app = _app(settings, joined, listeners)
        running = Service(kept.engine, kept.keys, app, timetable, dispatcher, followups, metrics, clock)
        stack.push_async_callback(running.stop_jobs)
        yield running


def _app(settings: Settings, joined: Slack, listeners: Listeners) -> AsyncApp:
    secret = slack.secret(settings.slack_signing_secret)
    return build(listeners, joined.front, joined.identity, signing_secret=secret)


def _desk(
    ground: _Ground,
    timetable: Timetable,
    followups: Followups,
    *,
    writer: AnswerWriter,
    memory: RoundMemory,
    cards: Cards,
) -> Desk:
    settings, front = ground.settings, ground.joined.front
    return Desk(
        engine=ground.kept.engine,
        directory=SlackDirectory(front),
        clock=ground.clock,
        wake=timetable.wake,
        open_rounds=lambda: timetable.run("plan"),
        terms=Terms(settings.pulssi_floor, settings.pulssi_retention_months),
        randomness=ground.randomness,
        pace=ground.pace,
        parcels=SlackParcels(front),
        writer=writer,
        memory=memory,
        draw=draw,
        later=followups.start,
        raised=cards.forget,
    )


def _dispatcher(ground: _Ground, messenger: SlackMessenger, metrics: Metrics, *, cards: Cards) -> Dispatcher:
    kept, joined, clock = ground.kept, ground.joined, ground.clock
    reports = Reports(kept.engine, messenger, draw, data_key=kept.data_key)
    looks_back = Reviews(kept.engine, messenger, draw_review)
    couriers = {
        Kind.ASK: cards.ask,
        Kind.REMINDER: cards.remind,
        Kind.DIGEST: reports.digest,
        Kind.COMMENTS: reports.comments,
        Kind.NOTICE: Notices(kept.engine, messenger).notice,
        Kind.MONTH: looks_back.review,
        Kind.QUARTER: looks_back.review,
    }
    presence = SlackPresence(joined.sender, scopes=joined.scopes, clock=clock)
    return Dispatcher(
        kept.engine,
        Post(messenger, presence, couriers),
        Admission(data_key=kept.data_key),
        ground.pace,
        clock=clock,
        observer=metrics,
    )


def _jobs(ground: _Ground, memory: RoundMemory, dispatcher: Dispatcher) -> dict[str, Job]:
    """Give each job what it needs; the blocking ones run in a thread."""
    settings, kept, joined, clock = ground.settings, ground.kept, ground.joined, ground.clock
    engine, keys, randomness = kept.engine, kept.keys, ground.randomness
    closing = Closing(engine, keys, memory, data_key=kept.data_key, randomness=randomness)
    roster = Roster(engine, SlackDirectory(joined.reader), workspace=joined.identity.workspace, clock=clock)
    open_due = partial(
        plan,
        engine,
        keys,
        randomness=randomness,
        floor=settings.pulssi_floor,
        retention_months=settings.pulssi_retention_months,
    )
    return {
        "close": _in_thread(closing.close, clock),
        "plan": _in_thread(open_due, clock),
        "send": dispatcher.run,
        "roster": roster.reconcile,
        "purge": _in_thread(Purging(engine).purge, clock),
    }


def _in_thread(work: Callable[..., object], clock: Clock) -> Job:
    async def job() -> None:
        await asyncio.to_thread(work, at=clock())

    return job


def draw(digest: Digest) -> Picture:
    """Draw with a picture kept for the life of the process; matplotlib is loaded for the first one."""
    picture: Picture = _picture().draw(digest)
    return picture


def draw_review(review: Review) -> Picture:
    """Draw a look back; too seldom for its figure to be kept."""
    from charts.profile import draw as draw_profile  # noqa: PLC0415 - as above

    return draw_profile(review)


@cache
def _picture() -> Any:
    from charts.weekly import WeeklyPicture  # noqa: PLC0415 - most of a second, and nobody waits for it

    return WeeklyPicture()
