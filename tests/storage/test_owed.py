from datetime import timedelta

import pytest

from storage import closing, deliveries, owed, queue, reach, rounds
from storage.database import reading, transaction
from storage.writer import AnswerWriter
from survey.deliveries import Kind, NotSentError, Sent, Status, UnsureError
from survey.ids import ChannelRef, MessageRef, RoundId
from survey.rounds import RoundState
from tests.storage.test_closing import everything_on_disk
from tests.storage.world import FRIDAY_NOON, FRIDAY_TWO, LEASE, TUESDAY, WEEK, World

DM = Sent(ChannelRef("D1"), MessageRef("1.1"))
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
THURSDAY = TUESDAY + 2 * DAY


def owes(world: World, kind: Kind) -> list[tuple[object, ...]]:
    """Recipient and status of a kind."""
    return world.rows(f"delivery WHERE kind = '{kind}' ORDER BY id", "recipient, status")


def asked(world: World, **statuses: int) -> None:
    """Give so many of those asked each status, in their order."""
    people = iter(world.people.values())
    for status, count in statuses.items():
        for _ in range(count):
            world.execute(f"UPDATE delivery SET status = '{status}' WHERE person_id = {next(people)}")  # noqa: S608


def invited(world: World) -> object:
    return world.rows("round", "invited")[0][0]


# What a round owes.


def test_a_round_owes_everybody_a_question_a_reminder_where_planned_and_its_digest(world: World) -> None:
    world.open(invited=2, remind_at=THURSDAY)
    people = [f"person:{person}" for person in list(world.people.values())[:2]]

    owed_ = world.rows("delivery ORDER BY kind, id", "kind, recipient, CAST(due_at AS text), status")
    assert [(kind, to, str(due)[:13], status) for kind, to, due, status in owed_] == [
        ("ask", people[0], "2026-11-24 09", "pending"),
        ("ask", people[1], "2026-11-24 09", "pending"),
        ("digest", f"team:{world.team}", "2026-11-27 12", "pending"),
        ("reminder", people[0], "2026-11-26 09", "pending"),
        ("reminder", people[1], "2026-11-26 09", "pending"),
    ]


def test_comments_are_owed_once_and_a_minute_behind_the_figures(world: World, round_id: RoundId) -> None:
    with transaction(world.engine) as session:
        round_ = rounds.get(session, round_id)
        for _ in range(2):
            owed.owe_comments(session, round_)

    ((recipient, due_at),) = world.rows("delivery WHERE kind = 'comments'", "recipient, CAST(due_at AS text)")
    assert recipient == f"team:{world.team}"
    assert str(due_at).startswith("2026-11-27 12:01:00")


@pytest.mark.parametrize(
    "ends", [DM, NotSentError("channel_not_found", retry_after=None), UnsureError("late")]
)
def test_words_go_only_when_the_figures_have_gone_or_will_not(
    world: World, round_id: RoundId, ends: Sent | NotSentError | UnsureError
) -> None:
    world.close(round_id)
    with transaction(world.engine) as session:
        owed.owe_comments(session, rounds.get(session, round_id))
    later = FRIDAY_TWO + HOUR

    (digest,) = world.take(later)
    meanwhile = world.take(later)
    world.end(digest, ends)

    assert digest.kind is Kind.DIGEST
    assert meanwhile == ()
    assert [claim.kind for claim in world.take(later)] == [Kind.COMMENTS]


# How far the asking has come.


def test_progress_counts_and_names_nobody(world: World, round_id: RoundId) -> None:
    claims = world.take(limit=4)
    world.end(claims[0], NotSentError("user_disabled", retry_after=None))
    world.end(claims[1], UnsureError("timeout"))
    world.end(claims[2], DM)
    with transaction(world.engine) as session:
        *later, skipped = queue.due(session, "T1", at=TUESDAY, limit=4)
        for each in later:
            deliveries.postpone(session, each.id, due_at=TUESDAY + HOUR)
        deliveries.skip(session, skipped.id)
        progress = owed.progress(session, round_id, at=TUESDAY)
        nothing = owed.progress(session, RoundId(99), at=TUESDAY)

    assert progress == owed.Progress(invited=12, sent=1, due=5, waiting=3, failed=1, unsure=1, skipped=1)
    assert progress.pending == 8
    assert nothing == owed.Progress(0, 0, 0, 0, 0, 0, 0)


def test_asking_now_moves_those_not_asked_yet(world: World, round_id: RoundId) -> None:
    now = TUESDAY - 2 * HOUR
    with transaction(world.engine) as session:
        moved = owed.ask_now(session, round_id, at=now)
    claims = world.take(now)
    with transaction(world.engine) as session:
        again = owed.ask_now(session, round_id, at=now)

    assert (moved, len(claims), again) == (12, 12, 0)


def test_asking_now_brings_no_reminder_or_digest_forward(world: World) -> None:
    round_id = world.open(remind_at=THURSDAY)
    with transaction(world.engine) as session:
        owed.ask_now(session, round_id, at=TUESDAY - HOUR)

    assert {claim.kind for claim in world.take(TUESDAY)} == {Kind.ASK}


