"""Who is in a team follows the channel, from the next round on."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from sandbox.workspace.company import Person
from storage import people, teams, workspaces
from storage.database import reading
from storage.teams import Member
from tests.office import ASKED, MONDAY, OTHER, TEAM, Office

NEXT = timedelta(weeks=1)


def members(office: Office) -> dict[str, Member]:
    with reading(office.running.engine) as session:
        workspace = workspaces.find(session, "T0SANDBOX")
        assert workspace is not None
        team = teams.find_by_channel(session, workspace.id, TEAM)  # type: ignore[arg-type]
        assert team is not None
        return {member.ref: member for member in teams.members(session, team.id)}


async def test_whoever_joins_the_channel_is_asked_from_the_next_round_on(either: Office) -> None:
    await either.sandbox.hire(Person("U9", "nina", "Nina New"))
    await either.member("U9").join(TEAM)
    await either.at(ASKED + timedelta(hours=1))
    before = [post["user"] for post in either.posts("chat.postMessage")]
    await either.at(MONDAY + NEXT)
    await either.at(ASKED + NEXT)

    assert "U9" not in before
    assert "U9" in [post["user"] for post in either.posts("chat.postMessage")]


async def test_whoever_leaves_the_channel_is_asked_no_more(either: Office) -> None:
    await either.member("U6").leave(TEAM)

    assert "U6" not in members(either)


async def test_a_moved_person_is_asked_where_they_are_now(either: Office) -> None:
    await either.sandbox.change_person("U6", tz="America/Toronto")

    assert members(either)["U6"].zone == ZoneInfo("America/Toronto")


async def test_an_account_that_ends_leaves_every_team_and_can_come_back(either: Office) -> None:
    await either.sandbox.change_person("U6", deleted=True)
    gone = members(either)
    await either.sandbox.change_person("U6", deleted=False)

    assert "U6" not in gone
    assert "U6" in members(either)


async def test_nobody_is_remembered_who_is_in_no_team(either: Office) -> None:
    await either.sandbox.hire(Person("U9", "nina", "Nina New"))
    await either.sandbox.change_person("U9", tz="Europe/London")
    await either.member("U9").join(OTHER)

    with reading(either.running.engine) as session:
        workspace = workspaces.find(session, "T0SANDBOX")
        assert workspace is not None
        assert people.find(session, workspace.id, "U9") is None  # type: ignore[arg-type]


async def test_events_before_the_set_up_are_taken_in_silence(first_day: Office) -> None:
    await first_day.sandbox.hire(Person("U9", "nina", "Nina New"))

    outcome = await first_day.member("U9").join(TEAM)
    gone = await first_day.member("U9").leave(TEAM)

    assert outcome.ok
    assert gone.ok


async def test_a_profile_that_cannot_be_read_changes_nothing(at_work: Office) -> None:
    await at_work.sandbox.hire(Person("U9", "nina", "Nina New"))
    at_work.sandbox.faults.server_error("users.info")

    await at_work.member("U9").join(TEAM)

    assert "U9" not in members(at_work)
