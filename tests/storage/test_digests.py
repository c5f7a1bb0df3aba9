from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event

from storage import digests
from storage.database import reading
from storage.errors import BrokenSealError
from storage.tables import Row
from storage.writer import AnswerWriter
from survey.errors import UnknownQuestionError
from survey.ids import RoundId
from survey.rounds import RoundState
from survey.scales import SKIP
from survey.tallies import Tally
from survey.weeks import Week
from tests.storage.world import DATA_KEY, World

MORNING = datetime(2026, 1, 5, 9, tzinfo=UTC)
"""Before any of the rounds here closes."""


def summary(world: World, round_id: RoundId) -> digests.Summary:
    with reading(world.engine) as session:
        return digests.summary(session, round_id, data_key=DATA_KEY)


@pytest.fixture
def play(world: World, writer: AnswerWriter) -> Callable[..., RoundId]:
    """Open a week, let people answer, close it."""

    def play(week: int, values: list[int], *, asked: int = 1, comment: str = "") -> RoundId:
        round_id = world.open(Week(2026, week), asked=asked)
        for user, value in zip(world.users, values, strict=False):
            writer.submit_answer(round_id, user, "Q1", value, at=MORNING, order=1).result()
        if comment:
            writer.submit_comment(round_id, world.users[0], "Q1", comment, at=MORNING, order=1).result()
        world.ask_everybody()
        world.close(round_id)
        return round_id

    return play


def test_a_summary_has_everything_a_digest_needs(world: World, play: Callable[..., RoundId]) -> None:
    before = play(47, [3, 3, 4, 5, 5], asked=2)
    now = play(48, [1, 2, 2, 3, 4, 5, SKIP], asked=3, comment="Too many meetings")
    play(49, [5] * 5)

    found = summary(world, now)

    q1, q2, q3 = world.questions
    assert found.round.id == now
    assert (found.invited, found.participants, found.lost) == (12, 7, False)
    assert found.tallies == (
        Tally(q1, {1: 1, 2: 2, 3: 1, 4: 1, 5: 1}, skipped=1),
        Tally(q2, {}),
        Tally(q3, {}),
    )
    assert found.earlier == (
        digests.Measurement(Week(2026, 47), Tally(q1, {3: 2, 4: 1, 5: 2}), invited=12, floor=5),
        digests.Measurement(Week(2026, 47), Tally(q2, {}), invited=12, floor=5),
    )
    assert found.comments == ("Too many meetings",)
    assert summary(world, before).earlier == ()


def test_each_question_has_at_most_twelve_measurements(world: World, play: Callable[..., RoundId]) -> None:
    for week in range(30, 44):
        play(week, [3])
    now = play(48, [3])

    weeks = [measurement.week.number for measurement in summary(world, now).earlier]

    assert weeks == list(range(33, 44))


def test_a_lost_week_measured_nothing_and_says_so(world: World, play: Callable[..., RoundId]) -> None:
    lost = world.open(Week(2026, 47), asked=1)
    world.keys.destroy("key-2026-W47")
    world.close(lost)
    now = play(48, [3] * 5)

    assert summary(world, lost).lost
    assert summary(world, lost).tallies == (Tally(world.questions[0], {}),)
    assert summary(world, lost).participants == 0
    assert summary(world, now).earlier == ()


def test_of_an_open_round_nothing_is_known(world: World, round_id: RoundId, writer: AnswerWriter) -> None:
    writer.submit_answer(round_id, world.users[0], "Q1", 3, at=MORNING, order=1).result()

    found = summary(world, round_id)

    assert found.round.state is RoundState.OPEN
    assert found.participants is None
    assert [tally.answers for tally in found.tallies] == [0, 0, 0]


def test_an_unknown_round_or_a_wrong_key_is_named(world: World, play: Callable[..., RoundId]) -> None:
    now = play(48, [3], comment="x")

    with reading(world.engine) as session:
        with pytest.raises(UnknownQuestionError):
            digests.summary(session, RoundId(99), data_key=DATA_KEY)
        with pytest.raises(BrokenSealError):
            digests.summary(session, now, data_key=bytes(32))


def test_the_cost_does_not_grow_with_history(world: World, play: Callable[..., RoundId]) -> None:
    now = play(48, [3] * 5, asked=3)
    statements: list[tuple[str, Any]] = []
    event.listen(world.engine, "before_cursor_execute", lambda *args: statements.append((args[2], args[3])))
    summary(world, now)

    with world.engine.connect() as connection:
        plans = [
            str(step[3])
            for sql, values in [statement for statement in statements if statement[0].startswith("SELECT")]
            for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
        ]

    assert plans
    assert not [plan for plan in plans if plan.startswith("SCAN") and plan.split()[1] in Row.metadata.tables]
