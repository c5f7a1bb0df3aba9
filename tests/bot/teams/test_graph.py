"""Zone and language of people who never wrote, from Microsoft Graph: through HTTP, with its tokens."""

from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from app import logs, teams_findings
from app.findings import Finding
from app.settings import load
from sandbox.teams.graph import METHOD
from storage.database import reading
from tests import databases
from tests.bot.teams.test_people import IN_NEW_YORK, abroad, asked
from tests.office import ASKED, MONDAY
from tests.teams_office import TEAM, TeamsOffice, teams_office, words

WEEK = timedelta(weeks=1)
HOUR = timedelta(hours=1)


async def set_up(office: TeamsOffice) -> None:
    """One person has the app and makes a team of six; the others never heard of it."""
    await office.set_up(installed=1)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[TeamsOffice]:
    """The permission is given; nothing was asked yet."""
    async with teams_office(tmp_path, staff=abroad(), changes={"pulssi_teams_graph": True}) as office:
        office.connector.graph.permitted = True
        yield office


def kept(office: TeamsOffice) -> Mapping[str, tuple[str | None, str | None]]:
    """The zone and language that are kept of everybody."""
    with reading(office.running.engine) as session:
        query = "SELECT ref, zone, told_language FROM person"
        rows = session.connection().exec_driver_sql(query).all()
    return {str(ref).removeprefix("29:1"): (zone, language) for ref, zone, language in rows}


@pytest.mark.parametrize("windows", [True, False])
async def test_zone_and_language_of_who_never_wrote_come_from_the_mailbox(
    office: TeamsOffice, windows: bool
) -> None:
    office.connector.graph.windows = windows
    await set_up(office)
    await office.at(ASKED)
    early = asked(office, "U3")
    await office.at(IN_NEW_YORK)

    assert kept(office)["U2"] == ("Europe/Helsinki", "fi")
    assert kept(office)["U3"] == ("America/New_York", "en")
    assert "Miltä työviikkosi tuntui?" in words(office.replies("U2")[-1])
    assert (early, asked(office, "U3"), asked(office, "U4")) == (0, 1, 1)


async def test_nobody_is_asked_about_unless_a_setting_says_so(tmp_path: Path) -> None:
    async with teams_office(tmp_path, staff=abroad()) as office:
        office.connector.graph.permitted = True
        await set_up(office)
        await office.at(ASKED)

        assert office.connector.graph.asked == []
        assert kept(office)["U3"] == (None, None)
        assert asked(office, "U3") == 1


async def test_without_the_permission_those_of_the_set_up_hold(
    office: TeamsOffice, capfd: pytest.CaptureFixture[str]
) -> None:
    logs.configure(as_json=True)
    office.connector.graph.permitted = False
    await set_up(office)
    refused = len(office.connector.graph.asked)
    office.clock.move_to(MONDAY + HOUR - timedelta(minutes=1))
    await office.type("team add name=Support", channel=TEAM)
    within_the_hour = len(office.connector.graph.asked)
    said = [line for line in capfd.readouterr().err.splitlines() if "mailboxes not read" in line]
    await office.at(ASKED)
    without = kept(office)["U3"], asked(office, "U3")
    office.connector.graph.permitted = True
    office.clock.move_to(ASKED + HOUR)
    await office.type("team add name=Support", channel=TEAM)

    assert 1 <= refused == within_the_hour <= 8
    assert ["status 403; see pulssi doctor" in line for line in said] == [True]
    assert without == ((None, None), 1)
    assert kept(office)["U3"] == ("America/New_York", "en")


async def test_whoever_has_no_mailbox_is_asked_at_the_hour_of_the_set_up(office: TeamsOffice) -> None:
    office.connector.graph.without_mailbox.add("29:1U3")
    await set_up(office)
    await office.at(ASKED)

    assert kept(office)["U3"] == (None, None)
    assert kept(office)["U2"] == ("Europe/Helsinki", "fi")
    assert asked(office, "U3") == 1


async def test_what_somebody_s_own_messages_tell_comes_before_their_mailbox(office: TeamsOffice) -> None:
    office.connector.graph.told_instead["29:1U2"] = {"timeZone": "Tokyo Standard Time"}
    await set_up(office)
    from_mailbox = kept(office)["U2"]
    await office.member("U2").install()
    await office.type("help", user="U2")
    office.connector.graph.asked.clear()
    await office.at(ASKED + WEEK)

    assert from_mailbox == ("Asia/Tokyo", None)
    assert kept(office)["U2"] == ("Europe/Helsinki", "fi")
    assert "29:1U2" not in office.connector.graph.asked
    assert "29:1U4" in office.connector.graph.asked


