from datetime import datetime, timedelta

import pytest
from sqlalchemy import make_url

from storage import deliveries
from storage.database import reading, transaction
from survey.deliveries import Claim, Kind, Sent
from survey.ids import ChannelRef, MessageRef, RoundId
from tests.storage.world import FRIDAY_NOON, FRIDAY_TWO, TUESDAY, WEEK, World

LEASE = timedelta(minutes=2)
DM = Sent(ChannelRef("D1"), MessageRef("1.1"))


def claim(
    world: World, at: datetime = TUESDAY, limit: int = 1, **kinds: tuple[Kind, ...]
) -> tuple[Claim, ...]:
    with transaction(world.engine) as session:
        return deliveries.claim(session, at=at, lease=LEASE, limit=limit, **kinds)


def statuses(world: World) -> set[tuple[object, ...]]:
    """Status, attempt and problem of every ask."""
    return {(row[6], row[7], row[11]) for row in world.rows("delivery") if row[2] == "ask"}


def test_a_claim_tells_the_sender_everything_it_needs(world: World, round_id: RoundId) -> None:
    (first,) = claim(world)

    assert (first.kind, first.round, first.attempt) == (Kind.ASK, round_id, 1)
    assert (first.workspace, first.user, first.channel) == ("T1", world.users[0], None)


def test_nothing_is_claimed_before_it_is_due(world: World, round_id: RoundId) -> None:
    assert claim(world, TUESDAY - timedelta(seconds=1)) == ()


def test_two_claims_never_hold_the_same_delivery(world: World, round_id: RoundId) -> None:
    first, second = claim(world, limit=7), claim(world, limit=7)

    assert (len(first), len(second)) == (7, 5)
    assert not {one.id for one in first} & {one.id for one in second}


def test_only_the_wanted_kinds_are_claimed(world: World, round_id: RoundId) -> None:
    assert claim(world, kinds=(Kind.DIGEST,)) == ()
    assert len(claim(world, kinds=(Kind.ASK, Kind.DIGEST))) == 1


def test_a_digest_waits_for_its_round_to_close(world: World, round_id: RoundId) -> None:
    too_early = claim(world, FRIDAY_TWO, kinds=(Kind.DIGEST,))
    world.close(round_id)
    (digest,) = claim(world, FRIDAY_TWO)

    assert too_early == ()
    assert (digest.kind, digest.user, digest.channel) == (Kind.DIGEST, None, "C1")


def test_a_lost_round_still_owes_its_digest(world: World, round_id: RoundId) -> None:
    world.keys.destroy("key-2026-W48")
    world.close(round_id)

    assert [one.kind for one in claim(world, FRIDAY_TWO)] == [Kind.DIGEST]


def test_nobody_is_asked_once_the_round_is_over(world: World, round_id: RoundId) -> None:
    at_the_end = claim(world, FRIDAY_NOON)
    world.close(round_id)
    after = claim(world, TUESDAY)

    assert (at_the_end, after) == ((), ())


def test_what_arrived_is_remembered_and_so_is_the_direct_message(world: World, round_id: RoundId) -> None:
    (first,) = claim(world)
    with transaction(world.engine) as session:
        assert deliveries.sent(session, first, DM)
    world.open(WEEK.next())
    asked_again = claim(world, FRIDAY_NOON + timedelta(days=2), limit=99)

    assert ("sent", 1, None) in statuses(world)
    assert [one.channel for one in asked_again if one.user == world.users[0]] == ["D1"]


def test_a_digest_that_arrived_changes_no_person(world: World, round_id: RoundId) -> None:
    world.close(round_id)
    (digest,) = claim(world, FRIDAY_TWO)
    with transaction(world.engine) as session:
        assert deliveries.sent(session, digest, Sent(ChannelRef("C1"), MessageRef("2.2")))

    assert {row[4] for row in world.rows("person")} == {None}


def test_what_was_certainly_not_sent_goes_again_later(world: World, round_id: RoundId) -> None:
    (first,) = claim(world)
    later = TUESDAY + timedelta(minutes=5)
    with transaction(world.engine) as session:
        assert deliveries.put_back(session, first, due_at=later, problem="rate_limited")
    waiting = statuses(world)
    (again,) = (one for one in claim(world, later, limit=99) if one.id == first.id)

    assert ("pending", 1, "rate_limited") in waiting
    assert again.attempt == 2


