"""The WebSocket that an app keeps open, and what becomes of envelopes when it does not."""

import asyncio
import re
from typing import Any

import aiohttp
import pytest

from sandbox.roads.delivery import Envelope
from tests.sandbox.workbench import Bench, Json, bench, buttons, eventually, refused


async def linked(at_work: Bench) -> aiohttp.ClientWebSocketResponse:
    """A bare socket, as the simplest of apps would open it."""
    opened = await at_work.slack.apps_connections_open(app_token=at_work.sandbox.app_token)
    return await at_work.http.ws_connect(opened["url"])


async def test_a_connection_begins_with_hello(at_work: Bench) -> None:
    assert not at_work.sandbox.connected()
    async with await linked(at_work) as socket:
        hello = await socket.receive_json()
        assert at_work.sandbox.connected()

    assert (hello["type"], hello["num_connections"]) == ("hello", 1)
    assert hello["connection_info"] == {"app_id": "A0PULSSI"}
    await eventually(lambda: not at_work.sandbox.connected())


async def test_an_address_admits_one_connection(at_work: Bench) -> None:
    opened = await at_work.slack.apps_connections_open(app_token=at_work.sandbox.app_token)
    async with at_work.http.ws_connect(opened["url"]):
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await at_work.http.ws_connect(opened["url"])


async def test_an_eleventh_connection_is_refused(at_work: Bench) -> None:
    sockets = [await linked(at_work) for _ in range(10)]

    with pytest.raises(aiohttp.WSServerHandshakeError):
        await linked(at_work)

    for socket in sockets:
        await socket.close()


async def test_an_envelope_waits_for_its_own_acknowledgement(at_work: Bench) -> None:
    async with await linked(at_work) as socket:
        await socket.receive_json()
        command = asyncio.create_task(at_work.sandbox.member("U1").command("/pulse", "C1"))
        envelope = await socket.receive_json()
        await socket.send_str("not json")
        await socket.send_json(["not", "an", "object"])
        await socket.send_json({"envelope_id": "another"})
        await socket.send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": "done"}})
        await socket.send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": "again"}})
        outcome = await command

    assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
    assert envelope["payload"]["command"] == "/pulse"
    assert outcome.ephemeral is not None
    assert outcome.ephemeral.text == "done"


async def test_an_answer_counts_on_another_socket_too(at_work: Bench) -> None:
    async with await linked(at_work) as first, await linked(at_work) as second:
        await first.receive_json()
        await second.receive_json()
        command = asyncio.create_task(at_work.sandbox.member("U1").command("/pulse", "C1"))
        envelope = await first.receive_json()
        await second.send_json({"envelope_id": envelope["envelope_id"]})

        assert (await command).ok


async def test_two_apps_take_turns(at_work: Bench) -> None:
    seen = list[str]()

    def app_called(name: str) -> Any:
        app = at_work.new_app()

        @app.action("go")
        async def go(ack: Any) -> None:
            seen.append(name)
            await ack()

        return app

    sent = await at_work.slack.chat_postMessage(channel="U1", text="hello", blocks=buttons("go"))
    async with at_work.connected(app_called("one")), at_work.connected(app_called("two")):
        await eventually(lambda: at_work.sandbox._sockets.number_open() == 2)
        for _ in range(4):
            await at_work.sandbox.member("U1").tap(sent["channel"], sent["ts"], "go")

    assert sorted(seen) == ["one", "one", "two", "two"]


async def test_an_app_connects_again_when_asked_to(at_work: Bench) -> None:
    app = at_work.new_app()

    @app.command("/pulse")
    async def pulse(ack: Any) -> None:
        await ack("here")

    async with at_work.connected(app):
        (before,) = at_work.sandbox._sockets._open
        await at_work.sandbox.faults.disconnect()
        await eventually(lambda: at_work.sandbox.connected() and before not in at_work.sandbox._sockets._open)
        outcome = await at_work.sandbox.member("U1").command("/pulse", "C1")

    assert outcome.ok


