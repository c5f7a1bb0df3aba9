"""Messages: posted, changed, taken back, whispered."""

import pytest

from sandbox.workspace.company import Channel, Company, small_company
from tests.sandbox.workbench import MONDAY, Bench, bench, buttons, refused, section


def company_with(*channels: Channel) -> Company:
    company = small_company()
    return Company(people=company.people, channels=[*company.channels, *channels])


async def test_a_message_to_a_person_opens_their_direct_messages(at_work: Bench) -> None:
    sent = await at_work.slack.chat_postMessage(channel="U2", text="Good morning")

    assert sent["channel"] == "D2"
    assert [message.text for message in at_work.sandbox.member("U2").inbox()] == ["Good morning"]
    assert at_work.sandbox.member("U1").inbox() == []


async def test_time_stamps_grow_while_the_clock_stands_still(at_work: Bench) -> None:
    stamps = [(await at_work.slack.chat_postMessage(channel="C1", text="hello"))["ts"] for _ in range(3)]
    at_work.time.later(days=-1)
    stamps.append((await at_work.slack.chat_postMessage(channel="C1", text="hello"))["ts"])

    assert stamps == sorted(set(stamps))
    assert stamps[0].startswith(f"{int(MONDAY.timestamp())}.")


async def test_a_channel_can_be_named_by_its_name(at_work: Bench) -> None:
    assert (await at_work.slack.chat_postMessage(channel="#general", text="hello"))["channel"] == "C1"


async def test_blocks_come_back_with_ids_of_their_own(at_work: Bench) -> None:
    sent = await at_work.slack.chat_postMessage(channel="C1", blocks=[section("hello")], text="hello")

    assert sent["message"]["blocks"][0]["block_id"]
    assert sent["message"]["bot_id"] == "B0PULSSI"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"channel": "C1"}, "no_text"),
        ({"channel": "C404", "text": "hello"}, "channel_not_found"),
        ({"channel": "#nowhere", "text": "hello"}, "channel_not_found"),
        ({"channel": "C8", "text": "hello"}, "is_archived"),
        ({"channel": "C9", "text": "hello"}, "channel_not_found"),
        ({"channel": "U0PULSSI", "text": "hello"}, "channel_not_found"),
        ({"channel": "C1", "text": "hello", "blocks": [section("x" * 3001)]}, "invalid_blocks"),
        ({"channel": "C1", "text": "hello", "blocks": [section("x" * 3000)] * 5}, "msg_blocks_too_long"),
        ({"channel": "C1", "text": "hello", "metadata": {"event_type": "only"}}, "invalid_metadata_format"),
        (
            {
                "channel": "C1",
                "text": "hello",
                "metadata": {"event_type": "big", "event_payload": {"x": "x" * 8000}},
            },
            "metadata_too_large",
        ),
    ],
)
async def test_a_message_is_refused_with_slacks_word_for_it(arguments: dict[str, object], error: str) -> None:
    more = [
        Channel("C8", "old", ["U0PULSSI"], is_archived=True),
        Channel("C9", "secret", ["U1"], is_private=True),
    ]
    async with bench(company=company_with(*more)) as at_work:
        answer = await refused(at_work.slack.api_call("chat.postMessage", json=arguments))

    assert answer["error"] == error
    assert at_work.record == []


async def test_invalid_blocks_say_where_and_why(at_work: Bench) -> None:
    answer = await refused(
        at_work.slack.chat_postMessage(channel="C1", text="hello", blocks=[section("x" * 3001)])
    )

    reason = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert answer["errors"] == [reason]
    assert answer["response_metadata"]["messages"] == [f"[ERROR] {reason}"]


async def test_a_bot_outside_a_public_channel_needs_a_scope_to_post_there() -> None:
    async with bench(scopes=["chat:write"]) as at_work:
        assert (await refused(at_work.slack.chat_postMessage(channel="C2", text="hi")))[
            "error"
        ] == "not_in_channel"
    async with bench(scopes=["chat:write", "chat:write.public"]) as at_work:
        assert (await at_work.slack.chat_postMessage(channel="C2", text="hi"))["ok"]


async def test_somebody_who_left_cannot_be_written_to(at_work: Bench) -> None:
    sent = await at_work.slack.chat_postMessage(channel="U3", text="hello")
    await at_work.sandbox.change_person("U3", deleted=True)

    for place in ("U3", "D3"):
        answer = await refused(at_work.slack.chat_postMessage(channel=place, text="hello"))
        assert answer["error"] == "channel_not_found"

    assert (await at_work.slack.conversations_info(channel="D3"))["channel"]["is_user_deleted"]
    assert (await at_work.slack.chat_update(channel="D3", ts=sent["ts"], text="closed"))["ok"]


async def test_text_is_cut_when_posted_and_refused_when_updated(at_work: Bench) -> None:
    sent = await at_work.slack.chat_postMessage(channel="C1", text="x" * 50_000)

    assert len(sent["message"]["text"]) == 40_000
    answer = await refused(at_work.slack.chat_update(channel="C1", ts=sent["ts"], text="x" * 4_001))
    assert answer["error"] == "msg_too_long"


async def test_an_update_without_blocks_removes_them_and_keeps_the_metadata(at_work: Bench) -> None:
    metadata = {"event_type": "card", "event_payload": {"round": "7"}}
    sent = await at_work.slack.chat_postMessage(
        channel="C1", text="hello", blocks=[section("hello")], metadata=metadata
    )

    await at_work.slack.chat_update(channel="C1", ts=sent["ts"], text="closed")

    message = at_work.sandbox.workspace.find_message("C1", sent["ts"])
    assert (message.text, message.blocks, message.metadata) == ("closed", None, metadata)
    assert message.edited is not None


