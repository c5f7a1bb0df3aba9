"""Backups hold nothing of an open round, and come back without overwriting anything (SCIENCE P19)."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from storage import copies, restoring, rounds, schema
from storage.database import connect, reading
from storage.errors import CopyError, NewerSchemaError
from storage.keys import KeyFolder
from storage.sealing import token
from storage.writer import AnswerWriter
from survey.ids import RoundId
from survey.rounds import RoundState
from tests import databases
from tests.storage.test_closing import answer
from tests.storage.world import DATA_KEY, TUESDAY, World

ROOT = Path(__file__).parents[2]
STAGING = ("sealed_answer", "sealed_comment", "participation")


def database(world: World) -> Path:
    return world.folder / "data" / "pulssi.db"


def rows(file: Path, table: str) -> int:
    with closing(sqlite3.connect(file)) as copy:
        return int(copy.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608


def back_up(world: World, name: str = "backup.db") -> Path:
    copies.write(world.engine, world.folder / name)
    return world.folder / name


def bring_back(world: World, backup: Path, *, without_comments: bool = False) -> restoring.Kept | None:
    prepared = restoring.prepare(backup, database(world), without_comments=without_comments)
    world.engine.dispose()
    return restoring.replace(prepared, database(world))


@databases.on_a_file
def test_p19_a_backup_of_an_open_round_has_no_sealed_bytes_and_no_key_in_it(
    world: World, writer: AnswerWriter
) -> None:
    round_id = world.open(remind_at=TUESDAY)
    answer(world, writer, round_id)
    key = world.keys.read("key-2026-W48")
    assert key is not None
    sealed = [value for row in (*world.rows("sealed_answer"), *world.rows("sealed_comment")) for value in row]
    secrets = [value for value in sealed if isinstance(value, bytes)]

    data = back_up(world).read_bytes()

    assert len(secrets) == 2 * (15 + 3)
    assert not [value for value in secrets if value in data or value[:20] in data]
    assert key not in data
    assert [rows(world.folder / "backup.db", table) for table in STAGING] == [0, 0, 0]
    assert rows(world.folder / "backup.db", "delivery WHERE kind = 'reminder'") == 0
    assert rows(world.folder / "backup.db", "delivery WHERE kind = 'ask'") == 12
    assert stat.S_IMODE((world.folder / "backup.db").stat().st_mode) == 0o600
    assert [file.name for file in world.folder.iterdir() if file.is_file()] == ["backup.db"]
    assert len(world.rows("participation")) == 12


@databases.on_a_file
def test_p19_a_backup_of_the_middle_of_a_round_tells_nothing_after_its_close(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    answer(world, writer, round_id)
    with closing(sqlite3.connect(database(world))) as thief:
        thief.execute("VACUUM INTO ?", (str(world.folder / "by-hand.db"),))
    backup = back_up(world)
    world.close(round_id)

    bring_back(world, world.folder / "by-hand.db")
    engine = connect(f"sqlite:///{database(world)}")
    again = World(
        engine,
        world.folder,
        world.keys,
        world.workspace,
        world.team,
        world.people,
        world.questions,
        world.pulse,
    )
    kept_by_hand = [rows(world.folder / "by-hand.db", table) for table in STAGING]
    again.close(round_id)

    assert kept_by_hand == [15, 3, 12]
    assert [rows(backup, table) for table in STAGING] == [0, 0, 0]
    with reading(engine) as session:
        assert rounds.get(session, round_id).state is RoundState.LOST
    assert again.rows("tally") == again.rows("comment") == []
    assert not _opened_by_anything(world, world.folder / "by-hand.db", round_id)
    engine.dispose()


def _opened_by_anything(world: World, copy: Path, round_id: RoundId) -> set[bytes]:
    """The tokens in a copy that any 32 bytes on this machine turn a person into."""
    with closing(sqlite3.connect(copy)) as taken:
        stolen = {row[0] for row in taken.execute("SELECT token FROM sealed_answer")}
    files = [file.read_bytes() for file in (world.folder / "keys").rglob("*") if file.is_file()]
    keys = {data[at : at + 32] for data in files for at in range(len(data) - 31)} | {DATA_KEY}
    return stolen & {
        token(key, person=person, round_id=round_id, question=question.id)
        for key in keys
        for person in world.people.values()
        for question in world.questions
    }


@databases.on_a_file
def test_nothing_is_overwritten_by_a_backup(world: World) -> None:
    (world.folder / "backup.db").write_text("precious")

    with pytest.raises(CopyError, match="is there already and is not overwritten"):
        back_up(world)

    assert [file.read_text() for file in world.folder.iterdir() if file.is_file()] == ["precious"]


@databases.on_a_file
def test_what_else_lies_beside_a_backup_stays(world: World) -> None:
    (world.folder / "backup.db.part").write_text("precious")

    assert rows(back_up(world), "person") == 12
    assert (world.folder / "backup.db.part").read_text() == "precious"


@databases.on_a_file
def test_a_disk_without_links_takes_a_backup(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)

    assert rows(back_up(world), "person") == 12


@databases.on_a_file
def test_a_backup_that_fails_leaves_no_name_behind(world: World) -> None:
    world.engine.dispose()
    database(world).write_bytes(b"rubbish" * 1000)

    with pytest.raises(sqlite3.DatabaseError):
        back_up(world)

    assert not [file for file in world.folder.iterdir() if file.is_file()]


_DIES = """
import os, signal, sys
from pathlib import Path
from storage import copies, restoring
from storage.database import connect
url, place, what, to = sys.argv[1:]
module, name = (copies, "sync") if place == "written" else (copies, "distil")
undying = getattr(module, name)
def dying(*words):
    undying(*words) if place != "named" else None
    os.kill(os.getpid(), signal.SIGKILL)
