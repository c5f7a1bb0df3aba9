from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import NoResultFound

from storage import people, teams, workspaces
from storage.database import reading, transaction
from survey.ids import ChannelRef, PersonId, TeamId, UserRef
from tests.storage.world import HELSINKI, MONDAY, TOKYO, World

ANNA = UserRef("U01")


def test_a_workspace_is_made_once_and_follows_its_name(world: World) -> None:
    with transaction(world.engine) as session:
        again = workspaces.ensure(
            session, ref="T1", name="Acme Oy", zone=TOKYO, at=datetime(2027, 1, 1, tzinfo=UTC)
        )
        found = workspaces.find(session, "T1")

    assert again == world.workspace
    assert found == workspaces.Workspace(world.workspace, "slack", "T1", "Acme Oy", TOKYO)


def test_the_same_reference_on_another_platform_is_another_workspace(world: World) -> None:
    with transaction(world.engine) as session:
        other = workspaces.ensure(session, ref="T1", name="Acme", zone=HELSINKI, at=MONDAY, platform="teams")
        everything = workspaces.all_of(session)

    assert [workspace.id for workspace in everything] == [world.workspace, other]


def test_nobody_is_found_where_nobody_is(world: World) -> None:
    with reading(world.engine) as session:
        assert workspaces.find(session, "T9") is None
        assert people.find(session, world.workspace, UserRef("U99")) is None
        assert teams.find_by_channel(session, world.workspace, ChannelRef("C9")) is None
        with pytest.raises(NoResultFound):
            teams.get(session, TeamId(99))


def test_a_person_keeps_the_zone_nobody_mentions(world: World) -> None:
    with transaction(world.engine) as session:
        first = people.ensure(session, world.workspace, ANNA, zone=TOKYO)
        again = people.ensure(session, world.workspace, ANNA)
        anna = people.find(session, world.workspace, ANNA)

    assert first == again == world.people[ANNA]
    assert anna == people.Person(again, ANNA, TOKYO, active=True, is_admin=False)


def test_who_left_can_come_back(world: World) -> None:
    with transaction(world.engine) as session:
        people.deactivate(session, world.people[ANNA])
        left = people.find(session, world.workspace, ANNA)
        people.ensure(session, world.workspace, ANNA, active=False)
        still_left = people.find(session, world.workspace, ANNA)
        people.ensure(session, world.workspace, ANNA)
        back = people.find(session, world.workspace, ANNA)

    assert [person.active for person in (left, still_left, back) if person] == [False, False, True]


def test_admins_are_made_and_unmade_and_do_not_include_who_left(world: World) -> None:
    first, second, third = world.users[:3]
    with transaction(world.engine) as session:
        for user in (third, first, second):
            people.make_admin(session, world.people[user])
        people.remove_admin(session, world.people[second])
        people.deactivate(session, world.people[third])
        admins = people.admins(session, world.workspace)

    assert [person.ref for person in admins] == [first]
    assert admins[0].is_admin


def test_a_person_is_asked_in_their_own_zone_or_the_teams(world: World) -> None:
    with transaction(world.engine) as session:
        people.set_zone(session, world.people[ANNA], TOKYO)
        members = teams.members(session, world.team)

    assert [str(member.zone) for member in members[:2]] == ["Asia/Tokyo", "Europe/Helsinki"]


def test_members_are_the_active_people_of_the_team(world: World) -> None:
    with transaction(world.engine) as session:
        people.deactivate(session, world.people[ANNA])
        teams.remove_member(session, world.team, world.people[world.users[1]])
        members = teams.members(session, world.team)

    assert [member.ref for member in members] == list(world.users[2:])


def test_setting_members_keeps_the_leads_that_stay(world: World) -> None:
    stays, leaves, joins = (world.people[user] for user in world.users[:3])
    with transaction(world.engine) as session:
        teams.set_members(session, world.team, [stays, leaves])
        teams.set_lead(session, world.team, stays)
        teams.set_lead(session, world.team, leaves)
        teams.set_members(session, world.team, [stays, joins])
        after = {member.id: member.is_lead for member in teams.members(session, world.team)}
        teams.set_lead(session, world.team, stays, lead=False)
        later = {member.id: member.is_lead for member in teams.members(session, world.team)}

    assert after == {stays: True, joins: False}
    assert later == {stays: False, joins: False}


def test_adding_a_member_twice_changes_nothing(world: World) -> None:
    with transaction(world.engine) as session:
        teams.set_lead(session, world.team, world.people[ANNA])
        teams.add_member(session, world.team, world.people[ANNA])
        members = teams.members(session, world.team)

    assert len(members) == 12
    assert members[0].is_lead


def test_a_team_put_away_comes_back_with_its_people(world: World) -> None:
    with transaction(world.engine) as session:
        teams.archive(session, world.team)
        away = teams.of_workspace(session, world.workspace)
        archived = teams.of_workspace(session, world.workspace, archived=True)
        nowhere = teams.teams_of(session, world.people[ANNA])
        back = teams.add(session, world.workspace, channel=ChannelRef("C1"), name="Web 2", zone=TOKYO)
        team = teams.get(session, back)
        members = teams.members(session, back)

    assert (away, nowhere) == ((), ())
    assert [team.archived for team in archived] == [True]
    assert back == world.team
    assert team == teams.Team(back, world.workspace, ChannelRef("C1"), "Web 2", TOKYO, archived=False)
    assert len(members) == 12


def test_teams_are_listed_by_name_and_by_person(world: World) -> None:
    with transaction(world.engine) as session:
        api = teams.add(session, world.workspace, channel=ChannelRef("C2"), name="Api", zone=HELSINKI)
        teams.add_member(session, api, world.people[ANNA])
        everywhere = teams.of_workspace(session, world.workspace)
        hers = teams.teams_of(session, world.people[ANNA])
        nobodys = teams.teams_of(session, PersonId(99))
        by_channel = teams.find_by_channel(session, world.workspace, ChannelRef("C2"))

    assert [team.name for team in everywhere] == ["Api", "Web"]
    assert hers == everywhere
    assert nobodys == ()
    assert by_channel == everywhere[0]
