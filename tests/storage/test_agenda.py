from datetime import UTC, datetime, timedelta

from storage import agenda, pulses, teams
from storage.database import reading, transaction
from survey.weeks import Week
from tests.storage.world import FRIDAY_NOON, FRIDAY_TWO, MONDAY, TUESDAY, WEEK, World

DAY = timedelta(days=1)
ASKING = datetime(2026, 11, 24, 7, tzinfo=UTC)
"""Tuesday at nine in Helsinki."""


def next_moment(world: World) -> object:
    with reading(world.engine) as session:
        return agenda.next_moment(session)


def test_a_week_is_planned_asked_closed_and_reported(world: World) -> None:
    plan = next_moment(world)
    round_id = world.open()
    with transaction(world.engine) as session:
        pulses.advance(session, world.pulse, to=WEEK.next())
    ask = next_moment(world)
    world.take(TUESDAY)
    close = next_moment(world)
    world.close(round_id)
    digest = next_moment(world)
    world.take(FRIDAY_TWO)
    next_plan = next_moment(world)

    assert (plan, ask, close, digest) == (MONDAY, TUESDAY, FRIDAY_NOON, FRIDAY_TWO)
    assert next_plan == MONDAY + timedelta(days=7)


def test_the_next_due_is_the_first_that_may_go(world: World) -> None:
    with transaction(world.engine) as session:
        pulses.advance(session, world.pulse, to=Week(2027, 1))
    round_id = world.open(remind_at=TUESDAY + DAY)
    ask = next_moment(world)
    world.take(TUESDAY)
    reminder = next_moment(world)
    world.take(TUESDAY + DAY)
    digest_of_open_round = next_moment(world)
    world.close(round_id)
    digest = next_moment(world)

    assert (ask, reminder) == (TUESDAY, TUESDAY + DAY)
    assert (digest_of_open_round, digest) == (FRIDAY_NOON, FRIDAY_TWO)


def test_the_next_digest_and_the_next_asking_are_known_while_a_round_is_open(world: World) -> None:
    with reading(world.engine) as session:
        before = agenda.next_digest(session), agenda.next_asking(session)
    world.open()
    with transaction(world.engine) as session:
        pulses.advance(session, world.pulse, to=WEEK.next())
        after = agenda.next_digest(session), agenda.next_asking(session)

    assert before == (None, ASKING)
    assert after == (FRIDAY_TWO, ASKING + 7 * DAY)


def test_where_nothing_is_owed_nothing_is_due(world: World) -> None:
    with transaction(world.engine) as session:
        teams.archive(session, world.team)

    assert next_moment(world) is None
