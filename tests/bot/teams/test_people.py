"""Who is asked on Teams, when and in which language: what activities tell, and who comes and goes."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from sandbox.workspace.company import Channel, Company, Person
from storage.database import reading
from tests import databases
from tests.office import ASKED, CLOSED, REPORTED, people
from tests.teams_office import TEAM, TeamsOffice, teams_office, words

WEEK = timedelta(weeks=1)
IN_NEW_YORK = ASKED.replace(hour=14)


def abroad() -> Company:
    """Six people of whom one speaks Finnish and one sits in New York, and a seventh in no team yet."""
    staff = people(7)
    staff[1].locale, staff[2].tz = "fi-FI", "America/New_York"
    return Company(
        people=staff,
        channels=[Channel(TEAM, "support", [*(each.id for each in staff[:6]), "U0PULSSI"])],
    )


def with_guests(*guests: str) -> Company:
    """The same people, of whom these are guests: the first by its role, the others by their name alone."""
    staff = abroad()
    for person in staff.people:
        person.is_restricted = person.id == guests[0]
        person.is_ultra_restricted = person.id in guests[1:]
    return staff


def guests(office: TeamsOffice) -> list[str]:
    """Who is kept as a guest."""
    with reading(office.running.engine) as session:
        found = session.connection().exec_driver_sql("SELECT ref FROM person WHERE is_guest")
        return [str(ref) for ref in found.scalars()]


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[TeamsOffice]:
    async with teams_office(tmp_path, staff=abroad()) as office:
        await office.set_up()
        yield office


def asked(office: TeamsOffice, user: str) -> int:
    """How many question cards somebody has."""
    return sum("'act': 'answer:4'" in words(post) for post in office.replies(user))


async def test_the_client_s_language_is_spoken_to_somebody(office: TeamsOffice) -> None:
    told = await office.type("help", user="U2")
    await office.at(ASKED)

    assert "Miltä työviikkosi tuntui?" in words(office.replies("U2")[-1])
    assert "How did your work week feel?" in words(office.replies("U4")[-1])
    assert "pulse me" in told
    assert "Type `" not in told


async def test_a_language_chosen_by_typing_is_spoken_instead(office: TeamsOffice) -> None:
    await office.type("language sv", user="U2")
    await office.at(ASKED)

    assert "Miltä" not in words(office.replies("U2")[-1])
    assert "arbetsvecka" in words(office.replies("U2")[-1])


async def test_the_digest_speaks_the_channel_s_language(office: TeamsOffice) -> None:
    await office.type("language channel=fi", channel=TEAM)
    await office.at(ASKED)
    await office.answer(3, 4)
    await office.at(CLOSED)
    await office.at(REPORTED)

    assert "viikko 48" in office.posted(TEAM)[0]


async def test_whoever_wrote_from_elsewhere_is_asked_at_their_own_hour(office: TeamsOffice) -> None:
    await office.type("help", user="U3")
    await office.at(ASKED)
    early = asked(office, "U3")
    await office.at(IN_NEW_YORK)

    assert asked(office, "U4") == 1
    assert (early, asked(office, "U3")) == (0, 1)


async def test_an_hour_of_ones_own_is_heeded(office: TeamsOffice) -> None:
    assert "15" in await office.type("me hour=15:00", user="U4")
    await office.at(ASKED)
    early = asked(office, "U4")
    await office.at(ASKED.replace(hour=13))

    assert (early, asked(office, "U4")) == (0, 1)


async def test_whoever_joins_the_team_is_asked_from_the_next_round_on(office: TeamsOffice) -> None:
    await office.at(ASKED)
    await office.connector.team(TEAM, by="U1").add("U7")
    await office.at(ASKED + timedelta(hours=1))
    before = asked(office, "U7")
    await office.at(CLOSED)
    await office.at(ASKED + WEEK)

    assert (before, asked(office, "U7")) == (0, 1)


async def test_whoever_leaves_the_team_is_asked_no_more(office: TeamsOffice) -> None:
    await office.connector.team(TEAM, by="U1").remove("U6")
    await office.at(ASKED + WEEK)

    assert asked(office, "U6") == 0
    assert asked(office, "U5") == 1


async def test_whoever_came_and_went_unnoticed_is_found_at_night(office: TeamsOffice) -> None:
    team = office.connector.team(TEAM, by="U1").team
    team.members.append(office.connector.tenant.user_id("U7"))
    team.members.remove(office.connector.tenant.user_id("U6"))
    await office.at(ASKED)
    await office.at(CLOSED)
    await office.at(ASKED + WEEK)

    assert asked(office, "U7") == 1
    assert asked(office, "U6") < 2


async def test_a_team_that_the_bot_was_taken_out_of_is_told_of_until_it_is_back(office: TeamsOffice) -> None:
    await office.connector.team(TEAM, by="U1").uninstall()
    gone = await office.type("status")
    await office.at(ASKED)
    silent = [asked(office, f"U{number}") for number in range(1, 7)]
    await office.connector.team(TEAM, by="U1").install()
    back = await office.type("status")
    await office.at(ASKED + timedelta(hours=1))

    assert "not in its channel" in gone
    assert silent == [0] * 6
    assert "not in its channel" not in back
    assert asked(office, "U4") == 1


async def test_whoever_pauses_is_asked_nothing_until_they_come_back(office: TeamsOffice) -> None:
    await office.type("pause until=2026-11-25", user="U4")
    await office.at(ASKED)
    paused = asked(office, "U4")
    await office.type("resume", user="U4")
    await office.at(ASKED + timedelta(hours=1))

    assert (paused, asked(office, "U4")) == (0, 1)


async def test_guests_are_left_out_unless_the_team_wants_them(tmp_path: Path) -> None:
    async with teams_office(tmp_path, staff=with_guests("U5", "U6")) as office:
        await office.set_up()
        await office.at(ASKED)
        without = [asked(office, user) for user in ("U4", "U5", "U6")]
        await office.type("team calendar guests=yes", channel=TEAM)
        await office.at(CLOSED)
        await office.at(ASKED + WEEK)

        assert without == [1, 0, 0]
        assert [asked(office, user) for user in ("U5", "U6")] == [1, 1]


async def test_a_guest_who_writes_from_elsewhere_stays_a_guest(tmp_path: Path) -> None:
    async with teams_office(tmp_path, staff=with_guests("U3")) as office:
        await office.set_up()
        await office.type("help", user="U3")
        await office.at(IN_NEW_YORK)

        assert guests(office) == ["29:1U3"]
        assert (asked(office, "U3"), asked(office, "U4")) == (0, 1)


async def test_a_guest_who_joins_is_known_as_one_at_once(office: TeamsOffice) -> None:
    office.connector.tenant.people["29:1U7"].is_ultra_restricted = True
    await office.connector.team(TEAM, by="U1").add("U7")

    assert guests(office) == ["29:1U7"]


async def test_whoever_joins_while_teams_does_not_answer_is_taken_in_all_the_same(
    office: TeamsOffice,
) -> None:
    office.connector.faults.server_error("GET members")
    assert (await office.connector.team(TEAM, by="U1").add("U7")).ok
    await office.at(ASKED + WEEK)

    assert asked(office, "U7") == 1


async def test_a_guest_becomes_no_admin_even_where_no_roster_told_of_them(office: TeamsOffice) -> None:
    office.connector.tenant.people["29:1U7"].is_restricted = True
    await office.member("U7").install()

    assert "full member" in await office.type("admin add <@29:1U7>")


async def test_neither_name_nor_address_of_a_member_is_kept(office: TeamsOffice) -> None:
    people = office.connector.tenant.people
    people["29:1U6"].is_ultra_restricted, people["29:1U6"].email = True, "six@partner.example"
    await office.at(ASKED)
    office.running.engine.dispose()
    kept = databases.on_disk(office.running.engine)

    assert b"29:1U6" in kept
    assert not any(
        word in kept for word in (b"EXT#", b"partner.example", people["29:1U6"].real_name.encode())
    )


async def test_a_stranger_is_no_member_of_any_team(office: TeamsOffice) -> None:
    newcomer = office.connector.hire(Person("U9", "nina", "Nina New"))
    await newcomer.install()
    await office.at(ASKED)

    assert "team" in await office.type("me", user="U9")
    assert asked(office, "U9") == 0
