"""A service that is told to stop, or whose socket falls silent."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from app import transport
from app.clock import VirtualClock
from app.socket import Socket
from storage.database import connect, reading
from tests.jobs.ledger import statuses
from tests.office import ADMIN, ASKED, BEN, Office, office
from tests.sandbox.workbench import eventually


async def test_told_to_stop_it_ends_what_is_under_way_and_begins_nothing(tmp_path: Path) -> None:
    async with office(tmp_path) as first:
        await first.set_up()
        sandbox, settings = first.sandbox, first.settings
    await sandbox.start()
    try:
        settings = settings.model_copy(
            update={"slack_api_url": sandbox.api_url, "pulssi_messages_per_minute": 240}
        )
        sandbox.faults.slow("chat.postMessage", seconds=0.4, times=6)
        stop, clock = asyncio.Event(), VirtualClock(ASKED)
        running = asyncio.create_task(transport.run(settings, clock=clock, stop=stop))
        await eventually(lambda: len(sandbox.faults.pending()) == 1 and sandbox.faults.pending()[0].times < 6)
        stop.set()
        await asyncio.wait_for(running, timeout=10)
    finally:
        await sandbox.stop()
    states = _states(settings.database_url)

    assert "sending" not in states
    assert 0 < states.count("sent") < 6
    assert states.count("pending") == 6 - states.count("sent")


def _states(url: str) -> list[str]:
    engine = connect(url)
    with reading(engine) as session:
        rows = session.connection().exec_driver_sql("SELECT status FROM delivery WHERE kind = 'ask'")
        found = [str(status) for status in rows.scalars()]
    engine.dispose()
    return found


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "PING_SECONDS", 0.2)
    monkeypatch.setattr(transport, "CHECK_SECONDS", 0.1)
    monkeypatch.setattr(transport, "PATIENCE", 0.5)


async def answers_again(at_work: Office) -> bool:
    """Whether somebody who taps until they are thanked has given an answer.

    A tap on a socket that is just being replaced shows Slack's own error, and people tap again.
    """
    await at_work.sandbox.wait_connected(seconds=20)
    async with asyncio.timeout(20):
        while not (await at_work.tap(BEN, "answer:4")).ok:
            await at_work.sandbox.wait_connected(seconds=20)
    answers, _, people = at_work.count()
    return answers >= 1 and people == 1


async def test_a_socket_that_falls_silent_is_replaced(tmp_path: Path, impatient: None) -> None:
    async with office(tmp_path) as at_work:
        await at_work.asked()
        at_work.sandbox.faults.silence_sockets()

        assert await answers_again(at_work)


@pytest.mark.parametrize("task", ["message_receiver", "message_processor", "current_session_monitor"])
async def test_a_socket_whose_task_died_in_silence_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, impatient: None, task: str
) -> None:
    watched: list[Any] = []
    watch = Socket.watch

    async def remember(self: Socket, *, every: float, patience: float) -> None:
        watched.append(self._client)
        await watch(self, every=every, patience=patience)

    monkeypatch.setattr(Socket, "watch", remember)
    async with office(tmp_path) as at_work:
        await at_work.asked()
        await eventually(lambda: watched)
        dead = getattr(watched[0], task)
        dead.cancel()
        await eventually(lambda: getattr(watched[0], task) is not dead)

        assert await answers_again(at_work)


async def test_a_watch_that_gets_no_new_socket_goes_on_watching(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, impatient: None
) -> None:
    tries = 0
    reconnect = Socket.reconnect

    async def count(self: Socket) -> None:
        nonlocal tries
        tries += 1
        await reconnect(self)

    monkeypatch.setattr(Socket, "reconnect", count)
    async with office(tmp_path) as at_work:
        await at_work.asked()
        monkeypatch.setattr(Socket, "is_well", _never)
        at_work.sandbox.faults.refuse_connections(times=2)
        await eventually(lambda: tries >= 3)
        monkeypatch.undo()

        assert await answers_again(at_work)


async def _never(_: Socket) -> bool:
    return False


async def test_a_socket_that_cannot_be_opened_for_a_while_comes_back(tmp_path: Path, impatient: None) -> None:
    async with office(tmp_path) as at_work:
        await at_work.asked()
        at_work.sandbox.faults.refuse_connections(times=2)
        await at_work.sandbox.faults.drop_sockets(abrupt=True)

        assert await answers_again(at_work)


async def test_a_held_envelope_is_one_answer(tmp_path: Path) -> None:
    async with office(tmp_path) as at_work:
        await at_work.asked()
        at_work.sandbox.faults.repeat_next_envelope()
        await at_work.answer(ADMIN, 4)

        assert at_work.count() == (1, 0, 1)
        assert statuses(at_work) == ["sent"] * 6
