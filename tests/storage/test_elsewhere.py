"""Several processes store answers in one PostgreSQL: each knows of the others, and the last click counts."""

import math
import os
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import OperationalError

from storage import closing, forgetting, outages, people, saves
from storage.answers import Answered, RoundMemory
from storage.batches import Batches
from storage.database import connect, reading, transaction
from storage.key_store import KeyStoreAwayError
from storage.keys import KeyFolder
from storage.redis_keys import RedisKeys
from storage.saves import Given
from storage.writer import AnswerWriter
from survey.errors import NotInvitedError, NotSavedError, RoundClosedError, SurveyError
from survey.ids import RoundId, UserRef
from tests import databases
from tests.databases.redis import RedisServer, redis_server
from tests.storage.world import DATA_KEY, TUESDAY, WEEK, World, settle

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
def server() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


@pytest.fixture
def keys(server: RedisServer) -> Iterator[RedisKeys]:
    store = RedisKeys(server.url, randomness=os.urandom)
    yield store
    store.close()


@pytest.fixture
def world(tmp_path: Path, keys: RedisKeys) -> Iterator[World]:
    """A team on PostgreSQL, with keys in Redis and a round that is open."""
    engine = connect(databases.fresh(tmp_path, databases.POSTGRESQL))
    made = settle(engine, tmp_path)
    made.keys = cast(KeyFolder, keys)  # rounds do with any store
    made.memory = RoundMemory(engine, keys)
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
    other.answer(ADA, "Q1", 4, 2.0)
    one.answer(ADA, "Q1", 1, 1.0)

    assert counted(world) == {(1, 4): 1}


def test_a_click_that_others_were_told_of_and_that_was_not_stored_is_stored_when_it_is_repeated(
    pair: tuple[Process, Process], world: World
) -> None:
    one, other = pair
    one.answer(ADA, "Q1", 1, 1.0)
    with failing_commits(world.engine), pytest.raises(NotSavedError):
        one.answer(ADA, "Q1", 4, 2.0)
    assert other.answer(ADA, "Q1", 4, 2.0).answered == {"Q1"}
    one.answer(ADA, "Q1", 1, 1.0)

    assert counted(world) == {(1, 4): 1}


def test_answers_that_were_not_taken_back_stay_and_can_be_taken_back_again(
    pair: tuple[Process, Process], world: World
) -> None:
    one, other = pair
    one.answer(ADA, "Q1", 4, 1.0)
    with failing_commits(world.engine), pytest.raises(NotSavedError):
        other.writer.withdraw(ROUND, ADA).result(10)
    assert one.writer.state_of(ROUND, ADA).answered == {"Q1"}
    assert other.writer.withdraw(ROUND, ADA).result(10).answered == frozenset()
    for process in pair:
        process.answer(ADA, "Q1", 4, 1.0)

    assert counted(world) == {}


@contextmanager
def failing_commits(engine: Engine) -> Iterator[None]:
    """The server goes away just when it is to commit."""

    def fail(_: Connection) -> None:
        raise OperationalError("COMMIT", None, Exception("gone"))

    event.listen(engine, "commit", fail)
    try:
        yield
    finally:
        event.remove(engine, "commit", fail)


def test_a_group_of_clicks_hears_within_three_seconds_that_redis_does_not_answer(
    pair: tuple[Process, Process], server: RedisServer
) -> None:
    one, _ = pair
    for user in (ADA, BEN):
        one.writer.state_of(ROUND, user)
    server.freeze()
    began = time.monotonic()
    waiting = [one.submit(user, "Q1", 4, float(at)) for at in range(20) for user in (ADA, BEN)]
    waiting += [one.writer.withdraw(ROUND, ADA) for _ in range(5)]

    assert {type(each.exception(10)) for each in waiting} == {NotSavedError}
    assert time.monotonic() - began < 3
    server.thaw()


def test_a_tap_after_redis_came_back_is_stored(
    pair: tuple[Process, Process], server: RedisServer, world: World
) -> None:
    one, _ = pair
    one.answer(ADA, "Q1", 2, 1.0)
    server.freeze()
    with pytest.raises(NotSavedError):
        one.answer(ADA, "Q1", 4, 2.0)
    server.thaw()
    until = time.monotonic() + 10
    while True:
        try:
            one.answer(ADA, "Q1", 4, 2.0)
            break
        except NotSavedError:
            assert time.monotonic() < until

    assert counted(world) == {(1, 4): 1}