@pytest.mark.parametrize("abrupt", [False, True])
async def test_an_app_comes_back_when_its_socket_is_dropped(at_work: Bench, abrupt: bool) -> None:
    app = at_work.new_app()

    @app.command("/pulse")
    async def pulse(ack: Any) -> None:
        await ack("here")

    async with at_work.connected(app):
        await at_work.sandbox.faults.drop_sockets(abrupt=abrupt)
        lost = await at_work.sandbox.member("U1").command("/pulse", "C1")
        await at_work.sandbox.wait_connected()
        outcome = await at_work.sandbox.member("U1").command("/pulse", "C1")

    assert (lost.ok, outcome.ok) == (False, True)


async def test_a_refused_connection_is_refused_as_often_as_asked(at_work: Bench) -> None:
    at_work.sandbox.faults.refuse_connections()

    call = at_work.slack.apps_connections_open(app_token=at_work.sandbox.app_token)

    assert (await refused(call))["error"] == "internal_error"
    async with await linked(at_work):
        assert at_work.sandbox.connected()


async def test_a_repeated_envelope_reaches_the_app_twice_as_itself(at_work: Bench) -> None:
    at_work.sandbox.faults.repeat_next_envelope()
    async with await linked(at_work) as socket:
        await socket.receive_json()
        command = asyncio.create_task(at_work.sandbox.member("U1").command("/pulse", "C1"))
        first = await socket.receive_json()
        await socket.send_json({"envelope_id": first["envelope_id"]})
        second = await socket.receive_json()
        await socket.send_json({"envelope_id": second["envelope_id"]})
        await command

    assert first["payload"] == second["payload"]
    assert ("retry_attempt" in first, second["retry_attempt"], second["retry_reason"]) == (
        False,
        1,
        "timeout",
    )
    assert first["envelope_id"] == second["envelope_id"]


async def test_an_event_that_nobody_took_comes_again() -> None:
    async with bench(ack_seconds=0.02, retries=(0.0, 0.01, 60.0)) as at_work, await linked(at_work) as socket:
        await socket.receive_json()
        ack = await at_work.sandbox.announce({"type": "app_uninstalled"})
        frames = [await socket.receive_json() for _ in range(3)]

    assert not ack.ok
    assert [frame["retry_attempt"] for frame in frames] == [0, 1, 2]
    assert len({frame["payload"]["event_id"] for frame in frames}) == 1


async def test_an_event_is_not_sent_again_once_it_was_taken() -> None:
    async with bench(ack_seconds=0.05, retries=(0.0, 0.0)) as at_work, await linked(at_work) as socket:
        await socket.receive_json()
        await at_work.sandbox.announce({"type": "app_uninstalled"})
        await socket.receive_json()
        again = await socket.receive_json()
        await socket.send_json({"envelope_id": again["envelope_id"]})
        await eventually(lambda: not at_work.sandbox._delivery._tasks)

    assert again["payload"]["event"]["type"] == "app_uninstalled"


async def test_an_app_that_is_removed_learns_of_it(at_work: Bench) -> None:
    app, seen = at_work.new_app(), list[str]()

    @app.event(re.compile("app_uninstalled|tokens_revoked"))
    async def gone(event: Json) -> None:
        seen.append(event["type"])

    async with at_work.connected(app):
        await at_work.sandbox.uninstall()
        await eventually(lambda: len(seen) == 2)

    assert (await refused(at_work.slack.auth_test()))["error"] == "token_revoked"
    at_work.sandbox.faults.restore(at_work.sandbox.bot_token)
    assert (await at_work.slack.auth_test())["ok"]


async def test_an_envelope_to_a_socket_that_just_closed_is_not_an_accident(at_work: Bench) -> None:
    async with await linked(at_work) as socket:
        await socket.receive_json()
        (kept,) = at_work.sandbox._sockets._open
        await kept.close()
        ack = await at_work.sandbox._sockets.deliver(Envelope("interactive", {}))

    assert not ack.ok
