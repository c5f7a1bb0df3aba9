from datetime import timedelta

import pytest

from storage import owed, rounds
from storage.database import reading, transaction
from survey.deliveries import Kind, UnsureError
from survey.errors import UnknownQuestionError
from survey.ids import ChannelRef, RoundId, TeamId
from survey.rounds import DEFAULT_SCHEDULE, Invitation, RoundState, moments
from survey.weeks import Week
from tests.storage.world import FRIDAY_NOON, FRIDAY_TWO, HELSINKI, MONDAY, TUESDAY, WEEK, World


def test_an_open_round_comes_back_whole(world: World, round_id: RoundId) -> None:
    with reading(world.engine) as session:
        found = rounds.get(session, round_id)
        name = rounds.key_name(session, round_id)

    assert (found.id, found.team, found.team_name) == (round_id, world.team, "Web")
    assert (found.channel, found.week, found.zone) == (ChannelRef("C1"), WEEK, HELSINKI)
    assert (found.opens_at, found.closes_at, found.digest_at) == (MONDAY, FRIDAY_NOON, FRIDAY_TWO)
    assert (found.state, found.floor) == (RoundState.OPEN, 5)
    assert found.questions == world.questions
    assert name == "key-2026-W48"


def test_a_week_has_one_round_and_the_second_leaves_no_trace(world: World, round_id: RoundId) -> None:
    owed = world.rows("delivery")

    with transaction(world.engine) as session:
        second = rounds.open_(
            session,
            world.pulse,
            week=WEEK,
            moments=moments(DEFAULT_SCHEDULE, week=WEEK, zone=HELSINKI),
            questions=world.questions[:1],
            invitations=[],
            floor=5,
            key_name="other",
        )

    assert second is None
    assert world.rows("delivery") == owed
    assert len(world.rows("round_question")) == 3


def test_a_round_without_people_owes_only_its_digest(world: World) -> None:
    world.open(invited=0)

    assert [row[2:4] for row in world.rows("delivery")] == [("digest", f"team:{world.team}")]


def test_somebody_invited_twice_is_asked_once(world: World) -> None:
    anna = world.people[world.users[0]]
    with transaction(world.engine) as session:
        opened = rounds.open_(
            session,
            world.pulse,
            week=WEEK,
            moments=moments(DEFAULT_SCHEDULE, week=WEEK, zone=HELSINKI),
            questions=world.questions,
            invitations=[Invitation(anna, TUESDAY), Invitation(anna, TUESDAY + timedelta(hours=1))],
            floor=2,
            key_name="k",
        )
        assert opened is not None
        progress = owed.progress(session, opened, at=TUESDAY)
        floor = rounds.get(session, opened).floor

    assert progress.invited == 1
    assert floor == 5


def test_a_round_nobody_knows_is_a_card_out_of_date(world: World) -> None:
    with reading(world.engine) as session:
        for ask in (rounds.get, rounds.key_name):
            with pytest.raises(UnknownQuestionError, match="out of date"):
                ask(session, RoundId(99))


def test_the_latest_round_and_the_open_one_can_differ(world: World) -> None:
    earlier = world.open(WEEK)
    later = world.open(WEEK.next())
    world.close(later)
    with reading(world.engine) as session:
        open_now = rounds.of_team_open(session, world.team)
        latest = rounds.latest(session, world.team)
        elsewhere = rounds.latest(session, TeamId(99)), rounds.of_team_open(session, TeamId(99))

    assert open_now is not None
    assert latest is not None
    assert (open_now.id, latest.id) == (earlier, later)
    assert latest.state is RoundState.CLOSED
    assert elsewhere == (None, None)


def test_a_round_is_due_to_close_once_its_time_is_over(world: World, round_id: RoundId) -> None:
    world.open(Week(2026, 49))
    with reading(world.engine) as session:
        before = rounds.due_to_close(session, at=FRIDAY_NOON - timedelta(seconds=1))
        then = rounds.due_to_close(session, at=FRIDAY_NOON)
    world.close(round_id)
    with reading(world.engine) as session:
        after = rounds.due_to_close(session, at=FRIDAY_NOON)

    assert (before, then, after) == ((), (round_id,), ())


def test_closing_early_moves_the_end_forward_and_never_back(world: World, round_id: RoundId) -> None:
    with transaction(world.engine) as session:
        moved = rounds.close_early(session, round_id, at=TUESDAY)
        again = rounds.close_early(session, round_id, at=FRIDAY_NOON)
        found = rounds.get(session, round_id)
        due = rounds.due_to_close(session, at=TUESDAY)

    assert (moved, again) == (True, False)
    assert found.closes_at == TUESDAY
    assert due == (round_id,)


def test_a_digest_now_ends_the_round_and_is_owed_at_once(world: World, round_id: RoundId) -> None:
    with transaction(world.engine) as session:
        moved = rounds.digest_now(session, round_id, at=TUESDAY)
        found = rounds.get(session, round_id)
    world.close(round_id)
    claims = world.take(TUESDAY)
    with transaction(world.engine) as session:
        again = rounds.digest_now(session, round_id, at=TUESDAY)

    assert moved
    assert (found.closes_at, found.digest_at) == (TUESDAY, TUESDAY)
    assert [claim.kind for claim in claims] == [Kind.DIGEST]
    assert not again


def test_a_digest_in_doubt_goes_again_only_where_somebody_looked(world: World, round_id: RoundId) -> None:
    world.close(round_id)
    (digest,) = world.take(FRIDAY_TWO)
    world.end(digest, UnsureError("timeout"), at=FRIDAY_TWO)
    with transaction(world.engine) as session:
        blindly = rounds.digest_now(session, round_id, at=FRIDAY_TWO)
        looked = rounds.digest_now(session, round_id, at=FRIDAY_TWO, again=True)

    assert (blindly, looked) == (False, True)
    assert [claim.id for claim in world.take(FRIDAY_TWO)] == [digest.id]


def test_a_round_remembers_its_day_of_asking_until_it_asks_at_once(world: World, round_id: RoundId) -> None:
    before = world.rows("round", "CAST(asks_on AS text)")
    with transaction(world.engine) as session:
        rounds.ask_at_once(session, round_id)

    assert (before, world.rows("round", "asks_on")) == ([("2026-11-24",)], [(None,)])
