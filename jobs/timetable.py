"""What the clock does, and how often it looks.

APScheduler only wakes us: a few fixed interval jobs in memory, in UTC. What is due stands in the tables, so
every job can run late, twice, or right after a start without harm.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import UTC, datetime
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from survey.ports import Clock, Observer

Job = Callable[[], Coroutine[Any, Any, object]]

SECONDS = {"refresh": 20, "close": 20, "plan": 60, "send": 10, "roster": 600, "purge": 3600}
"""How often each job looks, in the order in which one round of all of them runs."""
CALL = "call"
"""A job that runs when something may be due, and never by itself."""

_LATE = 10
"""A job that has not come to its end for so many of its intervals is stuck or failing."""
_JUMP = 30.0
"""Seconds by which the clock on the wall may differ from the one that only grows before we say it jumped."""
_WATCH = 5.0
_log = structlog.get_logger(__name__)


class Timetable:
    """The jobs by name; no job ever runs beside itself."""

    def __init__(
        self,
        jobs: Mapping[str, Job],
        *,
        settle: Callable[[], Awaitable[None]],
        wall: Clock,
        observer: Observer,
    ) -> None:
        """Take coroutine functions for names in ``SECONDS``, and ``CALL``.

        Args:
            settle: waits until everything that "send" began has been sent.
            wall: the machine's own clock, which the scheduler goes by.
        """
        self._jobs = {name: jobs[name] for name in (*SECONDS, CALL) if name in jobs}
        self._seconds = {name: seconds for name, seconds in SECONDS.items() if name in jobs}
        self._settle = settle
        self._wall = wall
        self._observer = observer
        self._busy = {name: asyncio.Lock() for name in self._jobs}
        self._running: set[asyncio.Task[object]] = set()
        self._started = 0.0
        self._ran: dict[str, float] = {}
        self._woken: asyncio.Task[None] | None = None
        self._watching: asyncio.Task[None] | None = None
        self._again = False
        self._scheduler = AsyncIOScheduler(timezone="UTC")

    def start(self) -> None:
        """Run every job now and then by the timetable."""
        self._started = asyncio.get_running_loop().time()
        for name, seconds in self._seconds.items():
            self._scheduler.add_job(
                self.run,
                "interval",
                args=[name],
                seconds=seconds,
                id=name,
                next_run_time=datetime.now(UTC),
                misfire_grace_time=None,
                coalesce=True,
                max_instances=1,
            )
        self._scheduler.start()
        self._watching = asyncio.create_task(self._watch_clock())

    async def stop(self, *, seconds: float = 5.0) -> None:
        """Take no new work, let what runs come to its end, break off what hangs longer than that."""
        if self._scheduler.running:
            self._scheduler.pause()
        self._again = False
        if self._watching is not None:
            self._watching.cancel()
        tasks = {*self._running, *([self._woken] if self._woken else [])}
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        for lock in self._busy.values():
            # The scheduler would call a run that is just ending a failure.
            async with lock:
                pass
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def wake(self) -> None:
        """Something may be due: run all jobs soon. Many calls at once cost one extra run."""
        self._again = True
        if self._woken is None or self._woken.done():
            self._woken = asyncio.get_running_loop().create_task(self._drain())

    async def run_all(self) -> None:
        """Run every job once, in order, and wait until what is due has been sent."""
        if self._woken is not None:
            # Jobs that were woken come to their end first, or they would run beside these, at another hour.
            await asyncio.wait({self._woken})
        for name in self._jobs:
            await self.run(name)
        await self._settle()

    def is_alive(self) -> bool:
        """Whether every job has come to its end lately; before the start, there is nothing to be late."""
        now = asyncio.get_running_loop().time()
        return not self._scheduler.running or all(
            now - self._ran.get(name, self._started) < _LATE * seconds
            for name, seconds in self._seconds.items()
        )

    async def run(self, name: str) -> None:
        """Run one job; a failure is logged and the next look tries again."""
        async with self._busy[name]:
            loop = asyncio.get_running_loop()
            began, ok = loop.time(), False
            task: asyncio.Task[object] = loop.create_task(self._jobs[name]())
            self._running.add(task)
            try:
                await task
                ok, self._ran[name] = True, loop.time()
            except Exception as problem:  # noqa: BLE001 - the one place: a job that breaks must not stop the clock
                _log.error("job failed", job=name, reason=type(problem).__name__)
            finally:
                self._running.discard(task)
                self._observer.job_done(name, seconds=loop.time() - began, ok=ok)

    async def _drain(self) -> None:
        while self._again:
            self._again = False
            for name in self._jobs:
                await self.run(name)

    async def _watch_clock(self) -> None:
        """Run everything at once after the machine's clock jumped.

        The scheduler waits for a time of day: set back by an hour, it would sleep for that hour.
        """
        loop = asyncio.get_running_loop()
        wall, steady = self._wall(), loop.time()
        while True:
            await asyncio.sleep(_WATCH)
            before, steady_before, wall, steady = wall, steady, self._wall(), loop.time()
            jump = (wall - before).total_seconds() - (steady - steady_before)
            if abs(jump) > _JUMP:
                _log.warning("the clock jumped", seconds=round(jump))
                for name in self._seconds:
                    self._scheduler.modify_job(name, next_run_time=datetime.now(UTC))
