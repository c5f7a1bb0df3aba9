from datetime import timedelta

from storage import agenda, deliveries, pulses, teams
from storage.database import reading, transaction
from tests.storage.world import FRIDAY_NOON, FRIDAY_TWO, MONDAY, TUESDAY, WEEK, World


def next_moment(world: World) -> object:
    with reading(world.engine) as session:
        return agenda.next_moment(session)


def test_a_week_is_planned_asked_closed_and_reported(world: World) -> None:
    plan = next_moment(world)
    round_id = world.open()
    with transaction(world.engine) as session:
        pulses.advance(session, world.pulse, to=WEEK.next())
    ask = next_moment(world)
    with transaction(world.engine) as session:
        deliveries.claim(session, at=TUESDAY, lease=timedelta(minutes=1), limit=99)
    close = next_moment(world)
    world.close(round_id)
    digest = next_moment(world)
    with transaction(world.engine) as session:
        deliveries.claim(session, at=FRIDAY_TWO, lease=timedelta(minutes=1), limit=99)
    next_plan = next_moment(world)

    assert (plan, ask, close, digest) == (MONDAY, TUESDAY, FRIDAY_NOON, FRIDAY_TWO)
    assert next_plan == MONDAY + timedelta(days=7)


def test_where_nothing_is_owed_nothing_is_due(world: World) -> None:
    with transaction(world.engine) as session:
        teams.archive(session, world.team)

    assert next_moment(world) is None
