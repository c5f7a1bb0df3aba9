"""How many messages stand where, for whoever watches."""

from datetime import timedelta

from storage import deliveries
from storage.database import reading
from survey.deliveries import Kind, Status
from survey.ids import RoundId
from tests.storage.world import TUESDAY, World


def test_messages_are_counted_by_kind_and_state(world: World, round_id: RoundId) -> None:
    world.take(limit=4)
    with reading(world.engine) as session:
        counts = deliveries.counts(session, [Kind.ASK, Kind.DIGEST], at=TUESDAY)

    assert counts == {
        (Kind.ASK, Status.SENDING): 4,
        (Kind.ASK, Status.PENDING): 8,
        (Kind.DIGEST, Status.PENDING): 1,
    }


def test_what_is_long_past_is_counted_no_more(world: World, round_id: RoundId) -> None:
    with reading(world.engine) as session:
        assert deliveries.counts(session, [Kind.ASK], at=TUESDAY + timedelta(days=15)) == {}
