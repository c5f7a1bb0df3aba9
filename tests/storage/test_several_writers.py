"""Several web processes on one database: each learns what others took, and forgets what they ended."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from storage import closing
from storage.answers import RoundMemory
from storage.database import transaction
from storage.rounds import close_early
from storage.writer import AnswerWriter
from survey.errors import RoundClosedError
from survey.ids import RoundId, UserRef
from survey.scales import SKIP
from tests import databases
from tests.storage.world import DATA_KEY, TUESDAY, World

ANN = UserRef("U01")


@pytest.fixture
def database() -> str:
    return databases.POSTGRESQL


@pytest.fixture
def processes(world: World) -> Iterator[tuple[tuple[AnswerWriter, RoundMemory], ...]]:
    """Two processes that take answers, each with a memory of its own."""
    made = []
    for _ in range(2):
        memory = RoundMemory(world.engine, world.keys)
        writer = AnswerWriter(world.engine, world.keys, memory, randomness=os.urandom, clock=lambda: TUESDAY)
        writer.start()
        made.append((writer, memory))
    yield tuple(made)
    for writer, _ in made:
        writer.stop()


def give(writer: AnswerWriter, round_id: RoundId, question: str, value: int, *, order: str) -> frozenset[str]:
    """What the card shows as answered after this tap."""
    saved = writer.submit_answer(round_id, ANN, question, value, at=TUESDAY, order=order)
    return saved.result(timeout=5).answered


def test_a_card_shows_what_was_answered_through_another_process(
    processes: tuple[tuple[AnswerWriter, RoundMemory], ...], round_id: RoundId
) -> None:
    (first, _), (second, _) = processes
    first.state_of(round_id, ANN)
    second.state_of(round_id, ANN)

    assert give(first, round_id, "Q1", 4, order="1.0") == {"Q1"}
    assert give(second, round_id, "Q2", 2, order="2.0") == {"Q1", "Q2"}
    assert give(first, round_id, "Q1", SKIP, order="3.0") == {"Q1", "Q2"}
    first.withdraw(round_id, ANN).result(timeout=5)
    assert give(second, round_id, "Q2", 3, order="4.0") == {"Q2"}


def test_a_round_that_another_process_closed_is_forgotten_with_its_key(
    processes: tuple[tuple[AnswerWriter, RoundMemory], ...], world: World, round_id: RoundId
) -> None:
    (_, _), (second, memory) = processes
    second.state_of(round_id, ANN)
    closing.close(world.engine, world.keys, round_id, data_key=DATA_KEY, randomness=os.urandom)

    memory.refresh()

    assert memory._rounds == {}
    with pytest.raises(RoundClosedError):
        second.state_of(round_id, ANN)


def test_a_round_that_another_process_changed_is_read_anew_and_keeps_the_order_of_taps(
    processes: tuple[tuple[AnswerWriter, RoundMemory], ...], world: World, round_id: RoundId
) -> None:
    (first, _), (second, memory) = processes
    give(second, round_id, "Q1", 5, order="9.0")
    give(first, round_id, "Q2", 5, order="9.0")
    with transaction(world.engine) as session:
        close_early(session, round_id, at=TUESDAY + timedelta(hours=1))

    memory.refresh()
    shown = second.state_of(round_id, ANN)

    assert shown.answered == {"Q1", "Q2"}
    assert shown.round.closes_at == TUESDAY + timedelta(hours=1)
    assert give(second, round_id, "Q1", 1, order="8.0") == {"Q1", "Q2"}
    assert set(memory.open_round(round_id).orders.values()) == {9.0}


def test_a_memory_of_nothing_has_nothing_to_read_anew(engine: Engine, world: World, tmp_path: Path) -> None:
    memory = RoundMemory(engine, world.keys)

    memory.refresh()

    assert memory._rounds == {}
