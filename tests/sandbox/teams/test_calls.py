"""The connector's REST paths, with the errors that Microsoft documents."""

from typing import Any, get_args

import pytest

from sandbox.teams.refusals import SILENCES, Silence
from sandbox.workspace.company import Channel, Company, Person
from tests.sandbox.teams.workshop import SDK, Json, Shop, chat_with, code, shop

pytestmark = SDK
GENERAL = "19:c1@thread.tacv2"
DESIGN = "19:c2@thread.tacv2"


async def test_a_personal_chat_is_created_once(at_work: Shop) -> None:
    member, tenant = at_work.connector.member("U1"), at_work.connector.tenant
    params = chat_with(member.id, tenant.id)

    first = await at_work.api.conversations.create(params)
    again = await at_work.api.conversations.create(params)

    assert first.id == again.id == member.chat
    started = await at_work.call(
        "POST",
        "conversations",
        {"members": [{"id": member.id}], "tenantId": tenant.id, "activity": {"text": "Hello"}},
    )
    assert started.json() == {"id": member.chat, "activityId": at_work.post("U1").id}


async def test_a_message_in_a_channel_starts_a_thread(at_work: Shop) -> None:
    tenant = at_work.connector.tenant
    body: Json = {"isGroup": True, "channelData": {"channel": {"id": GENERAL}, "tenant": {"id": tenant.id}}}

    started = await at_work.call("POST", "conversations", {**body, "activity": {"text": "Results"}})
    post = at_work.post("U2", "C1")

    assert started.status_code == 201
    assert started.json() == {"id": f"{GENERAL};messageid={post.id}", "activityId": post.id}
    await at_work.send(started.json()["id"], "More")
    answer = await at_work.call("POST", f"conversations/{GENERAL}/activities/{post.id}", {"text": "Third"})
    assert answer.status_code == 201
    assert [p.thread for p in at_work.connector.member("U2").posts("C1")] == [post.id, post.id, None]
    assert [line["method"] for line in at_work.record] == ["POST conversations", *["POST activities"] * 2]
    assert (await at_work.call("POST", "conversations", body)).status_code == 400


@pytest.mark.parametrize(
    "change",
    [
        {"tenantId": "another"},
        {"members": []},
        {"members": [{"id": "29:1U1"}, {"id": "29:1U2"}]},
        {"members": [{"id": "29:1U1"}], "isGroup": True},
        {"members": [{"id": "29:1U77"}]},
    ],
)
async def test_other_conversations_cannot_be_created(at_work: Shop, change: Json) -> None:
    body = {"members": [{"id": "29:1U1"}], "tenantId": at_work.connector.tenant.id, **change}

    refused = await at_work.call("POST", "conversations", body)

    assert (refused.status_code, code(refused)) == (400, "BadArgument")


async def test_who_shares_nothing_with_the_bot_cannot_be_written_to(at_work: Shop) -> None:
    stranger = at_work.connector.hire(Person("U9", "dana", "Dana"))
    body = {"members": [{"id": stranger.id}], "tenantId": at_work.connector.tenant.id}

    for path, sent in (("conversations", body), (f"conversations/{stranger.chat}/activities", {"text": "x"})):
        refused = await at_work.call("POST", path, sent)
        assert (refused.status_code, code(refused)) == (403, "ForbiddenOperationException")


@pytest.mark.parametrize("shape", get_args(Silence))
async def test_a_silenced_bot_is_told_in_every_documented_shape(at_work: Shop, shape: Silence) -> None:
    member = at_work.connector.member("U1")
    await member.install()
    member.block(shape)

    refused = await at_work.call("POST", f"conversations/{member.chat}/activities", {"text": "hi"})

    assert refused.status_code == 403
    if shape == "writes_blocked":
        assert refused.json()["errorCode"] == 209
        assert '"subCode": "MessageWritesBlocked"' in refused.json()["message"]
    else:
        assert code(refused) == SILENCES[shape][0]
    member.unblock()
    assert (await at_work.send(member.chat, "hi")).id


async def test_where_the_bot_is_not_it_may_do_nothing(at_work: Shop) -> None:
    for verb, path in (
        ("POST", f"conversations/{DESIGN}/activities"),
        ("GET", f"conversations/{DESIGN}/pagedMembers"),
        ("GET", f"teams/{DESIGN}/conversations"),
    ):
        refused = await at_work.call(verb, path, {"text": "hi"})
        assert (refused.status_code, code(refused)) == (403, "BotNotInConversationRoster")


async def test_what_is_not_there_is_404(at_work: Shop) -> None:
    for verb, path, name in (
        ("POST", "conversations/a:nobody/activities", "ConversationNotFound"),
        ("PUT", f"conversations/{GENERAL}/activities/1", "ActivityNotFoundInConversation"),
        ("POST", f"conversations/{GENERAL};messageid=1/activities", "ActivityNotFoundInConversation"),
        ("GET", f"conversations/{GENERAL}/members/29:nobody", "MemberNotFoundInConversation"),
        ("GET", "teams/19:nothing@thread.tacv2", "ConversationNotFound"),
    ):
        refused = await at_work.call(verb, path, {"text": "hi"})
        assert (refused.status_code, code(refused)) == (404, name)


