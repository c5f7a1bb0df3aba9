"""The ledger: in turn, with a lease, fenced by the attempt, and never twice."""

from datetime import timedelta

import pytest
from sqlalchemy import event, make_url

from storage import deliveries, queue, workspaces
from storage.database import reading, transaction
from storage.queue import Due
from survey.deliveries import (
    MOST_FAILURES,
    Claim,
    End,
    InDoubt,
    Kind,
    NotSentError,
    Sent,
    Status,
    UnsureError,
)
from survey.ids import ChannelRef, DeliveryId, MessageRef, RoundId
from tests.storage.world import FRIDAY_NOON, FRIDAY_TWO, HELSINKI, LEASE, MONDAY, TUESDAY, WEEK, World

DM = Sent(ChannelRef("D1"), MessageRef("1.1"))
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
QUESTIONS = (Kind.ASK,)
"""What the platform of these tests lets us look up."""


def statuses(world: World) -> set[tuple[object, ...]]:
    """Status, attempt and problem of every question."""
    return set(world.rows("delivery WHERE kind = 'ask'", "status, attempt, problem"))


def row(world: World, claim: Claim, columns: str) -> tuple[object, ...]:
    (found,) = world.rows(f"delivery WHERE id = {claim.id}", columns)
    return found


def again(world: World, claim: Claim) -> Claim | None:
    """The claim of the same delivery much later, when its end is in doubt."""
    later = world.take(TUESDAY + 10 * LEASE, look_up=QUESTIONS)
    return next((each for each in later if each.id == claim.id), None)


def busy(seconds: float = 30.0) -> NotSentError:
    return NotSentError("ratelimited", retry_after=seconds, whole_workspace=True)


def test_a_claim_tells_the_sender_everything_it_needs(world: World, round_id: RoundId) -> None:
    (first,) = world.take(limit=1)

    assert first == Claim(
        id=first.id,
        kind=Kind.ASK,
        round=round_id,
        attempt=1,
        workspace="T1",
        user=world.users[0],
        channel=None,
        due_at=TUESDAY,
    )


def test_nothing_is_due_before_its_time(world: World, round_id: RoundId) -> None:
    with reading(world.engine) as session:
        before, then = (queue.workspaces_due(session, at=at) for at in (TUESDAY - SECOND, TUESDAY))

    assert world.take(TUESDAY - SECOND) == ()
    assert (before, then) == ((), ("T1",))


def test_two_claims_never_hold_the_same_delivery(world: World, round_id: RoundId) -> None:
    first, second = world.take(limit=7), world.take(limit=7)

    assert (len(first), len(second)) == (7, 5)
    assert not {one.id for one in first} & {one.id for one in second}


def test_of_two_senders_with_the_same_queue_the_first_gets_it(world: World, round_id: RoundId) -> None:
    with reading(world.engine) as session:
        ids = [due.id for due in queue.due(session, "T1", at=TUESDAY, limit=5)]
    world.take(limit=3)

    with transaction(world.engine) as session:
        left = queue.candidates(session, ids, at=TUESDAY)

    assert [claim.id for claim in left] == ids[3:]


def test_claims_come_in_the_order_of_the_queue(world: World, round_id: RoundId) -> None:
    with reading(world.engine) as session:
        ids = [due.id for due in queue.due(session, "T1", at=TUESDAY, limit=5)][::-1]
        claims = queue.candidates(session, [*ids, DeliveryId(999)], at=TUESDAY)

    assert [claim.id for claim in claims] == ids


def test_a_digest_waits_for_its_round_to_close(world: World, round_id: RoundId) -> None:
    too_early = world.take(FRIDAY_TWO)
    world.close(round_id)
    (digest,) = world.take(FRIDAY_TWO)

    assert too_early == ()
    assert (digest.kind, digest.user, digest.channel) == (Kind.DIGEST, None, "C1")


def test_a_lost_round_still_owes_its_digest(world: World, round_id: RoundId) -> None:
    world.keys.destroy("key-2026-W48")
    world.close(round_id)

    assert [one.kind for one in world.take(FRIDAY_TWO)] == [Kind.DIGEST]


