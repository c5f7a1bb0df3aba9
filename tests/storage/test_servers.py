"""What only PostgreSQL has to be told: patience, quiet errors, turns, and tables written anew."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from psycopg.errors import CheckViolation, LockNotAvailable
from sqlalchemy import Engine, make_url, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlmodel import col, select, update

from storage import audit, closing, forgetting, people, rounds, schema, servers
from storage.database import BUSY_TIMEOUT, connect, erase_traces, reading, transaction
from storage.tables import TeamRow
from storage.writer import AnswerWriter
from survey.audit import Act
from survey.errors import NotSavedError, RoundClosedError
from survey.ids import RoundId
from survey.rounds import DEFAULT_SCHEDULE, moments
from tests import databases
from tests.databases.server import Server, running
from tests.storage.test_closing import CANARY, answer, everything_on_disk
from tests.storage.world import HELSINKI, TUESDAY, WEEK, World, settle

SEALED = ("sealed_answer", "sealed_comment", "participation")


def shown(engine: Engine, setting: str) -> object:
    with engine.connect() as connection:
        return connection.execute(text(f"SHOW {setting}")).scalar_one()


# Patience.


@databases.on_a_server
def test_a_connection_waits_for_others_no_longer_than_on_sqlite(engine: Engine) -> None:
    assert shown(engine, "lock_timeout") == f"{BUSY_TIMEOUT // timedelta(milliseconds=1)}ms"
    assert shown(engine, "application_name") == "pulssi"


def test_what_the_url_says_itself_stays() -> None:
    url = make_url("postgresql+psycopg://h/d?connect_timeout=9&options=-c%20lock_timeout%3D1")

    found = servers.options(url, patience=BUSY_TIMEOUT)["connect_args"]

    assert "connect_timeout" not in found
    assert found["options"] == "-c lock_timeout=2500 -c synchronous_commit=on -c lock_timeout=1"


# What an error says.


@databases.on_a_server
def test_p17_an_error_says_nothing_of_the_row_that_was_refused(world: World) -> None:
    with pytest.raises(IntegrityError) as caught:
        world.execute("UPDATE team SET name = 'canary', trouble = 'perhaps'")

    original = caught.value.orig
    assert isinstance(original, CheckViolation)
    assert str(original) == ('23514: new row for relation "team" violates check constraint "ck_team_trouble"')
    assert original.diag.message_detail is None
    assert "23514" in str(caught.value)
    assert "Failing row" not in str(caught.value) + repr(original)


@databases.on_a_server
def test_p17_an_error_quotes_no_value_that_does_not_fit(world: World) -> None:
    with pytest.raises(DBAPIError) as caught, reading(world.engine) as session:
        session.connection().execute(text("SELECT CAST(:said AS integer)"), {"said": "canary"})

    assert "canary" not in f"{caught.value!r} {caught.value} {caught.value.orig!r}"
    assert "22P02: a value does not fit its column" in str(caught.value)


@databases.on_a_server
def test_what_never_reached_the_server_says_what_it_said(engine: Engine) -> None:
    nowhere = connect("postgresql+psycopg://pulssi@/nowhere?host=/nowhere")

    with pytest.raises(OperationalError, match="nowhere"):
        nowhere.connect()

    nowhere.dispose()


# Turns. Each of these has two connections or more.


@contextmanager
def meanwhile(act: Callable[[], object]) -> Iterator[list[BaseException | None]]:
    """Let another thread act while the block runs; its end, or its failure, is there after the block."""
    ended: list[BaseException | None] = []

    def run() -> None:
        try:
            act()
        except Exception as problem:  # noqa: BLE001 - told to the test
            ended.append(problem)
        else:
            ended.append(None)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield ended
    finally:
        thread.join(10)


def waits(engine: Engine, kind: str, *, how_many: int = 1) -> None:
    """Until somebody waits for a lock of this kind."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = :kind"
    )
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for _ in range(4000):
            if connection.execute(waiting, {"kind": kind}).scalar_one() >= how_many:
                return
            time.sleep(0.005)
    raise AssertionError(f"nobody waits for {kind}")


