"""Backups, restoring, keys and the privacy check, run as an operator runs them."""

import base64
import os
import sqlite3
import stat
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli import cli
from app.settings import Settings
from app.upkeep import dumps
from storage.database import hold
from storage.errors import CopyError

Run = Callable[..., Result]
SECRET = base64.urlsafe_b64encode(b"\x07" * 32).decode()
OTHER = base64.urlsafe_b64encode(b"\x08" * 32).decode()
COPY = "played/backup.db"


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two weeks of a company, played once."""
    folder = tmp_path_factory.mktemp("company")
    done = CliRunner().invoke(
        cli, ["demo", "--headless", "--weeks", "2", "--out", str(folder / "played")], catch_exceptions=False
    )
    assert done.exit_code == 0, done.output
    return folder / "played"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, company: Path) -> Run:
    """Run a command beside a copy of that company."""
    subprocess.run(["cp", "-a", str(company), str(tmp_path / "played")], check=True)
    keys = tmp_path / "played" / "keys"
    (keys / "database").write_text(str(tmp_path / "played" / "pulssi.db"))
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    usual = {"DATABASE_URL": "sqlite:///played/pulssi.db", "PULSSI_KEY_FOLDER": "played/keys"}

    def call(*words: str, **settings: str) -> Result:
        return CliRunner().invoke(cli, list(words), env=usual | settings)

    return call


def rows(file: str, what: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as opened:
        return opened.execute(f"SELECT {what}").fetchall()


def open_a_round(file: str = "played/pulssi.db") -> None:
    """Pretend that the last round is open, and that somebody has answered."""
    with closing(sqlite3.connect(file, isolation_level=None)) as opened:
        opened.execute("DROP TRIGGER round_stays_closed")
        opened.execute("UPDATE round SET state = 'open' WHERE id = (SELECT max(id) FROM round)")
        opened.execute("INSERT INTO participation SELECT max(round.id), 1 FROM round")


@pytest.mark.parametrize("words", [["backup"], ["restore"], ["keys", "rotate"], ["verify-privacy"], ["keys"]])
def test_every_command_has_help_with_an_example(run: Run, words: list[str]) -> None:
    done = run(*words, "--help")

    assert done.exit_code == 0
    assert f"Example: pulssi {' '.join(words)}" in done.stdout


def test_a_backup_is_private_says_what_is_not_in_it_and_is_written_down(run: Run, tmp_path: Path) -> None:
    done = run("backup", "--to", COPY)
    beside = run("backup")

    assert done.exit_code == 0, done.output
    assert "Keys and the answers of open rounds are not in it." in done.stdout
    assert f"Keep {tmp_path / 'played' / 'keys' / 'data.key'} apart from it" in done.stdout
    assert stat.S_IMODE((tmp_path / COPY).stat().st_mode) == 0o600
    assert beside.exit_code == 0
    assert list((tmp_path / "played").glob("pulssi.db.backup-*.1"))
    assert rows("played/pulssi.db", "act, actor FROM audit WHERE act = 'backup'") == [("backup", None)] * 2


def test_a_backup_overwrites_nothing_and_needs_a_database(run: Run, tmp_path: Path) -> None:
    (tmp_path / COPY).write_text("precious")

    there = run("backup", "--to", COPY)
    missing = run("backup", DATABASE_URL="sqlite:///none/pulssi.db")

    assert (there.exit_code, missing.exit_code) == (2, 2)
    assert "is not overwritten" in there.stderr
    assert "nothing to copy" in missing.stderr
    assert (tmp_path / COPY).read_text() == "precious"


def test_an_older_database_is_copied_too(run: Run) -> None:
    with closing(sqlite3.connect("played/pulssi.db", isolation_level=None)) as opened:
        opened.execute("UPDATE alembic_version SET version_num = '0002'")

    assert run("backup", "--to", COPY).exit_code == 0
    assert rows("played/pulssi.db", "count(*) FROM audit WHERE act = 'backup'") == [(0,)]


def test_a_backup_comes_back_and_the_database_that_was_there_is_kept(run: Run, tmp_path: Path) -> None:
    run("backup", "--to", COPY)
    with closing(sqlite3.connect("played/pulssi.db")) as opened:
        opened.execute("UPDATE team SET name = 'Later'")
        opened.commit()

    done = run("restore", COPY)

    assert done.exit_code == 0, done.output
    assert f"is kept as {tmp_path / 'played' / 'pulssi.db'}.before-restore.1" in done.stdout
    assert "asked to be forgotten" in done.stdout
    assert ("Later",) not in rows("played/pulssi.db", "name FROM team")
    assert ("Later",) in rows("played/pulssi.db.before-restore.1", "name FROM team")
    assert rows("played/pulssi.db", "act FROM audit ORDER BY id DESC LIMIT 1") == [("restore",)]
    assert run("verify-privacy").exit_code == 0


def test_a_restore_refuses_a_running_service(run: Run) -> None:
    run("backup", "--to", COPY)

    with hold("sqlite:///played/pulssi.db"):
        restored, rotated = run("restore", COPY), run("keys", "rotate")

    for done in (restored, rotated):
        assert done.exit_code == 2
        assert "is in use by another Pulssi" in done.stderr


def test_answers_of_an_open_round_are_given_up_only_on_request(run: Run) -> None:
    open_a_round()
    run("backup", "--to", COPY)

    refused = run("restore", COPY)
    done = run("restore", COPY, "--give-up-open-rounds")

    assert refused.exit_code == 2
    assert "People have answered rounds that are open" in refused.stderr
    assert done.exit_code == 0, done.output
    assert "1 rounds that were open in the backup have no key any more" in done.stdout


def test_a_backup_of_another_key_needs_it_or_goes_without_comments(run: Run, tmp_path: Path) -> None:
    run("backup", "--to", COPY)
    before = (tmp_path / "played" / "pulssi.db").read_bytes()
    (tmp_path / "played" / "keys" / "data.key").unlink()

    refused = run("restore", COPY)
    unchanged = (tmp_path / "played" / "pulssi.db").read_bytes() == before
    done = run("restore", COPY, "--without-comments")

    assert refused.exit_code == 2
    assert "no new one is made" in refused.stderr
    assert unchanged
    assert not list((tmp_path / "played").glob("*.restoring*"))
    assert done.exit_code == 0, done.output
    assert rows("played/pulssi.db", "count(*) FROM comment") == [(0,)]
    assert rows("played/pulssi.db", "count(*) FROM key_check") == [(1,)]


@pytest.mark.parametrize("harm", [Path.unlink, lambda file: file.write_bytes(b"rubbish" * 1000)])
def test_keys_that_no_database_is_there_to_tell_of_are_destroyed_only_on_request(
    run: Run, tmp_path: Path, harm: Callable[[Path], object]
) -> None:
    run("backup", "--to", COPY)
    for side in ("-wal", "-shm"):
        (tmp_path / "played" / f"pulssi.db{side}").unlink(missing_ok=True)
    harm(tmp_path / "played" / "pulssi.db")
    key = tmp_path / "played" / "keys" / "later.round"
    key.write_bytes(os.urandom(32))

    refused = run("restore", COPY)
    spared = key.exists()
    done = run("restore", COPY, "--give-up-open-rounds")

    assert refused.exit_code == 2
    assert "a restore destroys those that the backup does not know" in refused.stderr
    assert spared
    assert done.exit_code == 0, done.output
    assert not key.exists()


def test_a_rotation_that_was_cut_short_is_finished_before_a_restore(run: Run, tmp_path: Path) -> None:
    run("backup", "--to", COPY)
    new = tmp_path / "played" / "keys" / "data.key.new"
    new.write_bytes(os.urandom(32))

    refused = run("restore", COPY)
    spared = new.exists()
    rotated = run("keys", "rotate")

    assert refused.exit_code == 2
    assert "A change of the key was cut short" in refused.stderr
    assert spared
    assert rotated.exit_code == 0
    assert not new.exists()


def test_a_damaged_key_can_be_given_up_the_way_its_sentence_says(run: Run, tmp_path: Path) -> None:
    key = tmp_path / "played" / "keys" / "data.key"
    key.write_bytes(b"half")
    damaged = run("keys", "rotate")
    run("backup", "--to", COPY)

    done = run("restore", COPY, "--without-comments")

    assert damaged.exit_code == 2
    assert "`pulssi restore FILE --without-comments`" in damaged.stderr
    assert done.exit_code == 0, done.output
    assert len(key.read_bytes()) == 32
    assert run("keys", "rotate").exit_code == 0


def test_the_key_in_use_is_refused_as_a_new_one(run: Run) -> None:
    run("keys", "rotate", "--new-key-from", "NEW_KEY", NEW_KEY=SECRET)

    done = run("keys", "rotate", "--new-key-from", "NEW_KEY", PULSSI_SECRET_KEY=SECRET, NEW_KEY=SECRET)

    assert done.exit_code == 2
    assert "is the one in use already" in done.stderr
    assert SECRET not in done.output


def test_a_backup_older_than_the_known_word_comes_back(run: Run) -> None:
    run("backup", "--to", COPY)
    with closing(sqlite3.connect(COPY, isolation_level=None)) as opened:
        opened.execute("DELETE FROM key_check")

    assert run("restore", COPY).exit_code == 0


def test_a_database_that_cannot_be_read_is_kept_and_that_is_said(run: Run, tmp_path: Path) -> None:
    run("backup", "--to", COPY)
    for side in ("-wal", "-shm"):
        (tmp_path / "played" / f"pulssi.db{side}").unlink(missing_ok=True)
    (tmp_path / "played" / "pulssi.db").write_bytes(b"rubbish" * 1000)

    done = run("restore", COPY)

    assert done.exit_code == 0, done.output
    assert "It cannot be read" in done.stdout


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("restore", "none.db"), "none.db is not a file"),
        (("restore", "played/transcript.jsonl"), "is damaged (not a database)"),
        (("verify-privacy", "--logs", "none.log"), "none.log does not exist"),
        (("keys", "rotate", "--new-key-from", "NEW_KEY"), "NEW_KEY is not set"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(run: Run, words: tuple[str, ...], sentence: str) -> None:
    done = run(*words)

    assert done.exit_code == 2
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_rotation_makes_a_new_key_file(run: Run, tmp_path: Path) -> None:
    key = tmp_path / "played" / "keys" / "data.key"
    before = key.read_bytes()

    done = run("keys", "rotate")

    assert done.exit_code == 0, done.output
    assert "comments and what else is kept encrypted now have a new key" in done.stdout
    assert key.read_bytes() != before
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert rows("played/pulssi.db", "act FROM audit ORDER BY id DESC LIMIT 1") == [("keys",)]
    assert run("verify-privacy").exit_code == 0


def test_a_key_of_the_environment_is_changed_for_one_that_is_named(run: Run) -> None:
    moved = run("keys", "rotate", "--new-key-from", "NEW_KEY", NEW_KEY=SECRET)
    unnamed = run("keys", "rotate", PULSSI_SECRET_KEY=SECRET)
    changed = run("keys", "rotate", "--new-key-from", "NEW_KEY", PULSSI_SECRET_KEY=SECRET, NEW_KEY=OTHER)
    old = run("keys", "rotate", "--new-key-from", "NEW_KEY", PULSSI_SECRET_KEY=SECRET, NEW_KEY=OTHER)

    assert (moved.exit_code, unnamed.exit_code, changed.exit_code, old.exit_code) == (0, 2, 0, 2)
    assert "Set PULSSI_SECRET_KEY to what NEW_KEY holds" in moved.stdout
    assert "--new-key-from NEW_KEY" in unnamed.stderr
    assert "PULSSI_SECRET_KEY is not the key this database was written with" in old.stderr
    assert not any(secret in done.output for done in (moved, changed) for secret in (SECRET, OTHER))


def test_the_check_passes_on_weeks_that_were_played_and_fails_with_a_finding(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "pulssi.log").write_text("all is well\n")
    healthy = run("verify-privacy", "--logs", "pulssi.log")
    (tmp_path / "played" / "keys" / "stray.round").write_bytes(os.urandom(32))
    sick = run("verify-privacy")

    assert healthy.exit_code == 0, healthy.output
    assert "pass  P13" in healthy.stdout
    assert sick.exit_code == 1
    assert "FIND  P13  there is a key stray of no round" in sick.stdout


# PostgreSQL's own programs make and read its dumps.

_FAKE = """#!/bin/sh
echo "$0 $@ PGPASSWORD=$PGPASSWORD" >> "{record}"
for word in "$@"; do case "$word" in --file=*) echo dump > "${{word#--file=}}";; esac; done
{end}
"""
URL = "postgresql+psycopg://pulssi:secret@db.example:5433/pulssi"


def programs(folder: Path, monkeypatch: pytest.MonkeyPatch, *, end: str = "") -> Path:
    """Stand-ins that write down how they were called."""
    record = folder / "called"
    for name in ("pg_dump", "pg_restore"):
        (folder / name).write_text(_FAKE.format(record=record, end=end))
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return record


def test_p19_a_dump_leaves_open_rounds_out_and_hides_the_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = programs(tmp_path, monkeypatch)

    dumps.dump(URL, tmp_path / "pulssi.dump")

    called = record.read_text()
    for table in ("sealed_answer", "sealed_comment", "participation", "delivery"):
        assert f"--exclude-table-data={table}" in called
    assert "--dbname=postgresql://pulssi@db.example:5433/pulssi" in called
    assert called.strip().endswith("PGPASSWORD=secret")
    assert called.count("secret") == 1
    assert stat.S_IMODE((tmp_path / "pulssi.dump").stat().st_mode) == 0o600
    with pytest.raises(CopyError, match="is not overwritten"):
        dumps.dump(URL, tmp_path / "pulssi.dump")


def test_a_missing_or_failing_program_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    programs(tmp_path, monkeypatch, end="echo 'no such role' >&2; exit 1")
    with pytest.raises(CopyError, match="pg_dump failed: no such role"):
        dumps.dump(URL, tmp_path / "pulssi.dump")

    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    with pytest.raises(CopyError, match=r"pg_dump is not installed.*postgresql-client"):
        dumps.dump(URL, tmp_path / "pulssi.dump")
    assert not (tmp_path / "pulssi.dump").exists()


def test_a_dump_goes_into_an_empty_database_only(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = programs(tmp_path, monkeypatch)
    (tmp_path / "pulssi.dump").write_text("dump")
    full, empty = "sqlite:///played/pulssi.db", "sqlite:///new.db"

    with pytest.raises(CopyError, match="holds something, and nothing is overwritten"):
        dumps.restore(full, tmp_path / "pulssi.dump")
    with pytest.raises(CopyError, match="is not a file"):
        dumps.restore(empty, tmp_path / "none.dump")
    dumps.restore(empty, tmp_path / "pulssi.dump")

    assert "--single-transaction" in record.read_text()
