"""One installation for a whole organisation: every workspace of it is served, and each on its own."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from sandbox.workspace.company import Channel, Company, Person
from tests.jobs.ledger import LOOKS_UP
from tests.office import ASKED, Office
from tests.workspaces import ACME, BOLT, CORP, TEAMS, Workspaces, workspace, workspaces

ORG = "Whole Acme"
SCOPES = sorted(
    {"chat:write", "commands", "users:read", "channels:read", "files:write", "dnd:read", *LOOKS_UP}
)


def member_of(name: str, channel: str, letter: str, *shared: Person) -> Company:
    """A workspace of the organisation: its own channel and people, and some who are in several."""
    people = [
        Person(f"U{letter}{n}", f"person{n}", f"Person {n}", title="Staff", is_admin=n == 1)
        for n in range(1, 7)
    ]
    everybody = [*people, *shared]
    channels = [Channel(channel, "support", [*(person.id for person in everybody), "U0PULSSI"])]
    return replace(
        workspace(name), people=everybody, channels=channels, enterprise_id="E0ACME", enterprise_name=ORG
    )


@pytest.fixture
async def org(tmp_path: Path) -> AsyncIterator[Workspaces]:
    """Two workspaces of one organisation, with a colleague in both, and a third of nobody's."""
    both = Person("W0BOTH", "both", "Both Ways", title="Staff")
    companies = [
        member_of(ACME, "C0ACME", "A", both),
        member_of(BOLT, "C0BOLT", "B", both),
        workspace(CORP),
    ]
    async with workspaces(tmp_path, companies, allowed="E0ACME", scopes=SCOPES) as opened:
        assert "installed in Whole Acme" in (await opened.install(ORG)).text
        yield opened


async def set_up(office: Office, admin: str, channel: str, name: str) -> None:
    await office.type("setup zone=Europe/Helsinki", user=admin, channel=channel)
    said = await office.type(f"team add name={name} zone=Europe/Helsinki", user=admin, channel=channel)
    assert "is a team now" in said


async def both_set_up(org: Workspaces) -> None:
    await set_up(org.offices[ACME], "UA1", "C0ACME", "Sales")
    await set_up(org.offices[BOLT], "UB1", "C0BOLT", "Support")
    await org.running.timetable.run_all()


def asked(office: Office) -> list[str]:
    return sorted(str(each["user"]) for each in office.to_people() if "answer:" in str(each))


async def test_every_workspace_of_the_organisation_is_served_each_with_its_own_people(
    org: Workspaces,
) -> None:
    await both_set_up(org)
    await org.at(ASKED)

    with org.running.engine.connect() as connection:
        names = list(connection.execute(text("SELECT name FROM workspace ORDER BY name")).scalars())
        people = connection.execute(text("SELECT count(*) FROM person WHERE ref = 'W0BOTH'")).scalar()
    assert names == [ACME, BOLT]
    assert people == 2
    assert {f"UA{n}" for n in range(1, 7)} <= {*asked(org.offices[ACME])}
    assert {f"UB{n}" for n in range(1, 7)} <= {*asked(org.offices[BOLT])}
    assert asked(org.offices[ACME]).count("W0BOTH") + asked(org.offices[BOLT]).count("W0BOTH") == 2


async def test_a_card_of_one_workspace_can_be_answered_from_another_of_the_organisation(
    org: Workspaces,
) -> None:
    await both_set_up(org)
    await org.at(ASKED)
    acme = org.offices[ACME]
    # The organisation has one place for their messages with the bot, so both cards are there.
    cards = [card for card in acme.member("W0BOTH").inbox() if card.only_for is None]
    assert len(cards) == 2
    for card in cards:
        block = next(each for each in card.blocks or [] if "answer:4" in str(each))["block_id"]
        assert (await acme.member("W0BOTH").tap(card.channel, card.ts, "answer:4", block_id=block)).ok

    assert acme.count()[0] == 2


async def test_a_workspace_outside_of_the_organisation_is_nobodys(org: Workspaces) -> None:
    outcome = await org.offices[CORP].member().command("/pulse setup zone=Europe/Helsinki", "C1")

    assert "setup" not in str(outcome.ephemeral)
    with org.running.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM workspace")).scalar() == 0


async def test_a_workspace_that_loses_the_app_is_asked_no_more_and_the_others_are(org: Workspaces) -> None:
    await both_set_up(org)
    bolt = org.offices[BOLT].sandbox
    gone = {"type": "team_access_revoked", "team_ids": [TEAMS[BOLT]]}
    assert (await bolt._delivery.announce(gone, subscription="tokens_revoked")).ok
    await org.at(ASKED)

    assert asked(org.offices[BOLT]) == []
    assert len(asked(org.offices[ACME])) == 7

    back = {"type": "team_access_granted", "team_ids": [TEAMS[BOLT]]}
    assert (await bolt._delivery.announce(back, subscription="tokens_revoked")).ok
    assert "invite" in await org.offices[BOLT].type("status", user="UB1", channel="C0BOLT")


async def test_an_organisation_that_uninstalls_is_asked_nothing_anywhere(org: Workspaces) -> None:
    await both_set_up(org)
    await org.distribution.uninstall(ORG)
    await org.at(ASKED)

    assert asked(org.offices[ACME]) == asked(org.offices[BOLT]) == []
    with org.running.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM installation")).scalar() == 0
        assert connection.execute(text("SELECT count(*) FROM team")).scalar() == 2


async def test_the_night_reads_each_workspace_by_its_name(org: Workspaces) -> None:
    await both_set_up(org)
    org.offices[ACME].sandbox.workspace.channels["C0ACME"].members.remove("UA6")
    await org.at(ASKED + timedelta(days=1))
    await org.at(ASKED + timedelta(weeks=1))

    with org.running.engine.connect() as connection:
        count = text(
            "SELECT count(*) FROM team_member JOIN team ON team.id = team_id WHERE team.name = :name"
        )
        sizes = [connection.execute(count, {"name": name}).scalar() for name in ("Sales", "Support")]
    assert sizes == [6, 7]


async def test_home_and_presence_are_asked_where_the_person_is(org: Workspaces) -> None:
    await both_set_up(org)
    await org.offices[BOLT].member("UB2").open_home()
    await org.running.followups.finish()

    assert "Support" in str(org.offices[BOLT].sandbox.workspace.homes)
