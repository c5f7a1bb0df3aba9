"""The only place where everything meets: settings in, a running service out."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial

from app import installed, slack, store, teams
from app.clock import system_clock
from app.drawing import draw, draw_review
from app.install_pages import InstallPages
from app.installed import Installed
from app.metrics import Metrics
from app.pace import real_pace
from app.platforms import Platform, Platforms
from app.roles import Role
from app.service import Service
from app.settings import Settings
from app.shift import Shift
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
from jobs.turns import Shared
from storage.answers import RoundMemory
from storage.locks import Locks
from storage.writer import AnswerWriter
from survey.deliveries import Kind
from survey.pace import Pace
from survey.ports import Clock, Randomness
from survey.rounds import Terms

_TO_SHOW = 1.5
"""Seconds that cards still to be redrawn get when the service stops."""


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
    locks: Locks


@asynccontextmanager
async def service(
    settings: Settings,
    *,
    clock: Clock,
    randomness: Randomness = os.urandom,
    pace: Pace | None = None,
    role: Role = Role.ALL,
) -> AsyncIterator[Service]:
    """Everything but the transport and the clock's ticking; at the settings' pace unless one is given."""
    async with AsyncExitStack() as stack:
        ground = _ground(stack, settings, clock, randomness, pace, finish=role.schedules)
        kept, memory = ground.kept, ground.memory
        session = await stack.enter_async_context(slack.sharing())
        in_slack = await installed.joined(
            settings, kept, session, ground.pace, clock=clock, randomness=randomness
        )
        connecting = teams.joined(settings, kept.engine, clock, ground.pace, randomness)
        in_teams = await stack.enter_async_context(connecting)
        metrics, platforms = Metrics(role), _platforms(in_slack, in_teams)
        cards = Cards(kept.engine, platforms)
        dispatcher = _dispatcher(ground, platforms, metrics, cards=cards)
        jobs = _jobs(ground, platforms, dispatcher)
        shift = Shift(role, kept.engine, dispatcher, ground.locks)
        ours = shift.jobs(jobs, refresh=[memory.refresh, cards.forget_all])
        timetable = Timetable(ours, settle=dispatcher.settle, wall=system_clock, observer=metrics)
        followups = Followups()
        stack.push_async_callback(followups.finish, seconds=_TO_SHOW)
        desk_of = _desks(ground, timetable, shift.opening(timetable, jobs["plan"]), followups, cards=cards)
        in_slack, in_teams = (in_slack, in_teams) if role.listens else (None, None)
        answering = Answering(ground.writer, memory, kept.engine, clock=clock, observer=metrics)
        app = in_slack.begin(answering, desk_of, Replies(session), followups) if in_slack else None
        if in_teams:
            await in_teams.begin(answering, desk_of(in_teams.platform), followups)
        parts = (kept.engine, kept.keys, app, in_teams, timetable, dispatcher, followups, metrics, clock)
        pages = InstallPages(in_slack, randomness=randomness) if isinstance(in_slack, Installed) else None
        running = Service(*parts, shift, ground.locks, pages)
        stack.push_async_callback(running.stop_jobs)
        yield running


def _platforms(in_slack: OneWorkspace | Installed | None, in_teams: Teams | None) -> Platforms:
    """Where messages go."""
    joined = [*(in_slack.platforms if in_slack else ()), *([in_teams.platform] if in_teams else ())]
    return Platforms(joined, in_slack.find) if in_slack else Platforms(joined)


def _ground(
    stack: AsyncExitStack,
    settings: Settings,
    clock: Clock,
    randomness: Randomness,
    pace: Pace | None,
    *,
    finish: bool,
) -> _Ground:
    """Open the database and start what writes answers to it, until the stack unwinds."""
    kept = stack.enter_context(store.opened(settings, randomness, finish=finish))
    locks = Locks(kept.engine)
    stack.callback(locks.close)
    memory = RoundMemory(kept.engine, kept.keys)
    writer = AnswerWriter(kept.engine, kept.keys, memory, randomness=randomness, clock=clock)
    writer.start()
    stack.callback(writer.stop)
    return _Ground(settings, kept, pace or real_pace(settings), clock, randomness, memory, writer, locks)


def _desks(
    ground: _Ground,
    timetable: Timetable,
    opening: Callable[[], Awaitable[None]],
    followups: Followups,
    *,
    cards: Cards,
) -> Callable[[Platform], Desk]:
    """What makes the desk of a platform."""
    settings = ground.settings
    return lambda platform: Desk(
        engine=ground.kept.engine,
        directory=platform.directory,
        clock=ground.clock,
        wake=timetable.wake,
        open_rounds=opening,
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
    is_alone = kept.engine.dialect.name == "sqlite"
    turns = None if is_alone else Shared(kept.engine, ground.locks, ground.pace, clock=clock)
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
        turns=turns,
    )


def _jobs(ground: _Ground, platforms: Platforms, dispatcher: Dispatcher) -> dict[str, Job]:
    """Give each job what it needs; the blocking ones run in a thread."""
    settings, kept, clock = ground.settings, ground.kept, ground.clock
    engine, keys, randomness = kept.engine, kept.keys, ground.randomness
    closing = Closing(engine, keys, ground.memory, data_key=kept.data_key, randomness=randomness)
    rosters = Rosters(engine, platforms.reader_of, ground.locks, clock=clock)
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
