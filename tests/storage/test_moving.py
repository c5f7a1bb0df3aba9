"""A running installation moves to another database, in the middle of a round, and nothing is lost."""

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from storage import audit, moving, people, schema
from storage.database import connect, hold, reading, transaction
from storage.errors import DatabaseInUseError, MoveError
from storage.tables import Row
from survey.audit import Act
from survey.ids import RoundId, UserRef
from tests import databases
from tests.storage.test_closing import answer
from tests.storage.world import TUESDAY, WEEK, World, profile, settle

SPOILS = """
CREATE FUNCTION spoils() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.name = 'x'; RETURN NEW; END $$
"""


@pytest.fixture
def lived_in(tmp_path: Path) -> Iterator[World]:
    """A SQLite installation with a closed round, an open one, and an act in the log."""
    engine = connect(databases.fresh(tmp_path / "source", databases.SQLITE))
    world = settle(engine, tmp_path)
    writer = world.writer()
    writer.start()
    first = world.open()
    answer(world, writer, first)
    world.close(first)
    second = world.open(WEEK.next())
    answer(world, writer, second)
    with transaction(engine) as session:
        audit.append(session, world.workspace, Act.REPORT, at=TUESDAY, actor=None)
        gone = people.ensure(session, world.workspace, profile(UserRef("U99")))
    world.execute(f"DELETE FROM person WHERE id = {gone}")  # noqa: S608
    writer.stop()
    engine.dispose()
    yield world
    engine.dispose()


def source_of(world: World) -> str:
    return f"sqlite:///{world.engine.url.database}"


def elsewhere(world: World, engine: Engine) -> World:
    """The same organisation in the other database."""
    return World(
        engine,
        world.folder,
        world.keys,
        world.workspace,
        world.team,
        world.people,
        world.questions,
        world.pulse,
    )


def on_disk(world: World) -> dict[str, str]:
    files = (world.folder / "source").iterdir()
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files if file.stat().st_size}


def test_an_installation_moves_in_the_middle_of_a_round_and_goes_on(lived_in: World, url: str) -> None:
    before = on_disk(lived_in)
    was = {name: lived_in.rows(name) for name in Row.metadata.tables}
    lived_in.engine.dispose()

    moved = moving.move(source_of(lived_in), url)

    assert on_disk(lived_in) == before
    engine = connect(url)
    world = elsewhere(lived_in, engine)
    assert moved.rows == sum(len(rows) for rows in was.values())
    assert moved.answers == 15
    assert {name: len(world.rows(name)) for name in was} == {name: len(rows) for name, rows in was.items()}
    with reading(engine) as session:
        assert audit.first_broken(session) is None
    writer = world.writer()
    writer.start()
    writer.submit_answer(RoundId(2), world.users[0], "Q3", 1, at=TUESDAY, order=9).result()
    writer.stop()
    world.close(RoundId(2))
    counted = world.rows("tally WHERE round_id = 2", "question_id, value, count")
    first = world.rows("tally WHERE round_id = 1", "question_id, value, count")
    assert counted == [*first, (world.questions[2].id, 1, 1)]
    engine.dispose()


def test_what_a_crash_left_in_the_log_moves_too(lived_in: World, url: str) -> None:
    lived_in.execute("UPDATE team SET name = 'In the log'")
    crashed = lived_in.folder / "crashed"
    shutil.copytree(lived_in.folder / "source", crashed)
    lived_in.engine.dispose()

    moving.move(f"sqlite:///{crashed}/pulssi.db", url)

    engine = connect(url)
    assert elsewhere(lived_in, engine).rows("team", "name") == [("In the log",)]
    engine.dispose()


def test_no_number_is_given_a_second_time(lived_in: World, url: str) -> None:
    moving.move(source_of(lived_in), url)
    engine = connect(url)
    world = elsewhere(lived_in, engine)

    with transaction(engine) as session:
        new = people.ensure(session, world.workspace, profile(UserRef("U77")))
    opened = world.open(WEEK.plus(3))

    assert (new, opened) == (14, 3)
    engine.dispose()


def test_a_team_that_shares_with_a_later_one_moves_too(lived_in: World, url: str) -> None:
    lived_in.open_another("C0", 2)
    lived_in.execute("UPDATE team SET shares_with = 2 WHERE id = 1")
    lived_in.engine.dispose()

    moving.move(source_of(lived_in), url)

    engine = connect(url)
    assert elsewhere(lived_in, engine).rows("team", "id, shares_with") == [(1, 2), (2, None)]
    engine.dispose()


def test_a_database_that_holds_something_is_not_written_to(lived_in: World, url: str, tmp_path: Path) -> None:
    engine = connect(url)
    settle(engine, tmp_path)
    engine.dispose()

    with pytest.raises(MoveError, match=r"holds something already \(in workspace"):
        moving.move(source_of(lived_in), url)


def test_what_arrives_changed_is_not_kept(lived_in: World, url: str, database: str) -> None:
    engine = connect(url)
    changes = {
        databases.SQLITE: [
            "CREATE TRIGGER spoils AFTER INSERT ON team BEGIN UPDATE team SET name = 'Other'; END"
        ],
        databases.POSTGRESQL: [
            SPOILS,
            "CREATE TRIGGER spoils BEFORE INSERT ON team FOR EACH ROW EXECUTE FUNCTION spoils()",
        ],
    }
    with engine.begin() as connection:
        for statement in changes[database]:
            connection.execute(text(statement))

    with pytest.raises(MoveError, match=r"\(in team\); nothing was kept"):
        moving.move(source_of(lived_in), url)

    world = elsewhere(lived_in, engine)
    assert [world.rows(name) for name in Row.metadata.tables] == [[]] * len(Row.metadata.tables)
    engine.dispose()


def test_a_database_in_use_is_not_moved(lived_in: World, url: str) -> None:
    with hold(source_of(lived_in)), pytest.raises(DatabaseInUseError):
        moving.move(source_of(lived_in), url)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("sqlite:////nowhere/pulssi.db", "no SQLite database that is there"),
        ("postgresql+psycopg://h/d", "no SQLite database that is there"),
    ],
)
def test_what_is_no_database_of_a_file_is_not_copied(url: str, source: str, words: str) -> None:
    with pytest.raises(MoveError, match=words):
        moving.move(source, url)


def test_a_database_is_not_moved_onto_itself(lived_in: World) -> None:
    with pytest.raises(MoveError, match="names the same database"):
        moving.move(source_of(lived_in), source_of(lived_in))


def test_an_older_database_is_migrated_first(lived_in: World, url: str) -> None:
    schema.downgrade(source_of(lived_in), "0007")

    with pytest.raises(MoveError, match=r"has version 0007, and .* run `pulssi migrate`"):
        moving.move(source_of(lived_in), url)