async def test_an_update_may_change_blocks_and_metadata(at_work: Bench) -> None:
    sent = await at_work.slack.chat_postMessage(channel="C1", text="hello")
    metadata = {"event_type": "card", "event_payload": {}}

    await at_work.slack.chat_update(
        channel="C1", ts=sent["ts"], text="closed", blocks=buttons("go"), metadata=metadata
    )

    message = at_work.sandbox.workspace.find_message("C1", sent["ts"])
    assert message.metadata == metadata
    assert message.blocks is not None
    assert message.blocks[0]["block_id"] == "row"


async def test_only_own_messages_can_be_changed_or_deleted(at_work: Bench) -> None:
    await at_work.sandbox.member("U1").say("C1", "mine")
    (said,) = at_work.sandbox.member("U1").channel_messages("C1")
    whispered = await at_work.slack.chat_postEphemeral(channel="C1", user="U1", text="psst")

    update = at_work.slack.chat_update(channel="C1", ts=said.ts, text="yours")
    assert (await refused(update))["error"] == "cant_update_message"
    delete = at_work.slack.chat_delete(channel="C1", ts=said.ts)
    assert (await refused(delete))["error"] == "cant_delete_message"
    update = at_work.slack.chat_update(channel="C1", ts=whispered["message_ts"], text="loud")
    assert (await refused(update))["error"] == "message_not_found"
    update = at_work.slack.chat_update(channel="C1", ts="1.000001", text="nothing")
    assert (await refused(update))["error"] == "message_not_found"


async def test_a_deleted_message_is_gone(at_work: Bench) -> None:
    sent = await at_work.slack.chat_postMessage(channel="C1", text="oops")

    await at_work.slack.chat_delete(channel="C1", ts=sent["ts"])

    assert at_work.sandbox.member("U1").channel_messages("C1") == []


async def test_only_the_person_meant_sees_an_ephemeral_message(at_work: Bench) -> None:
    await at_work.slack.chat_postEphemeral(channel="C1", user="U2", text="psst")

    assert [message.text for message in at_work.sandbox.member("U2").channel_messages("C1")] == ["psst"]
    assert at_work.sandbox.member("U1").channel_messages("C1") == []
    assert at_work.record[0]["user"] == "U2"


async def test_an_ephemeral_message_needs_its_reader_in_the_channel(at_work: Bench) -> None:
    call = at_work.slack.chat_postEphemeral(channel="C2", user="U3", text="psst")

    assert (await refused(call))["error"] == "user_not_in_channel"


async def test_a_reaction_is_added_once(at_work: Bench) -> None:
    sent = await at_work.slack.chat_postMessage(channel="C1", text="hello")

    await at_work.slack.reactions_add(channel="C1", timestamp=sent["ts"], name="tada")

    again = at_work.slack.reactions_add(channel="C1", timestamp=sent["ts"], name="tada")
    assert (await refused(again))["error"] == "already_reacted"
    history = await at_work.slack.conversations_history(channel="C1")
    assert history["messages"][0]["reactions"] == [{"name": "tada", "users": ["U0PULSSI"], "count": 1}]


async def test_the_transcript_has_a_line_for_everything_the_bot_says(at_work: Bench) -> None:
    sent = await at_work.slack.chat_postMessage(channel="U1", text="hello", blocks=[section("hello")])
    at_work.time.later(days=7)
    await at_work.slack.chat_update(channel="D1", ts=sent["ts"], text="closed")
    await at_work.sandbox.member("U1").say("D1", "I am no bot")

    assert [line["method"] for line in at_work.record] == ["chat.postMessage", "chat.update"]
    assert [line["week"] for line in at_work.record] == ["2026-W48", "2026-W49"]
    assert at_work.record[0] | {"blocks": None} == {
        "week": "2026-W48",
        "at": "2026-11-23T09:00:00+00:00",
        "method": "chat.postMessage",
        "channel": "D1",
        "user": "U1",
        "ts": sent["ts"],
        "text": "hello",
        "blocks": None,
        "files": [],
    }


async def test_a_busy_second_spills_into_the_next(at_work: Bench) -> None:
    first = await at_work.slack.chat_postMessage(channel="C1", text="hello")
    workspace = at_work.sandbox.workspace
    workspace.last_ts = (workspace.last_ts[0], 999_999)

    second = await at_work.slack.chat_postMessage(channel="C1", text="hello", thread_ts=first["ts"])

    assert second["ts"] == f"{int(MONDAY.timestamp()) + 1}.000001"
    assert second["message"]["thread_ts"] == first["ts"]


async def test_the_same_card_is_kept_once_and_its_blocks_have_names_of_their_own(at_work: Bench) -> None:
    card = [section("How was your week?"), *buttons("good", "bad")]

    for user in ("U1", "U2"):
        await at_work.slack.chat_postMessage(channel=user, text="hello", blocks=card)

    (one,), (other,) = (at_work.sandbox.member(user).inbox() for user in ("U1", "U2"))
    assert one.blocks is not None
    assert other.blocks is not None
    assert one.blocks[0]["block_id"] != other.blocks[0]["block_id"]
    assert one.blocks[1] is other.blocks[1]


async def test_a_button_without_a_name_gets_another_one_in_each_message(at_work: Bench) -> None:
    element = {"type": "button", "text": {"type": "plain_text", "text": "Press"}}
    card = [{"type": "actions", "block_id": "row", "elements": [element]}]

    sent = [
        (await at_work.slack.chat_postMessage(channel=user, text="hello", blocks=card))["message"]["blocks"]
        for user in ("U1", "U2")
    ]

    names = [blocks[0]["elements"][0]["action_id"] for blocks in sent]
    assert [blocks[0]["block_id"] for blocks in sent] == ["row", "row"]
    assert len(set(names)) == 2
