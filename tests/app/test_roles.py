"""Roles: what each process does, what it refuses, and how what one does reaches the others."""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from typer.testing import CliRunner

from app import hosts, transport
from app.cli import cli
from app.clock import VirtualClock, unhurried
from app.roles import Role
from app.service import Service
from app.settings import SettingsError, load
from app.transport import listening
from app.wiring import service
from jobs import timetable
from sandbox.server import Sandbox
from tests import databases
from tests.office import ASKED, CLOSED, MONDAY, TEAM, Office, company, settings_for
from tests.sandbox.workbench import eventually

KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
SERVER = "postgresql+psycopg://pulssi@/pulssi"
SEPARATE = [Role.WEB, Role.SCHEDULER, Role.WORKER]


@pytest.mark.parametrize("role", SEPARATE)
def test_on_a_file_one_process_does_everything(role: Role) -> None:
    settings = load(_env_file=None, database_url="sqlite:///var/pulssi.db", pulssi_secret_key=KEY)

    with pytest.raises(SettingsError, match=r"^Only one process can work on a SQLite file.*\n.*“Roles”"):
        hosts.require_role(settings, role)
    hosts.require_role(settings, Role.ALL)


def test_everything_that_is_missing_is_said_at_once_a_sentence_each() -> None:
    with pytest.raises(SettingsError) as said:
        hosts.require_role(load(_env_file=None), Role.WORKER)

    assert [line.split()[0] for line in str(said.value).splitlines()] == [
        "Only",
        "PULSSI_SECRET_KEY",
        "docs/operations.md,",
    ]


@pytest.mark.parametrize("role", SEPARATE)
def test_with_a_server_and_a_key_for_all_nothing_is_missing(role: Role) -> None:
    hosts.require_role(load(_env_file=None, database_url=SERVER, pulssi_secret_key=KEY), role)


def test_the_command_refuses_a_role_with_the_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1")

    done = CliRunner().invoke(cli, ["run", "--role", "worker"])

    assert done.exit_code == 2
    assert "Only one process can work on a SQLite file" in done.stderr


@asynccontextmanager
async def several(folder: Path, roles: list[Role]) -> AsyncIterator[tuple[Office, list[Service]]]:
    """An installation in several parts, the first of which is the web process that people reach."""
    clock, record = VirtualClock(MONDAY), list[dict[str, Any]]()
    sandbox = Sandbox(company(), clock=clock, transcript=record.append, retries=())
    async with AsyncExitStack() as stack:
        await sandbox.start()
        stack.push_async_callback(sandbox.stop)
        url = databases.fresh(folder, databases.POSTGRESQL)
        settings = settings_for(sandbox, folder, transport="http", database_url=url, pulssi_secret_key=KEY)
        parts = [
            await stack.enter_async_context(service(settings, clock=clock, pace=unhurried(clock), role=role))
            for role in roles
        ]
        address = await stack.enter_async_context(listening(settings, parts[0]))
        if roles[0].listens:
            await sandbox.connect_http(address)
        yield Office(sandbox, parts[0], clock, settings, address, record), parts


async def all_due(parts: list[Service]) -> None:
    """What the clock would do next, in every part."""
    for part in parts:
        await part.timetable.run_all()


async def test_a_command_reaches_the_schedulers_and_the_workers_before_their_next_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timetable, "SECONDS", dict.fromkeys(timetable.SECONDS, 3600))
    async with several(tmp_path, [Role.WEB, Role.SCHEDULER, Role.SCHEDULER, Role.WORKER, Role.WORKER]) as (
        at_work,
        parts,
    ):
        for part in parts:
            part.start_jobs()
        await at_work.type("setup zone=Europe/Helsinki")
        await at_work.type("team add name=Support zone=Europe/Helsinki")
        at_work.clock.move_to(ASKED)
        assert "6 people are asked now" in await at_work.type("ask now")
        await eventually(lambda: len(at_work.to_people()) == 6)
        for user in ("U1", "U2", "U3", "U4", "U5"):
            await at_work.answer(user, 4)
        assert "its digest is on its way" in await at_work.type("digest now anyway")
        await eventually(lambda: len(at_work.digests()) == 1)

    assert len(at_work.to_people()) == 6