def test_who_is_back_is_looked_at_again_in_every_open_round(world: World, round_id: RoundId) -> None:
    closed, still_pending = world.open(WEEK.plus(-1)), world.open(WEEK.next())
    anna, ben, *_ = world.people.values()
    for round_, status in ((closed, "skipped"), (round_id, "skipped"), (still_pending, "pending")):
        world.execute(f"UPDATE delivery SET status = '{status}', problem = 'x' WHERE round_id = {round_}")  # noqa: S608
    world.execute(f"UPDATE delivery SET status = 'sent' WHERE person_id = {ben}")  # noqa: S608
    world.pretend(closed, RoundState.CLOSED)

    with transaction(world.engine) as session:
        both = owed.look_again(session, anna, at=TUESDAY - HOUR)
        asked_already = owed.look_again(session, ben, at=TUESDAY - HOUR)
        nothing_left = owed.look_again(session, anna, at=FRIDAY_NOON + 14 * DAY)

    assert (both, asked_already, nothing_left) == (2, 0, 0)
    assert [(claim.round, claim.user) for claim in world.take(TUESDAY - HOUR)] == [
        (round_id, world.users[0]),
        (still_pending, world.users[0]),
    ]
    assert set(world.rows(f"delivery WHERE person_id = {anna} AND round_id != {closed}", "problem")) == {
        (None,)
    }


# The digest.


def test_a_digest_says_where_it_stands(world: World, round_id: RoundId) -> None:
    with reading(world.engine) as session:
        waiting = owed.digest_status(session, round_id)
    world.close(round_id)
    (claim,) = world.take(FRIDAY_TWO)
    with reading(world.engine) as session:
        on_its_way = owed.digest_status(session, round_id)
    world.end(claim, DM)
    with reading(world.engine) as session:
        sent = owed.digest_status(session, round_id)

    assert (waiting, on_its_way, sent) == (Status.PENDING, Status.SENDING, Status.SENT)


@pytest.mark.parametrize(
    ("status", "again", "goes"),
    [
        ("pending", False, True),
        ("failed", False, True),
        ("unsure", False, False),
        ("unsure", True, True),
        ("sending", True, False),
        ("sent", True, False),
        ("skipped", True, False),
    ],
)
def test_a_digest_goes_now_unless_it_went_or_may_have(
    world: World, round_id: RoundId, status: str, again: bool, goes: bool
) -> None:
    world.execute(f"UPDATE delivery SET status = '{status}', failures = 5 WHERE kind = 'digest'")  # noqa: S608
    with transaction(world.engine) as session:
        owed_now = owed.owe_digest_now(session, round_id, at=TUESDAY, again=again)
    world.close(round_id)

    assert owed_now is goes
    assert [(claim.kind, claim.failures) for claim in world.take()] == ([(Kind.DIGEST, 0)] if goes else [])


# The end of a round.


@pytest.mark.parametrize("closed", [False, True])
def test_a_question_nobody_can_answer_is_owed_no_more(world: World, round_id: RoundId, closed: bool) -> None:
    (sent,) = world.take(limit=1)
    world.end(sent, DM)
    with transaction(world.engine) as session:
        assert owed.drop_stale(session, at=TUESDAY) == 0
    if closed:
        world.close(round_id)
    with transaction(world.engine) as session:
        dropped = owed.drop_stale(session, at=TUESDAY if closed else FRIDAY_NOON)

    assert dropped == 11
    assert set(world.rows("delivery WHERE kind = 'ask'", "status, problem")) == {
        ("sent", None),
        ("skipped", deliveries.ROUND_CLOSED),
    }
    assert owes(world, Kind.DIGEST) == [(f"team:{world.team}", "pending")]


def test_a_reminder_of_a_round_that_is_over_is_owed_no_more(world: World) -> None:
    world.open(invited=1, remind_at=THURSDAY)
    with transaction(world.engine) as session:
        dropped = owed.drop_stale(session, at=FRIDAY_NOON)

    assert dropped == 2
    assert [status for _, status in owes(world, Kind.REMINDER)] == ["skipped"]


def test_the_question_reached_those_who_may_have_it_and_those_who_answered(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    asked(world, sent=2, unsure=1, sending=1, failed=3, skipped=3)
    answered = world.users[4]
    writer.submit_answer(round_id, answered, "Q1", 3, at=TUESDAY, order=1).result()
    with reading(world.engine) as session:
        reached = reach.reached(session, round_id)
    world.close(round_id)

    assert reached == {world.people[user] for user in (*world.users[:4], answered)}
    assert invited(world) == 5
    assert world.rows("round", "participants") == [(1,)]


def test_a_round_that_reached_nobody_had_nobody_to_answer(world: World, round_id: RoundId) -> None:
    world.close(round_id)

    assert (invited(world), world.rows("round", "participants")) == (0, [(0,)])


def test_a_message_that_arrives_after_the_close_changes_no_count(world: World, round_id: RoundId) -> None:
    (held, *_) = world.take(limit=2)
    world.close(round_id)
    world.end(held, NotSentError("user_disabled", retry_after=None), at=FRIDAY_NOON + LEASE)

    assert invited(world) == 2


def test_who_was_reminded_is_erased_when_the_round_closes(world: World) -> None:
    round_id, other = world.open(remind_at=THURSDAY), world.open(WEEK.next(), remind_at=THURSDAY)
    for claim in world.take(THURSDAY):
        world.end(claim, Sent(ChannelRef("D1"), MessageRef(f"{claim.kind}-{claim.round}")))
    world.close(round_id)
    closing.finish(world.engine, world.keys)
    on_disk = b"".join(everything_on_disk(world).values())

    assert set(world.rows("delivery WHERE kind = 'reminder'", "round_id")) == {(other,)}
    assert len(owes(world, Kind.ASK)) == 24
    assert f"reminder-{round_id}".encode() not in on_disk
    assert f"reminder-{other}".encode() in on_disk
