"""What comes in at the door: only what Microsoft signed, from the tenant served, and never a 500 for it."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, get_args

import aiohttp
import pytest

from sandbox.teams.keys import Wrong
from tests.office import ASKED
from tests.teams_office import TEAM, TeamsOffice, teams_office, words


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[TeamsOffice]:
    async with teams_office(tmp_path) as office:
        yield office


def message(office: TeamsOffice, **fields: Any) -> dict[str, Any]:
    chat = office.connector.tenant.chat_with("29:1U1")
    made = office.connector.activities.make("message", "29:1U1", chat, text="pulse help", **fields)
    return dict(made)


@pytest.mark.parametrize("wrong", get_args(Wrong))
async def test_whatever_is_not_signed_for_us_by_microsoft_is_refused(
    office: TeamsOffice, wrong: Wrong
) -> None:
    answer = await office.connector.deliver(message(office), wrong=wrong)

    assert answer.status in {401, 403}
    assert office.member("U1").posts() == []


async def test_another_tenant_is_not_served(office: TeamsOffice) -> None:
    activity = message(office)
    activity["conversation"] = {**activity["conversation"], "tenantId": "another"}

    assert (await office.connector.deliver(activity)).status == 403
    activity["conversation"].pop("tenantId")
    activity["channelData"] = {}
    assert (await office.connector.deliver(activity)).status == 403


async def test_no_token_is_sent_to_an_address_that_is_not_microsofts(office: TeamsOffice) -> None:
    for address in ("http://192.0.2.1/", "", None, "not an address", ["list"]):
        answer = await office.connector.deliver({**message(office), "serviceUrl": address})
        assert answer.status in {401, 403}
    assert office.connector.calls == []


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"7", b"\xff", b"[" * 5000, b'{"serviceUrl":1}'])
async def test_what_is_no_activity_is_refused_with_a_sentence(office: TeamsOffice, raw: bytes) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.post(office.address, data=raw) as response,
    ):
        assert 400 <= response.status < 500
        assert await response.text()


@pytest.mark.parametrize(
    "fields",
    [
        {"type": "installationUpdate", "action": "add-upgrade"},
        {"type": "installationUpdate", "action": "remove-upgrade"},
        {"type": "installationUpdate"},
        {"type": "conversationUpdate", "membersAdded": "nobody", "membersRemoved": [7, {"id": None}]},
        {"type": "conversationUpdate", "channelData": {"eventType": "somethingNew"}},
        {"type": "endOfConversation"},
        {"type": "messageReaction", "reactionsAdded": [{"type": "like"}]},
        {"type": "event", "name": "application/vnd.microsoft.meetingStart"},
        {"type": "trace"},
        {"type": None},
        {"type": "message", "text": None, "entities": {}, "from": 7},
        {"type": "message", "value": {"action": "form"}, "text": ""},
        {"type": "message", "recipient": {"isTargeted": True}},
    ],
)
async def test_whatever_microsoft_documents_is_taken(office: TeamsOffice, fields: dict[str, Any]) -> None:
    activity = {**message(office), **fields}
    if "channelData" in fields:
        activity["channelData"]["tenant"] = {"id": office.connector.tenant.id}

    assert (await office.connector.deliver(activity)).status == 200


@pytest.mark.parametrize(
    ("name", "value", "status"),
    [
        ("adaptiveCard/action", {"action": {"type": "Action.Execute"}, "trigger": "automatic"}, 200),
        ("adaptiveCard/action", {"action": {"data": {"act": "answer:x", "subject": "1:GEN-01"}}}, 200),
        ("adaptiveCard/action", {"action": {"data": {"act": "answer:4", "subject": "99999:GEN-01"}}}, 200),
        ("adaptiveCard/action", None, 200),
        ("task/fetch", {"data": {}}, 200),
        ("task/fetch", {"data": {"act": "why:open", "subject": "x"}}, 200),
        ("task/submit", {"data": {"form": "no such form"}}, 200),
        ("task/submit", "text", 200),
        ("composeExtension/query", {}, 501),
        ("fileConsent/invoke", {"action": "accept"}, 501),
        (None, {}, 501),
    ],
)
async def test_every_invoke_has_an_answer(
    office: TeamsOffice, name: str | None, value: Any, status: int
) -> None:
    activity = {**message(office), "type": "invoke", "name": name, "value": value}

    assert (await office.connector.deliver(activity)).status == status


async def test_the_keys_are_fetched_before_the_first_activity(office: TeamsOffice) -> None:
    fetched = office.connector.keys_fetched
    for _ in range(3):
        await office.connector.deliver(message(office))

    assert fetched == office.connector.keys_fetched == 1


async def test_a_command_in_a_channel_is_answered_in_the_persons_own_chat(office: TeamsOffice) -> None:
    await office.set_up()
    before = len(office.posted(TEAM))

    told = await office.type("status", channel=TEAM)

    assert "Support" in told
    assert len(office.posted(TEAM)) == before


async def test_a_slash_command_in_a_channel_is_answered_there_and_seen_by_nobody_else(
    office: TeamsOffice,
) -> None:
    await office.set_up()
    channel, alone = len(office.member("U2").posts(TEAM)), len(office.replies("U1"))

    done = await office.member("U1").say("pulse status", channel=TEAM, targeted=True)

    assert done.ok
    assert "Support" in words(office.member("U1").posts(TEAM)[0])
    assert len(office.member("U2").posts(TEAM)) == channel
    assert len(office.replies("U1")) == alone


async def test_where_a_cloud_has_no_such_messages_the_persons_own_chat_is_used(office: TeamsOffice) -> None:
    await office.set_up()
    office.connector.faults.fail("POST activities", 400, "BadArgument")

    await office.member("U1").say("pulse status", channel=TEAM, targeted=True)

    assert "Support" in words(office.replies("U1")[-1])


async def test_probes_and_pictures_stand_beside_the_door(tmp_path: Path) -> None:
    async with teams_office(tmp_path, changes={"pulssi_public_url": "http://127.0.0.1:9"}) as office:
        base = office.address.removesuffix("/api/messages")
        pictures = office.running.teams.pictures if office.running.teams else None
        assert pictures is not None
        await office.at(ASKED)
        async with aiohttp.ClientSession() as session:
            for path, status in (("/healthz", 200), ("/pictures/guess.png", 404), ("/slack/events", 404)):
                async with session.get(base + path) as response:
                    assert response.status == status, path
            async with session.get(f"{base}/readyz") as response:
                assert json.loads(await response.text())["database"] is True