def test_a_lease_that_ran_out_leaves_doubt_and_is_never_sent_again(world: World, round_id: RoundId) -> None:
    first = claim(world, limit=99)

    after = claim(world, TUESDAY + LEASE, limit=99)
    much_later = claim(world, TUESDAY + 10 * LEASE, limit=99)

    assert len(first) == 12
    assert (after, much_later) == ((), ())
    assert statuses(world) == {("unsure", 1, "lease ended")}


def test_a_slow_sender_may_still_say_that_it_arrived(world: World, round_id: RoundId) -> None:
    (first,) = claim(world)
    claim(world, TUESDAY + LEASE, limit=0)
    with transaction(world.engine) as session:
        assert deliveries.sent(session, first, DM)

    assert ("sent", 1, None) in statuses(world)


@pytest.mark.parametrize("end", ["sent", "put_back", "unsure", "failed"])
def test_an_earlier_holder_can_no_longer_say_how_it_ended(world: World, round_id: RoundId, end: str) -> None:
    (old,) = claim(world)
    with transaction(world.engine) as session:
        deliveries.put_back(session, old, due_at=TUESDAY - timedelta(hours=1), problem="refused")
    (new,) = claim(world)
    assert new.id == old.id
    before = world.rows("delivery")

    with transaction(world.engine) as session:
        done = {
            "sent": lambda: deliveries.sent(session, old, DM),
            "put_back": lambda: deliveries.put_back(session, old, due_at=TUESDAY, problem="late"),
            "unsure": lambda: deliveries.unsure(session, old, "late"),
            "failed": lambda: deliveries.failed(session, old, "late"),
        }[end]()

    assert not done
    assert world.rows("delivery") == before


def test_an_end_is_said_once(world: World, round_id: RoundId) -> None:
    (first,) = claim(world)
    with transaction(world.engine) as session:
        once = deliveries.failed(session, first, "user_disabled")
        twice = deliveries.sent(session, first, DM)

    assert (once, twice) == (True, False)
    assert ("failed", 1, "user_disabled") in statuses(world)


def test_doubt_is_shown_and_not_sent(world: World, round_id: RoundId) -> None:
    (first,) = claim(world)
    with transaction(world.engine) as session:
        assert deliveries.unsure(session, first, "timeout")

    assert first.id not in {one.id for one in claim(world, TUESDAY + 10 * LEASE, limit=99)}
    assert ("unsure", 1, "timeout") in statuses(world)


@pytest.mark.parametrize("closed", [False, True])
def test_a_question_nobody_can_answer_is_owed_no_more(world: World, round_id: RoundId, closed: bool) -> None:
    (sent,) = claim(world)
    with transaction(world.engine) as session:
        deliveries.sent(session, sent, DM)
        assert deliveries.drop_stale(session, at=TUESDAY) == 0
    if closed:
        world.close(round_id)
    with transaction(world.engine) as session:
        dropped = deliveries.drop_stale(session, at=TUESDAY if closed else FRIDAY_NOON)

    assert dropped == 11
    assert statuses(world) == {("sent", 1, None), ("failed", 0, "round closed")}


def test_the_next_due_is_the_first_that_may_go(world: World) -> None:
    with reading(world.engine) as session:
        nothing = deliveries.next_due(session)
    round_id = world.open()
    with reading(world.engine) as session:
        ask = deliveries.next_due(session)
    claim(world, limit=99)
    with reading(world.engine) as session:
        digest_of_open_round = deliveries.next_due(session)
    world.close(round_id)
    with reading(world.engine) as session:
        digest = deliveries.next_due(session)

    assert (nothing, ask, digest_of_open_round, digest) == (None, TUESDAY, None, FRIDAY_TWO)


def test_on_postgresql_several_senders_skip_each_others_rows() -> None:
    statement = deliveries._ready(at=TUESDAY, limit=5, kinds=None)

    sql = str(statement.compile(dialect=make_url("postgresql+psycopg://").get_dialect()()))

    assert sql.endswith("FOR UPDATE OF delivery SKIP LOCKED")
