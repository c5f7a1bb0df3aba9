"""The command line, run as people run it."""

import asyncio
import json
import logging
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner, Result

import charts.bench
from app.cli import cli
from app.commands import lines
from app.doctor import examine
from app.settings import Settings
from tests.office import ADMIN, Office, office

PULSSI = [sys.executable, "-m", "app"]
ROOT = Path(__file__).parents[2]
HEAVY = (
    "aiohttp", "alembic", "apscheduler", "asyncio", "charts", "cryptography", "jobs", "matplotlib", "numpy",
    "pydantic", "sandbox", "slack_bolt", "slack_sdk", "sqlalchemy", "sqlmodel", "starlette", "storage",
    "survey", "uvicorn",
)  # fmt: skip


Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run a command in an empty folder with only the settings given."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)

    def call(*words: str, **settings: str) -> Result:
        return CliRunner().invoke(cli, list(words), env=settings)

    return call


@pytest.mark.parametrize(
    ("words", "by_typer"),
    [
        (["--help"], []),
        (["bench", "--help"], ["pydantic"]),  # to read the options of a command
        (["bench", "answers", "--help"], ["pydantic"]),
    ],
)
def test_help_imports_nothing_heavy(words: list[str], by_typer: list[str]) -> None:
    code = (
        "import sys\n"
        "from app.cli import cli\n"
        f"try:\n    cli({words!r})\nexcept SystemExit as end:\n    code = end.code\n"
        f"print('HEAVY', [name for name in {HEAVY!r} if name in sys.modules], code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )

    assert f"HEAVY {by_typer} 0" in done.stdout


def test_help_lists_the_commands(run: Run) -> None:
    done = run("--help")

    for command in ("run", "demo", "migrate", "doctor", "bench", "teams-package"):
        assert command in done.stdout


@pytest.mark.parametrize("command", ["run", "demo", "migrate", "doctor", "bench", "teams-package"])
def test_every_command_has_help_with_an_example(run: Run, command: str) -> None:
    done = run(command, "--help")

    assert done.exit_code == 0
    assert f"Example: pulssi {command}" in done.stdout


def test_the_version_is_printed(run: Run) -> None:
    done = run("--version")

    assert done.stdout.startswith("pulssi 0.")


def test_a_missing_setting_stops_the_start_with_exit_code_two(run: Run) -> None:
    done = run("run")

    assert done.exit_code == 2
    assert "SLACK_BOT_TOKEN is not set" in done.stderr
    assert "TEAMS_CLIENT_ID is not set" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("demo", "--headless"), "Say where to write"),
        (("demo", "--weeks", "0"), "weeks"),
        (("demo", "--out", "played"), "--out goes with --headless"),
        (("demo", "--platform", "irc"), "platform"),
        (("dance",), "dance"),
    ],
)
def test_a_wrong_argument_is_exit_code_two(run: Run, words: tuple[str, ...], sentence: str) -> None:
    done = run(*words)

    assert done.exit_code == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_migrate_makes_the_database_and_doctor_finds_it(run: Run) -> None:
    before = run("doctor")
    migrated = run("migrate")
    after = run("doctor")

    assert before.exit_code == 1
    assert "ok    Database: is made at the first start" in before.stdout
    assert migrated.exit_code == 0
    assert "ok    Database: is there and up to date" in after.stdout
    assert "MEND  Slack or Teams: neither is set up" in after.stdout


def test_a_database_address_that_cannot_be_used_is_one_sentence(run: Run) -> None:
    done = run("migrate", DATABASE_URL="not-a-url")

    assert done.exit_code == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_a_folder_that_cannot_be_written_is_one_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file where a folder should be")

    done = run("migrate")

    assert done.exit_code == 2
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