async def test_each_part_does_its_own_and_leaves_the_rest_to_the_others(tmp_path: Path) -> None:
    async with several(tmp_path, SEPARATE) as (at_work, (web, scheduler, worker)):
        await at_work.type("setup zone=Europe/Helsinki")
        await at_work.type("team add name=Support zone=Europe/Helsinki")
        await web.timetable.run_all()
        await worker.timetable.run_all()
        opened_by_others = count(at_work, "round")
        await scheduler.timetable.run_all()
        opened = count(at_work, "round")
        at_work.clock.move_to(ASKED)
        await all_due([web, scheduler])
        sent_by_others = len(at_work.to_people())
        wake_ups = count(at_work, "procrastinate_jobs WHERE task_name = 'send' AND scheduled_at IS NULL")
        worker.start_jobs()
        await eventually(lambda: len(at_work.to_people()) == 6)

    assert (opened_by_others, opened, sent_by_others) == (0, 1, 0)
    assert wake_ups == 1
    assert (web.app is None, scheduler.app is None, worker.app is None) == (False, True, True)


def count(at_work: Office, what: str) -> int:
    with at_work.running.engine.connect() as connection:
        return int(connection.exec_driver_sql(f"SELECT count(*) FROM {what}").scalar_one())  # noqa: S608


async def test_a_worker_that_stops_hands_on_what_is_left(tmp_path: Path) -> None:
    async with several(tmp_path, SEPARATE) as (at_work, (_, scheduler, worker)):
        await at_work.type("setup zone=Europe/Helsinki")
        await at_work.type("team add name=Support zone=Europe/Helsinki")
        await scheduler.timetable.run_all()
        at_work.clock.move_to(ASKED)
        with at_work.running.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM procrastinate_jobs")
        await worker.dispatcher.stop()
        await worker.shift._send("T0SANDBOX")

        assert count(at_work, "procrastinate_jobs WHERE scheduled_at IS NULL") == 1


@pytest.mark.parametrize("role", [Role.SCHEDULER, Role.WORKER])
async def test_probes_tell_the_role_and_nobody_else_is_heard(tmp_path: Path, role: Role) -> None:
    async with several(tmp_path, [role]) as (at_work, (part,)):
        part.start_jobs()
        await eventually(part.shift.is_well)
        async with aiohttp.ClientSession() as session:
            base = at_work.address
            async with session.get(f"{base}/readyz") as answer:
                ready = (answer.status, (await answer.json())["role"])
            async with session.get(f"{base}/metrics") as answer:
                told = await answer.text()
            async with session.post(f"{base}/slack/events", data="") as answer:
                heard = answer.status

    assert ready == (200, role)
    assert f'pulssi_process{{role="{role}"}} 1.0' in told
    assert heard == 404


async def test_a_second_process_on_the_apps_socket_is_refused_until_the_first_is_dead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "_BETWEEN_TRIES", 0.05)
    clock = VirtualClock(MONDAY)
    sandbox = Sandbox(company(), clock=clock, retries=())
    await sandbox.start()
    url = databases.fresh(tmp_path, databases.POSTGRESQL)
    settings = settings_for(sandbox, tmp_path, database_url=url, pulssi_secret_key=KEY)
    first = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "app.bench.served", told(settings, sandbox)
    )
    await sandbox.wait_connected(seconds=20)
    async with service(settings, clock=clock, pace=unhurried(clock), role=Role.WEB) as second:
        with pytest.raises(SettingsError, match="Socket Mode is for one web process only"):
            await listening(settings, second).__aenter__()
        first.send_signal(signal.SIGKILL)
        await first.wait()
        async with listening(settings, second) as how:
            assert how == "Socket Mode"
    await sandbox.stop()


def told(settings: Any, sandbox: Sandbox) -> str:
    given = {
        "slack_bot_token": sandbox.bot_token,
        "slack_app_token": sandbox.app_token,
        "slack_api_url": sandbox.api_url,
        "database_url": settings.database_url,
        "pulssi_key_folder": str(settings.pulssi_key_folder),
        "pulssi_secret_key": KEY,
        "pulssi_port": 0,
    }
    return json.dumps({"settings": given, "offset": 0, "per_minute": 600, "role": Role.WEB})


async def test_a_round_that_a_scheduler_closed_is_closed_at_once_for_whoever_taps(tmp_path: Path) -> None:
    async with several(tmp_path, SEPARATE) as (at_work, (_, scheduler, worker)):
        await at_work.type("setup zone=Europe/Helsinki")
        await at_work.type("team add name=Support zone=Europe/Helsinki")
        await scheduler.timetable.run_all()
        at_work.clock.move_to(ASKED)
        worker.start_jobs()
        await scheduler.timetable.run_all()
        await eventually(lambda: len(at_work.to_people()) == 6)
        await at_work.answer("U2", 4)
        at_work.clock.move_to(CLOSED)
        await scheduler.timetable.run_all()
        await at_work.tap("U2", "answer:5")

        assert at_work.count() == (0, 0, 0)
        assert count(at_work, "tally WHERE count > 0") == 1
        assert at_work.posts("chat.postMessage")[-1]["channel"] != TEAM