async def test_whoever_joins_is_known_at_once_and_a_guest_is_not_asked_about(office: TeamsOffice) -> None:
    people = office.connector.tenant.people
    people["29:1U6"].is_restricted, people["29:1U7"].tz = True, "Europe/London"
    await set_up(office)
    await office.connector.team(TEAM, by="U1").add("U7")

    assert kept(office)["U7"] == ("Europe/London", "en")
    assert "29:1U6" not in office.connector.graph.asked


async def test_too_fast_is_waited_out_where_it_is_short(office: TeamsOffice) -> None:
    office.connector.faults.rate_limit(METHOD, times=2, retry_after=1)
    await set_up(office)

    assert {kept(office)[f"U{number}"][1] for number in (2, 3, 4, 5, 6)} == {"fi", "en"}


async def test_a_person_waits_only_so_long_and_the_night_finds_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.teams._TO_LOOK_UP", 0.1)
    async with teams_office(tmp_path, staff=abroad(), changes={"pulssi_teams_graph": True}) as office:
        office.connector.graph.permitted = True
        office.connector.faults.slow(METHOD, seconds=0.4, times=99)
        await office.member("U1").install()
        await office.type("setup zone=Europe/Helsinki")
        await office.connector.team(TEAM, by="U1").install()
        told = await office.type("team add name=Support", channel=TEAM)
        in_time = kept(office)["U3"]
        await office.at(ASKED)

        assert "is a team now" in told
        assert in_time == (None, None)
        assert kept(office)["U3"] == ("America/New_York", "en")


async def test_nothing_else_of_a_mailbox_is_kept(office: TeamsOffice) -> None:
    await set_up(office)
    await office.at(ASKED)
    everything = databases.on_disk(office.running.engine)

    assert b"America/New_York" in everything
    assert b"at the sea" not in everything


@pytest.mark.parametrize("trouble", ["too fast", "server error", "connection", "slow"])
async def test_a_graph_that_does_not_tell_is_left_alone_and_the_roster_goes_on(
    office: TeamsOffice, trouble: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.teams.graph._TIMEOUT", 0.2)
    faults = office.connector.faults
    if trouble == "too fast":
        faults.rate_limit(METHOD, times=99, retry_after=120)
    elif trouble == "server error":
        faults.server_error(METHOD, times=99)
    elif trouble == "connection":
        faults.drop(METHOD, times=99)
    else:
        faults.time_out(METHOD, times=99, seconds=1.0)
    await set_up(office)
    tried = 99 - sum(fault.times for fault in faults.pending())
    await office.at(ASKED)

    assert 1 <= tried <= 8
    assert [asked(office, f"U{number}") for number in range(1, 7)] == [1] * 6


@pytest.mark.parametrize(
    "told",
    [
        {"timeZone": 7, "language": "fi"},
        {"timeZone": "Nowhere Standard Time", "language": {"locale": None}},
        {"timeZone": None, "language": {"locale": ["fi-FI"]}},
        {"error": "none"},
        ["FLE Standard Time"],
        "FLE Standard Time",
    ],
)
async def test_an_answer_of_another_shape_tells_nothing(office: TeamsOffice, told: object) -> None:
    office.connector.graph.told_instead["29:1U3"] = told
    await set_up(office)

    assert kept(office)["U3"] == (None, None)
    assert kept(office)["U2"] == ("Europe/Helsinki", "fi")


async def doctor(office: TeamsOffice, **changes: object) -> list[Finding]:
    given = office.settings.model_dump() | changes
    return await teams_findings.mailboxes(load(_env_file=None, **given))


async def test_the_doctor_says_whether_the_permission_is_there(office: TeamsOffice) -> None:
    graph = office.connector.graph
    (well,) = await doctor(office)
    graph.without_mailbox.add("29:1U1")
    (none,) = await doctor(office)
    graph.permitted = False
    (refused,) = await doctor(office)
    (nobody,) = await doctor(office, pulssi_teams_admins="")
    office.connector.faults.server_error(METHOD)
    (later,) = await doctor(office)
    (silent,) = await doctor(office, teams_graph_url="http://127.0.0.1:9")

    assert well.ok
    assert none.ok
    assert nobody.ok
    assert refused.mend.startswith(
        "Give the app registration the application permission MailboxSettings.Read"
    )
    assert later.mend == "Try again in a few minutes."
    assert silent.mend.startswith("Check the network")
    assert await doctor(office, pulssi_teams_graph=False) == []
    # A sandbox's tokens never go to Microsoft.
    assert await doctor(office, teams_graph_url="") == []
