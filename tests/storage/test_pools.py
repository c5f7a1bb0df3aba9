"""Teams that share a round, promises that are raised, and leads who are left out."""

from datetime import timedelta

import pytest

from storage import owed, pools, promises, pulses, recipients, rounds, teams
from storage.calendars import of_team
from storage.database import reading, transaction
from storage.teams import Team
from survey.deliveries import Kind
from survey.errors import InputError
from survey.ids import ChannelRef, RoundId, TeamId, UserRef
from survey.people import Audience
from survey.rounds import DEFAULT_SCHEDULE, Invitation, moments
from survey.weeks import Week
from tests.storage.world import HELSINKI, TUESDAY, WEEK, World, profile


def add(world: World, name: str, size: int = 3) -> Team:
    """A further team with people of its own."""
    from storage import people  # noqa: PLC0415

    with transaction(world.engine) as session:
        audience = Audience(ChannelRef(f"C-{name}"))
        team = teams.add(session, world.workspace, audience, name=name, zone=HELSINKI, country="")
        refs = [UserRef(f"U-{name}-{number}") for number in range(size)]
        teams.set_members(
            session, team, [people.ensure(session, world.workspace, profile(ref)) for ref in refs]
        )
        pulses.ensure(session, team, DEFAULT_SCHEDULE, next_week=WEEK, floor=5)
        return teams.get(session, team)


def web(world: World) -> Team:
    with reading(world.engine) as session:
        return teams.get(session, world.team)


def share(world: World, team: Team, host: Team) -> None:
    with transaction(world.engine) as session:
        pools.share(session, teams.get(session, team.id), teams.get(session, host.id))


def open_round(
    world: World, week: Week = WEEK, *, beside: tuple[TeamId, ...] = (), floor: int = 5
) -> RoundId:
    with transaction(world.engine) as session:
        opened = rounds.open_(
            session,
            world.pulse,
            week=week,
            moments=moments(DEFAULT_SCHEDULE, week=week, zone=HELSINKI),
            questions=world.questions,
            invitations=[Invitation(person, TUESDAY) for person in world.people.values()],
            floor=floor,
            key_name=f"key-{week}",
            beside=beside,
        )
    assert opened is not None
    world.keys.create(f"key-{week}")
    return opened


def test_a_team_that_shares_has_no_rounds_of_its_own(world: World) -> None:
    small = add(world, "Design")
    share(world, small, web(world))

    with reading(world.engine) as session:
        assert [pulse.team for pulse in pulses.all_of(session)] == [world.team]
        assert [pulse.team for pulse in pulses.due(session, at=TUESDAY)] == [world.team]
        assert [team.name for team in pools.sharers(session, world.team)] == ["Design"]
        assert pools.host_of(session, teams.get(session, small.id)).name == "Web"
        assert pools.host_of(session, teams.get(session, world.team)).name == "Web"
        assert pools.asked_beside(session, world.team, WEEK) == (small.id,)


def test_one_round_asks_both_and_each_channel_gets_its_digest(world: World) -> None:
    small = add(world, "Design")
    share(world, small, web(world))
    opened = open_round(world, beside=(small.id,))

    with reading(world.engine) as session:
        round_ = rounds.get(session, opened)
        assert (round_.team_name, round_.is_pooled) == ("Web and Design", True)
        assert rounds.of_team_open(session, small.id) == round_
        assert rounds.latest(session, small.id) == round_
        assert pools.asked_beside(session, world.team, WEEK) == ()
        assert owed.digest_status(session, opened) == "pending"
    assert [row[0] for row in world.rows("delivery", "team_id") if row[0]] == [world.team, small.id]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda _, host: (host, host), "cannot share with itself"),
        (lambda world, host: (host, gone(world)), "is no team at work here"),
        (lambda world, host: (add(world, "Ops"), guest_of(world, host)), "itself asked together with Web"),
        (lambda world, host: (with_guest(world, host), add(world, "Ops")), "would lose the rounds of Web"),
    ],
)
def test_what_cannot_be_shared_is_refused(world: World, make: object, said: str) -> None:
    team, host = make(world, web(world))  # type: ignore[operator]

    with pytest.raises(InputError, match=said):
        share(world, team, host)


