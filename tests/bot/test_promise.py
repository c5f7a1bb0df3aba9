"""``/pulse promise``, ``/pulse team share`` and ``team remove``, and what the channels are told."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from sandbox.workspace.company import Channel, Company
from tests.office import ADMIN, ASKED, CLOSED, MONDAY, OTHER, REPORTED, TEAM, Office, office, people, texts

A_WEEK = timedelta(weeks=1)


def staff() -> Company:
    everybody = people(10)
    ids = [person.id for person in everybody]
    channels = [
        Channel(TEAM, "support", [*ids[:7], "U0PULSSI"]),
        Channel(OTHER, "design", [*ids[7:], ADMIN, "U0PULSSI"]),
    ]
    return Company(people=everybody, channels=channels)


@pytest.fixture
async def two_teams(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path, staff=staff()) as at_work:
        await at_work.set_up()
        assert "fewer than 5 people" in await at_work.type("team add name=Design", channel=OTHER)
        yield at_work


def posted(at_work: Office, channel: str) -> str:
    entries = at_work.posts("chat.postMessage")
    return "\n".join(str(entry["text"]) for entry in entries if entry.get("channel") == channel)


async def test_p5_a_small_team_reads_the_result_it_is_part_of_in_its_own_channel(two_teams: Office) -> None:
    assert "asked together with Support" in await two_teams.type("team share with=Support", channel=OTHER)
    await two_teams.at(MONDAY + A_WEEK)
    await two_teams.at(ASKED + A_WEEK)

    card = "\n".join(texts(two_teams.card("U9")))
    assert "Support and Design" in card
    for user in ("U2", "U3", "U4", "U5", "U9", "U10"):
        await two_teams.answer(user, 4, 4, 4)
    await two_teams.at(CLOSED + A_WEEK)
    await two_teams.at(REPORTED + A_WEEK)
    for channel in (TEAM, OTHER):
        assert "asked together" in posted(two_teams, channel)
    pictures = two_teams.digests()
    both = [entry["text"] for entry in pictures if "Support and Design" in entry["text"]]
    assert len(both) == 2
    assert all("6 of 10 took part" in text for text in both)


async def test_a_promise_is_shown_raised_and_announced(two_teams: Office) -> None:
    await two_teams.at(MONDAY)
    shown = await two_teams.type("promise")
    assert "figures from 5 answers up" in shown

    assert "which is open, too" in await two_teams.type("promise floor=8")
    await two_teams.running.timetable.run_all()
    assert "are shown from 8 answers up (was 5)" in posted(two_teams, TEAM)
    assert "keeps its 8" in await two_teams.type("promise floor=5")
    assert "asked with the team and counted" in await two_teams.type("promise leads=counted")
    assert "not asked with the team" in await two_teams.type("promise leads=apart")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("promise floor=4", "5 answers is the fewest here"),
        ("promise floor=many", "type a number from 5 to 100"),
        ("promise leads=perhaps", "type `counted`"),
        ("team share with=none", "so nothing was changed"),
        ("team share with=Support", "cannot share with itself"),
        ("team share with=Nobody", "no team of that name"),
    ],
)
async def test_what_cannot_be_promised_is_refused(two_teams: Office, typed: str, said: str) -> None:
    assert said in await two_teams.type(typed)


async def test_p2_only_admins_change_a_promise(two_teams: Office) -> None:
    for typed in ("promise floor=8", "team share with=Design", "team remove"):
        assert "Only Pulssi admins" in await two_teams.type(typed, user="U2")


async def test_a_pool_is_ended_and_a_team_removed(two_teams: Office) -> None:
    await two_teams.type("team share with=Support", channel=OTHER)

    assert "would lose the rounds" in await two_teams.type("team remove")
    assert "rounds of its own again" in await two_teams.type("team share with=none", channel=OTHER)
    await two_teams.at(MONDAY)
    assert "is asked no more" in await two_teams.type("team remove")