def test_nobody_is_asked_once_the_round_is_over(world: World, round_id: RoundId) -> None:
    at_the_end = world.take(FRIDAY_NOON)
    world.close(round_id)
    after = world.take(TUESDAY)

    assert (at_the_end, after) == ((), ())


def test_what_arrived_is_remembered_and_so_is_the_direct_message(world: World, round_id: RoundId) -> None:
    (first,) = world.take(limit=1)
    noted = world.end(first, DM)
    world.open(WEEK.next())
    asked_again = world.take(FRIDAY_NOON + timedelta(days=2))

    assert noted
    assert row(world, first, "status, channel, message, lease_until, problem") == (
        "sent",
        "D1",
        "1.1",
        None,
        None,
    )
    assert [one.channel for one in asked_again if one.user == world.users[0]] == ["D1"]
    assert {one.channel for one in asked_again if one.user != world.users[0]} == {None}


def test_a_digest_that_arrived_changes_no_person(world: World, round_id: RoundId) -> None:
    world.close(round_id)
    (digest,) = world.take(FRIDAY_TWO)

    assert world.end(digest, Sent(ChannelRef("C1"), MessageRef("2.2")))
    assert set(world.rows("person", "dm_channel")) == {(None,)}


# Certain failures.


def test_what_was_certainly_not_sent_goes_again_later(world: World, round_id: RoundId) -> None:
    (first,) = world.take(limit=1)
    world.end(first, NotSentError("rate_limited", retry_after=300))
    waiting = row(world, first, "status, attempt, failures, problem")
    too_early, then = (world.take(TUESDAY + 5 * MINUTE + wait) for wait in (-SECOND, timedelta()))

    (retried,) = (one for one in then if one.id == first.id)
    assert waiting == ("pending", 1, 1, "rate_limited")
    assert first.id not in {one.id for one in too_early}
    assert (retried.attempt, retried.failures, retried.doubted_since) == (2, 1, None)
    assert retried.due_at == first.due_at


def test_what_cannot_succeed_is_given_up_at_once(world: World, round_id: RoundId) -> None:
    (first,) = world.take(limit=1)
    world.end(first, NotSentError("user_disabled", retry_after=None))

    assert row(world, first, "status, problem") == ("failed", "user_disabled")
    assert again(world, first) is None


def test_what_fails_again_and_again_is_given_up(world: World) -> None:
    world.open(invited=1)
    at, seen = TUESDAY, []
    while claims := world.take(at):
        world.end(claims[0], NotSentError("message_limit_exceeded", retry_after=60), at=at)
        seen.append(row(world, claims[0], "status")[0])
        at += MINUTE

    assert seen == ["pending"] * (MOST_FAILURES - 1) + ["failed"]


def test_waiting_for_the_whole_workspace_is_no_failure(world: World) -> None:
    world.open(invited=1)
    at = TUESDAY
    for _ in range(2 * MOST_FAILURES):
        (claim,) = world.take(at)
        world.end(claim, busy(), at=at)
        assert world.take(at + 29 * SECOND) == ()
        at += 30 * SECOND
    (claim,) = world.take(at)

    assert (claim.attempt, claim.failures) == (2 * MOST_FAILURES + 1, 0)


def test_a_wait_without_a_length_is_over_at_once(world: World) -> None:
    world.open(invited=1)
    (claim,) = world.take()
    world.end(claim, NotSentError("ratelimited", retry_after=None, whole_workspace=True))

    assert [one.id for one in world.take()] == [claim.id]


# Doubt.


def test_a_lease_that_ran_out_leaves_doubt_that_is_never_sent_blindly(
    world: World, round_id: RoundId
) -> None:
    held = world.take()
    with reading(world.engine) as session:
        ended = [
            deliveries.has_ended_leases(session, at=at) for at in (TUESDAY + LEASE - SECOND, TUESDAY + LEASE)
        ]

    after, much_later = world.take(TUESDAY + LEASE), world.take(TUESDAY + 10 * LEASE)

    assert len(held) == 12
    assert ended == [False, True]
    assert (after, much_later) == ((), ())
    assert statuses(world) == {("unsure", 1, deliveries.LEASE_ENDED)}


