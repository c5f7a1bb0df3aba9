"""Reading back what was said."""

from typing import Any

import pytest

from sandbox.workspace.company import Channel, Company, small_company
from tests.sandbox.workbench import Bench, bench, refused

PNG = b"\x89PNG"


async def test_history_is_newest_first_and_in_pages(at_work: Bench) -> None:
    for number in range(5):
        await at_work.slack.chat_postMessage(channel="C1", text=str(number))
    await at_work.slack.chat_postEphemeral(channel="C1", user="U1", text="psst")

    pages = [
        ([message["text"] for message in page["messages"]], page["has_more"])
        async for page in await at_work.slack.conversations_history(channel="C1", limit=2)
    ]

    assert pages == [(["4", "3"], True), (["2", "1"], True), (["0"], False)]


async def test_history_can_be_cut_at_both_ends(at_work: Bench) -> None:
    stamps = [(await at_work.slack.chat_postMessage(channel="C1", text=str(n)))["ts"] for n in range(4)]

    async def texts(**edges: Any) -> list[str]:
        answer = await at_work.slack.conversations_history(channel="C1", **edges)
        return [message["text"] for message in answer["messages"]]

    assert await texts(oldest=stamps[0], latest=stamps[3]) == ["2", "1"]
    assert await texts(oldest=stamps[2], inclusive=True) == ["3", "2"]


async def test_history_shows_metadata_only_if_asked(at_work: Bench) -> None:
    metadata = {"event_type": "card", "event_payload": {"round": "7"}}
    await at_work.slack.chat_postMessage(channel="U1", text="card", metadata=metadata)

    plain = await at_work.slack.conversations_history(channel="D1")
    full = await at_work.slack.conversations_history(channel="D1", include_all_metadata=True)

    assert "metadata" not in plain["messages"][0]
    assert full["messages"][0]["metadata"] == metadata


async def test_history_is_for_members(at_work: Bench) -> None:
    assert (await refused(at_work.slack.conversations_history(channel="C2")))["error"] == "not_in_channel"


async def test_an_end_that_is_no_time_is_refused_with_its_name(at_work: Bench) -> None:
    history = at_work.slack.conversations_history

    assert (await refused(history(channel="C1", oldest="yesterday")))["error"] == "invalid_ts_oldest"
    assert (await refused(history(channel="C1", latest="1.2.3")))["error"] == "invalid_ts_latest"


async def test_an_empty_end_is_no_end(at_work: Bench) -> None:
    await at_work.slack.chat_postMessage(channel="C1", text="hello")

    answer = await at_work.slack.conversations_history(channel="C1", oldest="", latest="")

    assert len(answer["messages"]) == 1


async def test_a_page_starts_where_the_last_one_ended_though_more_was_said(at_work: Bench) -> None:
    for number in range(4):
        await at_work.slack.chat_postMessage(channel="C1", text=str(number))
    first = await at_work.slack.conversations_history(channel="C1", limit=2)
    await at_work.slack.chat_postMessage(channel="C1", text="meanwhile")

    cursor = first["response_metadata"]["next_cursor"]
    second = await at_work.slack.conversations_history(channel="C1", limit=2, cursor=cursor)

    assert [message["text"] for message in second["messages"]] == ["1", "0"]
    assert not second["has_more"]


@pytest.mark.parametrize("cursor", ["elsewhere", "next:3", "next_ts:soon"])
async def test_history_goes_on_only_where_it_stopped(at_work: Bench, cursor: str) -> None:
    answer = await refused(at_work.slack.conversations_history(channel="C1", cursor=cursor))

    assert answer["error"] == "invalid_cursor"


async def test_answers_in_a_thread_are_no_part_of_the_history(at_work: Bench) -> None:
    first = await at_work.slack.chat_postMessage(channel="C1", text="first")
    await at_work.slack.chat_postMessage(channel="C1", text="answer", thread_ts=first["ts"])

    answer = await at_work.slack.conversations_history(channel="C1")

    assert [message["text"] for message in answer["messages"]] == ["first"]


async def test_history_shows_files(at_work: Bench) -> None:
    await at_work.slack.files_upload_v2(
        channel="C1", content=PNG, filename="week.png", alt_txt="Four of five"
    )

    (message,) = (await at_work.slack.conversations_history(channel="C1"))["messages"]

    (file,) = message["files"]
    assert (file["name"], file["alt_txt"], file["mimetype"]) == ("week.png", "Four of five", "image/png")


@pytest.mark.parametrize("scope", ["channels:history", "groups:history", "im:history"])
async def test_each_kind_of_channel_has_a_scope_of_its_own(scope: str) -> None:
    small = small_company()
    private = Channel("C9", "leads", ["U1", "U0PULSSI"], is_private=True)
    async with bench(company=Company(small.people, [*small.channels, private]), scopes=[scope]) as at_work:
        at_work.sandbox.workspace.dm_with("U1")
        places = {"channels:history": "C1", "groups:history": "C9", "im:history": "D1"}
        assert (await at_work.slack.conversations_history(channel=places.pop(scope)))["ok"]
        for needed, channel in places.items():
            answer = await refused(at_work.slack.conversations_history(channel=channel))
            assert (answer["error"], answer["needed"]) == ("missing_scope", needed)
