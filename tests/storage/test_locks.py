"""Locks of a process: one has it, the server takes it back from the dead, and SQLite needs none."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from storage.database import connect
from storage.locks import Locks, Purpose
from tests import databases

ACME = "T0ACME"
HOLDS = (
    "import sys, time; from storage.database import connect; from storage.locks import Locks, Purpose\n"
    "locks = Locks(connect(sys.argv[1])); print(locks.take(Purpose.SOCKET, 'A1'), flush=True); time.sleep(60)"
)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Engine]:
    engine = connect(databases.fresh(tmp_path, databases.POSTGRESQL))
    yield engine
    engine.dispose()


@pytest.fixture
def two(server: Engine) -> Iterator[tuple[Locks, Locks]]:
    """The locks of two processes."""
    both = Locks(server), Locks(server)
    yield both
    for locks in both:
        locks.close()


def test_one_process_has_a_lock_until_it_gives_it_back(two: tuple[Locks, Locks]) -> None:
    first, second = two

    assert first.take(Purpose.SENDING, ACME)
    assert not first.take(Purpose.SENDING, ACME)
    assert not second.take(Purpose.SENDING, ACME)
    assert not second.is_free(Purpose.SENDING, ACME)
    assert (first.holds(Purpose.SENDING, ACME), second.holds(Purpose.SENDING, ACME)) == (True, False)

    first.give_back(Purpose.SENDING, ACME)
    second.give_back(Purpose.SENDING, "T0OTHER")

    assert second.is_free(Purpose.SENDING, ACME)
    assert second.take(Purpose.SENDING, ACME)


def test_locks_of_one_name_and_several_purposes_are_apart(two: tuple[Locks, Locks]) -> None:
    first, second = two

    assert first.take(Purpose.SENDING, ACME)
    assert second.take(Purpose.ROSTER, ACME)
    assert second.take(Purpose.SENDING, "T0OTHER")


def test_closing_gives_everything_back(two: tuple[Locks, Locks]) -> None:
    first, second = two
    first.take(Purpose.SENDING, ACME)

    first.close()

    assert second.take(Purpose.SENDING, ACME)


def test_a_broken_connection_holds_nothing(two: tuple[Locks, Locks], server: Engine) -> None:
    first, second = two
    first.take(Purpose.SENDING, ACME)
    with server.connect() as connection:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        connection.execute(text(f"{others} AND pid <> pg_backend_pid()"))

    assert not first.holds(Purpose.SENDING, ACME)
    assert second.take(Purpose.SENDING, ACME)
    assert not first.take(Purpose.SENDING, ACME)


def test_a_database_that_does_not_answer_is_an_error(tmp_path: Path) -> None:
    nowhere = connect(f"postgresql+psycopg://pulssi@/pulssi?host={tmp_path}")
    locks = Locks(nowhere)

    with pytest.raises(SQLAlchemyError):
        locks.take(Purpose.SENDING, ACME)

    nowhere.dispose()


def test_the_server_takes_back_what_a_killed_process_held(server: Engine) -> None:
    url = server.url.render_as_string(hide_password=False)
    with subprocess.Popen([sys.executable, "-c", HOLDS, url], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "True\n"
        held = not Locks(server).is_free(Purpose.SOCKET, "A1")
        other.kill()

    assert held
    until = time.monotonic() + 5
    while not Locks(server).is_free(Purpose.SOCKET, "A1"):
        assert time.monotonic() < until
        time.sleep(0.05)


def test_a_file_has_one_process_that_may_take_anything_once(tmp_path: Path) -> None:
    engine = connect(databases.fresh(tmp_path, databases.SQLITE))
    locks = Locks(engine)

    assert locks.is_free(Purpose.SENDING, ACME)
    assert locks.take(Purpose.SENDING, ACME)
    assert not locks.take(Purpose.SENDING, ACME)
    assert not locks.is_free(Purpose.SENDING, ACME)
    assert locks.holds(Purpose.SENDING, ACME)

    locks.give_back(Purpose.SENDING, ACME)

    assert locks.take(Purpose.SENDING, ACME)
    locks.close()
    engine.dispose()
