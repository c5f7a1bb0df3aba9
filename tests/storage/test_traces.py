"""Nothing deleted can be read in the database's files, in whatever corner SQLite left it (SCIENCE P18)."""

import random
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from storage import closing
from storage.database import connect, erase_traces
from storage.writer import AnswerWriter
from survey.ids import RoundId
from tests import databases
from tests.storage.test_closing import CANARY, answer
from tests.storage.world import World

PEOPLE = range(1000, 1400)
ROUNDS = range(1001, 1009)
OVER = 1006


def crowd(url: str) -> None:
    """Eight rounds with four hundred people each, who answered in any order; one round ends."""
    engine = connect(url, foreign_keys=False)
    pairs = [(round_id, person) for round_id in ROUNDS for person in PEOPLE]
    random.Random(0).shuffle(pairs)  # noqa: S311 - the same every time
    for pair in pairs:
        with engine.begin() as connection:
            connection.exec_driver_sql("INSERT INTO participation VALUES (?, ?)", pair)
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM participation WHERE round_id = ?", (OVER,))
    engine.dispose()


def named(file: Path) -> Iterator[int]:
    """Whoever took part in the round that is over, by what the file's bytes say."""
    row = b"\x07\x03\x02\x02" + OVER.to_bytes(2)
    for found in re.finditer(re.escape(row) + b"(..)", file.read_bytes(), re.DOTALL):
        yield int.from_bytes(found[1])


@databases.on_a_file
def test_p18_a_row_moved_before_it_was_deleted_is_erased_in_both_places(world: World, url: str) -> None:
    file = world.folder / "data" / "pulssi.db"
    crowd(url)

    erase_traces(world.engine)
    deleted_only = set(named(file)) & set(PEOPLE)
    finished = closing.finish(world.engine, world.keys)

    assert deleted_only
    assert finished
    assert set(named(file)) & set(PEOPLE) == set()
    assert len(world.rows("participation")) == (len(ROUNDS) - 1) * len(PEOPLE)


@databases.on_a_file
def test_p18_after_a_close_no_file_beside_the_database_has_a_word_or_a_sealed_byte_of_it(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    answer(world, writer, round_id)
    sealed = [
        value
        for row in (*world.rows("sealed_answer"), *world.rows("sealed_comment"))
        for value in row
        if isinstance(value, bytes)
    ]
    folder = world.folder / "data"

    def scan(needles: list[bytes]) -> set[str]:
        data = {file.name: file.read_bytes() for file in folder.iterdir()}
        # A deleted row loses its first bytes to SQLite's list of free places, and nothing else by itself.
        return {name for name, content in data.items() if any(each[8:28] in content for each in needles)}

    during = scan(sealed)
    world.close(round_id)
    closing.finish(world.engine, world.keys)

    assert "pulssi.db-wal" in during
    assert scan(sealed) == set()
    assert scan([b"12345678" + CANARY.encode()]) == set()
    assert {file.name for file in folder.iterdir()} == {"pulssi.db", "pulssi.db-wal", "pulssi.db-shm"}
    assert (folder / "pulssi.db-wal").stat().st_size == 0


@databases.on_a_file
def test_packing_waits_for_no_writer_and_says_so(world: World, url: str) -> None:
    other = connect(url)
    with other.begin() as connection:
        connection.exec_driver_sql("UPDATE team SET name = 'Other'")

        assert not erase_traces(world.engine, repack=True, attempts=1, patience=timedelta(milliseconds=1))

    other.dispose()
    assert erase_traces(world.engine, repack=True)


@databases.on_a_file
def test_p14_temporary_tables_never_reach_the_disk(world: World) -> None:
    with world.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA temp_store").scalar_one() == 2
