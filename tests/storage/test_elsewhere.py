"""Several processes store answers in one PostgreSQL: each knows of the others, and the last click counts."""

import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import closing
from storage.answers import Answered, RoundMemory
from storage.database import connect, reading, transaction
from storage.keys import KeyFolder
from storage.redis_keys import RedisKeys
from storage.writer import AnswerWriter
from survey.errors import NotInvitedError, RoundClosedError, SurveyError
from survey.ids import RoundId, UserRef
from tests import databases
from tests.databases.redis import redis_server
from tests.storage.world import DATA_KEY, TUESDAY, World, settle

ADA, BEN = UserRef("U01"), UserRef("U02")
SECOND = timedelta(seconds=1)


@dataclass
class Process:
    """What one process of role web has of its own."""

    memory: RoundMemory
    writer: AnswerWriter

    def answer(
        self, user: UserRef, question: str, value: int, order: float, *, form: bool = False
    ) -> Answered:
        return self.submit(user, question, value, order, form=form).result(10)

    def submit(
        self, user: UserRef, question: str, value: int, order: float, *, form: bool = False
    ) -> Future[Answered]:
        return self.writer.submit_answer(ROUND, user, question, value, at=TUESDAY, order=order, by_form=form)


ROUND = RoundId(1)


@pytest.fixture
def keys() -> Iterator[RedisKeys]:
    with redis_server() as server:
        store = RedisKeys(server.url, randomness=os.urandom)
        yield store
        store.close()


@pytest.fixture
def world(tmp_path: Path, keys: RedisKeys) -> Iterator[World]:
    """A team on PostgreSQL, with keys in Redis and a round that is open."""
    engine = connect(databases.fresh(tmp_path, databases.POSTGRESQL))
    made = settle(engine, tmp_path)
    made.keys = cast(KeyFolder, keys)  # rounds do with any store
    assert made.open() == ROUND
    yield made
    engine.dispose()


@pytest.fixture
def pair(world: World) -> Iterator[tuple[Process, Process]]:
    made = []
    for _ in range(2):
        memory = RoundMemory(world.engine, world.keys)
        writer = AnswerWriter(world.engine, world.keys, memory, randomness=os.urandom, clock=lambda: TUESDAY)
        writer.start()
        made.append(Process(memory, writer))
    yield made[0], made[1]
    for each in made:
        each.writer.stop()


def counted(world: World) -> dict[tuple[int, int], int]:
    """Close the round; the tallies by question and value, without those who skipped or were silent."""
    closing.close(world.engine, world.keys, ROUND, data_key=DATA_KEY, randomness=os.urandom)
    with reading(world.engine) as session:
        rows = session.connection().exec_driver_sql("SELECT question_id, value, count FROM tally").all()
    return {(question, value): count for question, value, count in rows if value > 0 and count}


def test_a_card_shows_what_was_given_through_another_process(pair: tuple[Process, Process]) -> None:
    one, other = pair
    one.answer(ADA, "Q1", 4, 1.0)
    second = other.answer(ADA, "Q2", 3, 2.0)
    third = one.answer(ADA, "Q3", 0, 3.0)

    assert second.answered == {"Q1", "Q2"}
    assert third.answered == {"Q1", "Q2", "Q3"}
    assert other.writer.state_of(ROUND, ADA).answered == {"Q1", "Q2", "Q3"}
    assert one.writer.state_of(ROUND, BEN).answered == frozenset()


def test_an_older_click_through_another_process_changes_nothing(
    pair: tuple[Process, Process], world: World
) -> None:
    one, other = pair
    one.answer(ADA, "Q1", 4, 2.0)
    other.answer(ADA, "Q1", 1, 1.0)
    other.answer(ADA, "Q1", 1, 2.0)

    assert counted(world) == {(1, 4): 1}


def test_a_form_is_the_last_wherever_something_was_tapped_meanwhile(
    pair: tuple[Process, Process], world: World
) -> None:
    one, other = pair
    one.answer(ADA, "Q1", 2, 5.0)
    other.answer(ADA, "Q1", 4, 3.0, form=True)
    one.answer(ADA, "Q1", 1, 5.0)

    assert counted(world) == {(1, 4): 1}


