import importlib
import logging
import sqlite3
import stat
import subprocess
import sys
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from storage import calendars, owed, people, pulses, queue, rounds, schema, servers, serving, wakeups
from storage.database import connect, transaction
from storage.errors import NewerSchemaError
from storage.tables import Row
from survey.calendars import WorkCalendar
from survey.deliveries import Kind
from survey.ids import RoundId, UserRef, WorkspaceId
from survey.rounds import Slot
from tests import databases
from tests.storage.test_servers import waits
from tests.storage.world import profile, settle

ROOT = Path(__file__).parents[2]
GUARDS = importlib.import_module("storage.migrations.versions.0003_nobody_can_tell")


def tables(url: str) -> set[str]:
    """All but the queue's, which only a server has; ``test_wakeups`` is about those."""
    engine = connect(url)
    found = set(inspect(engine).get_table_names())
    engine.dispose()
    return {name for name in found if not name.startswith(wakeups.TABLES)}


ALEMBICS = {"alembic_version", "alembic_serves"}


@pytest.fixture
def blank(tmp_path: Path, database: str) -> str:
    """A database without even tables."""
    return databases.blank(tmp_path, database)


def test_up_down_and_up_again(blank: str) -> None:
    schema.upgrade(blank)
    up = tables(blank)
    schema.downgrade(blank)
    down = tables(blank)
    schema.upgrade(blank)

    assert up == tables(blank) == {*Row.metadata.tables, *ALEMBICS}
    assert down == ALEMBICS


def test_each_migration_goes_up_down_and_up_again(blank: str) -> None:
    engine = connect(blank, foreign_keys=False)
    found: list[dict[str, list[str]]] = []
    for revision in schema.pending(blank):
        with engine.begin() as connection:
            command.upgrade(schema.config(connection), revision)
        up = shape(engine)
        with engine.begin() as connection:
            command.downgrade(schema.config(connection), "-1")
        assert shape(engine) == (found[-1] if found else {})
        with engine.begin() as connection:
            command.upgrade(schema.config(connection), revision)
        assert shape(engine) == up
        found.append(up)
    engine.dispose()

    assert len(found) == int(schema.head())


def shape(engine: Engine) -> dict[str, list[str]]:
    """Every table with its columns."""
    found = inspect(engine)
    names = set(found.get_table_names()) - ALEMBICS
    return {
        name: sorted(f"{each['name']} {each['type']} {each['nullable']}" for each in found.get_columns(name))
        for name in sorted(names)
    }


# Older and newer programs on one database.


def newer(engine: Engine, since: str | None) -> None:
    """What a program after the next leaves: a version nobody here knows, and whom it serves."""
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        serving.note(connection, since)


def test_an_older_program_goes_on_beside_a_newer_one_that_only_added(url: str, engine: Engine) -> None:
    newer(engine, schema.head())

    assert schema.pending(url) == ()
    assert schema.upgrade(url) is None


@pytest.mark.parametrize("since", ["9998", None])
def test_an_older_program_stops_where_a_newer_one_took_something_away(
    url: str, engine: Engine, since: str | None
) -> None:
    newer(engine, since)

    with pytest.raises(NewerSchemaError, match="9999, which is newer"):
        schema.pending(url)


def test_an_older_program_stops_where_nobody_said_whom_the_schema_serves(url: str, engine: Engine) -> None:
    newer(engine, None)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP TABLE {serving.TABLE}")

    with pytest.raises(NewerSchemaError, match="9999, which is newer"):
        schema.pending(url)


def test_whoever_waited_for_another_to_migrate_finds_nothing_left_to_do(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "pending", lambda url: (schema.head(),))

    schema.upgrade(url)

    assert noted(url) == schema.head()


def test_whoever_migrates_notes_whom_the_schema_serves(blank: str, monkeypatch: pytest.MonkeyPatch) -> None:
    scripts = ScriptDirectory.from_config(schema.config())
    monkeypatch.setattr(schema, "_scripts", lambda: scripts)
    newest = scripts.get_revision(schema.head())
    monkeypatch.setattr(newest.module, "expands", False, raising=False)
    schema.upgrade(blank)
    contracted = noted(blank)
    schema.downgrade(blank)
    emptied = noted(blank)
    monkeypatch.setattr(newest.module, "expands", True, raising=False)
    schema.upgrade(blank)

    assert (contracted, emptied) == (schema.head(), None)
    assert noted(blank) == schema.served_since(str(newest.down_revision))


def noted(url: str) -> str | None:
    engine = connect(url)
    with engine.connect() as connection:
        found = serving.since(connection)
    engine.dispose()
    return found


_MIGRATES = (
    "import sys\nfrom storage import schema\nschema.upgrade(sys.argv[1])\nprint(schema.pending(sys.argv[1]))"
)


