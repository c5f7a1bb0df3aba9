"""The command line, run as people run it."""

import asyncio
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from app.commands import lines
from app.doctor import examine
from tests.office import ADMIN, Office, office

PULSSI = [sys.executable, "-m", "app"]
ROOT = Path(__file__).parents[2]
HEAVY = (
    "aiohttp", "alembic", "apscheduler", "asyncio", "charts", "cryptography", "jobs", "matplotlib", "numpy",
    "pydantic", "sandbox", "slack_bolt", "slack_sdk", "sqlalchemy", "sqlmodel", "starlette", "storage",
    "survey", "uvicorn",
)  # fmt: skip


def run(*words: str, cwd: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(cwd), **settings}
    return subprocess.run(
        [*PULSSI, *words], cwd=cwd, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def test_help_lists_the_commands_and_imports_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from app.cli import cli\n"
        "try:\n    cli(['--help'])\nexcept SystemExit as end:\n    code = end.code\n"
        f"print('HEAVY', [name for name in {HEAVY!r} if name in sys.modules], code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )

    assert "HEAVY [] 0" in done.stdout
    for command in ("run", "demo", "migrate", "doctor", "bench"):
        assert command in done.stdout


@pytest.mark.parametrize("command", ["run", "demo", "migrate", "doctor", "bench"])
def test_every_command_has_help_with_an_example(tmp_path: Path, command: str) -> None:
    done = run(command, "--help", cwd=tmp_path)

    assert done.returncode == 0
    assert f"Example: pulssi {command}" in done.stdout


def test_the_version_is_printed(tmp_path: Path) -> None:
    done = run("--version", cwd=tmp_path)

    assert done.stdout.startswith("pulssi 0.")


def test_a_missing_setting_stops_the_start_with_exit_code_two(tmp_path: Path) -> None:
    done = run("run", cwd=tmp_path)

    assert done.returncode == 2
    assert "SLACK_BOT_TOKEN is not set" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("demo", "--headless"), "Say where to write"),
        (("demo", "--weeks", "0"), "weeks"),
        (("dance",), "dance"),
    ],
)
def test_a_wrong_argument_is_exit_code_two(tmp_path: Path, words: tuple[str, ...], sentence: str) -> None:
    done = run(*words, cwd=tmp_path)

    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_migrate_makes_the_database_and_doctor_finds_it(tmp_path: Path) -> None:
    before = run("doctor", cwd=tmp_path)
    migrated = run("migrate", cwd=tmp_path)
    after = run("doctor", cwd=tmp_path)

    assert before.returncode == 1
    assert "MEND  Database: has an older shape" in before.stdout
    assert migrated.returncode == 0
    assert "ok    Database: is there and up to date" in after.stdout
    assert "MEND  Slack token: not set" in after.stdout


def test_a_database_address_that_cannot_be_used_is_one_sentence(tmp_path: Path) -> None:
    done = run("migrate", cwd=tmp_path, DATABASE_URL="not-a-url")

    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file where a folder should be")

    done = run("migrate", cwd=tmp_path)

    assert done.returncode == 2
    assert "Traceback" not in done.stderr


async def test_run_serves_refuses_a_second_process_and_stops_at_a_signal(tmp_path: Path) -> None:
    async with office(tmp_path / "other") as bystander:
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "SLACK_BOT_TOKEN": bystander.sandbox.bot_token,
            "SLACK_SIGNING_SECRET": bystander.sandbox.signing_secret,
            "SLACK_API_URL": bystander.sandbox.api_url,
            "PULSSI_PORT": str(_free_port()),
            "PULSSI_LOG_FORMAT": "json",
        }
        started = await _spawn("run", cwd=tmp_path, environment=environment)
        try:
            assert started.stderr is not None
            line = await started.stderr.readline()
            second = await _spawn("run", cwd=tmp_path, environment=environment)
            _, complaint = await second.communicate()
        finally:
            started.send_signal(signal.SIGTERM)
            _, rest = await started.communicate()

    assert b"pulssi is running" in line
    assert second.returncode == 2
    assert b"Traceback" not in complaint
    assert len(complaint.strip().splitlines()) == 1
    assert started.returncode == 0
    assert b"pulssi is stopping" in rest


async def test_a_refused_token_stops_the_start_with_a_sentence(tmp_path: Path) -> None:
    async with office(tmp_path / "other") as bystander:
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "SLACK_BOT_TOKEN": "xoxb-nobody",
            "SLACK_APP_TOKEN": bystander.sandbox.app_token,
            "SLACK_API_URL": bystander.sandbox.api_url,
        }
        process = await _spawn("run", cwd=tmp_path, environment=environment)
        _, said = await process.communicate()

    assert process.returncode == 2
    assert b"SLACK_BOT_TOKEN is refused (invalid_auth)" in said


async def _spawn(command: str, *, cwd: Path, environment: dict[str, str]) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *PULSSI, command, cwd=cwd, env=environment, stderr=asyncio.subprocess.PIPE
    )


async def _doctor(open_office: Office) -> str:
    return "\n".join(lines(await examine(open_office.settings)))


async def test_doctor_looks_at_everything_and_says_how_to_mend_it(tmp_path: Path) -> None:
    scopes = ["chat:write", "commands", "im:write", "users:read", "channels:read"]
    async with office(tmp_path, scopes=scopes) as open_office:
        await open_office.set_up()
        await open_office.sandbox.member(ADMIN).say("C1", "hello")
        report = await _doctor(open_office)

    assert "MEND  Scopes: missing: files:write" in report
    assert "ok    Slack token: works in" in report
    assert "ok    Clock: agrees with Slack's" in report
    assert "ok    Socket Mode: can be opened" in report
    assert "ok    Channel of Support: I am in it" in report
    assert "ok    Key folder" in report


async def test_doctor_tells_a_channel_the_bot_was_removed_from(tmp_path: Path) -> None:
    async with office(tmp_path) as open_office:
        await open_office.set_up()
        workspace = open_office.sandbox.workspace
        workspace.set_membership(workspace.channel("C1"), "U0PULSSI", member=False)
        (tmp_path / "keys").chmod(0o755)
        report = await _doctor(open_office)

    assert "MEND  Channel of Support: I am not in it" in report
    assert "MEND  Key folder: can be read by others" in report


def test_a_headless_week_leaves_what_happened(tmp_path: Path) -> None:
    done = run("demo", "--headless", "--weeks", "1", "--out", "played", cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "played" / "charts").glob("*.png"))) == 3
    with sqlite3.connect(tmp_path / "played" / "pulssi.db") as database:
        tables = {row[0] for row in database.execute("select name from sqlite_master where type = 'table'")}
        assert database.execute("select count(*) from sealed_answer").fetchone() == (0,)
    database.close()
    assert "tally" in tables


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