def test_a_group_of_many_rounds_asks_the_store_three_questions(
    pair: tuple[Process, Process], world: World, keys: RedisKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _ = pair
    asked: list[None] = []
    ask = keys._redis.connection_pool.get_connection

    def counting() -> object:
        asked.append(None)
        return ask()

    rounds = [ROUND, *(world.open(week) for week in (WEEK.plus(1), WEEK.plus(2)))]
    works = [
        saves.answer(
            one.memory.open_round(round_id), Given(ADA, TUESDAY, 1.0), "Q1", 4, randomness=os.urandom
        )
        for round_id in rounds
    ]

    monkeypatch.setattr(keys._redis.connection_pool, "get_connection", counting)

    assert Batches(world.engine, keys).save(works) == {}
    assert len(asked) == 3


def test_whoever_is_forgotten_leaves_no_answer_though_this_process_did_not_know_them_yet(
    pair: tuple[Process, Process], world: World
) -> None:
    one, other = pair
    other.writer.state_of(ROUND, ADA)
    other.memory.forget_person(world.people[BEN])
    one.answer(BEN, "Q1", 4, 1.0)
    with reading(world.engine) as session:
        ben = people.find(session, world.workspace, BEN)
    assert ben is not None
    forgetting.forget(world.engine, other.memory, ben, at=TUESDAY)

    assert counted(world) == {}
    with pytest.raises(SurveyError):
        one.answer(BEN, "Q1", 4, 2.0)


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


THROUGH, ABOUT = st.integers(0, 1), st.sampled_from(["Q1", "Q2"])


class TwoProcesses(RuleBasedStateMachine):
    """One person's answers through two processes, against what must be stored and shown."""

    pair: tuple[Process, Process]
    world: World

    def __init__(self) -> None:
        super().__init__()
        self.clock = next(_ORDERS) * 1000.0
        self.clicks: dict[float, tuple[str, int]] = {}
        self.stored: dict[str, int] = {}
        self.guard: dict[str, float] = {}
        self.pair[0].writer.withdraw(ROUND, ADA).result(10)

    def _arrives(self, through: int, order: float, *, fails: bool = False) -> None:
        question, value = self.clicks[order]
        if order >= self.guard.get(question, 0.0):
            self.guard[question] = order
            if not fails:
                self.stored[question] = value
        with failing_commits(self.world.engine) if fails else nullcontext():
            done = self.pair[through].submit(ADA, question, value, order)
            assert isinstance(done.exception(10), NotSavedError if fails else type(None))

    @rule(through=THROUGH, question=ABOUT, value=st.integers(1, 4), fails=st.booleans())
    def click(self, through: int, question: str, value: int, fails: bool) -> None:
        self.clock += 1
        self.clicks[self.clock] = question, value
        self._arrives(through, self.clock, fails=fails)

    @precondition(lambda self: self.clicks)
    @rule(through=THROUGH, data=st.data())
    def repeat(self, through: int, data: st.DataObject) -> None:
        self._arrives(through, data.draw(st.sampled_from(sorted(self.clicks))))

    @rule(through=THROUGH, question=ABOUT, value=st.integers(1, 4))
    def arrive_late(self, through: int, question: str, value: int) -> None:
        order = self.clock - 0.5
        if order not in self.clicks:
            self.clicks[order] = question, value
            self._arrives(through, order)

    @rule(through=THROUGH)
    def withdraw(self, through: int) -> None:
        assert self.pair[through].writer.withdraw(ROUND, ADA).result(10).answered == frozenset()
        self.stored = {}
        self.guard = {question: math.nextafter(order, math.inf) for question, order in self.guard.items()}

    @rule(through=THROUGH)
    def refresh(self, through: int) -> None:
        self.pair[through].memory.refresh()

    @rule(through=THROUGH)
    def start_anew(self, through: int) -> None:
        self.pair[through].memory.forget(ROUND)

    @invariant()
    def what_is_stored_is_right_and_every_card_shows_it(self) -> None:
        assert opened(self.world, self.pair[0]) == self.stored
        for process in self.pair:
            assert process.writer.state_of(ROUND, ADA).answered == set(self.stored)


def test_whatever_one_person_does_through_two_processes_the_last_click_counts_and_cards_are_right(
    pair: tuple[Process, Process], world: World
) -> None:
    machine = type("Machine", (TwoProcesses,), {"pair": pair, "world": world})
    run_state_machine_as_test(
        machine, settings=settings(deadline=None, max_examples=15, stateful_step_count=20)
    )


def test_what_concerns_a_whole_group_is_told_from_what_one_answer_does() -> None:
    assert outages.concerns_all(KeyStoreAwayError("The Redis did not answer."))
    assert not outages.concerns_all(FileNotFoundError("the database was deleted"))
