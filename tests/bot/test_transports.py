"""What arrives over HTTP is checked before anything else; Socket Mode and HTTP behave alike."""

import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import aiohttp
import pytest
import pytest_asyncio

from storage import workspaces
from storage.database import reading
from tests.office import ADMIN, BEN, Office, office, places

OURS = {"type": "block_actions", "team": {"id": "T0SANDBOX"}}


def payload(open_office: Office, *, user: str = ADMIN, **changes: Any) -> dict[str, Any]:
    """A tap on somebody's card as Slack would send it."""
    card = open_office.card(ADMIN)
    block = places(card, "answer:4")[0]
    action = {"action_id": "answer:4", "block_id": block, "action_ts": "1764000000.000100", "type": "button"}
    return {
        "type": "block_actions",
        "user": {"id": user},
        "team": {"id": "T0SANDBOX"},
        "api_app_id": "A0PULSSI",
        "container": {"type": "message", "channel_id": card.channel, "message_ts": card.ts},
        "trigger_id": "1.2.3",
        "actions": [action | changes],
    }


async def send(
    open_office: Office, body: str, *, secret: str | None = None, stamp: int | None = None, kind: str = "form"
) -> tuple[int, str]:
    """A signed request to the service's own address."""
    address = open_office.address
    when = str(stamp if stamp is not None else int(time.time()))
    key = (secret or open_office.sandbox.signing_secret).encode()
    signature = hmac.new(key, f"v0:{when}:{body}".encode(), hashlib.sha256).hexdigest()
    kinds = {"form": "application/x-www-form-urlencoded", "json": "application/json"}
    headers = {
        "content-type": kinds[kind],
        "x-slack-request-timestamp": when,
        "x-slack-signature": f"v0={signature}",
    }
    async with aiohttp.ClientSession() as session, session.post(address, data=body, headers=headers) as reply:
        return reply.status, await reply.text()


@pytest_asyncio.fixture
async def over_http(tmp_path: Path) -> Any:
    """A team in the middle of its week, over HTTP."""
    async with office(tmp_path, transport="http") as open_office:
        await open_office.asked()
        yield open_office


async def test_a_well_signed_tap_is_taken(over_http: Office) -> None:
    status, _ = await send(over_http, urlencode({"payload": json.dumps(payload(over_http))}))

    assert status == 200
    assert over_http.count() == (1, 0, 1)


async def test_a_bad_signature_is_turned_away(over_http: Office) -> None:
    body = urlencode({"payload": json.dumps(payload(over_http))})

    status, _ = await send(over_http, body, secret="0" * 32)

    assert status == 401
    assert over_http.count() == (0, 0, 0)


async def test_a_stale_timestamp_is_turned_away(over_http: Office) -> None:
    body = urlencode({"payload": json.dumps(payload(over_http))})

    status, _ = await send(over_http, body, stamp=int(time.time()) - 301)

    assert status == 401
    assert over_http.count() == (0, 0, 0)


@pytest.mark.parametrize(
    "body",
    [
        "payload=%7Bnot-json",
        "payload=",
        "",
        "payload=%5B1%2C2%5D",
        "payload=null",
        "payload=%zz",
        "payload=%7B%22type%22%3A%22block_actions%22%7D%",
        "payload=%E4",
        "payload=" + "%5B" * 5000,
        urlencode({"payload": json.dumps(OURS | {"actions": {}})}),
        urlencode({"payload": json.dumps(OURS | {"actions": []})}),
        urlencode({"payload": json.dumps(OURS | {"actions": [{"action_id": "answer:4"}]})}),
        "a=b&c",
        urlencode({"payload": json.dumps({"type": "block_actions"})}),
        urlencode({"payload": json.dumps({"type": "block_actions", "actions": []})}),
        urlencode({"payload": json.dumps({"type": "view_submission", "view": {}})}),
        urlencode({"payload": json.dumps({"type": "block_actions", "actions": [{"action_id": "answer:4"}]})}),
    ],
)
async def test_a_malformed_payload_changes_nothing_and_gets_an_answer(over_http: Office, body: str) -> None:
    status, _ = await send(over_http, body)

    assert status in {200, 400, 404}
    assert over_http.count() == (0, 0, 0)


@pytest.mark.parametrize("body", ["{", "[]", "null", '"text"', '{"type": "event_callback"}'])
async def test_a_malformed_event_changes_nothing_and_gets_an_answer(over_http: Office, body: str) -> None:
    status, _ = await send(over_http, body, kind="json")

    assert status in {200, 400, 404}


async def test_a_request_too_large_for_slack_is_refused(over_http: Office) -> None:
    status, said = await send(over_http, "payload=" + "x" * 1_000_001)

    assert status == 413
    assert "too large" in said


