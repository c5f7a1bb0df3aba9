import re
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
from survey.closed_weeks import ClosedQuestion, ClosedWeek
from survey.digests import Point
from survey.disclosure.figures import Band, Mean, Released, Withheld
from survey.errors import UnknownQuestionError
from survey.ids import RoundId
from survey.scales import SKIP
from survey.verdicts import Change, Verdict
from survey.weeks import Week
from tests.storage.world import DATA_KEY, World

MORNING = datetime(2026, 1, 5, 9, tzinfo=UTC)
"""Before any of the rounds here closes."""


def week_of(world: World, round_id: RoundId) -> ClosedWeek:
    with reading(world.engine) as session:
        return digests.closed_week(session, round_id, data_key=DATA_KEY)


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


def test_a_closed_week_has_everything_a_digest_needs(world: World, play: Callable[..., RoundId]) -> None:
    before = play(47, [3, 3, 4, 5, 5, 1, 2, 4], asked=2)
    now = play(48, [1, 2, 2, 3, 4, 5, 3, 4, SKIP], asked=3, comment="Too many meetings")
    play(49, [5] * 5)

    found = week_of(world, now)

    q1, q2, q3 = world.questions
    assert (found.week, found.team) == (Week(2026, 48), "Web")
    assert (found.invited, found.participants, found.lost) == (12, 9, False)
    assert found.questions == (
        ClosedQuestion(
            q1,
            Released(8, 12, mean=Mean(30), band=Band(3, 3)),
            (Point(Week(2026, 47), Released(8, 12, mean=Mean(34), band=Band(4, 4))),),
            verdict=Verdict(Change.EARLY, 1, 6),
        ),
        ClosedQuestion(q2, Withheld(5, 12), (Point(Week(2026, 47), Withheld(5, 12)),)),
        ClosedQuestion(q3, Withheld(5, 12)),
    )
    assert found.comments == ("Too many meetings",)
    assert found.rounds == ((8, 12), (9, 12))
    assert [asked.earlier for asked in week_of(world, before).questions] == [(), ()]


@pytest.mark.parametrize("answers", [[1, 1, 1], [5, 5, 5, 5], []])
def test_p8_a_week_with_too_few_answers_is_a_gap_and_moves_nothing_after_it(
    world: World, play: Callable[..., RoundId], answers: list[int]
) -> None:
    play(47, [3, 3, 4, 5, 5, 1, 2, 4])
    play(48, answers)
    play(49, [2, 3, 4, 4, 4, 3, 5, 1])
    now = play(50, [1, 2, 2, 3, 4, 5, 3, 4])

    (asked,) = week_of(world, now).questions

    assert [(point.week.number, point.figure) for point in asked.earlier] == [
        (47, Released(8, 12, mean=Mean(34), band=Band(4, 4))),
        (48, Withheld(5, 12)),
        (49, Released(8, 12, mean=Mean(33), band=Band(4, 4))),
    ]
    assert asked.figure == Released(8, 12, mean=Mean(30), band=Band(3, 3))


def test_each_question_has_at_most_twelve_measurements(world: World, play: Callable[..., RoundId]) -> None:
    for week in range(30, 44):
        play(week, [3])
    now = play(48, [3])

    weeks = [point.week.number for point in week_of(world, now).questions[0].earlier]

    assert weeks == list(range(33, 44))


def test_a_lost_week_measured_nothing_and_says_so(world: World, play: Callable[..., RoundId]) -> None:
    lost = world.open(Week(2026, 47), asked=1)
    world.keys.destroy("key-2026-W47")
    world.close(lost)
    now = play(48, [3] * 5)

    assert week_of(world, lost).lost
    assert week_of(world, lost).questions == ()
    assert week_of(world, lost).participants == 0
    assert week_of(world, now).questions[0].earlier == ()


def test_p3_of_an_open_round_nothing_is_known(world: World, round_id: RoundId, writer: AnswerWriter) -> None:
    writer.submit_answer(round_id, world.users[0], "Q1", 3, at=MORNING, order=1).result()

    found = week_of(world, round_id)

    assert found.participants == 0
    assert found.questions == ()


def test_an_unknown_round_or_a_wrong_key_is_named(world: World, play: Callable[..., RoundId]) -> None:
    now = play(48, [3], comment="x")

    with reading(world.engine) as session:
        with pytest.raises(UnknownQuestionError):
            digests.closed_week(session, RoundId(99), data_key=DATA_KEY)
        with pytest.raises(BrokenSealError):
            digests.closed_week(session, now, data_key=bytes(32))


def test_the_cost_does_not_grow_with_history(world: World, play: Callable[..., RoundId]) -> None:
    now = play(48, [3] * 5, asked=3)
    statements: list[tuple[str, Any]] = []
    event.listen(world.engine, "before_cursor_execute", lambda *args: statements.append((args[2], args[3])))
    week_of(world, now)

    plans = plans_of(world, [each for each in statements if each[0].startswith("SELECT")])

    assert plans
    scanned = {found[1] for found in map(SCANS.search, plans) if found}
    assert scanned.isdisjoint(Row.metadata.tables)


SCANS = re.compile(r"(?:^SCAN|Seq Scan on) (\w+)")


def plans_of(world: World, statements: list[tuple[str, Any]]) -> list[str]:
    """How the database would go about these statements, a step a line."""
    with world.engine.connect() as connection:
        if world.engine.dialect.name == "sqlite":
            explained = [
                connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values) for sql, values in statements
            ]
            return [str(step[3]) for steps in explained for step in steps]
        # A handful of rows is read faster without an index; whether one could be used is the question.
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        explained = [connection.exec_driver_sql(f"EXPLAIN {sql}", values) for sql, values in statements]
        return [str(step[0]) for steps in explained for step in steps]
