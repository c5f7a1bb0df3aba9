"""Coming and going in channels, typed as people type it."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from sandbox.people.members import Outcome
from sandbox.workspace.company import Channel, Company, UserGroup, small_company
from tests.sandbox.workbench import Bench, Json, bench, eventually

BOT = "U0PULSSI"


@dataclass
class Room:
    """The design channel: Aino and Ben are in it, Chiara and the bot are not."""

    at_work: Bench
    heard: list[Json]

    async def type(self, text: str, *, user: str = "U1", channel: str = "C2") -> Outcome:
        return await self.at_work.sandbox.member(user).command(text, channel)

    def members(self, channel: str = "C2") -> list[str]:
        return self.at_work.sandbox.workspace.channel(channel).members

    def lines(self, channel: str = "C2") -> list[tuple[str, str]]:
        shown = self.at_work.sandbox.member("U1").channel_messages(channel)
        return [(message.user, message.text) for message in reversed(shown)]


def without_time(event: Json) -> Json:
    return {name: value for name, value in event.items() if name != "event_ts"}


@pytest_asyncio.fixture
async def room() -> AsyncIterator[Room]:
    small = small_company()
    private = Channel("C9", "leads", ["U1"], is_private=True)
    old = Channel("C8", "old", ["U1"], is_archived=True)
    groups = [UserGroup("S1", "makers", "Makers", ["U2", "U3"]), UserGroup("S2", "empty", "Empty")]
    async with bench(company=Company(small.people, [*small.channels, private, old], groups)) as at_work:
        app, heard = at_work.new_app(), list[Json]()

        @app.event(re.compile(".*"))
        async def hear(event: Json) -> None:
            heard.append(event)

        async with at_work.connected(app):
            yield Room(at_work, heard)


async def test_the_bot_is_invited_and_hears_of_itself(room: Room) -> None:
    outcome = await room.type("/invite @Pulssi")

    assert outcome.ok
    assert BOT in room.members()
    assert room.lines() == [(BOT, "was added to <#C2|design> by <@U1>.")]
    await eventually(lambda: room.heard)
    (event,) = room.heard
    assert (event["type"], event["user"], event["channel"]) == ("member_joined_channel", BOT, "C2")
    assert (event["inviter"], event["channel_type"]) == ("U1", "C")


async def test_the_bot_is_removed_and_hears_of_that_too(room: Room) -> None:
    outcome = await room.type("/remove @pulssi", channel="C1")

    assert outcome.ok
    assert BOT not in room.members("C1")
    assert room.lines("C1") == [(BOT, "was removed from <#C1|general> by <@U1>.")]
    await eventually(lambda: room.heard)
    assert [without_time(event) for event in room.heard] == [
        {"type": "channel_left", "channel": "C1", "actor_id": "U1"}
    ]


async def test_the_bot_hears_of_a_private_channel_while_it_is_in_it(room: Room) -> None:
    assert (await room.type("/invite @Ben", channel="C9")).ok
    assert (await room.type("/invite @Pulssi", channel="C9")).ok
    assert (await room.type("/remove @Ben", channel="C9")).ok
    assert (await room.type("/remove @Pulssi", channel="C9")).ok
    assert (await room.type("/invite @Ben", channel="C9")).ok

    await eventually(lambda: len(room.heard) == 3)
    assert [(event["type"], event.get("user")) for event in room.heard] == [
        ("member_joined_channel", BOT),
        ("member_left_channel", "U2"),
        ("group_left", None),
    ]
    assert without_time(room.heard[-1]) == {"type": "group_left", "channel": "C9", "actor_id": "U1"}


async def test_a_person_joins_and_leaves(room: Room) -> None:
    assert (await room.type("/join #design", user="U3", channel="C1")).ok
    assert (await room.type("/leave", user="U3")).ok

    assert room.members() == ["U1", "U2"]
    assert room.lines() == [("U3", "joined <#C2|design>."), ("U3", "left <#C2|design>.")]
    await eventually(lambda: len(room.heard) == 2)
    assert {event["type"] for event in room.heard} == {"member_joined_channel", "member_left_channel"}


async def test_several_people_are_invited_at_once_and_to_another_channel(room: Room) -> None:
    assert (await room.type("/invite @Chiara @Pulssi #design", channel="C1")).ok

    assert room.members() == ["U1", "U2", "U3", BOT]


async def test_a_group_is_invited_and_removed_as_its_people(room: Room) -> None:
    assert (await room.type("/invite @makers @empty")).ok
    assert room.members() == ["U1", "U2", "U3"]

    assert (await room.type("/remove @makers")).ok

    assert room.members() == ["U1"]


async def test_the_workspaces_line_is_no_message_of_the_bot(room: Room) -> None:
    await room.type("/invite @Pulssi")

    async with room.at_work.http.get("/sandbox/api/messages?as=U1&channel=C2") as answer:
        (shown,) = (await answer.json())["messages"]
    history = await room.at_work.slack.conversations_history(channel="C2")

    assert shown["is_system"]
    (kept,) = history["messages"]
    assert kept["subtype"] == "channel_join"
    assert "bot_id" not in kept


@pytest.mark.parametrize(
    ("typed", "user", "channel", "sentence"),
    [
        ("/invite", "U1", "C2", "Name somebody with an @, like /invite @Pulssi."),
        ("/invite @Nobody", "U1", "C2", "There is nobody called @Nobody here."),
        ("/invite @Ben", "U1", "C2", "Ben Okafor is already in #design."),
        ("/remove @Pulssi", "U1", "C2", "Pulssi is not in #design."),
        ("/invite @Pulssi", "U3", "C2", "You are not in #design; type /join first."),
        ("/join", "U1", "C2", "You are already in #design."),
        ("/join #nowhere", "U1", "C2", "There is no channel #nowhere here."),
        ("/join #old", "U3", "C2", "#old is archived."),
        ("/join #leads", "U3", "C2", "There is no channel #leads here."),
        ("/leave", "U3", "C2", "You are not in #design."),
        ("/invite @Pulssi", "U1", "D1", "/invite works in a channel, not in a direct message."),
    ],
)
async def test_what_cannot_be_done_is_one_sentence(
    room: Room, typed: str, user: str, channel: str, sentence: str
) -> None:
    room.at_work.sandbox.workspace.dm_with("U1")

    outcome = await room.type(typed, user=user, channel=channel)

    assert (outcome.ok, outcome.error) == (False, sentence)
    assert room.heard == []
    assert room.lines("C2") == []