@pytest.mark.parametrize(
    "changes",
    [
        {"action_id": "answer:99"},
        {"action_id": "answer:-7"},
        {"block_id": "subject:1:NOPE"},
        {"block_id": "subject:999:GEN-01"},
        {"block_id": "subject:²:GEN-01"},
        {"block_id": "subject:99999999999999999999:GEN-01"},
        {"block_id": "elsewhere"},
        {"action_ts": "soon"},
    ],
)
async def test_a_forged_card_changes_nothing(over_http: Office, changes: dict[str, str]) -> None:
    forged = payload(over_http, **changes)

    status, _ = await send(over_http, urlencode({"payload": json.dumps(forged)}))

    assert status == 200
    assert over_http.count() == (0, 0, 0)


async def test_somebody_who_was_not_asked_cannot_answer(over_http: Office) -> None:
    forged = payload(over_http, user="U99")

    status, _ = await send(over_http, urlencode({"payload": json.dumps(forged)}))

    assert status == 200
    assert over_http.count() == (0, 0, 0)


async def test_an_old_tap_that_comes_again_does_not_undo_a_newer_one(over_http: Office) -> None:
    old = urlencode({"payload": json.dumps(payload(over_http, action_id="answer:1"))})
    new = payload(over_http, action_id="answer:5", action_ts="1764000009.000100")

    await send(over_http, old)
    await send(over_http, urlencode({"payload": json.dumps(new)}))
    await send(over_http, old)

    assert over_http.count() == (1, 0, 1)


async def test_the_health_probe_answers(over_http: Office) -> None:
    address = over_http.address.replace("/slack/events", "/readyz")

    async with aiohttp.ClientSession() as session, session.get(address) as reply:
        assert reply.status == 200
        assert (await reply.json())["ok"] is True


async def test_a_dropped_socket_comes_back_and_people_go_on_answering(tmp_path: Path) -> None:
    async with office(tmp_path) as open_office:
        await open_office.asked()
        await open_office.sandbox.faults.drop_sockets()
        await open_office.sandbox.wait_connected(seconds=20)

        await open_office.answer(BEN, 4)

        assert open_office.count() == (1, 0, 1)


async def test_what_nobody_listens_to_is_answered_all_the_same(over_http: Office) -> None:
    unknown = {"type": "shortcut", "callback_id": "x", "user": {"id": ADMIN}, "team": {"id": "T0SANDBOX"}}
    strange = payload(over_http, action_id="dance", block_id="floor")

    for body in (unknown, strange):
        status, _ = await send(over_http, urlencode({"payload": json.dumps(body)}))
        assert status == 200


async def test_another_workspace_is_nobody(over_http: Office) -> None:
    body = urlencode(
        {
            "command": "/pulse",
            "text": "setup",
            "team_id": "T0ELSEWHERE",
            "user_id": ADMIN,
            "channel_id": "C1",
            "trigger_id": "9.9.9",
        }
    )

    status, _ = await send(over_http, body)

    assert status == 200
    with reading(over_http.running.engine) as session:
        assert workspaces.find(session, "T0ELSEWHERE") is None


async def test_an_answer_from_another_workspace_is_nobodys(over_http: Office) -> None:
    elsewhere = payload(over_http) | {"team": {"id": "T0ELSEWHERE"}}

    await send(over_http, urlencode({"payload": json.dumps(elsewhere)}))

    assert over_http.count() == (0, 0, 0)


async def test_a_tap_is_the_same_in_whichever_way_it_is_encoded(over_http: Office) -> None:
    text = json.dumps(payload(over_http))
    ways = (urlencode({"payload": text}), f"payload={quote(text)}", f"payload={quote(text, safe='=')}")

    for user, body in zip((ADMIN, BEN, "U3"), ways, strict=True):
        status, _ = await send(over_http, body.replace(f"%22{ADMIN}%22", f"%22{user}%22"))
        assert status == 200

    assert over_http.count() == (3, 0, 3)


@pytest.mark.parametrize("order", ["nan", "inf", "-inf"])
async def test_a_time_that_is_no_number_is_refused(over_http: Office, order: str) -> None:
    forged = payload(over_http, action_ts=order)

    await send(over_http, urlencode({"payload": json.dumps(forged)}))

    assert over_http.count() == (0, 0, 0)


async def test_a_large_body_is_refused_whatever_its_header_says(over_http: Office) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * 100_000

    async with aiohttp.ClientSession() as session, session.post(over_http.address, data=endless()) as reply:
        assert reply.status == 413


async def test_the_probe_says_when_the_database_cannot_be_read(
    over_http: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = over_http.address.replace("/slack/events", "/readyz")
    monkeypatch.setattr("app.transport.answers", lambda _: False)

    async with aiohttp.ClientSession() as session, session.get(address) as reply:
        assert reply.status == 503
        assert (await reply.json())["database"] is False
