"""What a watcher sees: alive, ready, and numbers without a person in them."""

import json
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from tests.office import ADMIN, ASKED, BEN, REPORTED, Office, office


async def get(address: str, path: str) -> tuple[int, str]:
    async with aiohttp.request("GET", address.replace("/slack/events", path)) as answer:
        return answer.status, await answer.text()


async def test_it_is_alive_and_ready(tmp_path: Path) -> None:
    async with office(tmp_path, transport="http") as at_work:
        alive = await get(at_work.address, "/healthz")
        status, ready = await get(at_work.address, "/readyz")

    assert alive == (200, "ok")
    assert (status, json.loads(ready)) == (
        200,
        {"ok": True, "role": "all", "database": True, "clock": True, "socket": True, "queue": True},
    )


@pytest.mark.parametrize(("part", "broken"), [("database", "app.transport.answers")])
async def test_without_its_database_it_is_alive_and_not_ready(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str, broken: str
) -> None:
    async with office(tmp_path, transport="http") as at_work:
        monkeypatch.setattr(broken, lambda _: False)
        alive, _ = await get(at_work.address, "/healthz")
        status, ready = await get(at_work.address, "/readyz")

    assert alive == 200
    assert status == 503
    assert json.loads(ready)[part] is False


async def test_a_job_that_never_ends_is_not_ready(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with office(tmp_path, transport="http") as at_work:
        at_work.running.timetable.start()
        monkeypatch.setattr("jobs.timetable._LATE", -1)
        status, ready = await get(at_work.address, "/readyz")
        monkeypatch.undo()

    assert status == 503
    assert json.loads(ready)["clock"] is False


async def test_the_numbers_tell_of_messages_taps_and_jobs(tmp_path: Path) -> None:
    async with office(tmp_path, transport="http") as at_work:
        await at_work.asked()
        await at_work.answer(ADMIN, 4)
        await at_work.at(REPORTED)
        _, told = await get(at_work.address, "/metrics")

    assert 'pulssi_deliveries{kind="ask",state="sent"} 6.0' in told
    assert 'pulssi_deliveries{kind="digest",state="sent"} 1.0' in told
    assert 'pulssi_delivery_lag_seconds_count{kind="ask"} 6.0' in told
    assert 'pulssi_acknowledgements_total{outcome="saved"} 1.0' in told
    assert 'pulssi_job_seconds_count{job="close",ok="yes"}' in told


async def test_the_numbers_name_nobody(tmp_path: Path) -> None:
    async with office(tmp_path, transport="http") as at_work:
        await at_work.asked()
        await at_work.answer(BEN, 4)
        _, told = await get(at_work.address, "/metrics")

    assert "U2" not in told
    assert "Support" not in told
    assert "T0SANDBOX" not in told


async def play_a_week(at_work: Office) -> None:
    await at_work.asked()
    at_work.sandbox.faults.drop("chat.postMessage")
    for user in ("U1", "U2", "U3", "U4", "U5", "U6"):
        await at_work.answer(user, 4)
    await at_work.at(ASKED + timedelta(days=2))
    await at_work.at(REPORTED)
