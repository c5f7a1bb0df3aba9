"""Two schedulers on one PostgreSQL: what both find due happens once."""

import asyncio
import os
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from jobs.close import Closing
from jobs.plan import plan
from jobs.purge import Purging
from jobs.roster import Roster
from storage import owed, rounds
from storage.database import reading, transaction
from storage.locks import Locks
from survey.deliveries import Kind
from survey.ids import ChannelRef, RoundId, UserRef
from survey.people import Audience, Profile
from tests import databases
from tests.storage.conftest import engine, round_id, url, world  # noqa: F401 - fixtures
from tests.storage.world import DATA_KEY, FRIDAY_NOON, HELSINKI, MONDAY, WEEK, World


@pytest.fixture
def database() -> str:
    return databases.POSTGRESQL


def both(work: Callable[[], object]) -> list[object]:
    """Do the same twice at the same time."""
    barrier = threading.Barrier(2)

    def begin() -> object:
        barrier.wait()
        return work()

    with ThreadPoolExecutor(2) as pool:
        return [each.result() for each in [pool.submit(begin), pool.submit(begin)]]


def test_a_round_opens_once_and_keeps_its_key(world: World) -> None:  # noqa: F811
    def open_() -> object:
        return plan(world.engine, world.keys, at=MONDAY, randomness=os.urandom, floor=5)

    opened = both(open_)

    assert sorted(map(str, opened)) == ["0", "1"]
    assert world.rows("round", "week, state") == [(str(WEEK), "open")]
    assert world.lying("delivery WHERE kind = 'digest'", "count(*)") == [(1,)]
    ((name,),) = world.rows("round", "key_name")
    assert world.keys.has(str(name))


def test_a_round_opens_beside_a_close_that_sweeps_keys(world: World) -> None:  # noqa: F811
    def open_() -> object:
        return plan(world.engine, world.keys, at=MONDAY, randomness=os.urandom, floor=5)

    def sweep() -> object:
        return closing(world).close(at=MONDAY)

    with ThreadPoolExecutor(3) as pool:
        sweeps = [pool.submit(sweep) for _ in range(4)]
        opened = pool.submit(open_).result()
        for each in sweeps:
            each.result()

    ((name,),) = world.rows("round", "key_name")
    assert opened == 1
    assert world.keys.has(str(name))


def test_a_round_closes_once(world: World, round_id: RoundId) -> None:  # noqa: F811
    world.ask_everybody()

    both(lambda: closing(world).close(at=FRIDAY_NOON))

    assert world.rows("round", "state, invited") == [("closed", 12)]
    assert world.lying("delivery WHERE kind = 'digest'", "count(*)") == [(1,)]
    with reading(world.engine) as session:
        assert rounds.due_to_close(session, at=FRIDAY_NOON) == ()


def test_a_notice_is_owed_once(world: World, round_id: RoundId) -> None:  # noqa: F811
    def owe() -> None:
        with transaction(world.engine) as session:
            owed.owe_notices(session, rounds.get(session, round_id), due_at=MONDAY)

    both(owe)

    assert world.lying(f"delivery WHERE kind = '{Kind.NOTICE}'", "count(*)") == [(1,)]


def test_what_is_deleted_at_night_is_written_down_once(world: World, round_id: RoundId) -> None:  # noqa: F811
    world.close(round_id)
    later = FRIDAY_NOON + timedelta(days=3 * 366)

    both(lambda: Purging(world.engine).purge(at=later))

    assert world.lying("round", "count(*)") == [(0,)]
    assert world.lying("audit WHERE act = 'purge'", "count(*)") == [(1,)]


class Slow:
    """A platform that takes its time and counts how often it is asked for everybody."""

    def __init__(self) -> None:
        self.asked = 0

    async def everybody(self) -> AsyncIterator[tuple[Profile, ...]]:
        self.asked += 1
        await asyncio.sleep(0.3)
        yield (Profile(UserRef("U01"), HELSINKI, is_workspace_admin=False, is_person=True),)

    async def members_of(self, audience: Audience) -> frozenset[UserRef]:
        assert audience.channel == ChannelRef("C1")
        return frozenset({UserRef("U01")})


async def test_people_are_compared_once_a_night(world: World) -> None:  # noqa: F811
    tonight: datetime = MONDAY + timedelta(days=2)
    platform = Slow()
    locks = [Locks(world.engine) for _ in range(2)]
    rosters = [
        Roster(world.engine, platform, each, workspace="T1", clock=lambda: tonight)  # type: ignore[arg-type]
        for each in locks
    ]
    done = await asyncio.gather(*(each.reconcile() for each in rosters))
    again = [await each.reconcile() for each in rosters]
    for each in locks:
        each.close()

    assert sorted(done) == [False, True]
    assert again == [False, False]
    assert platform.asked == 1


def closing(world: World) -> Closing:  # noqa: F811
    """What a process closes with."""
    return Closing(world.engine, world.keys, world.memory, data_key=DATA_KEY, randomness=os.urandom)
