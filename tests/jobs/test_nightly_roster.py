"""Once a night the roster is compared with the platform, and whatever was missed is mended."""

from datetime import timedelta
from pathlib import Path

import pytest

from sandbox.roads.faults import Fault
from sandbox.workspace.company import Person, UserGroup
from storage import people, teams, workspaces
from storage.database import reading
from survey.ids import UserRef
from tests.jobs.ledger import asked
from tests.office import ASKED, MONDAY, TEAM, Office, company, office

TONIGHT = MONDAY + timedelta(days=1)
WEEK = timedelta(weeks=1)


def members(office: Office) -> list[str]:
    """Who is on the team."""
    with reading(office.running.engine) as session:
        workspace = workspaces.find(session, "T0SANDBOX")
        assert workspace is not None
        (team,) = teams.of_workspace(session, workspace.id)
        return sorted(member.ref for member in teams.members(session, team.id))


def person(office: Office, user: str) -> people.Person:
    """What is known of somebody."""
    with reading(office.running.engine) as session:
        workspace = workspaces.find(session, "T0SANDBOX")
        assert workspace is not None
        found = people.find(session, workspace.id, UserRef(user))
        assert found is not None
        return found


async def test_whoever_came_and_went_unnoticed_is_found_at_night(workplace: Office) -> None:
    ws = workplace.sandbox.workspace
    ws.add_person(Person("U9", "nina", "Nina New"))
    ws.set_membership(ws.channel(TEAM), "U9", member=True)
    ws.set_membership(ws.channel(TEAM), "U6", member=False)
    before = members(workplace)
    await workplace.at(TONIGHT)

    assert "U6" in before
    assert members(workplace) == ["U1", "U2", "U3", "U4", "U5", "U9"]


async def test_a_zone_and_a_closed_account_that_nobody_told_of_are_found(workplace: Office) -> None:
    ws = workplace.sandbox.workspace
    ws.people["U2"].tz = "Asia/Tokyo"
    ws.people["U3"].deleted = True
    await workplace.at(TONIGHT)

    assert str(person(workplace, "U2").zone) == "Asia/Tokyo"
    assert not person(workplace, "U3").active


async def test_it_is_done_once_a_night(workplace: Office) -> None:
    await workplace.at(TONIGHT)
    ws = workplace.sandbox.workspace
    ws.set_membership(ws.channel(TEAM), "U6", member=False)
    await workplace.at(TONIGHT + timedelta(hours=10))
    on_the_same_day = members(workplace)
    await workplace.at(TONIGHT + timedelta(days=1))

    assert "U6" in on_the_same_day
    assert "U6" not in members(workplace)


async def test_a_platform_that_does_not_answer_is_asked_again_later(workplace: Office) -> None:
    ws = workplace.sandbox.workspace
    ws.set_membership(ws.channel(TEAM), "U6", member=False)
    workplace.sandbox.faults.fail("users.list", "internal_error")
    await workplace.at(TONIGHT)
    before = members(workplace)
    await workplace.at(TONIGHT + timedelta(minutes=10))

    assert "U6" in before
    assert "U6" not in members(workplace)


async def test_a_channel_that_was_lost_unnoticed_is_found_at_night(workplace: Office) -> None:
    workplace.sandbox.workspace.channel(TEAM).is_archived = True
    await workplace.at(TONIGHT)

    assert "Its channel is archived" in await workplace.type("status team=Support", channel="C2")
    assert len(members(workplace)) == 6


async def test_a_team_of_a_user_group_follows_the_group(tmp_path: Path) -> None:
    staff = company()
    group = UserGroup("S1", "support", "Support", ["U1", "U2", "U3", "U4", "U5"])
    with_group = type(staff)(people=staff.people, channels=staff.channels, groups=[group])
    scopes = ["channels:read", "chat:write", "commands", "files:write", "usergroups:read", "users:read"]
    async with office(tmp_path, staff=with_group, scopes=scopes) as at_work:
        await at_work.set_up(team="name=Support zone=Europe/Helsinki group=<!subteam^S1|@support>")
        first = members(at_work)
        await at_work.sandbox.change_group("S1", ["U1", "U2", "U3", "U4", "U6"])
        by_event = members(at_work)
        await at_work.member("U5").leave(TEAM)
        at_work.sandbox.workspace.groups["S1"].users = ["U1", "U2", "U3", "U4", "U5", "U6"]
        await at_work.at(TONIGHT)

        assert first == ["U1", "U2", "U3", "U4", "U5"]
        assert by_event == ["U1", "U2", "U3", "U4", "U6"]
        assert members(at_work) == ["U1", "U2", "U3", "U4", "U5", "U6"]


async def test_a_thousand_people_are_read_page_by_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with office(tmp_path, staff=company(1000)) as at_work:
        calls: list[str] = []
        take = at_work.sandbox.faults.take

        def note(method: str) -> Fault | None:
            calls.append(method)
            return take(method)

        monkeypatch.setattr(at_work.sandbox.faults, "take", note)
        await at_work.set_up()
        await at_work.at(MONDAY + timedelta(hours=1))

        # One look at who set it up, and then pages of two hundred: never a call a person.
        assert calls.count("users.info") == 1
        assert calls.count("users.list") == 6
        assert calls.count("conversations.members") <= 12
        assert len(members(at_work)) == 1000


async def test_guests_are_left_out_unless_the_team_wants_them(workplace: Office) -> None:
    await workplace.sandbox.change_person("U6", is_restricted=True)
    await workplace.at(ASKED)
    without = asked(workplace)
    await workplace.type("team add guests=yes")
    await workplace.at(ASKED + WEEK)

    assert "U6" not in without
    assert "U6" in asked(workplace)
