from datetime import timedelta

from storage import retention
from storage.database import transaction
from storage.retention import Purged
from storage.writer import AnswerWriter
from survey.ids import RoundId
from survey.rounds import RoundState
from tests.storage.test_closing import answer
from tests.storage.world import FRIDAY_NOON, WEEK, World

DAY = timedelta(days=1)
KEPT = ("tally", "release", "comment", "round_question", "round_talk", "round_team", "delivery", "round")


def purge(world: World, after: timedelta) -> Purged:
    with transaction(world.engine) as session:
        return retention.purge(session, at=FRIDAY_NOON + after)


def closed(world: World, writer: AnswerWriter, round_id: RoundId, *, months: int = 24) -> None:
    answer(world, writer, round_id)
    world.execute(f"INSERT INTO round_team VALUES ({round_id}, 1)")  # noqa: S608
    world.execute(f"INSERT INTO round_talk VALUES ({round_id}, 1)")  # noqa: S608
    world.execute(f"UPDATE round SET retention_months = {months}")  # noqa: S608
    world.close(round_id)


def test_a_round_goes_when_its_months_are_over_and_takes_everything_along(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    closed(world, writer, round_id)

    day_before = purge(world, 730 * DAY)
    full = {table: len(world.rows(table)) for table in KEPT}
    gone = purge(world, 731 * DAY)

    assert (day_before.rounds, gone.rounds, gone.comments) == (0, 1, 2)
    assert all(full.values())
    assert {table: world.rows(table) for table in KEPT} == {table: [] for table in KEPT}


def test_a_shorter_promise_is_kept_whatever_others_promise(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    closed(world, writer, round_id, months=1)
    world.open(WEEK.next())

    assert purge(world, 29 * DAY).rounds == 0
    assert purge(world, 30 * DAY).rounds == 1
    assert [row[3] for row in world.rows("round")] == ["2026-W49"]


def test_who_was_asked_is_forgotten_after_half_a_year_and_the_channels_messages_stay(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    closed(world, writer, round_id)

    early = purge(world, 179 * DAY)
    late = purge(world, 180 * DAY)

    assert (early.invitations, late.invitations) == (0, 12)
    assert {row[0] for row in world.rows("delivery", "kind")} == {"digest"} | {
        row[0] for row in world.rows("delivery", "kind") if row[0] == "comments"
    }
    assert world.rows("delivery", "person_id") == [(None,)] * len(world.rows("delivery"))
    assert world.rows("tally")


def test_anything_sealed_that_outlives_its_round_is_destroyed_unread(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    answer(world, writer, round_id)
    world.pretend(round_id, RoundState.CLOSED)

    early = purge(world, 23 * timedelta(hours=1))
    late = purge(world, DAY)

    assert (early.sealed, late.sealed) == (0, 15 + 3 + 12)
    assert bool(late)
    assert not purge(world, DAY)


def test_a_round_that_was_never_closed_waits_for_its_close(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    answer(world, writer, round_id)

    assert not purge(world, 4000 * DAY)
    assert len(world.rows("sealed_answer")) == 15
