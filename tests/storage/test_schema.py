import logging
import sqlite3
import stat
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, inspect

from storage import schema
from storage.database import connect
from storage.errors import NewerSchemaError
from storage.tables import Row
from tests.storage.world import settle


def tables(url: str) -> set[str]:
    engine = connect(url)
    found = set(inspect(engine).get_table_names())
    engine.dispose()
    return found


def test_up_down_and_up_again(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/pulssi.db"

    schema.upgrade(url)
    up = tables(url)
    schema.downgrade(url)
    down = tables(url)
    schema.upgrade(url)

    assert up == tables(url) == {*Row.metadata.tables, "alembic_version"}
    assert down == {"alembic_version"}


def test_the_migrations_leave_nothing_to_migrate(engine: Engine) -> None:
    with engine.connect() as connection:
        command.check(schema.config(connection))


def test_pending_names_what_is_missing_and_makes_no_file(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/pulssi.db"

    before = schema.pending(url)
    made = list(tmp_path.iterdir())
    schema.upgrade(url)

    assert before[-1] == schema.head()
    assert made == []
    assert schema.pending(url) == ()


def test_a_database_server_is_asked_what_it_has(monkeypatch: pytest.MonkeyPatch, engine: Engine) -> None:
    monkeypatch.setattr(schema, "connect", lambda url, *, foreign_keys: engine)

    assert schema.pending("postgresql+psycopg://host/pulssi") == ()
    assert schema.upgrade("postgresql+psycopg://host/pulssi") is None


def test_it_works_from_any_folder_and_with_a_percent_in_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "50% there").mkdir()
    monkeypatch.chdir(tmp_path / "50% there")

    schema.upgrade("sqlite:///var/pulssi.db")

    assert (tmp_path / "50% there" / "var" / "pulssi.db").exists()


def test_a_program_installed_under_a_percent_finds_its_migrations(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = tmp_path / "50% there"
    installed.symlink_to(Path(schema.__file__).parent)
    monkeypatch.setattr(schema, "_MIGRATIONS", installed / "migrations")

    assert schema.head() == "0001"


def test_a_new_or_current_database_is_not_backed_up(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/pulssi.db"

    first, second = schema.upgrade(url), schema.upgrade(url)

    assert (first, second) == (None, None)


def test_a_database_with_rows_is_copied_before_it_changes(url: str, engine: Engine, tmp_path: Path) -> None:
    settle(engine, tmp_path)
    # Rows of an older version, as far as Alembic can tell.
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE alembic_version RENAME TO was_version")
    engine.dispose()

    with pytest.raises(Exception, match="already exists"):
        schema.upgrade(url)

    backup = tmp_path / "data" / f"pulssi.db.before-{schema.head()}-from-empty.1"
    copy = sqlite3.connect(backup)
    assert copy.execute("SELECT count(*) FROM person").fetchone() == (12,)
    copy.close()
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_each_backup_has_a_name_of_its_own(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/pulssi.db"
    schema.upgrade(url)

    backups = []
    for _ in range(2):
        schema.downgrade(url)
        backups.append(schema.upgrade(url))

    assert [backup.name[-2:] for backup in backups if backup] == [".1", ".2"]


def test_a_migration_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/pulssi.db"
    engine = connect(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE tally (in_the_way)")
    engine.dispose()

    with pytest.raises(Exception, match="tally already exists"):
        schema.upgrade(url)

    assert tables(url) == {"tally"}


def test_a_newer_database_stops_the_program_with_a_sentence(url: str, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()

    for touch in (schema.pending, schema.upgrade):
        with pytest.raises(NewerSchemaError, match="9999, which is newer"):
            touch(url)


def test_migrating_leaves_logging_alone(tmp_path: Path) -> None:
    before = (logging.root.level, list(logging.root.handlers), logging.getLogger("alembic").level)

    schema.upgrade(f"sqlite:///{tmp_path}/pulssi.db")

    assert before == (logging.root.level, list(logging.root.handlers), logging.getLogger("alembic").level)