def test_doubt_is_looked_up_where_the_platform_allows_it(world: World) -> None:
    world.open(invited=1)
    world.take()
    (doubted,) = world.take(TUESDAY + LEASE, look_up=QUESTIONS)

    assert (doubted.attempt, doubted.failures, doubted.doubted_since) == (2, 1, TUESDAY)
    with reading(world.engine) as session:
        assert queue.workspaces_due(session, at=TUESDAY + LEASE) == ()


def test_a_kind_that_cannot_be_looked_up_stays_in_doubt(world: World, round_id: RoundId) -> None:
    world.close(round_id)
    (digest,) = world.take(FRIDAY_TWO)
    world.end(digest, UnsureError("timeout"), at=FRIDAY_TWO)

    assert world.take(FRIDAY_TWO + 10 * LEASE, look_up=QUESTIONS) == ()
    assert [one.id for one in world.take(FRIDAY_TWO + 10 * LEASE, look_up=(Kind.DIGEST,))] == [digest.id]


def test_the_platform_has_until_the_end_of_the_lease_to_show_what_it_took(world: World) -> None:
    world.open(invited=1)
    (first,) = world.take()
    world.end(first, UnsureError("timeout"), at=TUESDAY + SECOND)

    with reading(world.engine) as session:
        times = (TUESDAY + LEASE - SECOND, TUESDAY + LEASE)
        due = [queue.workspaces_due(session, at=at, look_up=QUESTIONS) for at in times]

    assert due == [(), ("T1",)]
    assert row(world, first, "status, failures, problem") == ("unsure", 1, "timeout")


def test_a_look_up_that_failed_waits_and_still_knows_when_the_message_was_tried(world: World) -> None:
    world.open(invited=1)
    world.take()
    at = TUESDAY + LEASE
    for _ in range(2 * MOST_FAILURES):
        (doubted,) = world.take(at, look_up=QUESTIONS)
        assert doubted.doubted_since == TUESDAY
        world.end(doubted, InDoubt("ratelimited", 60.0), at=at)
        assert world.take(at + 59 * SECOND, look_up=QUESTIONS) == ()
        at += 60 * SECOND

    assert row(world, doubted, "status, failures, problem") == ("unsure", 1, "ratelimited")


def test_a_sender_that_died_before_its_look_up_hides_nothing(world: World) -> None:
    world.open(invited=1)
    world.take()
    world.take(TUESDAY + LEASE, look_up=QUESTIONS)
    (third,) = world.take(TUESDAY + 2 * LEASE, look_up=QUESTIONS)

    assert (third.attempt, third.doubted_since) == (3, TUESDAY)


def test_doubt_from_before_tries_were_noted_is_looked_up_from_its_due_time(world: World) -> None:
    world.open(invited=1)
    world.take()
    world.execute("UPDATE delivery SET tried_at = NULL, status = 'unsure' WHERE kind = 'ask'")
    (second,) = world.take(TUESDAY + LEASE, look_up=QUESTIONS)
    (third,) = world.take(TUESDAY + 2 * LEASE, look_up=QUESTIONS)

    assert second.doubted_since == third.doubted_since == TUESDAY


def test_what_was_found_missing_and_sent_anew_is_in_no_doubt(world: World) -> None:
    world.open(invited=1)
    world.take()
    (doubted,) = world.take(TUESDAY + LEASE, look_up=QUESTIONS)
    world.end(doubted, NotSentError("msg_blocked", retry_after=60), at=TUESDAY + LEASE)
    (anew,) = world.take(TUESDAY + LEASE + MINUTE, look_up=QUESTIONS)
    world.end(anew, UnsureError("timeout"), at=TUESDAY + LEASE + MINUTE)
    (doubted_anew,) = world.take(TUESDAY + 5 * LEASE, look_up=QUESTIONS)

    assert anew.doubted_since is None
    assert doubted_anew.doubted_since == TUESDAY + LEASE + MINUTE


