"""The only place where everything meets: settings in, a running service out."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from slack_bolt.async_app import AsyncApp
from sqlalchemy import Engine

from app import installed, slack, store, teams
from app.clock import system_clock
from app.install_pages import InstallPages
from app.installed import Installed
from app.metrics import Metrics
from app.pace import real_pace
from app.platforms import Platform, Platforms
from app.settings import Settings
from app.slack import OneWorkspace
from app.store import Store
from app.teams import Teams
from bot.conversations.answering import Answering
from bot.conversations.desk import Desk
from bot.followups import Followups
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
from jobs.roster import Rosters
from jobs.timetable import Job, Timetable
from storage.answers import RoundMemory
from storage.keys import KeyFolder
from storage.writer import AnswerWriter
from survey.deliveries import Kind
from survey.digests import Digest, Picture
from survey.pace import Pace
from survey.ports import Clock, Randomness
from survey.reviews import Review
from survey.rounds import Terms

_TO_FINISH, _TO_SHOW = 5.0, 1.5
"""Seconds that what is under way gets when the service stops, and cards that are still to be redrawn."""


@dataclass(frozen=True, slots=True)
class Service:
    """A running Pulssi.

    Attributes:
        app: Slack's application; None where Pulssi is not joined to Slack.
        teams: Teams', likewise.
        install_pages: where workspaces install the app, where they do that by OAuth.
    """

    engine: Engine
    keys: KeyFolder
    app: AsyncApp | None
    teams: Teams | None
    timetable: Timetable
    dispatcher: Dispatcher
    followups: Followups
    metrics: Metrics
    clock: Clock
    install_pages: InstallPages | None = None

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
    pace: Pace
    clock: Clock
    randomness: Randomness
    memory: RoundMemory
    writer: AnswerWriter


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
        ground = _ground(stack, settings, clock, randomness, pace)
        kept, memory, writer = ground.kept, ground.memory, ground.writer
        session = await stack.enter_async_context(slack.sharing())
        in_slack = await installed.joined(
            settings, kept, session, ground.pace, clock=clock, randomness=randomness
        )
        in_teams = await stack.enter_async_context(
            teams.joined(settings, kept.engine, clock, ground.pace, randomness)
        )
        metrics, platforms = Metrics(), _platforms(in_slack, in_teams)
        cards = Cards(kept.engine, platforms)
        dispatcher = _dispatcher(ground, platforms, metrics, cards=cards)
        jobs = _jobs(ground, platforms, dispatcher)
        timetable = Timetable(jobs, settle=dispatcher.settle, wall=system_clock, observer=metrics)
        followups = Followups()
        stack.push_async_callback(followups.finish, seconds=_TO_SHOW)
        answering = Answering(writer, memory, kept.engine, clock=clock, observer=metrics)
        desk_of = partial(_desk, ground, timetable=timetable, followups=followups, cards=cards)
        app = in_slack.begin(answering, desk_of, Replies(session), followups) if in_slack else None
        if in_teams:
            await in_teams.begin(answering, desk_of(in_teams.platform), followups)
        running = Service(
            *(kept.engine, kept.keys, app, in_teams, timetable, dispatcher, followups, metrics, clock),
            InstallPages(in_slack, randomness=randomness) if isinstance(in_slack, Installed) else None,
        )
        stack.push_async_callback(running.stop_jobs)
        yield running


def _platforms(in_slack: OneWorkspace | Installed | None, in_teams: Teams | None) -> Platforms:
    """Where messages go."""
    joined = [*(in_slack.platforms if in_slack else ()), *([in_teams.platform] if in_teams else ())]
    return Platforms(joined, in_slack.find) if in_slack else Platforms(joined)


def _ground(
    stack: AsyncExitStack, settings: Settings, clock: Clock, randomness: Randomness, pace: Pace | None
) -> _Ground:
    """Open the database and start what writes answers to it, until the stack unwinds."""
    kept = stack.enter_context(store.opened(settings, randomness))
    memory = RoundMemory(kept.engine, kept.keys)
    writer = AnswerWriter(kept.engine, kept.keys, memory, randomness=randomness, clock=clock)
    writer.start()
    stack.callback(writer.stop)
    return _Ground(settings, kept, pace or real_pace(settings), clock, randomness, memory, writer)


def _desk(
    ground: _Ground, platform: Platform, *, timetable: Timetable, followups: Followups, cards: Cards
) -> Desk:
    settings = ground.settings
    return Desk(
        engine=ground.kept.engine,
        directory=platform.directory,
        clock=ground.clock,
        wake=timetable.wake,
        open_rounds=lambda: timetable.run("plan"),
        terms=Terms(settings.pulssi_floor, settings.pulssi_retention_months),
        randomness=ground.randomness,
        pace=ground.pace,
        parcels=platform.parcels,
        writer=ground.writer,
        memory=ground.memory,
        draw=draw,
        later=followups.start,
        raised=cards.forget,
        platform=platform.name,
    )


def _dispatcher(ground: _Ground, platforms: Platforms, metrics: Metrics, *, cards: Cards) -> Dispatcher:
    kept, clock = ground.kept, ground.clock
    reports = Reports(kept.engine, platforms, draw, data_key=kept.data_key)
    looks_back = Reviews(kept.engine, platforms, draw_review)
    couriers = {
        Kind.ASK: cards.ask,
        Kind.REMINDER: cards.remind,
        Kind.DIGEST: reports.digest,
        Kind.COMMENTS: reports.comments,
        Kind.NOTICE: Notices(kept.engine, platforms).notice,
        Kind.MONTH: looks_back.review,
        Kind.QUARTER: looks_back.review,
    }
    return Dispatcher(
        kept.engine,
        Post(platforms, platforms, couriers),
        Admission(data_key=kept.data_key),
        ground.pace,
        clock=clock,
        observer=metrics,
    )


def _jobs(ground: _Ground, platforms: Platforms, dispatcher: Dispatcher) -> dict[str, Job]:
    """Give each job what it needs; the blocking ones run in a thread."""
    settings, kept, clock = ground.settings, ground.kept, ground.clock
    engine, keys, randomness = kept.engine, kept.keys, ground.randomness
    closing = Closing(engine, keys, ground.memory, data_key=kept.data_key, randomness=randomness)
    rosters = Rosters(engine, platforms.reader_of, clock=clock)
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
        "roster": rosters.reconcile,
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