async def test_a_refused_app_token_stops_the_start_with_a_sentence(tmp_path: Path) -> None:
    async with office(tmp_path / "other") as bystander:
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "SLACK_BOT_TOKEN": bystander.sandbox.bot_token,
            "SLACK_APP_TOKEN": "xapp-nobody",
            "SLACK_API_URL": bystander.sandbox.api_url,
            "PULSSI_PORT": "0",
        }
        process = await _spawn("run", cwd=tmp_path, environment=environment)
        _, said = await process.communicate()

    assert process.returncode == 2
    assert b"SLACK_APP_TOKEN is refused (invalid_auth)" in said


@pytest.mark.parametrize("command", ["run", "migrate"])
def test_a_database_that_is_none_is_one_sentence(run: Run, tmp_path: Path, command: str) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "pulssi.db").write_bytes(b"not a database at all" * 500)

    done = run(command, SLACK_BOT_TOKEN="xoxb-1", SLACK_APP_TOKEN="xapp-1")

    assert done.exit_code == 2
    assert "The database cannot be used" in done.stderr


def test_a_settings_file_in_another_encoding_is_one_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("PULSSI_HOST=ä".encode("latin-1"))

    done = run("doctor")

    assert done.exit_code == 2
    assert ".env is not UTF-8" in done.stderr


@pytest.mark.parametrize(
    ("settings", "finding"),
    [
        ({"DATABASE_URL": "nonsense"}, "MEND  Database: cannot be used"),
        ({"DATABASE_URL": "sqlite:///pulssi.db/inside.db"}, "Database"),
        ({"PULSSI_KEY_FOLDER": "a-file"}, "MEND  Key folder: is a file"),
    ],
)
def test_doctor_gives_findings_on_a_broken_installation(
    run: Run, tmp_path: Path, settings: dict[str, str], finding: str
) -> None:
    (tmp_path / "a-file").touch()

    done = run("doctor", **settings)

    assert done.exit_code == 1
    assert finding in done.stdout
    assert "MEND  Slack or Teams: neither is set up" in done.stdout
    assert not (tmp_path / "var").exists()


async def _spawn(command: str, *, cwd: Path, environment: dict[str, str]) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *PULSSI, command, cwd=cwd, env=environment, stderr=asyncio.subprocess.PIPE
    )


async def _doctor(open_office: Office) -> str:
    return "\n".join(lines(await examine(open_office.settings)))


async def test_doctor_looks_at_everything_and_says_how_to_mend_it(tmp_path: Path) -> None:
    scopes = ["chat:write", "commands", "users:read", "channels:read"]
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


def test_a_headless_week_leaves_what_happened(run: Run, tmp_path: Path) -> None:
    done = run("demo", "--headless", "--weeks", "1", "--out", "played")

    assert done.exit_code == 0, done.output
    assert "1 weeks played: 3 pictures" in done.stdout
    assert len(list((tmp_path / "played" / "charts").glob("*.png"))) == 3


@pytest.mark.parametrize("command", ["demo", "demo --platform teams"])
def test_a_taken_port_is_one_sentence(run: Run, command: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run(*command.split(), "--port", str(port))

    assert done.exit_code == 2
    assert f"Port {port} is taken" in done.stderr
    assert f"pulssi {command} --port {port + 1}" in done.stderr


def test_bench_prints_a_table_and_on_request_its_figures_as_json_last(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(charts.bench, "_WARM", 2)
    both = run("bench", "pictures", "--count", "5", "--json")
    measured = json.loads(both.stdout.splitlines()[-1])
    monkeypatch.setattr(charts.bench, "compare", lambda *_, **__: charts.bench.Comparison(**measured))
    plain = run("bench", "pictures", "--count", "5")

    assert (plain.exit_code, both.exit_code) == (0, 0)
    assert "fresh ratio" in plain.stdout
    assert "fresh ratio" in both.stdout
    assert "{" not in plain.stdout
    assert {"ratio", "grown_mb"} <= set(measured)


@pytest.mark.parametrize("what", ["pictures", "answers", "send", "crash"])
def test_every_measurement_has_help_with_an_example(run: Run, what: str) -> None:
    done = run("bench", what, "--help")

    assert done.exit_code == 0
    assert f"Example: pulssi bench {what}" in done.stdout


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
