"""Ten thousand people: what is asked page by page comes whole, and a card for everybody is kept once."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from sandbox.workspace.company import Channel, Company, Person
from tests.sandbox.workbench import Bench, bench, buttons

PEOPLE = 10_000


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def crowd() -> AsyncIterator[Bench]:
    people = [Person(f"U{n:05d}", f"p{n}", f"Person{n} Number", tz=None) for n in range(PEOPLE)]
    everybody = Channel("C1", "general", [*(person.id for person in people), "U0PULSSI"])
    async with bench(company=Company(people, [everybody])) as at_work:
        for person in people:
            at_work.sandbox.workspace.dm_with(person.id)
        yield at_work


pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_everybody_is_listed(crowd: Bench) -> None:
    pages = [page["members"] async for page in await crowd.slack.users_list(limit=1000)]

    assert len(pages) == 11
    assert len({person["id"] for page in pages for person in page}) == PEOPLE + 2


async def test_all_members_of_a_channel_are_listed(crowd: Bench) -> None:
    pages = [
        page["members"] async for page in await crowd.slack.conversations_members(channel="C1", limit=999)
    ]

    assert len({member for page in pages for member in page}) == PEOPLE + 1


async def test_all_direct_messages_are_listed(crowd: Bench) -> None:
    pages = [page["channels"] async for page in await crowd.slack.conversations_list(types="im", limit=999)]

    assert len({channel["user"] for page in pages for channel in page}) == PEOPLE


async def test_people_at_both_ends_get_their_card(crowd: Bench) -> None:
    users = ["U00000", f"U{PEOPLE - 1:05d}"]

    await asyncio.gather(
        *(crowd.slack.chat_postMessage(channel=user, text="hello", blocks=buttons("go")) for user in users)
    )

    (first,), (last,) = (crowd.sandbox.member(user).inbox() for user in users)
    assert (first.channel, last.channel) == ("D00000", f"D{PEOPLE - 1:05d}")
    assert first.blocks is not None
    assert last.blocks is not None
    assert first.blocks[0] is last.blocks[0]


async def test_one_of_many_is_named_in_a_command(crowd: Bench) -> None:
    assert (await crowd.sandbox.member("U00000").command("/remove @Person77", "C1")).ok

    assert "U00077" not in crowd.sandbox.workspace.channel("C1").members
    assert (await crowd.sandbox.member("U00000").command("/invite @Person77", "C1")).ok