def test_what_was_taken_back_in_one_is_gone_in_the_other_and_does_not_come_again(
    pair: tuple[Process, Process], world: World
) -> None:
    one, other = pair
    one.answer(ADA, "Q1", 4, 1.0)
    assert other.writer.withdraw(ROUND, ADA).result(10).answered == frozenset()
    one.answer(ADA, "Q1", 4, 1.0)

    assert one.writer.state_of(ROUND, ADA).answered == frozenset()
    assert counted(world) == {}


def test_whoever_was_forgotten_elsewhere_is_told_that_they_are_not_asked(
    pair: tuple[Process, Process], world: World
) -> None:
    one, _ = pair
    one.answer(ADA, "Q1", 4, 1.0)
    with transaction(world.engine) as session:
        session.connection().exec_driver_sql(
            "DELETE FROM delivery WHERE person_id = %s", (world.people[BEN],)
        )

    with pytest.raises(NotInvitedError):
        one.answer(BEN, "Q1", 4, 2.0)
    with pytest.raises(NotInvitedError):
        one.writer.withdraw(ROUND, BEN).result(10)
    with pytest.raises(NotInvitedError):
        one.answer(UserRef("U99"), "Q1", 4, 2.0)


def test_whoever_was_invited_elsewhere_can_answer_at_once(
    pair: tuple[Process, Process], world: World
) -> None:
    one, other = pair
    one.answer(ADA, "Q1", 4, 1.0)
    one.memory.forget_person(world.people[BEN])

    assert one.answer(BEN, "Q1", 3, 2.0).answered == {"Q1"}
    other.answer(ADA, "Q1", 1, 0.5)
    assert counted(world) == {(1, 4): 1, (1, 3): 1}


def test_a_round_that_closed_elsewhere_takes_nothing(pair: tuple[Process, Process], world: World) -> None:
    one, _ = pair
    one.answer(ADA, "Q1", 4, 1.0)
    counted(world)

    with pytest.raises(RoundClosedError):
        one.answer(BEN, "Q1", 4, 2.0)


CLICK = st.tuples(st.integers(0, 1), st.sampled_from(["Q1", "Q2"]), st.integers(1, 4), st.integers(1, 9))


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(clicks=st.lists(CLICK, min_size=1, max_size=12))
def test_of_clicks_through_two_processes_at_once_the_last_counts(
    pair: tuple[Process, Process], world: World, clicks: list[tuple[int, str, int, int]]
) -> None:
    """Each order belongs to one value, as a platform's time belongs to one tap; repeats may come anywhere."""
    base = next(_ORDERS) * 100.0

    def click(each: tuple[int, str, int, int]) -> Answered | SurveyError:
        through, question, _, order = each
        value = 1 + (order * 7 + len(question)) % 4
        return pair[through].answer(ADA, question, value, base + order)

    with ThreadPoolExecutor(4) as pool:
        last = list(pool.map(click, clicks))[-1]

    assert isinstance(last, Answered)
    stored = opened(world, pair[0])
    for question in {each[1] for each in clicks}:
        newest = max(order for _, about, _, order in clicks if about == question)
        assert stored[question] == 1 + (newest * 7 + len(question)) % 4
        assert question in pair[1].writer.state_of(ROUND, ADA).answered


_ORDERS = iter(range(1, 10_000))


def opened(world: World, process: Process) -> dict[str, int]:
    """What is stored of Ada, opened with the round's key."""
    from storage.sealing import open_answer  # noqa: PLC0415 - of this proof alone

    known = process.memory.open_round(ROUND)
    person = known.person(ADA)
    with reading(world.engine) as session:
        rows = session.connection().exec_driver_sql("SELECT token, value FROM sealed_answer").all()
    there = {bytes(name): bytes(value) for name, value in rows}
    return {
        question.key: open_answer(known.key, name, there[name])[1]
        for question in known.round.questions
        if (name := known.token_of(person, question.id)) in there
    }