def test_a_platform_that_never_answers_is_given_up(world: World) -> None:
    world.open(invited=1)
    at, seen = TUESDAY, []
    while claims := world.take(at, look_up=QUESTIONS):
        world.end(claims[0], UnsureError("timeout"), at=at)
        seen.append(row(world, claims[0], "status")[0])
        at += LEASE

    assert seen == ["unsure"] * (MOST_FAILURES - 1) + ["failed"]


def test_a_message_that_kills_its_sender_is_given_up(world: World) -> None:
    world.open(invited=1)
    deaths = 0
    while world.take(TUESDAY + deaths * LEASE, look_up=QUESTIONS):
        deaths += 1

    assert deaths == MOST_FAILURES
    assert statuses(world) == {("failed", MOST_FAILURES, deliveries.LEASE_ENDED)}


# Whose word counts.

ENDS: dict[str, End] = {
    "sent": DM,
    "not sent": NotSentError("late", retry_after=1),
    "never": NotSentError("late", retry_after=None),
    "busy": busy(),
    "unsure": UnsureError("late"),
    "in doubt": InDoubt("late", 60.0),
}


@pytest.mark.parametrize("end", ENDS)
def test_an_earlier_holder_can_no_longer_say_how_it_ended(world: World, round_id: RoundId, end: str) -> None:
    (old,) = world.take(limit=1)
    new = again(world, old)
    before = world.rows("delivery")

    noted = world.end(old, ENDS[end])

    assert new is not None
    assert new.attempt == 2
    assert not noted
    assert world.rows("delivery") == before


@pytest.mark.parametrize(("end", "status"), [("sent", "sent"), ("not sent", "pending"), ("never", "failed")])
def test_a_slow_sender_may_still_say_how_its_own_attempt_ended(
    world: World, round_id: RoundId, end: str, status: str
) -> None:
    (slow,) = world.take(limit=1)
    world.take(TUESDAY + LEASE, limit=0)
    in_between = row(world, slow, "status")

    noted = world.end(slow, ENDS[end], at=TUESDAY + 2 * LEASE)

    assert in_between == ("unsure",)
    assert noted
    assert row(world, slow, "status, failures") == (status, 1)


def test_an_end_is_said_once(world: World, round_id: RoundId) -> None:
    (first,) = world.take(limit=1)
    once = world.end(first, NotSentError("user_disabled", retry_after=None))
    twice = world.end(first, DM)

    assert (once, twice) == (True, False)
    assert ("failed", 1, "user_disabled") in statuses(world)


def test_a_reminder_on_its_way_while_the_round_closes_leaves_nothing_behind(world: World) -> None:
    round_id = world.open(invited=1, remind_at=TUESDAY)
    claims = world.take()
    world.close(round_id)

    noted = {claim.kind: world.end(claim, DM) for claim in claims}

    assert noted == {Kind.ASK: True, Kind.REMINDER: False}
    assert world.rows("delivery WHERE kind = 'reminder'") == []


# Whose turn it is.


def waiting(world: World, workspace: str = "T1", *, limit: int = 999) -> tuple[Due, ...]:
    with reading(world.engine) as session:
        return queue.due(session, workspace, at=TUESDAY + 10 * LEASE, limit=limit, look_up=tuple(Kind))


def test_a_large_team_keeps_no_small_one_waiting(world: World) -> None:
    world.open_another("LARGE", 500)
    for number in range(4):
        world.open_another(f"SMALL{number}", 8)

    first = waiting(world, limit=45)
    everything = waiting(world)

    assert sum("SMALL" in (due.user or "") for due in first) == 32
    assert (len(first), len(everything)) == (45, 532)


def test_within_a_team_whoever_was_due_first_goes_first(world: World) -> None:
    world.open()
    world.execute("UPDATE delivery SET due_at = '2026-11-24 08:00:00' WHERE person_id = 7")

    assert [due.user for due in waiting(world, limit=3)] == [world.users[6], world.users[0], world.users[1]]