@databases.on_a_server
def test_an_answer_under_way_is_counted_by_the_close_that_waits_for_it(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    writer.state_of(round_id, world.users[0])
    with world.engine.begin() as connection:
        # An answer between its look at the round and its commit, as the writer leaves it.
        connection.execute(text("SELECT id FROM round WHERE id = 1 AND state = 'open' FOR SHARE"))
        with meanwhile(lambda: world.close(round_id)) as closed:
            waits(world.engine, "transactionid")
            in_the_meantime = list(closed)
            connection.commit()

    assert in_the_meantime == []
    assert closed == [None]


@databases.on_a_server
def test_an_answer_that_comes_while_a_round_closes_waits_and_is_refused(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    writer.state_of(round_id, world.users[0])
    with transaction(world.engine) as session:
        rounds.lock(session, [round_id])
        late = writer.submit_answer(round_id, world.users[0], "Q1", 3, at=TUESDAY, order=1)
        waits(world.engine, "transactionid")
        session.connection().execute(text("UPDATE round SET state = 'closed'"))

    assert isinstance(late.exception(), RoundClosedError)
    assert world.rows("sealed_answer") == []


@databases.on_a_server
def test_whoever_is_forgotten_while_they_answer_leaves_nothing(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    anna, ben = world.users[:2]
    writer.submit_answer(round_id, anna, "Q1", 3, at=TUESDAY, order=1).result()
    with reading(world.engine) as session:
        person = people.find(session, world.workspace, anna)
    assert person is not None
    with world.engine.begin() as connection:
        # The forgetting has found the answers and comes to the round while another one is on its way.
        connection.execute(text("SELECT id FROM round FOR SHARE"))
        with meanwhile(lambda: forgetting.forget(world.engine, world.memory, person, at=TUESDAY)) as ended:
            waits(world.engine, "transactionid")
            futures = [
                writer.submit_answer(round_id, user, "Q2", 4, at=TUESDAY, order=2) for user in (anna, ben)
            ]
            connection.commit()
    problems = [future.exception() for future in futures]

    assert ended == [None]
    assert problems[1] is None
    assert world.rows("participation", "person_id") == [(world.people[ben],)]
    assert len(world.rows("sealed_answer")) == 1


@databases.on_a_server
def test_of_two_processes_that_plan_one_week_one_opens_it(world: World) -> None:
    opened: list[bool] = []

    def open_it() -> None:
        with transaction(world.engine) as session:
            made = rounds.open_(
                session,
                world.pulse,
                week=WEEK,
                moments=moments(DEFAULT_SCHEDULE, week=WEEK, zone=HELSINKI),
                questions=world.questions,
                invitations=[],
                floor=5,
                key_name="key",
            )
            opened.append(made is not None)

    with meanwhile(open_it), meanwhile(open_it):
        pass

    assert sorted(opened) == [False, True]
    assert len(world.rows("round_question")) == 3


@databases.on_a_server
def test_acts_written_down_at_once_make_one_chain(world: World) -> None:
    def act() -> None:
        for _ in range(5):
            with transaction(world.engine) as session:
                audit.append(session, world.workspace, Act.REPORT, at=TUESDAY, actor=None)

    with meanwhile(act) as one, meanwhile(act) as two:
        pass

    assert (one, two) == ([None], [None])
    assert len(world.rows("audit")) == 10
    with reading(world.engine) as session:
        assert audit.first_broken(session) is None


@databases.on_a_server
def test_whoever_waits_for_a_lock_too_long_hears_it_all_at_once(
    world: World, writer: AnswerWriter, round_id: RoundId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.database.BUSY_TIMEOUT", timedelta(milliseconds=50))
    impatient = World(
        connect(world.engine.url.render_as_string(hide_password=False)),
        *(world.folder, world.keys, world.workspace, world.team, world.people, world.questions, world.pulse),
    )
    other = impatient.writer()
    other.start()
    with transaction(world.engine) as session:
        rounds.lock(session, [round_id])
        futures = [other.submit_answer(round_id, user, "Q1", 3, at=TUESDAY, order=1) for user in world.users]
        problems = [future.exception() for future in futures]
    again = other.submit_answer(round_id, world.users[0], "Q1", 3, at=TUESDAY, order=1).result()
    other.stop()
    impatient.engine.dispose()

    assert {type(problem) for problem in problems} == {NotSavedError}
    assert all(
        isinstance(cause, DBAPIError) and isinstance(cause.orig, LockNotAvailable)
        for cause in (problem.__cause__ for problem in problems if problem)
    )
    assert again.answered == {"Q1"}


@databases.on_a_server
def test_a_command_waits_for_its_turn_and_decides_on_what_is_true_then(world: World) -> None:
    def add(digit: str) -> None:
        with transaction(world.engine) as session:
            name = session.exec(select(TeamRow.name)).one()
            session.exec(update(TeamRow).values(name=name + digit))

    with transaction(world.engine) as session, meanwhile(lambda: add("2")):
        waits(world.engine, "advisory")
        session.exec(update(TeamRow).values(name="Other"))
        session.commit()

    assert world.rows("team", "name") == [("Other2",)]


@databases.on_a_server
def test_a_full_disk_is_told_by_the_servers_own_word(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    world.execute(
        "CREATE FUNCTION full_up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; "
        "END $$; CREATE TRIGGER full_up BEFORE INSERT ON sealed_answer EXECUTE FUNCTION full_up()"
    )
    problem = writer.submit_answer(round_id, world.users[0], "Q1", 3, at=TUESDAY, order=1).exception()
    world.execute("DROP TRIGGER full_up ON sealed_answer")
    again = writer.submit_answer(round_id, world.users[0], "Q1", 3, at=TUESDAY, order=2).result()

    assert isinstance(problem, NotSavedError)
    assert "53100" in str(problem.__cause__)
    assert again.answered == {"Q1"}


# Traces.


@databases.on_a_server
def test_p18_after_a_close_no_table_has_a_byte_of_who_took_part_or_of_what_was_sealed(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    answer(world, writer, round_id)
    sealed = [value for name in SEALED[:2] for row in world.rows(name) for value in row]
    secrets = [value for value in sealed if isinstance(value, bytes)]

    def found() -> list[bytes]:
        data = b"".join(everything_on_disk(world).values())
        return [secret for secret in secrets if secret[:20] in data]

    during = found()
    world.close(round_id)
    finished = closing.finish(world.engine, world.keys)
    files = databases.files_of_tables(world.engine)

    assert during
    assert finished
    assert found() == []
    assert [files[name] for name in SEALED] == [b"", b"", b""]
    assert CANARY.encode() not in b"".join(files.values())


@databases.on_a_server
def test_a_reader_who_still_sees_what_was_deleted_is_said_to_keep_it(world: World, round_id: RoundId) -> None:
    with reading(world.engine) as session:
        # Another table than those written anew: nothing has to wait for the reader.
        session.exec(select(col(TeamRow.name))).one()
        world.execute("DELETE FROM delivery")

        held = erase_traces(world.engine, repack=True)

    assert not held
    assert erase_traces(world.engine, repack=True)


@databases.on_a_server
def test_a_table_somebody_writes_to_is_left_for_later(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.database.BUSY_TIMEOUT", timedelta(milliseconds=50))
    impatient = connect(world.engine.url.render_as_string(hide_password=False))
    with world.engine.begin() as connection:
        connection.execute(text("UPDATE person SET zone = NULL"))

        assert not erase_traces(impatient, repack=True)

    assert erase_traces(impatient, repack=True)
    impatient.dispose()


# A server that goes away and comes back.


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server of this module's own, to be stopped."""
    with running() as made:
        yield made


def test_while_the_server_is_away_people_hear_it_in_time_and_the_next_tap_works(
    server: Server, tmp_path: Path
) -> None:
    schema.upgrade(server.url)
    engine = connect(server.url)
    world = settle(engine, tmp_path)
    round_id = world.open()
    writer = world.writer()
    writer.start()
    writer.submit_answer(round_id, world.users[0], "Q1", 3, at=TUESDAY, order=1).result()

    server.stop()
    away = [writer.submit_answer(round_id, user, "Q1", 4, at=TUESDAY, order=2) for user in world.users]
    # Three seconds is what the platform gives; a database that is away needs a few milliseconds.
    problems = [future.exception(timeout=3) for future in away]
    server.start()
    back = [writer.submit_answer(round_id, user, "Q1", 5, at=TUESDAY, order=3) for user in world.users]
    ended = [future.exception() for future in back]
    writer.stop()
    world.close(round_id)

    assert {type(problem) for problem in problems} == {NotSavedError}
    assert ended == [None] * 12
    assert world.rows("tally", "value, count") == [(5, 12)]
    engine.dispose()