setattr(module, name, dying)
if what == "backup":
    copies.write(connect(url), Path(to))
else:
    restoring.prepare(Path(to), Path(url.removeprefix("sqlite:///")), without_comments=False)
"""


@databases.on_a_file
@pytest.mark.parametrize("what", ["backup", "restore"])
@pytest.mark.parametrize("place", ["named", "filled", "written"])
def test_p19_a_kill_leaves_no_file_with_anything_of_an_open_round(
    world: World, writer: AnswerWriter, round_id: RoundId, what: str, place: str
) -> None:
    answer(world, writer, round_id)
    url = f"sqlite:///{database(world)}"
    to = world.folder / "copied.db"
    if what == "restore":
        with closing(sqlite3.connect(database(world))) as thief:
            thief.execute("VACUUM INTO ?", (str(to),))
    secrets = [value for row in world.rows("sealed_answer") for value in row if isinstance(value, bytes)]

    done = subprocess.run([sys.executable, "-c", _DIES, url, place, what, str(to)], cwd=ROOT, check=False)

    expected = {f"pulssi.db{suffix}" for suffix in ("", "-wal", "-shm")} | (
        {to.name} if what == "restore" else set()
    )
    left = {file: file.read_bytes() for file in world.folder.rglob("*") if file.is_file()}
    theirs = {file: data for file, data in left.items() if file.name not in expected}
    assert done.returncode == -signal.SIGKILL
    assert theirs
    assert not [file for file, data in theirs.items() for value in secrets if value in data]


@databases.on_a_file
def test_a_restore_waits_for_whoever_reads_so_that_what_is_kept_is_whole(
    world: World, round_id: RoundId
) -> None:
    backup = back_up(world)
    prepared = restoring.prepare(backup, database(world), without_comments=False)
    world.engine.dispose()
    with closing(sqlite3.connect(database(world), isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM team").fetchone()
        world.execute("UPDATE team SET name = 'Latest'")
        world.engine.dispose()
        with pytest.raises(CopyError, match="is being read by another program"):
            restoring.replace(prepared, database(world))

    assert rows(database(world), "team WHERE name = 'Latest'") == 1
    kept = restoring.replace(prepared, database(world))
    assert kept is not None
    assert rows(kept.file, "team WHERE name = 'Latest'") == 1


@databases.on_a_file
def test_p19_the_database_that_is_kept_never_holds_an_open_round(
    world: World, writer: AnswerWriter, round_id: RoundId, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(world, writer, round_id)
    writer.stop()
    prepared = restoring.prepare(back_up(world), database(world), without_comments=False)
    world.engine.dispose()

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", crash)
    with pytest.raises(KeyboardInterrupt):
        restoring.replace(prepared, database(world))

    assert not list(database(world).parent.glob("*before-restore*"))
    assert rows(database(world), "participation") == 12


@databases.on_a_file
def test_a_backup_comes_back_and_what_was_there_is_kept_beside_it(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    answer(world, writer, round_id)
    backup = back_up(world)
    writer.stop()
    world.execute("UPDATE team SET name = 'Later'")

    kept = bring_back(world, backup)

    assert kept == restoring.Kept(database(world).with_name("pulssi.db.before-restore.1"), readable=True)
    assert rows(database(world), "team WHERE name = 'Web'") == 1
    assert rows(kept.file, "team WHERE name = 'Later'") == 1
    assert [rows(kept.file, table) for table in STAGING] == [0, 0, 0]
    assert stat.S_IMODE(database(world).stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.file.stat().st_mode) == 0o600
    names = {file.name for file in (world.folder / "data").iterdir()}
    assert names == {"pulssi.db", "pulssi.db.before-restore.1"}


@databases.on_a_file
def test_the_rounds_that_are_open_in_a_backup_are_told_by_their_keys(world: World, round_id: RoundId) -> None:
    with reading(world.engine) as session:
        assert restoring.keys_of_open_rounds(session) == ("key-2026-W48",)


@databases.on_a_file
def test_how_many_would_lose_their_answers_is_told_before(
    world: World, writer: AnswerWriter, round_id: RoundId, tmp_path: Path
) -> None:
    answer(world, writer, round_id)
    (tmp_path / "rubbish.db").write_bytes(b"rubbish" * 1000)

    assert restoring.under_way(database(world)) == 12
    assert restoring.under_way(tmp_path / "none.db") is None
    assert restoring.under_way(tmp_path / "rubbish.db") is None


@databases.on_a_file
def test_a_machine_without_a_database_gets_one(world: World, tmp_path: Path) -> None:
    backup = back_up(world)
    new = tmp_path / "new" / "pulssi.db"

    kept = restoring.replace(restoring.prepare(backup, new, without_comments=False), new)

    assert kept is None
    assert rows(new, "person") == 12


@databases.on_a_file
def test_a_database_nobody_can_read_any_more_is_kept_as_it_is(world: World) -> None:
    backup = back_up(world)
    world.engine.dispose()
    database(world).write_bytes(b"rubbish" * 1000)

    kept = bring_back(world, backup)

    assert kept is not None
    assert not kept.readable
    assert kept.file.read_bytes() == b"rubbish" * 1000
    assert rows(database(world), "person") == 12


@databases.on_a_file
def test_comments_whose_key_is_lost_can_be_left_out(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    answer(world, writer, round_id)
    world.close(round_id)
    writer.stop()
    backup = back_up(world)

    bring_back(world, backup, without_comments=True)

    assert [rows(database(world), table) for table in ("comment", "patience", "key_check")] == [0, 0, 0]
    assert rows(database(world), "tally") > 0


@databases.on_a_file
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"rubbish" * 1000, "is damaged"),
        (b"", "is no database of Pulssi"),
        (None, "is not a file"),
    ],
)
def test_what_is_no_backup_is_refused_and_nothing_is_touched(
    world: World, content: bytes | None, sentence: str
) -> None:
    backup = world.folder / "other.db"
    if content is not None:
        backup.write_bytes(content)
    before = {file.name for file in (world.folder / "data").iterdir()}

    with pytest.raises(CopyError, match=sentence):
        restoring.prepare(backup, database(world), without_comments=False)

    assert {file.name for file in (world.folder / "data").iterdir()} == before


@databases.on_a_file
def test_a_newer_backup_is_refused(world: World) -> None:
    world.execute("UPDATE alembic_version SET version_num = '9999'")
    world.execute("UPDATE alembic_serves SET since = '9999'")
    backup = back_up(world)

    with pytest.raises(NewerSchemaError, match="newer"):
        restoring.prepare(backup, database(world), without_comments=False)

    assert not (world.folder / "data" / "pulssi.db.restoring").exists()


@databases.on_a_file
def test_an_older_backup_without_a_key_check_can_lose_its_comments(world: World) -> None:
    backup = back_up(world)
    with closing(sqlite3.connect(backup)) as copy:
        copy.execute("DROP TABLE key_check")
        copy.commit()

    prepared = restoring.prepare(backup, database(world), without_comments=True)

    assert rows(prepared, "person") == 12


@databases.on_a_file
def test_the_copy_before_a_migration_has_nothing_of_open_rounds_either(
    world: World, url: str, writer: AnswerWriter, round_id: RoundId
) -> None:
    answer(world, writer, round_id)
    writer.stop()
    world.engine.dispose()
    schema.downgrade(url, "0002")

    backup = schema.upgrade(url)

    assert backup is not None
    assert [rows(backup, table) for table in STAGING] == [0, 0, 0]
    assert rows(database(world), "participation") == 12


@databases.on_a_file
def test_a_key_folder_is_no_part_of_a_backup(world: World, round_id: RoundId) -> None:
    files = [file.read_bytes() for file in (world.folder / "keys").glob("*.round")]
    data = back_up(world).read_bytes()

    assert KeyFolder(world.folder / "keys", randomness=os.urandom).names() == ("key-2026-W48",)
    assert not [key for key in files if key in data]
