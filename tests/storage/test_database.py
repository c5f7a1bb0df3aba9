import os
import stat
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import OperationalError
from sqlmodel import col, select

from storage.database import answers, connect, erase_traces, file_of, hold, reading, transaction
from storage.errors import DatabaseInUseError, DatabaseUrlError, UnsafeDiskError
from storage.tables import TeamRow
from storage.upserts import insert_into
from tests import databases
from tests.storage.world import World


def pragma(engine: Engine, name: str) -> object:
    with engine.connect() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


@databases.on_a_file
def test_a_connection_is_durable_erasing_and_patient(engine: Engine) -> None:
    found = {
        name: pragma(engine, name)
        for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "secure_delete")
    }

    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 2_500,
        "secure_delete": 1,
    }
    assert pragma(engine, "trusted_schema") == 0


def test_file_folder_and_side_files_are_private(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path}/new/deep/pulssi.db")
    with transaction(engine) as session:
        session.connection().execute(text("CREATE TABLE a (b)"))
    files = sorted((tmp_path / "new" / "deep").iterdir())

    assert [file.name for file in files] == ["pulssi.db", "pulssi.db-shm", "pulssi.db-wal"]
    assert {mode(file) for file in files} == {0o600}
    assert mode(tmp_path / "new" / "deep") == 0o700
    engine.dispose()


def test_a_file_left_readable_is_made_private(tmp_path: Path) -> None:
    file = tmp_path / "pulssi.db"
    file.touch(mode=0o644)

    connect(f"sqlite:///{file}").dispose()

    assert mode(file) == 0o600


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("pulssi.db", "not a database URL"),
        ("mysql://host/pulssi", "does not know"),
        ("postgresql://host/pulssi", "does not know"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite:///file:pulssi.db?mode=ro&uri=true", "names no file"),
    ],
)
def test_a_url_that_cannot_work_is_one_sentence(url: str, words: str) -> None:
    with pytest.raises(DatabaseUrlError, match=words) as caught:
        connect(url)

    assert "sqlite:///var/pulssi.db" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_password_in_a_bad_url_stays_out_of_the_sentence() -> None:
    with pytest.raises(DatabaseUrlError) as caught:
        connect("mysql://root:hunter2@host/pulssi")

    assert "hunter2" not in str(caught.value)


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(DatabaseUrlError, match="choose another place"):
        connect(f"sqlite:///{tmp_path}/file/pulssi.db")


def test_a_missing_driver_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)

    with pytest.raises(DatabaseUrlError, match="needs the package psycopg"):
        connect("postgresql+psycopg://host/pulssi")


def test_a_database_server_has_no_file() -> None:
    assert file_of("postgresql+psycopg://host/pulssi") is None


def test_a_transaction_is_all_or_nothing(world: World) -> None:
    def rename_and_fail() -> None:
        with transaction(world.engine) as session:
            session.connection().execute(text("UPDATE team SET name = 'Other'"))
            raise RuntimeError("half-way")

    with pytest.raises(RuntimeError, match="half-way"):
        rename_and_fail()

    assert [row[3] for row in world.rows("team")] == ["Web"]


def test_nothing_done_while_reading_is_kept(world: World) -> None:
    with reading(world.engine) as session:
        session.connection().execute(text("UPDATE team SET name = 'Other'"))

    assert [row[3] for row in world.rows("team")] == ["Web"]


def test_a_reader_waits_for_no_writer_and_sees_one_moment(world: World) -> None:
    name = select(TeamRow.name)
    with reading(world.engine) as reader, transaction(world.engine) as writer:
        before = reader.exec(name).one()
        writer.connection().execute(text("UPDATE team SET name = 'Other'"))
        during = reader.exec(name).one()

    assert (before, during) == ("Web", "Web")


def test_a_query_after_an_update_sees_the_update(world: World) -> None:
    with transaction(world.engine) as session:
        row = session.exec(select(TeamRow)).one()
        session.connection().execute(text("UPDATE team SET name = 'Other'"))

        again = session.exec(select(TeamRow)).one()

    assert (row.name, again.name) == ("Other", "Other")


def test_four_writers_that_read_first_lose_no_update(world: World) -> None:
    world.execute("UPDATE team SET name = '0'")

    def count_up() -> None:
        for _ in range(25):
            with transaction(world.engine) as session:
                name = session.exec(select(TeamRow.name)).one()
                session.connection().execute(text("UPDATE team SET name = :name"), {"name": int(name) + 1})

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [row[3] for row in world.rows("team")] == ["100"]


def test_an_error_text_carries_no_values(world: World) -> None:
    with pytest.raises(Exception, match="hidden") as caught:  # noqa: SIM117
        with transaction(world.engine) as session:
            session.connection().execute(text("INSERT INTO nowhere VALUES (:said)"), {"said": "canary"})

    assert "canary" not in str(caught.value)


