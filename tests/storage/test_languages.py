from dataclasses import replace

from storage import languages, people
from storage.answers import RoundMemory
from storage.database import transaction
from survey.ids import PersonId, UserRef
from tests.storage.world import World, profile

USER = UserRef("U01")


def spoken(world: World, user: UserRef = USER) -> str:
    with transaction(world.engine) as session:
        return languages.of_person(session, "T1", user)


def test_a_choice_comes_before_the_profile_and_the_profile_before_the_workspace(world: World) -> None:
    at_first = spoken(world)
    with transaction(world.engine) as session:
        languages.set_workspace(session, world.workspace, "sv")
    by_workspace = spoken(world)
    with transaction(world.engine) as session:
        person = people.ensure(session, world.workspace, replace(profile(USER), language="fi"))
    by_profile = spoken(world)
    with transaction(world.engine) as session:
        languages.choose(session, person, "en")
        chosen = languages.own(session, person)
    by_choice = spoken(world)
    with transaction(world.engine) as session:
        languages.choose(session, person, None)
        people.ensure(session, world.workspace, profile(USER))

    assert (at_first, by_workspace, by_profile, by_choice) == ("en", "sv", "fi", "en")
    assert chosen == "en"
    assert spoken(world) == "fi"
    assert spoken(world, UserRef("U99")) == "sv"


def test_nobody_knows_the_language_of_another_workspace(world: World) -> None:
    with transaction(world.engine) as session:
        assert languages.of_person(session, "T-other", USER) == "en"


def test_a_channel_reads_its_teams_language_or_the_workspaces(world: World) -> None:
    with transaction(world.engine) as session:
        at_first = languages.of_team(session, world.team)
        languages.set_workspace(session, world.workspace, "fi")
        by_workspace = languages.of_team(session, world.team)
        languages.set_team(session, world.team, "sv")
        chosen = languages.of_team(session, world.team)

    assert (at_first, by_workspace, chosen) == ("en", "fi", "sv")


def test_memory_knows_what_each_person_reads_and_hears_of_a_change(world: World) -> None:
    with transaction(world.engine) as session:
        languages.choose(session, world.people[USER], "fi")
    memory = RoundMemory(world.engine, world.keys)
    round_ = memory.open_round(world.open())
    person = round_.person(USER)
    at_first = round_.answered_by(person).language
    memory.speaks(person, "sv")
    memory.speaks(PersonId(99), "sv")

    assert at_first == "fi"
    assert round_.answered_by(person).language == "sv"
    assert round_.answered_by(round_.person(UserRef("U02"))).language == "en"
