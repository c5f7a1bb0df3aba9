"""Whom a team takes in: a channel's people or a group's, guests where they are wanted, and no one else."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest_asyncio

from app.doctor import NEEDED_SCOPES
from sandbox.workspace.company import Channel, Company, UserGroup
from storage import teams, workspaces
from storage.database import reading
from tests.bot.cards import asked
from tests.office import ASKED, MONDAY, OTHER, TEAM, Office, company, office, people

GROUP = "group=<!subteam^S1|@helpers>"


@pytest_asyncio.fixture
async def grouped(tmp_path: Path) -> AsyncIterator[Office]:
    """A workspace with a user group: two of the channel, a bot, somebody who left, one from elsewhere."""
    everybody = people(8)
    everybody[2].deleted, everybody[3].is_bot = True, True
    ids = [person.id for person in everybody]
    staff = Company(
        people=everybody,
        channels=[Channel(TEAM, "support", [*ids[:7], "U0PULSSI"]), Channel(OTHER, "design", ids[:2])],
        groups=[UserGroup("S1", "helpers", "Helpers", users=["U1", "U2", "U3", "U4", "U8"])],
    )
    scopes = sorted({*NEEDED_SCOPES, "usergroups:read"})
    async with office(tmp_path, staff=staff, scopes=scopes) as open_office:
        await open_office.type("setup zone=Europe/Helsinki")
        yield open_office


def members(open_office: Office) -> set[str]:
    with reading(open_office.running.engine) as session:
        workspace = workspaces.find(session, "T0SANDBOX")
        assert workspace is not None
        team = teams.of_workspace(session, workspace.id)[0]
        return {member.ref for member in teams.members(session, team.id)}


async def test_a_team_can_be_a_user_groups_people(grouped: Office) -> None:
    added = await grouped.type(f"team add name=Support {GROUP}")

    assert (
        "Support is a team now:* 3 people. Asking fewer than 5 people, it sees no figures of its own" in added
    )
    assert "`/pulse team share with=NAME` lets it share one result with a team you name." in added
    assert members(grouped) == {"U1", "U2", "U8"}


async def test_a_team_of_a_group_stays_one_until_told_otherwise(grouped: Office) -> None:
    await grouped.type(f"team add name=Support {GROUP}")

    await grouped.type("team add here")
    again = members(grouped)
    await grouped.type("team add group=none")

    assert again == {"U1", "U2", "U8"}
    assert members(grouped) == {"U1", "U2", "U5", "U6", "U7"}


async def test_an_unknown_group_is_one_sentence(grouped: Office) -> None:
    assert "There is no such user group." in await grouped.type("team add group=<!subteam^S9|@ghosts>")
    assert "group: type the user group with an @" in await grouped.type("team add group=helpers")


async def test_guests_are_left_out_unless_they_are_wanted(first_day: Office) -> None:
    await first_day.sandbox.change_person("U6", is_restricted=True)
    await first_day.type("setup zone=Europe/Helsinki")

    without = await first_day.type("team add name=Support zone=Europe/Helsinki")
    first = await first_day.type("team add guests=perhaps")
    await first_day.at(MONDAY)
    await first_day.at(ASKED)
    before = asked(first_day)
    included = await first_day.type("team add guests=yes")
    await first_day.at(MONDAY + timedelta(weeks=1))
    await first_day.at(ASKED + timedelta(weeks=1))

    assert "5 people." in without
    assert "guests: type yes or no" in first
    assert "U6" not in before
    assert "6 people." in included
    assert "U6" in asked(first_day)


async def test_the_country_of_the_zone_is_said(first_day: Office) -> None:
    await first_day.type("setup")

    finland = await first_day.type("team add name=Support zone=Europe/Helsinki")
    nowhere = await first_day.type("team calendar country=none")
    await first_day.member().command("/invite @Pulssi", OTHER)
    utc = await first_day.type("team add name=Design zone=UTC", channel=OTHER)

    assert "public holidays of Finland are left out" in finland
    assert "Public holidays: none" in nowhere
    assert "no holidays are known" in utc


async def test_a_large_channel_is_read_in_the_background(tmp_path: Path) -> None:
    async with office(tmp_path, staff=company(203)) as large:
        await large.type("setup zone=Europe/Helsinki")
        added = await large.type("team add name=Support zone=Europe/Helsinki lead=<@U2>")
        await large.running.timetable.run_all()

        assert "next round: week 49" in added
        assert "They are being read now; `/pulse team list` shows how many it is in the end." in added
        assert len(members(large)) == 203
        assert "*Support* · 203 people" in await large.type("team list")
        assert "202 people are asked now" in await large.type("ask now")
