"""A round of several teams: who is reached through which, who waits, and what no SQL can lower."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy.exc import IntegrityError

from storage import calendars, deliveries, owed, pools, pulses, recipients, rounds, teams
from storage.database import reading, transaction
from storage.people import Preferences, prefer
from storage.writer import AnswerWriter
from survey.asking import Availability
from survey.deliveries import Kind, Sent
from survey.errors import Trouble
from survey.ids import ChannelRef, DeliveryId, MessageRef, PersonId, RoundId, TeamId
from tests.storage.test_pools import add, open_round, share, web
from tests.storage.world import DATA_KEY, FRIDAY_TWO, TUESDAY, WEEK, World

SENT = Sent(ChannelRef("D1"), MessageRef("1.1"))


def pool(world: World) -> TeamId:
    """Design, with three people of its own, shares the rounds of Web."""
    small = add(world, "Design")
    share(world, small, web(world))
    return small.id


def join(world: World, team: TeamId, person: PersonId, *, lead: bool = False) -> None:
    with transaction(world.engine) as session:
        teams.add_member(session, team, person)
        teams.set_lead(session, team, person, lead=lead)


def leave(world: World, team: TeamId, person: PersonId) -> None:
    with transaction(world.engine) as session:
        teams.remove_member(session, team, person)


def wanted(world: World, person: PersonId) -> bool:
    """Whether the question would still go to somebody."""
    ((id_,),) = world.rows(f"delivery WHERE kind = 'ask' AND person_id = {person}", "id")
    with reading(world.engine) as session:
        calendar_of = partial(calendars.of_team, session)
        ids = [DeliveryId(int(str(id_)))]
        found = recipients.of(session, ids, calendar_of=calendar_of, data_key=DATA_KEY)
    return found[ids[0]].wanted


def invited(world: World, *others: TeamId) -> dict[PersonId, Availability]:
    with reading(world.engine) as session:
        calendar_of = {team: calendars.of_team(session, team, WEEK) for team in (world.team, *others)}
        return dict(recipients.invitees(session, world.team, calendar_of, leads_count=False))


def test_everybody_of_a_pool_is_invited_once_and_by_the_calendar_of_a_team_they_are_on(world: World) -> None:
    small = pool(world)
    anna = next(iter(world.people.values()))
    join(world, small, anna)
    with transaction(world.engine) as session:
        theirs = calendars.settings(session, small)
        calendars.change(session, small, replace(theirs, country="SE"))
        here = calendars.of_team(session, world.team, WEEK)
        there = calendars.of_team(session, small, WEEK)
        members = {member.id for member in teams.members(session, small)} - {anna}

    found = invited(world, small)

    assert len(found) == 15
    assert here != there
    assert found[anna].calendar == here
    assert {found[person].calendar for person in members} == {there}


def test_a_member_of_any_team_of_the_round_is_still_written_to(world: World) -> None:
    small = pool(world)
    anna, ben, *_ = world.people.values()
    open_round(world, beside=(small,))
    for person in (anna, ben):
        leave(world, world.team, person)
    join(world, small, anna)

    assert (wanted(world, anna), wanted(world, ben)) == (True, False)


def test_p11_a_lead_is_asked_through_another_team_of_the_pool_and_through_no_other(world: World) -> None:
    small = pool(world)
    anna, ben, *_ = world.people.values()
    open_round(world, beside=(small,))
    join(world, small, anna, lead=True)
    join(world, world.team, ben, lead=True)

    assert (wanted(world, anna), wanted(world, ben)) == (True, False)
    assert anna in invited(world, small)
    assert ben not in invited(world, small)


def test_p11_a_round_keeps_asking_leads_where_it_opened_like_that(world: World) -> None:
    anna = next(iter(world.people.values()))
    open_round(world)
    world.unguard("promise_kept", "round")
    world.execute("UPDATE round SET leads_count = true")
    join(world, world.team, anna, lead=True)

    assert wanted(world, anna)


def test_nobody_is_asked_any_more_for_a_team_that_was_removed(world: World) -> None:
    anna = next(iter(world.people.values()))
    open_round(world)
    with transaction(world.engine) as session:
        teams.archive(session, world.team)

    assert not wanted(world, anna)
    assert invited(world) == {}


def test_a_team_in_a_round_of_its_own_is_asked_beside_another_from_the_next_week_on(world: World) -> None:
    small = add(world, "Design")
    with transaction(world.engine) as session:
        pulse = pulses.of_team(session, small.id)
    assert pulse is not None
    world.pulse, own = pulse, world.pulse
    open_round(world)
    world.pulse = own
    share(world, small, web(world))

    with reading(world.engine) as session:
        assert pools.asked_beside(session, world.team, WEEK) == ()
        assert pools.asked_beside(session, world.team, WEEK.next()) == (small.id,)


def test_a_team_whose_channel_nobody_can_read_is_not_asked_beside_another(world: World) -> None:
    small = pool(world)
    with transaction(world.engine) as session:
        teams.note_trouble(session, small, Trouble.ARCHIVED)

        assert pools.asked_beside(session, world.team, WEEK) == ()


def test_who_rests_after_a_shared_week_rests_for_each_of_its_teams(world: World) -> None:
    small = pool(world)
    anna = next(iter(world.people.values()))
    with transaction(world.engine) as session:
        prefer(session, anna, Preferences(every_second_week=True))
    open_round(world, beside=(small,))
    for claim in world.take():
        world.end(claim, SENT)

    with reading(world.engine) as session:
        found = [recipients.resting(session, team, WEEK.next()) for team in (world.team, small, TeamId(99))]
    assert found == [{anna}, {anna}, frozenset()]


def test_each_channel_gets_figures_and_words_and_one_that_refuses_is_told_of(world: World) -> None:
    small = pool(world)
    opened = open_round(world, beside=(small,))
    world.close(opened)
    with transaction(world.engine) as session:
        owed.owe_comments(session, rounds.get(session, opened))
    at = FRIDAY_TWO + timedelta(hours=1)
    first, second = (each for each in world.take(at) if each.user is None)

    assert {first.kind, second.kind} == {Kind.DIGEST}
    assert {first.channel, second.channel} == {"C1", "C-Design"}
    world.end(first, SENT)
    assert [(each.kind, each.channel) for each in world.take(at)] == [(Kind.COMMENTS, first.channel)]
    with transaction(world.engine) as session:
        assert owed.digest_status(session, opened) == "sending"
        deliveries.end_leases(session, at=FRIDAY_TWO + timedelta(hours=2))
        assert owed.digest_status(session, opened) == "unsure"
        assert owed.owe_digest_now(session, opened, at=FRIDAY_TWO, again=True)
        assert owed.digest_status(session, opened) == "pending"


def test_a_pause_of_a_small_team_is_judged_anew_in_the_round_it_shares(world: World) -> None:
    small = pool(world)
    open_round(world, beside=(small,))

    with transaction(world.engine) as session:
        assert owed.look_again_team(session, small, at=TUESDAY) == 12


@pytest.mark.parametrize("state", ["open", "closed"])
@pytest.mark.parametrize(
    "lower", ["floor = 7", "leads_count = true", "retention_months = 24", "state = 'open'"]
)
def test_p4_no_statement_lowers_the_promise_of_a_round(world: World, state: str, lower: str) -> None:
    world.execute("UPDATE pulse SET floor = 8")
    opened = open_round(world, floor=8)
    world.execute("UPDATE round SET retention_months = 12")
    if state == "closed":
        world.close(opened)
    before = world.rows("round")
    if (state, lower) == ("open", "state = 'open'"):
        world.execute(f"UPDATE round SET {lower}")  # noqa: S608
    else:
        with pytest.raises(IntegrityError, match=r"can be raised, never lowered|never opened again"):
            world.execute(f"UPDATE round SET {lower}")  # noqa: S608

    assert world.rows("round") == before


def test_a_card_tells_of_a_raised_floor_with_the_next_tap(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    world.ask_everybody()
    first = writer.submit_answer(round_id, world.users[0], "Q1", 4, at=TUESDAY, order=1).result()
    world.execute("UPDATE round SET floor = 9")
    second = writer.submit_answer(round_id, world.users[0], "Q2", 4, at=TUESDAY, order=2).result()

    assert (first.round.floor, second.round.floor) == (5, 9)
