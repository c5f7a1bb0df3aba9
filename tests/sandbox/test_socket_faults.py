"""Sockets that fall silent, and envelopes that overtake each other."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from sandbox.people.members import Outcome
from sandbox.roads.sockets import Sockets
from tests.sandbox.workbench import Bench, Json, eventually


@asynccontextmanager
async def linked(at_work: Bench) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """A bare socket that has been greeted, and that shows answers to pings."""
    opened = await at_work.slack.apps_connections_open(app_token=at_work.sandbox.app_token)
    patience = aiohttp.ClientWSTimeout(ws_close=0.01)
    async with at_work.http.ws_connect(opened["url"], autoping=False, timeout=patience) as socket:
        await socket.receive_json()
        yield socket


def command(at_work: Bench, text: str = "") -> asyncio.Task[Outcome]:
    return asyncio.create_task(at_work.sandbox.member("U1").command(f"/pulse {text}", "C1"))


async def acknowledge(socket: aiohttp.ClientWebSocketResponse) -> Json:
    envelope: Json = await socket.receive_json()
    await socket.send_json({"envelope_id": envelope["envelope_id"]})
    return envelope


async def hears_nothing(socket: aiohttp.ClientWebSocketResponse) -> bool:
    with pytest.raises(TimeoutError):
        await socket.receive(timeout=0.02)
    return not socket.closed


async def test_a_socket_answers_pings_until_it_falls_silent(at_work: Bench) -> None:
    async with linked(at_work) as socket:
        await socket.ping()
        assert (await socket.receive()).type is aiohttp.WSMsgType.PONG

        at_work.sandbox.faults.silence_sockets()
        await socket.ping()

        assert await hears_nothing(socket)


async def test_nothing_is_sent_or_heard_on_a_silent_socket(at_work: Bench) -> None:
    async with linked(at_work) as socket:
        waiting = command(at_work)
        envelope = await socket.receive_json()
        at_work.sandbox.faults.silence_sockets()
        await socket.send_json({"envelope_id": envelope["envelope_id"]})
        lost = await command(at_work)

        assert not at_work.sandbox.connected()
        assert not lost.ok
        assert not waiting.done()
        assert await hears_nothing(socket)
        waiting.cancel()


async def test_a_socket_stays_silent_though_more_was_on_its_way(
    at_work: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = list[str]()

    def take(_: Sockets, frame: str) -> None:
        taken.append(frame)
        at_work.sandbox.faults.silence_sockets()

    monkeypatch.setattr(Sockets, "_take", take)
    async with linked(at_work) as socket:
        for text in ("one", "two"):
            await socket.send_str(text)
        await eventually(lambda: len(taken) == 2)
        await socket.ping()

        assert await hears_nothing(socket)


async def test_a_connection_made_after_the_silence_works(at_work: Bench) -> None:
    async with linked(at_work) as silent:
        at_work.sandbox.faults.silence_sockets()
        async with linked(at_work) as socket:
            outcome = command(at_work)
            await acknowledge(socket)

            assert (await outcome).ok
            await socket.ping()
            assert (await socket.receive()).type is aiohttp.WSMsgType.PONG
        assert await hears_nothing(silent)


async def test_an_app_with_the_sdk_notices_and_comes_back(at_work: Bench) -> None:
    app = at_work.new_app()

    @app.command("/pulse")
    async def pulse(ack: Any) -> None:
        await ack("here")

    async with at_work.connected(app):
        at_work.sandbox.faults.silence_sockets()
        await at_work.sandbox.wait_connected()

        assert (await command(at_work)).ok
        await at_work.sandbox.faults.drop_sockets(abrupt=True)


async def test_silent_sockets_break_with_the_others(at_work: Bench) -> None:
    async with linked(at_work) as silent, linked(at_work):
        at_work.sandbox.faults.silence_sockets()
        await at_work.sandbox.faults.drop_sockets()

        assert (await silent.receive()).type is aiohttp.WSMsgType.CLOSED
    await eventually(lambda: not at_work.sandbox._sockets._silent)


async def test_stopping_does_not_wait_for_a_silent_socket(
    at_work: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.listener.GRACE_SECONDS", 3600)
    async with linked(at_work) as silent:
        at_work.sandbox.faults.silence_sockets()

        await at_work.sandbox.stop()

        assert (await silent.receive()).type is aiohttp.WSMsgType.CLOSED


async def test_a_held_envelope_comes_after_the_following_one(at_work: Bench) -> None:
    at_work.sandbox.faults.hold_next_envelope()
    async with linked(at_work) as socket:
        first = command(at_work, "first")
        await eventually(lambda: not at_work.sandbox.faults.holds)
        second = command(at_work, "second")
        sent = [(await acknowledge(socket))["payload"]["text"] for _ in range(2)]

        assert sent == ["second", "first"]
        assert (await first).ok
        assert (await second).ok


async def test_whoever_waits_for_a_held_envelope_is_not_left_waiting_at_the_end(at_work: Bench) -> None:
    at_work.sandbox.faults.hold_next_envelope()
    async with linked(at_work):
        held = command(at_work)
        given_up = command(at_work)
        await eventually(lambda: not at_work.sandbox.faults.holds)
        given_up.cancel()

        await at_work.sandbox.stop()

        assert (await held).error == "The app did not respond."


async def test_somebody_who_gave_up_on_a_held_envelope_is_passed_over(at_work: Bench) -> None:
    at_work.sandbox.faults.hold_next_envelope()
    async with linked(at_work) as socket:
        held = command(at_work, "held")
        await eventually(lambda: not at_work.sandbox.faults.holds)
        held.cancel()
        await asyncio.wait([held])
        following = command(at_work, "following")

        assert (await acknowledge(socket))["payload"]["text"] == "following"
        assert (await following).ok
        assert await hears_nothing(socket)