@databases.on_a_server
def test_of_two_processes_that_come_at_once_one_migrates_and_the_other_goes_on(blank: str) -> None:
    command_ = [sys.executable, "-c", _MIGRATES, blank]
    engine = connect(blank)
    with engine.connect() as connection:
        servers.wait_for_migration(connection)
        both = [
            subprocess.Popen(command_, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            for _ in range(2)
        ]
        waits(engine, "advisory", how_many=2)
    ended = [process.communicate(timeout=60) for process in both]
    engine.dispose()

    assert [(process.returncode, out.strip()) for process, (out, _) in zip(both, ended, strict=True)] == [
        (0, "()")
    ] * 2
    assert tables(blank) == {*Row.metadata.tables, *ALEMBICS}


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

    assert schema.head() == "0010"


def test_people_of_an_older_database_stay_and_their_numbers_are_never_given_again(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/pulssi.db"
    schema.upgrade(url)
    engine = connect(url)
    before = settle(engine, tmp_path).people
    engine.dispose()
    schema.downgrade(url, "0002")

    schema.upgrade(url)
    engine = connect(url)
    with engine.begin() as connection:
        kept = connection.exec_driver_sql("SELECT ref, id FROM person ORDER BY id").all()
        members = connection.exec_driver_sql("SELECT count(*) FROM team_member").scalar_one()
        dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        connection.exec_driver_sql("DELETE FROM team_member")
        connection.exec_driver_sql("DELETE FROM person")
    with transaction(engine) as session:
        again = people.ensure(session, WorkspaceId(1), profile(UserRef("U01")))
    engine.dispose()

    assert [(ref, number) for ref, number in kept] == list(before.items())
    assert (members, dangling) == (12, [])
    assert again > max(before.values())


def test_a_new_or_current_database_is_not_backed_up(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/pulssi.db"

    first, second = schema.upgrade(url), schema.upgrade(url)

    assert (first, second) == (None, None)


@databases.on_a_file
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
    newer(engine, "9999")

    for touch in (schema.pending, schema.upgrade):
        with pytest.raises(NewerSchemaError, match="9999, which is newer"):
            touch(url)


def test_migrating_leaves_logging_alone(tmp_path: Path) -> None:
    before = (logging.root.level, list(logging.root.handlers), logging.getLogger("alembic").level)

    schema.upgrade(f"sqlite:///{tmp_path}/pulssi.db")

    assert before == (logging.root.level, list(logging.root.handlers), logging.getLogger("alembic").level)


# From the first version to the second and back, with a round under way.

_BEFORE = """
INSERT INTO workspace VALUES (1, 'slack', 'T1', 'Acme', 'Europe/Helsinki', '2026-11-01 09:00:00');
INSERT INTO person VALUES (1, 1, 'U01', 'Asia/Tokyo', 'D1', 1, 1), (2, 1, 'U02', NULL, NULL, 0, 0);
INSERT INTO team VALUES (1, 1, 'C1', 'Web', 'Europe/Helsinki', 0);
INSERT INTO team_member VALUES (1, 1, 1), (1, 2, 0);
INSERT INTO question VALUES (1, 1, 'Q1', 'How was your week?', 'mood5', '[]', '', 1, 0, 0, 0);
INSERT INTO pulse VALUES (1, 1, 1, '22:00', 4, '12:00', 4, '14:00', 3, 5, '2026-W49', '2026-11-29 22:00:00');
INSERT INTO round VALUES (1, 1, 1, '2026-W48', 'open', 'key-2026-W48', 5, '2026-11-22 22:00:00',
    '2026-11-27 10:00:00', '2026-11-27 12:00:00', 2, NULL);
INSERT INTO round_question VALUES (1, 0, 1);
INSERT INTO delivery VALUES
    (1, 1, 'digest', 'team:1', NULL, '2026-11-27 12:00:00', 'pending', 0, NULL, NULL, NULL, NULL),
    (2, 1, 'ask', 'person:1', 1, '2026-11-24 00:00:00', 'sent', 1, NULL, 'D1', '1.1', NULL),
    (3, 1, 'ask', 'person:2', 2, '2026-11-24 07:00:00', 'unsure', 1, '2026-11-24 07:02:00', NULL, NULL, 'x');
INSERT INTO participation VALUES (1, 1);
INSERT INTO sealed_answer VALUES (x'01', 1, x'02');
INSERT INTO sealed_comment VALUES (x'03', 1, x'04');
INSERT INTO tally VALUES (1, 1, 3, 7);
INSERT INTO comment VALUES (1, 0, x'05')
"""
_SINCE = """
INSERT INTO delivery (id, round_id, kind, recipient, person_id, due_at, status, attempt) VALUES
    (4, 1, 'reminder', 'person:2', 2, '2026-11-26 07:00:00', 'pending', 0);
UPDATE delivery SET status = 'skipped', failures = 2, tried_at = '2026-11-24 07:00:00' WHERE id = 3;
UPDATE person SET opted_out = 1, own_hour = '10:00', away_until = '2026-12-01 09:00:00' WHERE id = 2;
UPDATE team SET country = 'FI', trouble = 'archived', user_group = 'S1';
UPDATE pulse SET every = 2, skipped_week = '2026-W47', skip_reason = 'quiet';
INSERT INTO patience VALUES (1, x'06');
INSERT INTO day_off VALUES (1, '2026-12-24', 'Closed')
"""
Rows = dict[str, list[dict[str, object]]]


@pytest.fixture
def first_version(tmp_path: Path) -> str:
    """A database as the first version left it."""
    url = f"sqlite:///{tmp_path}/first.db"
    engine = connect(url, foreign_keys=False)
    with engine.begin() as connection:
        command.upgrade(schema.config(connection), "0001")
    engine.dispose()
    run(url, _BEFORE)
    return url


def run(url: str, script: str) -> None:
    engine = connect(url)
    with engine.begin() as connection:
        for statement in script.split(";"):
            connection.exec_driver_sql(statement)
    engine.dispose()


def content(url: str, *, like: Rows | None = None) -> Rows:
    """What every table holds; ``like`` an earlier look, only the columns there were then."""
    engine = connect(url)
    with engine.connect() as connection:
        found: Rows = {}
        for name in like or {*inspect(connection).get_table_names()} - {serving.TABLE}:
            columns = ", ".join(like[name][0]) if like else "*"
            rows = connection.exec_driver_sql(f"SELECT {columns} FROM {name}")  # noqa: S608
            found[name] = [dict(row) for row in rows.mappings()]
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    engine.dispose()
    assert broken == []
    return found


def without(rows: Rows, *names: str) -> Rows:
    return {name: found for name, found in rows.items() if name not in names}


def test_a_round_under_way_survives_the_second_version(first_version: str) -> None:
    before = content(first_version)

    backup = schema.upgrade(first_version)
    (was,) = before["question"]
    (now,) = content(first_version)["question"]
    after = content(first_version, like=without(before, "question"))

    assert backup is not None
    assert backup.name == "first.db.before-0010-from-0001.1"
    assert without(after, "alembic_version", "pulse") == without(
        before, "alembic_version", "pulse", "question"
    )
    assert (was.pop("anchor"), now["role"], now["version"], now["theme_key"]) == (1, "anchor", 1, "")
    assert {name: now[name] for name in was} == was
    assert after["pulse"] == [{**before["pulse"][0], "ask_time": "21:00"}]


def test_a_round_under_way_goes_on_with_the_second_version(first_version: str) -> None:
    schema.upgrade(first_version)
    engine = connect(first_version)
    at = datetime(2026, 11, 24, 8, tzinfo=UTC)
    with transaction(engine) as session:
        round_ = rounds.get(session, RoundId(1))
        (pulse,) = pulses.due(session, at=at + timedelta(days=7))
        progress = owed.progress(session, RoundId(1), at=at)
        (doubted,) = queue.due(session, "T1", at=at, limit=9, look_up=(Kind.ASK,))
        (claim,) = queue.candidates(session, [doubted.id], at=at, look_up=(Kind.ASK,))
        calendar = calendars.of_team(session, round_.team, round_.week)
    engine.dispose()

    assert (pulse.schedule.ask, pulse.schedule.every, pulse.schedule.remind) == (Slot(1, time(21)), 1, True)
    assert (progress.invited, progress.sent, progress.unsure) == (2, 1, 1)
    assert (claim.doubted_since, claim.failures) == (datetime(2026, 11, 24, 7, tzinfo=UTC), 0)
    assert calendar == WorkCalendar()


def test_the_way_back_loses_what_the_second_version_added_and_nothing_else(first_version: str) -> None:
    before = content(first_version)
    schema.upgrade(first_version)
    run(first_version, _SINCE)

    schema.downgrade(first_version, "0001")
    back = content(first_version)

    changed = ("delivery", "pulse")
    assert without(back, *changed) == without(before, *changed)
    assert back["delivery"][:2] == before["delivery"][:2]
    assert back["delivery"][2:] == [{**before["delivery"][2], "status": "failed"}]


def test_up_down_and_up_again_with_a_round_under_way(first_version: str) -> None:
    schema.upgrade(first_version)
    up = content(first_version)
    schema.downgrade(first_version, "0001")
    schema.upgrade(first_version)
    engine = connect(first_version)
    with engine.connect() as connection:
        command.check(schema.config(connection))
    engine.dispose()

    assert content(first_version) == up


@pytest.mark.parametrize("name", GUARDS.GUARDS)
def test_guards_are_put_up_and_taken_away_on_either_database(name: str) -> None:
    made, taken = GUARDS.guarding("postgresql", name), GUARDS.unguarding("postgresql", name)

    assert [statement.split()[:3] for statement in made] == [
        ["CREATE", "FUNCTION", f"{name}()"],
        ["CREATE", "TRIGGER", name],
    ]
    assert [statement.split()[:3] for statement in taken] == [
        ["DROP", "TRIGGER", name],
        ["DROP", "FUNCTION", f"{name}()"],
    ]
    assert [statement.split()[:3] for statement in GUARDS.guarding("sqlite", name)] == [
        ["CREATE", "TRIGGER", name]
    ]
