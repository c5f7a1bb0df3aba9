"""The clock wakes the jobs: again and again, after a jump of the machine's clock, and not for ever."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.metrics import Metrics
from jobs import timetable
from jobs.timetable import SECONDS, Timetable
from tests.sandbox.workbench import eventually


class Wall:
    """The machine's clock, which somebody may set."""

    def __init__(self) -> None:
        self.set_by = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.set_by


class Jobs:
    """Jobs that count how often they ran."""

    def __init__(self) -> None:
        self.ran = dict.fromkeys(SECONDS, 0)

    def all(self) -> dict[str, Any]:
        def make(name: str) -> Any:
            async def job() -> None:
                self.ran[name] += 1

            return job

        return {name: make(name) for name in SECONDS}


async def settled() -> None:
    """Nothing is ever on its way here."""


def made(jobs: dict[str, Any], wall: Wall | None = None) -> Timetable:
    return Timetable(jobs, settle=settled, wall=wall or Wall(), observer=Metrics())


@pytest.mark.parametrize("hours", [-1, 1])
async def test_a_clock_that_is_set_wakes_everything_at_once(
    monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    monkeypatch.setattr(timetable, "_WATCH", 0.02)
    jobs, wall = Jobs(), Wall()
    table = made(jobs.all(), wall)
    table.start()
    await eventually(lambda: all(jobs.ran.values()))
    before = dict(jobs.ran)
    wall.set_by = timedelta(hours=hours)

    await eventually(lambda: all(jobs.ran[name] > before[name] for name in SECONDS))

    await table.stop()


async def test_a_clock_that_runs_evenly_wakes_nothing_early(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timetable, "_WATCH", 0.005)
    jobs = Jobs()
    table = made(jobs.all())
    table.start()
    await eventually(lambda: all(jobs.ran.values()))
    await asyncio.sleep(0.05)
    await table.stop()

    assert set(jobs.ran.values()) == {1}


async def test_a_job_that_hangs_is_broken_off_when_the_service_stops() -> None:
    jobs = Jobs().all()
    broken: list[str] = []

    async def hangs() -> None:
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            broken.append("plan")
            raise

    table = made(jobs | {"plan": hangs})
    running = asyncio.create_task(table.run("plan"))
    await asyncio.sleep(0.01)
    await table.stop(seconds=0.01)
    await asyncio.gather(running, return_exceptions=True)

    assert broken == ["plan"]


async def test_many_calls_to_wake_cost_one_run_more() -> None:
    jobs = Jobs()
    table = made(jobs.all())
    for _ in range(20):
        table.wake()
    await eventually(lambda: jobs.ran["roster"])
    await table.stop()

    assert jobs.ran["plan"] <= 2
