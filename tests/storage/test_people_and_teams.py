from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy.exc import NoResultFound

from storage import calendars, people, teams, workspaces
from storage.database import reading, transaction
from storage.people import Preferences
from survey.errors import Trouble
from survey.ids import ChannelRef, GroupRef, PersonId, TeamId, UserRef
from survey.people import Audience, Profile
from tests.storage.world import HELSINKI, MONDAY, TOKYO, World, profile

ANNA = UserRef("U01")
WITH_GROUP = Audience(ChannelRef("C1"), GroupRef("S1"))
IN_GROUP = Audience(ChannelRef("C2"), GroupRef("S1"))


def gone(user: UserRef) -> Profile:
    return profile(user, is_person=False)


def test_a_workspace_is_made_once_and_follows_its_name(world: World) -> None:
    with transaction(world.engine) as session:
        again = workspaces.ensure(
            session, ref="T1", name="Acme Oy", zone=TOKYO, at=datetime(2027, 1, 1, tzinfo=UTC)
        )
        found = workspaces.find(session, "T1")

    assert again == world.workspace
    assert found == workspaces.Workspace(world.workspace, "slack", "T1", "Acme Oy", TOKYO, MONDAY)


def test_a_workspace_remembers_when_its_people_were_compared(world: World) -> None:
    with transaction(world.engine) as session:
        noted = []
        for at in (MONDAY, None):
            workspaces.note_roster(session, world.workspace, at=at)
            noted.append(workspaces.find(session, "T1"))

    assert [workspace.roster_at for workspace in noted if workspace] == [MONDAY, None]


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
        first = people.ensure(session, world.workspace, profile(ANNA, TOKYO))
        again = people.ensure(session, world.workspace, profile(ANNA))
        anna = people.find(session, world.workspace, ANNA)

    assert first == again == world.people[ANNA]
    assert anna == people.Person(
        again, world.workspace, ANNA, TOKYO, active=True, is_admin=False, preferences=Preferences()
    )


def test_who_left_can_come_back(world: World) -> None:
    with transaction(world.engine) as session:
        people.ensure(session, world.workspace, gone(ANNA))
        left = people.find(session, world.workspace, ANNA)
        people.ensure(session, world.workspace, gone(ANNA))
        still_left = people.find(session, world.workspace, ANNA)
        people.ensure(session, world.workspace, profile(ANNA))
        back = people.find(session, world.workspace, ANNA)

    assert [person.active for person in (left, still_left, back) if person] == [False, False, True]


def test_who_comes_back_kept_what_they_chose_and_what_they_may(world: World) -> None:
    wanted = Preferences(time(7, 30), every_second_week=True, opted_out=True, paused_until=date(2027, 1, 7))
    with transaction(world.engine) as session:
        people.prefer(session, world.people[ANNA], wanted)
        people.make_admin(session, world.people[ANNA])
        people.ensure(session, world.workspace, gone(ANNA))
        people.ensure(session, world.workspace, profile(ANNA))
        anna = people.find(session, world.workspace, ANNA)
        people.prefer(session, world.people[ANNA], Preferences())
        later = people.find(session, world.workspace, ANNA)

    assert anna is not None
    assert later is not None
    assert (anna.preferences, anna.is_admin, anna.active) == (wanted, True, True)
    assert later.preferences == Preferences()


def test_a_refresh_knows_who_is_known_and_remembers_nobody_new(world: World) -> None:
    stranger = UserRef("U99")
    with transaction(world.engine) as session:
        known = people.refresh(
            session, world.workspace, [profile(ANNA, TOKYO), gone(world.users[1]), profile(stranger)]
        )
        anna, ben, nobody = (
            people.find(session, world.workspace, user) for user in (ANNA, world.users[1], stranger)
        )
        empty = people.refresh(session, world.workspace, [])

    assert (known, empty, nobody) == (2, 0, None)
    assert anna is not None
    assert ben is not None
    assert (anna.zone, ben.active) == (TOKYO, False)


def test_an_absence_is_remembered_until_the_platform_says_otherwise(world: World) -> None:
    ben, until = world.users[1], datetime(2026, 12, 1, 7, tzinfo=UTC)
    with transaction(world.engine) as session:
        workspaces.ensure(session, ref="T2", name="Other", zone=HELSINKI, at=MONDAY)
        people.ensure(session, world.workspace, replace(profile(ANNA), away_until=until))
        people.set_quiet(session, "T1", {ben: until})
        people.set_quiet(session, "T2", {ben: None})
    away = world.rows("person WHERE away_until IS NOT NULL OR quiet_until IS NOT NULL", "ref")
    with transaction(world.engine) as session:
        people.ensure(session, world.workspace, profile(ANNA))
        people.set_quiet(session, "T1", {ben: None})

    assert away == [(ANNA,), (ben,)]
    assert world.rows("person WHERE away_until IS NOT NULL OR quiet_until IS NOT NULL", "ref") == []


