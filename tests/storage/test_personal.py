"""What is tied to a person is found whole, and nothing of anybody else."""

from datetime import timedelta

from storage import goals, personal, teams
from storage.database import reading, transaction
from storage.tables import RoundTeamRow, Row
from storage.writer import AnswerWriter
from survey.ids import ChannelRef, PersonId, RoundId, UserRef
from survey.people import Audience
from survey.weeks import Week
from tests.storage.world import FRIDAY_NOON, HELSINKI, TUESDAY, WEEK, World

AINO, LAST = UserRef("U01"), UserRef("U12")


def open_rounds(world: World, user: UserRef = AINO) -> tuple[personal.OpenRound, ...]:
    with reading(world.engine) as session:
        return personal.open_rounds(session, world.people[user], at=TUESDAY)


def test_an_open_round_is_told_with_its_promise(world: World, round_id: RoundId) -> None:
    (found,) = open_rounds(world)

    assert (found.id, found.teams, found.week, found.zone) == (round_id, ("Web",), Week(2026, 48), HELSINKI)
    assert (found.closes_at, found.floor, found.retention_months) == (FRIDAY_NOON, 5, 24)
    assert not found.took_part


async def test_it_says_whether_one_took_part_oneself(
    world: World, round_id: RoundId, writer: AnswerWriter
) -> None:
    writer.submit_answer(round_id, AINO, "Q1", 4, at=TUESDAY, order=1).result(5)

    assert [found.took_part for found in open_rounds(world)] == [True]
    assert [found.took_part for found in open_rounds(world, LAST)] == [False]


def test_teams_asked_in_the_same_round_are_named(world: World, round_id: RoundId) -> None:
    with transaction(world.engine) as session:
        audience = Audience(ChannelRef("C9"))
        small = teams.add(session, world.workspace, audience, name="Ops", zone=HELSINKI, country="")
        session.add(RoundTeamRow(round_id=round_id, team_id=small))

    assert [found.teams for found in open_rounds(world)] == [("Web", "Ops")]


def test_rounds_that_are_over_or_meant_for_others_are_not_among_them(world: World) -> None:
    world.open(invited=3)
    closed = world.open(WEEK.plus(1))
    world.close(closed)

    with reading(world.engine) as session:
        late = personal.open_rounds(session, world.people[AINO], at=FRIDAY_NOON + timedelta(seconds=1))

    assert [found.week for found in open_rounds(world)] == [WEEK]
    assert open_rounds(world, LAST) == ()
    assert late == ()


def upcoming(world: World, user: UserRef = AINO) -> tuple[personal.Upcoming, ...]:
    with reading(world.engine) as session:
        return personal.upcoming(session, world.people[user])


def test_the_next_round_promises_the_floor_of_its_pulse(world: World) -> None:
    world.execute("UPDATE pulse SET floor = 7")

    assert upcoming(world) == (personal.Upcoming(("Web",), 7, is_asked=True),)


def test_whoever_leads_is_not_asked_unless_the_team_counts_its_leads(world: World) -> None:
    with transaction(world.engine) as session:
        teams.set_lead(session, world.team, world.people[AINO])

    alone = upcoming(world)
    world.execute("UPDATE team SET leads_count = true")

    assert [each.is_asked for each in alone] == [False]
    assert [each.is_asked for each in (*upcoming(world), *upcoming(world, LAST))] == [True, True]


def test_a_small_team_is_asked_with_its_host_under_the_hosts_floor(world: World) -> None:
    with transaction(world.engine) as session:
        audience = Audience(ChannelRef("C9"))
        small = teams.add(session, world.workspace, audience, name="Ops", zone=HELSINKI, country="")
        teams.set_members(session, small, [world.people[AINO]])
        teams.remove_member(session, world.team, world.people[AINO])
    alone = upcoming(world)
    world.execute(f"UPDATE team SET shares_with = {world.team} WHERE id = {small}")  # noqa: S608

    shared = upcoming(world)
    world.execute(f"UPDATE team SET archived = true WHERE id = {small}")  # noqa: S608

    assert alone == ()
    assert shared == (personal.Upcoming(("Web", "Ops"), 5, is_asked=True),)
    assert upcoming(world) == ()


def test_every_table_that_points_at_a_person_is_looked_through(
    world: World, round_id: RoundId, writer: AnswerWriter
) -> None:
    writer.submit_answer(round_id, AINO, "Q1", 4, at=TUESDAY, order=1).result(5)
    world.execute(f"INSERT INTO patience VALUES (1, {world.blob(bytes(1))})")  # noqa: S608
    with transaction(world.engine) as session:
        goals.add(session, world.workspace, "Ship every day", owner=world.people[AINO])

    with reading(world.engine) as session:
        found = personal.tied_to(session, world.people[AINO])

    pointing = {
        key.parent.table.name
        for each in Row.metadata.tables.values()
        for key in each.foreign_keys
        if key.column.table.name == "person"
    }
    assert set(found) == {"person", *pointing}
    assert [row["ref"] for row in found["person"]] == [AINO]
    assert found["participation"] == [{"round_id": round_id, "person_id": world.people[AINO]}]
    assert {row["person_id"] for row in found["delivery"]} == {world.people[AINO]}


def test_of_somebody_unknown_nothing_is_found(world: World) -> None:
    with reading(world.engine) as session:
        assert personal.tied_to(session, PersonId(999)) == {}
