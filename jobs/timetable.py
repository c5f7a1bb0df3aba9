"""What the clock does, and how often it looks.

APScheduler only wakes us: a few fixed interval jobs in memory, in UTC. What is due stands in the tables, so
every job can run late, twice, or right after a start without harm.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

Job = Callable[[], Awaitable[object]]

SECONDS = {"close": 20, "plan": 60, "ask": 15, "digest": 20, "comments": 20}
"""How often each job looks, in the order in which one round of all of them runs."""

_LATE = 10
"""A job that has not come to its end for so many of its intervals is stuck or failing."""
_log = structlog.get_logger(__name__)


class Timetable:
    """The jobs by name; no job ever runs beside itself."""

    def __init__(self, jobs: Mapping[str, Job]) -> None:
        """Take one coroutine function for each name in ``SECONDS``."""
        self._jobs = {name: jobs[name] for name in SECONDS}
        self._busy = {name: asyncio.Lock() for name in SECONDS}
        self._started = 0.0
        self._ran: dict[str, float] = {}
        self._woken: asyncio.Task[None] | None = None
        self._again = False
        self._scheduler = AsyncIOScheduler(timezone="UTC")

    def start(self) -> None:
        """Run every job now and then by the timetable."""
        self._started = asyncio.get_running_loop().time()
        for name, seconds in SECONDS.items():
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

    async def stop(self) -> None:
        """Take no new work, let what runs come to its end, then stop."""
        if self._scheduler.running:
            self._scheduler.pause()
        if self._woken is not None:
            await self._woken
        for lock in self._busy.values():
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
        """Run every job once, in order: close what is over, plan what begins, ask, report."""
        for name in self._jobs:
            await self.run(name)

    def is_alive(self) -> bool:
        """Whether every job has come to its end lately; before the start, there is nothing to be late."""
        now = asyncio.get_running_loop().time()
        return not self._scheduler.running or all(
            now - self._ran.get(name, self._started) < _LATE * seconds for name, seconds in SECONDS.items()
        )

    async def run(self, name: str) -> None:
        """Run one job; a failure is logged and the next look tries again."""
        async with self._busy[name]:
            try:
                await self._jobs[name]()
                self._ran[name] = asyncio.get_running_loop().time()
            except Exception as problem:  # noqa: BLE001 - the one place: a job that breaks must not stop the clock
                _log.error("job failed", job=name, reason=type(problem).__name__)

    async def _drain(self) -> None:
        while self._again:
            self._again = False
            await self.run_all()
