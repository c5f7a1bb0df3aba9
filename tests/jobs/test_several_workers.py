"""Several processes that send from one PostgreSQL: one pace, nothing twice, no wake-up lost."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import make_url, text

from app.clock import VirtualClock, unhurried
from app.metrics import Metrics
from jobs import intake
from jobs.admission import Admission
from jobs.ask import Cards
from jobs.dispatch import Dispatcher
from jobs.intake import Intake
from jobs.post import Post
from jobs.turns import Shared
from storage import wakeups
from storage.database import connect, transaction
from storage.locks import Locks, Purpose
from survey.deliveries import MESSAGES, Kind
from survey.pace import Pace
from tests import databases
from tests.jobs.test_dispatch import NOW, Nobody, Plant, Platforms, Wire
from tests.sandbox.workbench import eventually


@pytest_asyncio.fixture
async def plant(tmp_path: Path) -> AsyncIterator[Plant]:
    engine = connect(databases.fresh(tmp_path, databases.POSTGRESQL))
    clock = VirtualClock(NOW)
    yield Plant(engine, clock, Platforms(), unhurried(clock))
    engine.dispose()


class Process:
    """What one process has for itself: its locks, its pace, and what it sends with."""

    def __init__(self, plant: Plant, wire: Wire, *, per_minute: float | None = None) -> None:
        self.locks = Locks(plant.engine)
        rates = {} if per_minute is None else {MESSAGES: per_minute}
        self.pace = Pace(seconds=time.monotonic, per_minute=rates)
        cards = Cards(plant.engine, wire)  # type: ignore[arg-type]
        self.dispatcher = Dispatcher(
            plant.engine,
            Post(wire, Nobody(), {Kind.ASK: cards.ask}),  # type: ignore[arg-type]
            Admission(data_key=bytes(32)),
            self.pace,
            clock=plant.clock,
            observer=Metrics(),
            turns=Shared(plant.engine, self.locks, self.pace, clock=plant.clock),
        )


@pytest.fixture
def processes() -> Iterator[list[Process]]:
    made: list[Process] = []
    yield made
    for each in made:
        each.locks.close()


def left(plant: Plant) -> int:
    with plant.engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM procrastinate_jobs")).scalar_one())


def wake(plant: Plant, workspace: str = "T0") -> None:
    with transaction(plant.engine) as session:
        wakeups.for_workspace(session, workspace, [wakeups.AT_ONCE])


async def test_two_processes_that_take_turns_are_no_faster_than_one(
    plant: Plant, processes: list[Process]
) -> None:
    wire = Wire()
    processes += [Process(plant, wire, per_minute=600) for _ in range(2)]
    began = time.monotonic()
    for number in range(6):
        # A few at a time, so that each process would find its bucket full if it had one of its own.
        plant.team("T0", f"TEAM{number}", 5)
        await asyncio.gather(*(each.dispatcher.send("T0") for each in processes))

    # Ten a second, and what may be saved up is a second's worth; slower is always allowed.
    assert all(number <= 10 + 10 * (at - began) + 1 for number, at in enumerate(wire.at, start=1))
    assert len(wire.users) == len(set(wire.users)) == 30


async def test_whoever_finds_a_workspace_taken_leaves_its_messages_to_the_holder(
    plant: Plant, processes: list[Process]
) -> None:
    wire = Wire(seconds=0.05)
    first, second = Process(plant, wire), Process(plant, wire)
    processes += [first, second]
    plant.team("T0", "ONE", 5)
    sending = asyncio.create_task(first.dispatcher.send("T0"))
    await eventually(lambda: wire.users)
    plant.team("T0", "TWO", 5)

    began = time.monotonic()
    await second.dispatcher.send("T0")
    waited = time.monotonic() - began
    await sending

    assert waited < 1
    assert plant.sent() == 10
    assert second.locks.is_free(Purpose.SENDING, "T0")


async def test_a_wake_up_for_what_this_process_sends_already_means_one_more_look(
    plant: Plant, processes: list[Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    wire = Wire()
    process = Process(plant, wire)
    processes.append(process)
    plant.team("T0", "ONE", 3)
    told_late = asyncio.Event()
    give_back = Shared.give_back

    async def late(self: Shared, workspace: str) -> bool:
        if not told_late.is_set():
            told_late.set()
            plant.team("T0", "TWO", 3)
            await process.dispatcher.send(workspace)
        await give_back(self, workspace)
        return False

    monkeypatch.setattr(Shared, "give_back", late)
    await process.dispatcher.send("T0")

    assert plant.sent() == 6


async def test_a_process_that_lost_its_lock_stops_sending(plant: Plant, processes: list[Process]) -> None:
    wire = Wire(seconds=0.02)
    process = Process(plant, wire, per_minute=60)
    processes.append(process)
    plant.team("T0", "TEAM", 100)
    sending = asyncio.create_task(process.dispatcher.send("T0"))
    await eventually(lambda: wire.users)
    process.locks.close()
    await asyncio.wait_for(sending, 10)

    assert len(wire.users) < 10


async def test_what_is_due_later_gets_a_wake_up_when_the_queue_is_empty(
    plant: Plant, processes: list[Process]
) -> None:
    process = Process(plant, Wire())
    processes.append(process)
    plant.team("T0", "TEAM", 3)
    with plant.engine.begin() as connection:
        connection.execute(text("DELETE FROM procrastinate_jobs"))

    await process.dispatcher.send("T0")
    await process.dispatcher.send("T0")

    # The digest of the round.
    assert left(plant) == 1


async def test_a_wake_up_that_cannot_be_left_is_no_reason_to_keep_the_workspace(
    plant: Plant, processes: list[Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    process = Process(plant, Wire())
    processes.append(process)
    plant.team("T0", "TEAM", 3)
    with plant.engine.begin() as connection:
        connection.execute(text("ALTER TABLE procrastinate_jobs RENAME TO elsewhere"))

    await process.dispatcher.send("T0")

    assert plant.sent() == 3
    assert process.locks.is_free(Purpose.SENDING, "T0")


# Wake-ups.


@pytest_asyncio.fixture
async def taking(plant: Plant) -> AsyncIterator[tuple[Intake, list[str]]]:
    """A process that notes which workspaces it is woken for."""
    taken: list[str] = []
    process = Intake(plant.engine.url)

    async def note(workspace: str) -> None:
        taken.append(workspace)

    process.serve(wakeups.SEND, note)
    yield process, taken
    await process.stop(seconds=2)


async def test_a_wake_up_reaches_one_process_and_leaves_nothing(
    plant: Plant, taking: tuple[Intake, list[str]]
) -> None:
    process, taken = taking
    well_before = process.is_well()
    wake(plant)
    process.start()
    await eventually(lambda: taken == ["T0"])
    wake(plant, "T1")
    await eventually(lambda: taken == ["T0", "T1"])
    await eventually(lambda: left(plant) == 0)

    assert well_before
    assert process.is_well()


async def test_a_wake_up_that_fails_is_gone_and_the_next_is_taken(plant: Plant) -> None:
    process, taken = Intake(plant.engine.url), list[str]()

    async def fail(workspace: str) -> None:
        taken.append(workspace)
        raise ZeroDivisionError

    process.serve(wakeups.SEND, fail)
    process.start()
    wake(plant)
    wake(plant, "T1")
    await eventually(lambda: len(taken) == 2)
    await eventually(lambda: left(plant) == 0)
    await process.stop(seconds=2)


async def test_wake_ups_come_again_when_the_database_does(
    plant: Plant, taking: tuple[Intake, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "_AGAIN", 0.05)
    process, taken = taking
    process.start()
    await eventually(process.is_well)
    with plant.engine.connect() as connection:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        connection.execute(text(f"{others} AND pid <> pg_backend_pid()"))
    wake(plant)

    async with asyncio.timeout(15):
        while taken != ["T0"]:  # noqa: ASYNC110 - another connection takes it
            await asyncio.sleep(0.05)


async def test_a_process_without_its_database_is_not_well(tmp_path: Path) -> None:
    process = Intake(make_url(f"postgresql+psycopg://pulssi@/pulssi?host={tmp_path}"))
    process.start()
    await asyncio.sleep(0.05)

    assert not process.is_well()
    assert await process.clear() == 0
    await process.stop(seconds=2)


async def test_what_a_dead_process_had_taken_is_removed(
    plant: Plant, taking: tuple[Intake, list[str]]
) -> None:
    process, _ = taking
    wake(plant, "T9")
    with plant.engine.begin() as connection:
        connection.execute(text("UPDATE procrastinate_jobs SET status = 'doing'"))
    process.start()
    await eventually(process.is_well)

    assert await process.clear() == 1
    assert await process.clear() == 0
    assert left(plant) == 0


def test_a_turn_is_given_back_only_when_the_pace_has_recovered() -> None:
    now = 0.0
    pace = Pace(seconds=lambda: now, per_minute={MESSAGES: 120})

    assert pace.rest("T0") == 0
    pace.take("T0", MESSAGES, count=2)
    assert pace.rest("T0") == 1
    assert pace.rest("T1") == 0
    now = 0.5
    assert pace.rest("T0") == 0.5
    pace.hold("T0", 30)
    assert pace.rest("T0") == 30