@databases.on_a_file
def test_a_second_process_is_kept_off_with_a_sentence(url: str, tmp_path: Path) -> None:
    script = (
        "import sys\nfrom storage.database import hold\nfrom storage.errors import DatabaseInUseError\n"
        "try:\n    with hold(sys.argv[1]): print('held')\n"
        "except DatabaseInUseError as problem: print(problem)\n"
    )

    def second() -> str:
        root = Path(__file__).parents[2]
        command = [sys.executable, "-c", script, url]
        return subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout.strip()

    with hold(url):
        refused = second()
    allowed = second()

    assert str(tmp_path / "data" / "pulssi.db") in refused
    assert "stop that one first" in refused
    assert allowed == "held"
    assert mode(tmp_path / "data" / "pulssi.db.lock") == 0o600


@databases.on_a_file
def test_holding_twice_in_one_process_is_refused_too(url: str) -> None:
    with hold(url), pytest.raises(DatabaseInUseError), hold(url):
        pass


@databases.on_a_file
def test_an_error_inside_the_hold_stays_what_it_is_and_lets_go(url: str) -> None:
    with pytest.raises(BlockingIOError, match="mine"), hold(url):
        raise BlockingIOError("mine")

    with hold(url):
        pass


def test_a_database_server_needs_no_lock_file() -> None:
    with hold("postgresql+psycopg://host/pulssi"):
        pass


MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/export /srv nfs4 rw 0 0
/dev/sdb1 /srv/local ext4 rw 0 0
//server/share /mnt/my\\040share cifs rw 0 0
me@host:/ /home/me/far fuse.sshfs rw 0 0
/dev/sdc1 /over ext4 rw 0 0
server:/over /over nfs rw 0 0
broken line
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv/pulssi.db", "nfs4"),
        ("/mnt/my share/x/pulssi.db", "cifs"),
        ("/home/me/far/pulssi.db", "fuse.sshfs"),
        ("/over/pulssi.db", "nfs"),
    ],
)
def test_a_network_disk_is_refused_by_name(path: str, kind: str) -> None:
    with pytest.raises(UnsafeDiskError, match="put the database on a local disk") as caught:
        connect(f"sqlite:///{path}", mounts=MOUNTS)

    assert kind in str(caught.value)
    assert not Path(path).exists()


@pytest.mark.parametrize(
    "mounts",
    [
        "",
        "/dev/sda1 / ext4 rw 0 0\nserver:/ /tmp nfs rw 0 0\n/dev/sdb1 {} ext4 rw 0 0\n",
        "/dev/sda1 {} fuseblk rw 0 0\n",
        "none / 9p rw 0 0\n",
    ],
    ids=["unknown", "local-inside-network", "ntfs", "sandbox-root"],
)
def test_a_local_disk_is_fine(tmp_path: Path, mounts: str) -> None:
    connect(f"sqlite:///{tmp_path}/pulssi.db", mounts=mounts.format(tmp_path)).dispose()

    assert (tmp_path / "pulssi.db").exists()


def test_a_system_without_a_list_of_mounts_is_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.disks.MOUNTS", tmp_path / "missing")

    connect(f"sqlite:///{tmp_path}/pulssi.db").dispose()


@databases.on_a_file
def test_what_was_deleted_is_in_no_file_afterwards(world: World) -> None:
    world.execute("UPDATE team SET name = 'canary-in-the-coal-mine'")
    world.execute("UPDATE team SET name = 'Web'")
    before = [file for file in (world.folder / "data").iterdir() if b"canary" in file.read_bytes()]

    erased = erase_traces(world.engine)

    after = [file for file in (world.folder / "data").iterdir() if b"canary" in file.read_bytes()]
    assert [file.name for file in before] == ["pulssi.db-wal"]
    assert erased
    assert after == []
    assert os.stat(world.folder / "data" / "pulssi.db-wal").st_size == 0  # noqa: PTH116


@databases.on_a_file
def test_a_reader_keeps_traces_and_that_is_said(world: World) -> None:
    world.execute("UPDATE team SET name = 'Other'")
    with reading(world.engine) as session:
        session.exec(select(col(TeamRow.name))).one()
        world.execute("UPDATE team SET name = 'Web'")

        held = erase_traces(world.engine, attempts=2, patience=timedelta(milliseconds=1))

    assert not held
    assert erase_traces(world.engine)
    assert pragma(world.engine, "busy_timeout") == 2_500


def test_postgresql_has_no_log_of_ours() -> None:
    nobody = connect("postgresql+psycopg://h/pulssi")

    assert erase_traces(nobody)


def test_both_databases_get_an_insert_that_knows_conflicts() -> None:
    for dialect in ("sqlite", "postgresql"):
        statement = insert_into(TeamRow, dialect=dialect).on_conflict_do_nothing()

        assert "ON CONFLICT DO NOTHING" in str(statement)


def test_a_database_that_cannot_be_read_says_so(engine: Engine) -> None:
    assert answers(engine)
    engine.dispose()
    event.listen(engine, "connect", _refuse)

    assert not answers(engine)


def _refuse(*_: object) -> None:
    raise OperationalError("SELECT 1", {}, OSError("disk full"))
