"""What an operator of PostgreSQL does at the command line."""

import base64
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from app import server_findings
from app.cli import cli
from app.settings import Settings
from storage.database import connect
from storage.keys import KeyFolder
from storage.redis_keys import RedisKeys
from tests import databases
from tests.databases.redis import redis_server

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run a command in an empty folder, on a PostgreSQL without even tables."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    url = databases.blank(tmp_path, databases.POSTGRESQL)

    def call(*words: str, **settings: str) -> Result:
        return CliRunner().invoke(cli, list(words), env={"DATABASE_URL": url, **settings})

    return call


def test_an_installation_is_moved_with_one_command_and_its_keys_follow(run: Run) -> None:
    old = "sqlite:///var/pulssi.db"
    assert run("migrate", DATABASE_URL=old).exit_code == 0

    moved = run("migrate", "--copy-from", old)
    again = run("migrate", "--copy-from", old)

    assert (moved.exit_code, moved.stderr) == (0, "")
    assert "Copied 0 rows of" in moved.stdout
    assert "go with the new database: start Pulssi with it" in moved.stdout
    assert again.exit_code == 2
    assert "belongs to the database postgresql+psycopg://" in again.stderr


def test_keys_of_open_rounds_move_into_the_store_that_is_set(run: Run) -> None:
    old, secret = "sqlite:///var/pulssi.db", base64.urlsafe_b64encode(b"k" * 32).decode()
    assert run("migrate", DATABASE_URL=old).exit_code == 0
    folder = KeyFolder(Path("var/keys"), randomness=os.urandom)
    key = folder.create("r-1")

    with redis_server() as server:
        moved = run("migrate", "--copy-from", old, PULSSI_KEY_STORE=server.url, PULSSI_SECRET_KEY=secret)
        keys = RedisKeys(server.url, randomness=os.urandom)

        assert (moved.exit_code, moved.stderr) == (0, "")
        assert "PULSSI_KEY_STORE go with the new database" in moved.stdout
        assert (keys.read("r-1"), folder.names()) == (key, ())
        keys.close()


def test_a_missing_source_is_one_sentence(run: Run) -> None:
    done = run("migrate", "--copy-from", "sqlite:///none.db")

    assert done.exit_code == 2
    assert "is no SQLite database that is there" in done.stderr


def with_settings(folder: Path, **settings: str) -> str:
    """A database for which the server writes its log like this."""
    url = databases.fresh(folder, databases.POSTGRESQL)
    engine = connect(url)
    with engine.begin() as connection:
        for name, value in settings.items():
            connection.execute(text(f'ALTER DATABASE "{engine.url.database}" SET {name} = {value}'))
    engine.dispose()
    return url


def test_the_doctor_looks_at_what_the_servers_log_would_say(run: Run, tmp_path: Path) -> None:
    quiet = with_settings(tmp_path / "q", log_error_verbosity="terse", log_min_error_statement="panic")
    logging_all = with_settings(tmp_path / "l", log_statement="'all'")
    (loud,) = server_findings.examine(databases.fresh(tmp_path / "other", databases.POSTGRESQL))
    (talkative,) = server_findings.examine(logging_all)
    (fine,) = server_findings.examine(quiet)
    (gone,) = server_findings.examine("postgresql+psycopg://pulssi@/nowhere?host=/nowhere")

    assert loud.mend == (
        "As its administrator: ALTER SYSTEM SET log_error_verbosity = 'terse'; "
        "ALTER SYSTEM SET log_min_error_statement = 'fatal'; SELECT pg_reload_conf()."
    )
    assert "log_statement = 'none'" in talkative.mend
    assert "log_parameter_max_length = '0'" in talkative.mend
    assert (fine.said, fine.ok) == ("its log says nothing of rows", True)
    assert gone.said == "could not be looked at: see Database"
    assert "MEND  Database server: its log may quote rows" in run("doctor").stdout