def test_channels_come_before_people_and_doubt_comes_last(world: World, round_id: RoundId) -> None:
    for channel in ("C2", "C3"):
        world.close(world.open_another(channel, 0))
    world.execute("UPDATE delivery SET due_at = '2026-11-24 09:01:00' WHERE kind = 'digest'")
    claims = world.take(TUESDAY + MINUTE, limit=3)
    for claim in claims:
        world.end(claim, UnsureError("timeout"))
    world.execute("UPDATE delivery SET status = 'pending' WHERE round_id = 2")

    line = waiting(world)

    in_doubt = [claim.id for claim in claims if claim.round != 2]
    assert [claim.kind for claim in claims] == [Kind.DIGEST, Kind.DIGEST, Kind.ASK]
    assert [due.kind for due in line] == [Kind.DIGEST] * 2 + [Kind.ASK] * 12
    assert [line[1].id, line[-1].id] == in_doubt


def test_two_workspaces_never_see_each_others_messages(world: World, round_id: RoundId) -> None:
    with transaction(world.engine) as session:
        other = workspaces.ensure(session, ref="T2", name="Other", zone=HELSINKI, at=MONDAY)
    world.open_another("C2", 3, workspace=other)
    with reading(world.engine) as session:
        everywhere = queue.workspaces_due(session, at=TUESDAY)

    ours, theirs = world.take(), world.take(workspace="T2")

    assert everywhere == ("T1", "T2")
    assert {(claim.workspace, claim.round) for claim in ours} == {("T1", round_id)}
    assert [claim.user for claim in theirs] == ["U-C2-0", "U-C2-1", "U-C2-2"]
    assert {claim.workspace for claim in theirs} == {"T2"}
    assert waiting(world, "T3") == ()


# Waiting and skipping.


def test_what_waits_for_a_better_moment_counts_as_never_tried(world: World) -> None:
    world.open(invited=1)
    (due,) = waiting(world)
    with transaction(world.engine) as session:
        deliveries.postpone(session, due.id, due_at=TUESDAY + timedelta(hours=5))
    too_early = world.take(TUESDAY + timedelta(hours=4))
    (claim,) = world.take(TUESDAY + timedelta(hours=5))

    assert too_early == ()
    assert (claim.attempt, claim.failures, claim.due_at) == (1, 0, TUESDAY + timedelta(hours=5))


def test_what_is_skipped_is_owed_no_more(world: World) -> None:
    world.open(invited=1)
    (due,) = waiting(world)
    with transaction(world.engine) as session:
        deliveries.skip(session, due.id)

    assert waiting(world) == ()
    assert statuses(world) == {("skipped", 0, deliveries.NO_MOMENT)}


def test_messages_of_the_last_fourteen_days_are_counted(world: World, round_id: RoundId) -> None:
    sent, failed, *_ = world.take(limit=3)
    world.end(sent, DM)
    world.end(failed, NotSentError("user_disabled", retry_after=None))
    with reading(world.engine) as session:
        asked = deliveries.counts(session, QUESTIONS, at=TUESDAY)
        later = deliveries.counts(session, tuple(Kind), at=TUESDAY + timedelta(days=14))

    assert asked == {
        (Kind.ASK, Status.SENT): 1,
        (Kind.ASK, Status.FAILED): 1,
        (Kind.ASK, Status.SENDING): 1,
        (Kind.ASK, Status.PENDING): 9,
    }
    assert later == {(Kind.DIGEST, Status.PENDING): 1}


def test_on_postgresql_several_senders_skip_each_others_rows(world: World) -> None:
    statements: list[str] = []
    postgresql = make_url("postgresql+psycopg://").get_dialect()()

    @event.listens_for(world.engine, "before_execute")
    def note(_connection: object, statement: object, *_: object) -> None:
        if hasattr(statement, "compile"):
            statements.append(str(statement.compile(dialect=postgresql)))

    with transaction(world.engine) as session:
        queue.candidates(session, [DeliveryId(1)], at=TUESDAY)

    assert statements[-1].endswith("FOR UPDATE OF delivery SKIP LOCKED")
