"""Wake-ups: left on PostgreSQL in the transaction that owes a message, naming a workspace and no more."""

import builtins
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import OperationalError

from storage import owed, queue, reviews, rounds, schema, wakeups
from storage.database import connect, reading, transaction
from storage.errors import DatabaseUrlError
from storage.tables import Row
from survey.deliveries import Kind
from survey.ids import RoundId
from tests import databases
from tests.storage.world import FRIDAY_NOON, FRIDAY_TWO, TUESDAY, World, settle

SOON = "at once"


@pytest.fixture
def database() -> str:
    return databases.POSTGRESQL


def left(engine: Engine, *, queue_name: str = wakeups.SEND) -> list[str]:
    """The moments of the wake-ups that are left, and nothing in them but the workspace."""
    with engine.connect() as connection:
        rows = connection.execute(
            text("SELECT args, scheduled_at FROM procrastinate_jobs WHERE queue_name = :name ORDER BY 2, 1"),
            {"name": queue_name},
        ).all()
    known = {"workspace": "T1"} if queue_name == wakeups.SEND else {}
    assert all(args == known for args, _ in rows), rows
    return [f"{at:%d %H:%M}" if at else SOON for _, at in rows]


def clear(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM procrastinate_jobs"))


def test_a_round_leaves_one_wake_up_for_each_moment_of_its_messages(world: World) -> None:
    world.open(remind_at=FRIDAY_NOON)

    assert left(world.engine) == ["24 09:00", "27 10:00", "27 12:00"]


def test_what_is_taken_back_leaves_none(world: World) -> None:
    def fail() -> None:
        with transaction(world.engine) as session:
            wakeups.for_workspace(session, "T1", [TUESDAY])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert left(world.engine) == []


def test_a_moment_is_left_once_and_a_call_at_once_each_time(world: World) -> None:
    for _ in range(2):
        with transaction(world.engine) as session:
            wakeups.for_workspace(session, "T1", [TUESDAY, TUESDAY, wakeups.AT_ONCE])

    assert left(world.engine) == ["24 09:00", SOON, SOON]


def test_what_commands_move_is_woken_for(world: World, round_id: RoundId) -> None:
    clear(world.engine)
    with transaction(world.engine) as session:
        owed.ask_now(session, round_id, at=TUESDAY.replace(hour=1))
        owed.look_again(session, next(iter(world.people.values())), at=TUESDAY.replace(hour=2))
        owed.look_again_team(session, world.team, at=TUESDAY.replace(hour=3))
        owed.owe_digest_now(session, round_id, at=TUESDAY.replace(hour=4), again=False)
        owed.owe_notices(session, rounds.get(session, round_id), due_at=TUESDAY.replace(hour=5))

    assert left(world.engine) == ["24 01:00", "24 02:00", "24 03:00", "24 04:00", "24 05:00"]


def test_a_look_back_that_is_owed_once_more_is_woken_for(world: World, round_id: RoundId) -> None:
    with transaction(world.engine) as session:
        owed.owe_channels(session, rounds.get(session, round_id), Kind.MONTH, TUESDAY)
    world.execute("UPDATE delivery SET status = 'failed' WHERE kind = 'month'")
    clear(world.engine)

    with transaction(world.engine) as session:
        assert reviews.owe_now(session, world.team, at=TUESDAY.replace(hour=1), again=False)

    assert left(world.engine) == ["24 01:00"]


def test_a_round_that_closes_wakes_for_its_digest(world: World, round_id: RoundId) -> None:
    clear(world.engine)

    world.close(round_id)

    assert left(world.engine) == [SOON]


def test_schedulers_are_called_by_a_wake_up_of_their_own(world: World) -> None:
    with transaction(world.engine) as session:
        wakeups.for_schedulers(session)

    assert left(world.engine, queue_name=wakeups.LOOK) == [SOON]
    assert left(world.engine) == []


def test_the_next_moment_is_the_first_that_is_still_to_come(world: World) -> None:
    world.open(remind_at=FRIDAY_NOON)
    world.execute(
        "UPDATE delivery SET lease_until = '2026-11-24 09:05:00+00' "
        "WHERE id = (SELECT min(id) FROM delivery WHERE kind = 'ask')"
    )
    with reading(world.engine) as session:
        moments = [queue.next_moment(session, "T1", at=at) for at in (TUESDAY, FRIDAY_NOON, FRIDAY_TWO)]

    assert moments == [TUESDAY.replace(minute=5), FRIDAY_TWO, None]


def test_a_queue_that_takes_nothing_is_a_database_that_takes_nothing(world: World) -> None:
    world.execute("ALTER TABLE procrastinate_jobs RENAME TO elsewhere")

    with pytest.raises(OperationalError), transaction(world.engine) as session:
        wakeups.for_schedulers(session)


def test_the_queues_tables_come_and_go_and_are_not_compared_with_ours(url: str, engine: Engine) -> None:
    def queues() -> set[str]:
        found = inspect(engine)
        return {name for name in found.get_table_names() if name.startswith("procrastinate_")}

    with engine.connect() as connection:
        command.check(schema.config(connection))
    there = queues()
    schema.downgrade(url, "0008")
    gone = queues()
    schema.upgrade(url)

    assert there == queues() != set()
    assert gone == set()
    assert not there & set(Row.metadata.tables)


@pytest.fixture
def without_procrastinate(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    real = builtins.__import__

    def refuse(name: str, *given: Any, **named: Any) -> Any:
        if name == "procrastinate":
            raise ImportError(name=name)
        return real(name, *given, **named)

    wakeups._queue.cache_clear()
    monkeypatch.setattr(builtins, "__import__", refuse)
    yield
    monkeypatch.undo()
    wakeups._queue.cache_clear()


@pytest.mark.usefixtures("without_procrastinate")
def test_postgresql_without_its_package_is_refused_with_a_sentence() -> None:
    with pytest.raises(DatabaseUrlError, match=r"pip install 'pulssi\[scale\]'"):
        wakeups.schema()


def test_a_file_has_no_queue_and_needs_none(tmp_path: Path) -> None:
    engine = connect(databases.fresh(tmp_path / "file", databases.SQLITE))
    world = settle(engine, tmp_path)

    world.open()
    with transaction(engine) as session:
        wakeups.for_schedulers(session)
        wakeups.for_workspace(session, "T1", [wakeups.AT_ONCE])
        wakeups.again(session, "T1", within=timedelta(hours=1))

    assert not [name for name in inspect(engine).get_table_names() if name.startswith("procrastinate")]
    engine.dispose()


def test_what_comes_later_is_left_once_unless_something_comes_first(world: World) -> None:
    for within in (timedelta(hours=1), timedelta(hours=2), timedelta(minutes=1)):
        with transaction(world.engine) as session:
            wakeups.again(session, "T1", within=within)

    assert len(left(world.engine)) == 2


def test_what_is_late_already_is_left_for_a_moment_to_come(world: World) -> None:
    with transaction(world.engine) as session:
        wakeups.again(session, "T1", within=timedelta(seconds=-5))
    with world.engine.connect() as connection:
        ahead = connection.execute(text("SELECT scheduled_at > now() FROM procrastinate_jobs")).scalar()

    assert ahead
