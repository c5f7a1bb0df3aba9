"""Channels that are closed, and opened again."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from sandbox.workspace.company import Channel, Company, small_company
from sandbox.workspace.refusals import ImpossibleError, RefusedError
from tests.sandbox.workbench import Bench, Json, bench, eventually, refused

BOT = "U0PULSSI"


@dataclass
class Corridor:
    """A public channel and two private ones; the bot is in all but the last."""

    at_work: Bench
    heard: list[Json]

    async def hears(self, number: int) -> list[Json]:
        await eventually(lambda: len(self.heard) == number)
        return [{name: value for name, value in event.items() if name != "event_ts"} for event in self.heard]


@pytest_asyncio.fixture
async def corridor() -> AsyncIterator[Corridor]:
    small = small_company()
    private = [Channel("C9", "leads", ["U1", BOT], is_private=True)]
    private += [Channel("C10", "secret", ["U1"], is_private=True)]
    async with bench(company=Company(small.people, [*small.channels, *private])) as at_work:
        app, heard = at_work.new_app(), list[Json]()

        @app.event(re.compile(".*"))
        async def hear(event: Json) -> None:
            heard.append(event)

        async with at_work.connected(app):
            yield Corridor(at_work, heard)


async def test_the_app_hears_of_a_public_channel(corridor: Corridor) -> None:
    await corridor.at_work.sandbox.archive("C1", by="U2")
    await corridor.at_work.sandbox.unarchive("C1")

    assert await corridor.hears(2) == [
        {"type": "channel_archive", "channel": "C1", "user": "U2", "is_moved": 0},
        {"type": "channel_unarchive", "channel": "C1", "user": "U1"},
    ]


async def test_the_app_hears_of_a_private_channel_that_it_is_in(corridor: Corridor) -> None:
    for channel in ("C10", "C9"):
        await corridor.at_work.sandbox.archive(channel)
        await corridor.at_work.sandbox.unarchive(channel)

    assert await corridor.hears(2) == [
        {"type": "group_archive", "channel": "C9", "user": "U1", "is_moved": 0},
        {"type": "group_unarchive", "channel": "C9", "actor_id": "U1"},
    ]


async def test_nothing_new_comes_into_an_archived_channel(corridor: Corridor) -> None:
    slack = corridor.at_work.slack
    sent = await slack.chat_postMessage(channel="C1", text="hello")
    await corridor.at_work.sandbox.archive("C1")

    at = {"channel": "C1", "ts": sent["ts"]}
    assert (await refused(slack.chat_postMessage(channel="C1", text="x")))["error"] == "is_archived"
    assert (await refused(slack.chat_update(**at, text="x")))["error"] == "is_inactive"
    reaction = slack.reactions_add(channel="C1", timestamp=sent["ts"], name="tada")
    assert (await refused(reaction))["error"] == "is_archived"
    assert (await slack.conversations_info(channel="C1"))["channel"]["is_archived"]
    for act in (corridor.at_work.sandbox.member("U1").say, corridor.at_work.sandbox.member("U1").command):
        with pytest.raises(ImpossibleError, match="#general is archived"):
            await act("C1", "C1")


async def test_a_public_channel_comes_back_without_its_members_and_a_private_one_with_them(
    corridor: Corridor,
) -> None:
    for channel in ("C1", "C9"):
        await corridor.at_work.sandbox.archive(channel)
        await corridor.at_work.sandbox.unarchive(channel, by="U1")

    slack = corridor.at_work.slack
    assert (await slack.conversations_members(channel="C1"))["members"] == ["U1"]
    assert (await slack.conversations_members(channel="C9"))["members"] == ["U1", BOT]
    lines = [message.text for message in corridor.at_work.sandbox.member("U1").channel_messages("C9")]
    assert lines == ["unarchived <#C9|leads>.", "archived <#C9|leads>."]
    history = await slack.conversations_history(channel="C9")
    assert [line["subtype"] for line in history["messages"]] == ["channel_unarchive", "channel_archive"]


@pytest.mark.parametrize(
    ("channel", "sentence"),
    [
        ("C2", "#design is already archived"),
        ("D1", "Direct messages are never archived"),
    ],
)
async def test_only_an_open_channel_can_be_archived(corridor: Corridor, channel: str, sentence: str) -> None:
    corridor.at_work.sandbox.workspace.dm_with("U1")
    await corridor.at_work.sandbox.archive("C2")

    with pytest.raises(ImpossibleError, match=sentence):
        await corridor.at_work.sandbox.archive(channel)


async def test_only_an_archived_channel_can_be_opened_again(corridor: Corridor) -> None:
    with pytest.raises(ImpossibleError, match="#general is not archived"):
        await corridor.at_work.sandbox.unarchive("C1")
    with pytest.raises(RefusedError, match="channel_not_found"):
        await corridor.at_work.sandbox.unarchive("C404")