def test_admins_are_made_and_unmade_and_do_not_include_who_left(world: World) -> None:
    first, second, third = world.users[:3]
    with transaction(world.engine) as session:
        for user in (third, first, second):
            people.make_admin(session, world.people[user])
        people.remove_admin(session, world.people[second])
        people.ensure(session, world.workspace, gone(third))
        admins = people.admins(session, world.workspace)

    assert [person.ref for person in admins] == [first]
    assert admins[0].is_admin


def test_a_person_is_asked_in_their_own_zone_or_the_teams(world: World) -> None:
    with transaction(world.engine) as session:
        people.ensure(session, world.workspace, profile(ANNA, TOKYO))
        members = teams.members(session, world.team)

    assert [str(member.zone) for member in members[:2]] == ["Asia/Tokyo", "Europe/Helsinki"]


def test_members_are_the_active_people_of_the_team(world: World) -> None:
    with transaction(world.engine) as session:
        people.ensure(session, world.workspace, gone(ANNA))
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
        teams.note_trouble(session, world.team, Trouble.REMOVED)
        settings = calendars.settings(session, world.team)
        back = teams.add(session, world.workspace, WITH_GROUP, name="Web 2", zone=TOKYO, country="JP")
        team = teams.get(session, back)
        members = teams.members(session, back)

    assert (away, nowhere) == ((), ())
    assert [team.archived for team in archived] == [True]
    assert back == world.team
    assert team == teams.Team(
        id=back,
        workspace=world.workspace,
        channel=ChannelRef("C1"),
        name="Web 2",
        zone=TOKYO,
        archived=False,
        audience=WITH_GROUP,
        paused_until=None,
        trouble=None,
    )
    assert len(members) == 12
    assert world.rows("team", "country") == [(settings.country,)] == [("FI",)]


def test_a_team_can_pause_and_go_on(world: World) -> None:
    with transaction(world.engine) as session:
        seen = []
        for until in (date(2027, 1, 7), None):
            teams.pause(session, world.team, until)
            seen.append(teams.get(session, world.team).paused_until)

    assert seen == [date(2027, 1, 7), None]


@pytest.mark.parametrize("trouble", [Trouble.ARCHIVED, Trouble.REMOVED, None])
def test_a_team_remembers_why_its_channel_cannot_be_reached(world: World, trouble: Trouble | None) -> None:
    with transaction(world.engine) as session:
        teams.note_trouble(session, world.team, Trouble.ARCHIVED)
        teams.note_trouble(session, world.team, trouble)

        assert teams.get(session, world.team).trouble is trouble


def test_teams_of_a_user_group_are_found_by_it(world: World) -> None:
    with transaction(world.engine) as session:
        api = teams.add(session, world.workspace, IN_GROUP, name="Api", zone=HELSINKI, country="FI")
        found = teams.of_group(session, world.workspace, GroupRef("S1"))
        nowhere = teams.of_group(session, world.workspace, GroupRef("S9"))

    assert [(team.id, team.audience) for team in found] == [(api, IN_GROUP)]
    assert nowhere == ()


def test_teams_are_listed_by_name_and_by_person(world: World) -> None:
    with transaction(world.engine) as session:
        audience = Audience(ChannelRef("C2"))
        api = teams.add(session, world.workspace, audience, name="Api", zone=HELSINKI, country="FI")
        teams.add_member(session, api, world.people[ANNA])
        everywhere = teams.of_workspace(session, world.workspace)
        hers = teams.teams_of(session, world.people[ANNA])
        nobodys = teams.teams_of(session, PersonId(99))
        by_channel = teams.find_by_channel(session, world.workspace, ChannelRef("C2"))

    assert [team.name for team in everywhere] == ["Api", "Web"]
    assert hers == everywhere
    assert nobodys == ()
    assert by_channel == everywhere[0]


def test_the_size_of_a_team_counts_who_is_active(world: World) -> None:
    with transaction(world.engine) as session:
        before = teams.size(session, world.team)
        people.ensure(session, world.workspace, profile(UserRef("U01"), is_person=False))
        after = teams.size(session, world.team)

    assert (before, after) == (12, 11)