def gone(world: World) -> Team:
    team = add(world, "Gone")
    with transaction(world.engine) as session:
        teams.archive(session, team.id)
    return team


def guest_of(world: World, host: Team) -> Team:
    guest = add(world, "Design")
    share(world, guest, host)
    return guest


def with_guest(world: World, host: Team) -> Team:
    guest_of(world, host)
    return host


def test_a_released_team_begins_after_the_last_week_in_which_it_was_asked(world: World) -> None:
    small = add(world, "Design")
    share(world, small, web(world))
    open_round(world, beside=(small.id,))

    with transaction(world.engine) as session:
        assert pools.release(session, small, at=TUESDAY) == WEEK.next()
        assert teams.get(session, small.id).shares_with is None
        pulse = pulses.of_team(session, small.id)
        assert pulse is not None
        assert pulse.next_week == WEEK.next()


def test_a_released_team_without_a_rhythm_has_no_week(world: World) -> None:
    small = add(world, "Design")
    share(world, small, web(world))
    world.execute("DELETE FROM pulse WHERE team_id <> 1")

    with transaction(world.engine) as session:
        assert pools.release(session, small, at=TUESDAY) is None


def test_a_released_team_that_was_never_asked_begins_as_soon_as_it_can(world: World) -> None:
    small = add(world, "Design")
    share(world, small, web(world))

    with transaction(world.engine) as session:
        week = pools.release(session, small, at=TUESDAY)
    assert week in {WEEK, WEEK.next()}


def test_a_raised_floor_counts_for_the_open_round_and_is_announced(world: World) -> None:
    opened = open_round(world)

    with transaction(world.engine) as session:
        assert promises.raise_floor(session, opened, 8, at=TUESDAY)
        assert not promises.raise_floor(session, opened, 6, at=TUESDAY)
        assert rounds.get(session, opened).floor == 8
    (claim,) = [each for each in world.take() if each.kind is Kind.NOTICE]
    with reading(world.engine) as session:
        told = promises.announcement(session, claim.id)
    assert (told.now.floor, told.raised) == (8, (5, 8))


def test_a_new_promise_is_announced_to_every_channel(world: World) -> None:
    small = add(world, "Design")
    first = open_round(world)
    second = open_round(world, WEEK.next(), beside=(small.id,), floor=6)
    third = open_round(world, WEEK.next().next(), beside=(small.id,), floor=6)

    with transaction(world.engine) as session:
        assert not promises.owe_notices(session, first, due_at=TUESDAY)
        assert promises.owe_notices(session, second, due_at=TUESDAY)
        assert not promises.owe_notices(session, third, due_at=TUESDAY)
    claims = [each for each in world.take() if each.kind is Kind.NOTICE]
    assert len(claims) == 2
    with reading(world.engine) as session:
        told = [promises.announcement(session, each.id) for each in claims]
    assert {each.before.floor if each.before else None for each in told} == {5, None}


def test_p11_who_leads_is_not_asked_with_the_team_unless_the_team_says_so(world: World) -> None:
    lead = world.people[world.users[0]]
    with transaction(world.engine) as session:
        teams.set_lead(session, world.team, lead)
        assert teams.is_lead(session, world.team, lead)
        calendar = {world.team: of_team(session, world.team, WEEK)}
        apart = recipients.invitees(session, world.team, calendar, leads_count=False)
        counted = recipients.invitees(session, world.team, calendar, leads_count=True)
        teams.let_leads_count(session, world.team, counted=True)
        assert teams.get(session, world.team).leads_count

    assert set(counted) - set(apart) == {lead}


def test_p2_a_floor_for_later_rounds_is_never_under_five(world: World) -> None:
    with transaction(world.engine) as session:
        pulses.set_floor(session, world.team, 3)
        assert pulses.floor_of(session, world.pulse.id) == 5


def test_asking_now_brings_the_notice_forward(world: World) -> None:
    opened = open_round(world)
    with transaction(world.engine) as session:
        owed.owe_notices(session, rounds.get(session, opened), due_at=TUESDAY + timedelta(hours=5))
        owed.ask_now(session, opened, at=TUESDAY)

    assert Kind.NOTICE in {each.kind for each in world.take()}