async def test_a_message_is_deleted_but_not_that_of_somebody_else(at_work: Shop) -> None:
    member = at_work.connector.member("U1")
    await member.install()
    sent = await at_work.send(member.chat, "Wrong")
    await at_work.api.conversations.delete_activity(member.chat, sent.id)
    assert member.posts() == []

    await member.say("mine")
    refused = await at_work.call("DELETE", f"conversations/{member.chat}/activities/{at_work.post().id}")
    assert (refused.status_code, code(refused)) == (403, "NotEnoughPermissions")


async def test_typing_leaves_nothing_behind(at_work: Shop) -> None:
    answer = await at_work.call("POST", f"conversations/{GENERAL}/activities", {"type": "typing"})

    assert (answer.status_code, answer.json()) == (201, {})
    assert at_work.connector.member("U1").posts("C1") == []


async def test_a_targeted_message_is_for_one_member(at_work: Shop) -> None:
    path, ben = f"conversations/{GENERAL}/activities", at_work.connector.member("U2")
    sent = {"text": "psst", "recipient": {"id": ben.id}}
    await at_work.call("POST", path, sent, isTargetedActivity="true")

    assert [post.text for post in ben.posts("C1")] == ["psst"]
    assert at_work.connector.member("U1").posts("C1") == []
    sent["recipient"] = {"id": "29:nobody"}
    assert (await at_work.call("POST", path, sent, isTargetedActivity="true")).status_code == 400


@pytest.mark.parametrize("content", [b"[1]", b"{"])
async def test_a_body_that_is_no_object_is_a_bad_argument(at_work: Shop, content: bytes) -> None:
    url = f"{at_work.connector.url}/v3/conversations"

    refused = await at_work.http.post(url, content=content)

    assert (refused.status_code, code(refused)) == (400, "BadArgument")


def large_company(count: int) -> Company:
    people = [Person(f"U{n}", f"p{n}", f"Person {n}", email=f"p{n}@example.com") for n in range(count)]
    everybody = [person.id for person in people]
    return Company(people=people, channels=[Channel("C1", "all", [*everybody, "U0PULSSI"])])


async def test_members_come_in_pages_of_50_to_500() -> None:
    async with shop(company=large_company(620)) as running:
        paged = running.api.conversations.get_paged_members
        first = await paged(GENERAL, page_size=5000)
        second = await paged(GENERAL, page_size=5000, continuation_token=first.continuation_token)
        small = await paged(GENERAL, page_size=1)
        usual = await paged(GENERAL)
        odd = await running.call("GET", f"conversations/{GENERAL}/pagedMembers", pageSize="many")

    assert [len(page.members) for page in (first, second, small, usual)] == [500, 120, 50, 200]
    assert second.continuation_token is None
    assert len({member.id for page in (first, second) for member in page.members}) == 620
    assert odd.status_code == 400


async def test_a_member_is_found_by_each_of_three_names(at_work: Shop) -> None:
    member = at_work.connector.member("U2")
    for name in (member.id, member.aad_id, "ben@example.com"):
        found = (await at_work.call("GET", f"conversations/{GENERAL}/members/{name}")).json()
        assert (found["id"], found["givenName"], found["surname"]) == (member.id, "Ben", "Okafor")
    assert not {"timezone", "locale"} & found.keys()
    at_work.connector.tenant.people[member.id].deleted = True
    gone: Any = await at_work.call("GET", f"conversations/{GENERAL}/members/{member.id}")
    assert gone.status_code == 404
    members = (await at_work.call("GET", f"conversations/{member.chat}/pagedMembers")).json()
    assert members == {"members": []}


async def test_a_team_and_its_channels(at_work: Shop) -> None:
    lunch = at_work.connector.tenant.add_channel("C1", "lunch")

    team = await at_work.api.teams.get_by_id(GENERAL)
    channels = await at_work.api.teams.get_conversations(GENERAL)

    assert (team.name, team.member_count, team.channel_count) == ("general", 3, 2)
    assert [(channel.id, channel.name) for channel in channels] == [(GENERAL, None), (lunch, "lunch")]


async def test_the_transcript_is_that_of_the_slack_sandbox(at_work: Shop) -> None:
    post = await at_work.card_for("U1", {"type": "TextBlock", "text": "How was it?"})
    path = f"conversations/{post.conversation}/activities/{post.id}"
    await at_work.call("PUT", path, {"text": "Closed"})

    first, second = at_work.record
    assert first | {"blocks": None} == {
        "week": "2026-W48",
        "at": "2026-11-23T09:00:00+00:00",
        "method": "POST activities",
        "channel": post.conversation,
        "user": "29:1U1",
        "ts": post.id,
        "text": "A card",
        "blocks": None,
        "files": [],
    }
    assert first["blocks"][0]["body"][0]["text"] == "How was it?"
    assert (second["method"], second["text"], second["blocks"]) == ("PUT activities", "Closed", None)
    assert [call.method for call in at_work.connector.calls] == ["POST activities", "PUT activities"]


async def test_a_personal_chat_has_no_threads(at_work: Shop) -> None:
    tenant = at_work.connector.tenant
    body = {"isGroup": True, "tenantId": tenant.id, "activity": {"text": "x"}}
    chat = at_work.connector.member("U1").chat

    refused = await at_work.call("POST", "conversations", {**body, "channelData": {"channel": {"id": chat}}})

    assert (refused.status_code, code(refused)) == (400, "BadArgument")
