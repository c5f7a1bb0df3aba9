import importlib
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolIsEmptyError
from sqlmodel import select

from storage import rounds
from storage.answers import Answered
from storage.batches import Batches
from storage.database import connect, reading, transaction
from storage.errors import LostKeyError
from storage.sealing import open_answer, open_comment
from storage.tables import SealedAnswerRow
from storage.works import Save
from storage.writer import AnswerWriter
from survey.errors import (
    InputError,
    NotInvitedError,
    NotSavedError,
    RoundClosedError,
    SurveyError,
    UnknownQuestionError,
)
from survey.ids import RoundId, UserRef
from survey.rounds import RoundState
from survey.scales import SKIP
from tests import databases
from tests.storage.world import FRIDAY_NOON, TUESDAY, WEEK, World

GUARDS = importlib.import_module("storage.migrations.versions.0003_nobody_can_tell")
ANNA, BEN = UserRef("U01"), UserRef("U02")


def click(
    writer: AnswerWriter,
    round_id: RoundId,
    value: int,
    *,
    user: UserRef = ANNA,
    key: str = "Q1",
    order: float = 1,
) -> Future[Answered]:
    return writer.submit_answer(round_id, user, key, value, at=TUESDAY, order=order)


def say(
    writer: AnswerWriter, round_id: RoundId, text: str, *, key: str | None = "Q1", order: float = 1
) -> Future[Answered]:
    return writer.submit_comment(round_id, ANNA, key, text, at=TUESDAY, order=order)


def stored(world: World, round_id: RoundId) -> list[tuple[str, int]]:
    """Every sealed answer as question and value, opened with the round's key."""
    key = world.memory.open_round(round_id).key
    keys = {question.id: question.key for question in world.questions}
    rows = world.rows("sealed_answer")
    opened = [open_answer(key, bytes(row[0]), bytes(row[2])) for row in rows]  # type: ignore[call-overload]
    return sorted((keys[question], value) for question, value in opened)


def said(world: World, round_id: RoundId) -> list[str]:
    key = world.memory.open_round(round_id).key
    rows = world.rows("sealed_comment")
    return sorted(open_comment(key, bytes(row[0]), bytes(row[2])) for row in rows)  # type: ignore[call-overload]


@contextmanager
def busy_disk(world: World, writer: AnswerWriter, round_id: RoundId) -> Iterator[None]:
    """Inside, the writer is stuck in a commit of Ben's, so that whatever comes is one group afterwards."""
    begun = threading.Event()
    event.listen(world.engine, "begin", lambda connection: begun.set(), insert=True)
    with transaction(world.engine) as session:
        rounds.lock(session, [RoundId(1), RoundId(2)])
        begun.clear()
        click(writer, round_id, 1, user=BEN, key="Q3")
        begun.wait()
        yield


def test_an_answer_is_on_disk_before_anybody_says_so(
    world: World, writer: AnswerWriter, round_id: RoundId, url: str
) -> None:
    done = click(writer, round_id, 4).result()

    other = connect(url)
    with reading(other) as session:
        assert len(session.exec(select(SealedAnswerRow)).all()) == 1
    other.dispose()
    assert stored(world, round_id) == [("Q1", 4)]
    assert done.answered == {"Q1"}
    assert done.round.id == round_id
    assert world.rows("participation") == [(round_id, world.people[ANNA])]


def test_a_second_click_replaces_the_first(world: World, writer: AnswerWriter, round_id: RoundId) -> None:
    click(writer, round_id, 4, order=1).result()
    done = click(writer, round_id, 2, order=2).result()

    assert stored(world, round_id) == [("Q1", 2)]
    assert done.answered == {"Q1"}


def test_what_comes_back_is_the_same_whatever_was_answered(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    low, high = click(writer, round_id, 1, order=1).result(), click(writer, round_id, 5, order=2).result()

    assert low == high


def test_each_person_sees_their_own_progress(writer: AnswerWriter, round_id: RoundId) -> None:
    click(writer, round_id, 4).result()
    both = click(writer, round_id, SKIP, key="Q3").result()
    other = click(writer, round_id, 1, user=BEN, key="Q2").result()

    assert both.answered == {"Q1", "Q3"}
    assert other.answered == {"Q2"}
    assert writer.state_of(round_id, ANNA) == both
    assert writer.state_of(round_id, UserRef("U03")).answered == frozenset()


@pytest.mark.parametrize("order", [2, "2.000000", 1.5, "1.999999"])
def test_a_click_that_is_not_newer_succeeds_and_changes_nothing(
    world: World, writer: AnswerWriter, round_id: RoundId, order: str | float
) -> None:
    writer.submit_answer(round_id, ANNA, "Q1", 4, at=TUESDAY, order="2.000000").result()

    late = writer.submit_answer(round_id, ANNA, "Q1", 1, at=TUESDAY, order=order).result()

    assert stored(world, round_id) == [("Q1", 4)]
    assert late.answered == {"Q1"}


def test_four_threads_clicking_at_once_leave_one_answer_the_last(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    start = threading.Barrier(4)
    futures: list[Future[Answered]] = []

    def taps(first: int) -> None:
        start.wait()
        futures.extend(click(writer, round_id, n % 5 + 1, order=n) for n in range(first, 100, 4))

    threads = [threading.Thread(target=taps, args=(first,)) for first in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answered = [future.result().answered for future in futures]

    assert answered == [{"Q1"}] * 100
    assert stored(world, round_id) == [("Q1", 99 % 5 + 1)]
    assert len(world.rows("participation")) == 1


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    clicks=st.lists(st.tuples(st.integers(0, 20), st.integers(1, 5), st.booleans()), min_size=1, max_size=20)
)
def test_however_clicks_arrive_and_group_the_newest_one_stands(
    world: World, clicks: list[tuple[int, int, bool]]
) -> None:
    world.execute("DELETE FROM sealed_answer")
    round_id = world.open() if not world.rows("round") else RoundId(1)
    world.memory.forget(round_id)
    writer = world.writer()
    writer.start()

    for order, value, wait in clicks:
        done = click(writer, round_id, value, order=order)
        if wait:
            done.result()
    writer.stop()

    newest = max(order for order, _, _ in clicks)
    expected = next(value for order, value, _ in clicks if order == newest)
    assert stored(world, round_id) == [("Q1", expected)]


def test_the_order_of_answering_is_not_the_order_of_storing(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    with busy_disk(world, writer, round_id):
        futures = [click(writer, round_id, 3, user=user) for user in reversed(world.users)]
    for future in futures:
        future.result()

    # Ben's was a group of its own.
    tokens = [bytes(row[0]) for row in world.lying("sealed_answer")][-12:]  # type: ignore[call-overload]
    people = [row[1] for row in world.lying("participation") if row[1] != world.people[BEN]]
    assert tokens == sorted(tokens)
    assert people == sorted(people)  # type: ignore[type-var]


@pytest.mark.parametrize(
    ("user", "key", "value", "problem"),
    [
        ("U99", "Q1", 3, NotInvitedError),
        ("U01", "Q9", 3, UnknownQuestionError),
        ("U01", "Q1", 6, UnknownQuestionError),
        ("U01", "Q3", 2, UnknownQuestionError),
    ],
)
def test_what_cannot_be_an_answer_is_refused(  # noqa: PLR0917
    world: World, writer: AnswerWriter, user: str, key: str, value: int, problem: type[SurveyError]
) -> None:
    with pytest.raises(problem):
        click(writer, world.open(), value, user=UserRef(user), key=key).result()

    assert world.rows("sealed_answer") == []
    assert world.rows("participation") == []


def test_an_unknown_round_is_a_card_out_of_date(writer: AnswerWriter) -> None:
    with pytest.raises(UnknownQuestionError):
        click(writer, RoundId(99), 3).result()


def test_the_moment_decides_whether_the_round_was_open(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    with pytest.raises(RoundClosedError):
        writer.submit_answer(round_id, ANNA, "Q1", 3, at=FRIDAY_NOON, order=1).result()

    assert world.rows("sealed_answer") == []


def test_a_round_closed_behind_our_back_takes_nothing_and_is_forgotten(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    click(writer, round_id, 3).result()
    world.pretend(round_id, RoundState.CLOSED)

    with pytest.raises(RoundClosedError):
        click(writer, round_id, 4, order=2).result()
    with pytest.raises(RoundClosedError):
        writer.state_of(round_id, ANNA)


def test_a_round_ended_early_says_so_on_the_card(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    click(writer, round_id, 3).result()
    with transaction(world.engine) as session:
        rounds.close_early(session, round_id, at=TUESDAY.replace(hour=10))

    done = click(writer, round_id, 4, order=2).result()

    assert done.round.closes_at == TUESDAY.replace(hour=10)
    assert writer.state_of(round_id, ANNA).round.closes_at == TUESDAY.replace(hour=10)


def test_an_answer_nobody_could_count_is_refused(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    click(writer, round_id, 3).result()
    world.keys.destroy("key-2026-W48")

    with pytest.raises(LostKeyError):
        click(writer, round_id, 4, order=2).result()


@databases.on_a_file
def test_a_full_disk_reaches_the_person_and_a_freed_one_works_again(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    pages = {"limit": "page_count"}

    def limit(connection: sqlite3.Connection, _entry: object) -> None:
        (used,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count={used if pages else 10_000}")

    event.listen(world.engine, "connect", limit)
    world.engine.dispose()

    results = [writer.submit_comment(round_id, user, "Q1", "x", at=TUESDAY, order=1) for user in world.users]
    problems = [result.exception() for result in results]
    pages.clear()
    world.engine.dispose()
    again = say(writer, round_id, "y", order=2).result()

    assert {type(problem) for problem in problems} <= {NotSavedError, type(None)}
    assert isinstance(problems[-1], NotSavedError)
    assert isinstance(problems[-1].__cause__, DBAPIError)
    assert again.round.id == round_id
    assert "y" in said(world, round_id)


def test_a_bad_row_fails_alone(
    world: World, writer: AnswerWriter, round_id: RoundId, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = world.open(WEEK.next())
    monkeypatch.setitem(
        GUARDS.GUARDS, "bad", ("INSERT", "sealed_answer", f"NEW.round_id = {other}", "bad row")
    )
    for statement in GUARDS.guarding(world.engine.dialect.name, "bad"):
        world.execute(statement)

    with busy_disk(world, writer, round_id):
        good = click(writer, round_id, 3)
        bad = click(writer, other, 3)
        also_good = click(writer, round_id, 4, key="Q2")

    assert good.result().answered >= {"Q1"}
    assert isinstance(bad.exception(), NotSavedError)
    assert also_good.result().answered == {"Q1", "Q2"}
    assert writer.state_of(other, ANNA).answered == frozenset()
    assert stored(world, round_id) == [("Q1", 3), ("Q2", 4), ("Q3", 1)]


@databases.on_a_file
def test_a_locked_file_fails_the_whole_group_after_one_wait(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    writer.state_of(round_id, ANNA)
    event.listen(
        world.engine, "connect", lambda connection, _entry: connection.execute("PRAGMA busy_timeout=1")
    )
    world.engine.dispose()
    other = sqlite3.connect(world.folder / "data" / "pulssi.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    futures = [click(writer, round_id, 3, user=user) for user in world.users]
    problems = [future.exception() for future in futures]
    other.execute("ROLLBACK")
    other.close()

    assert {type(problem) for problem in problems} == {NotSavedError}
    assert len({id(problem) for problem in problems}) == 12
    assert click(writer, round_id, 3).result().answered == {"Q1"}


def test_whoever_finds_no_free_connection_hears_it_with_the_whole_group(
    world: World, writer: AnswerWriter, round_id: RoundId, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []

    def wait(_: Batches, group: Sequence[Save]) -> None:
        tried.append(len(group))
        raise PoolIsEmptyError

    monkeypatch.setattr(Batches, "save", wait)
    futures = [click(writer, round_id, 3, user=user) for user in world.users]
    problems = [future.exception() for future in futures]

    assert {type(problem) for problem in problems} == {NotSavedError}
    assert sum(tried) == 12


@databases.on_a_file
def test_nobody_is_thanked_for_an_answer_to_a_file_that_was_deleted(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    click(writer, round_id, 3).result()
    (world.folder / "data" / "pulssi.db").unlink()

    problem = click(writer, round_id, 4, order=2).exception()

    assert isinstance(problem, NotSavedError)
    assert isinstance(problem.__cause__, FileNotFoundError)


def test_a_database_that_cannot_be_read_is_not_saved_either(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    world.execute("ALTER TABLE round RENAME TO elsewhere")

    with pytest.raises(NotSavedError) as caught:
        click(writer, round_id, 3).result()

    assert isinstance(caught.value.__cause__, DBAPIError)


def test_a_bug_reaches_whoever_waits_and_the_writer_lives_on(
    world: World, writer: AnswerWriter, round_id: RoundId, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(Batches, "save", lambda *_: 1 / 0)
        failed = click(writer, round_id, 3)
        assert isinstance(failed.exception(), ZeroDivisionError)

    assert click(writer, round_id, 4).result().answered == {"Q1"}


def test_more_clicks_than_fit_one_group_make_several(
    world: World, writer: AnswerWriter, round_id: RoundId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.writer.MOST_AT_ONCE", 5)

    with busy_disk(world, writer, round_id):
        futures = [click(writer, round_id, 3, user=user) for user in world.users]

    assert [future.result().answered >= {"Q1"} for future in futures] == [True] * 12
    assert len(world.rows("sealed_answer")) == 13


def test_an_answer_on_its_way_cannot_be_called_back(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    with busy_disk(world, writer, round_id):
        done = click(writer, round_id, 3)
        assert not done.cancel()

    assert done.result().answered == {"Q1"}


def test_stopping_writes_what_is_waiting_and_refuses_what_comes_later(
    world: World, round_id: RoundId
) -> None:
    writer = world.writer()
    with pytest.raises(NotSavedError):
        click(writer, round_id, 1).result()
    writer.start()
    writer.start()
    waiting = [click(writer, round_id, 3, user=user) for user in world.users]

    writer.stop()
    writer.stop()

    assert all(future.done() for future in waiting)
    assert len(stored(world, round_id)) == 12
    with pytest.raises(NotSavedError):
        click(writer, round_id, 4, order=2).result()
    writer.start()
    assert click(writer, round_id, 4, order=2).result().answered == {"Q1"}
    writer.stop()


def test_what_a_burst_gathered_is_written_before_stopping_and_refused_after_it(
    world: World, round_id: RoundId
) -> None:
    writer, later, told = world.writer(), list[Callable[[], None]](), list[int]()
    writer.meet(soon=later.append, tell=lambda: told.append(1))
    writer.start()
    first = click(writer, round_id, 3)
    waiting = not first.done()

    writer.stop()
    before = len(told)
    late = click(writer, round_id, 4, order=2)
    later.pop()()

    assert waiting
    assert first.result().answered == {"Q1"}
    assert isinstance(late.exception(), NotSavedError)
    assert len(told) == before + 1
    assert stored(world, round_id) == [("Q1", 3)]


def test_a_comment_per_question_and_one_for_the_week(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    say(writer, round_id, "first", key="Q1", order=1).result()
    say(writer, round_id, "about Q2", key="Q2").result()
    say(writer, round_id, "the week", key=None).result()
    done = say(writer, round_id, "  second thoughts\n", key="Q1", order=2).result()

    assert said(world, round_id) == ["about Q2", "second thoughts", "the week"]
    assert done.answered == frozenset()
    assert world.rows("participation") == [(round_id, world.people[ANNA])]


def test_a_comment_too_long_or_about_nothing_is_refused(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    with pytest.raises(InputError, match="500 characters"):
        say(writer, round_id, "x" * 501).result()
    with pytest.raises(UnknownQuestionError):
        say(writer, round_id, "x", key="Q9").result()

    assert world.rows("sealed_comment") == []


def test_withdrawing_leaves_no_trace_of_having_taken_part(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    click(writer, round_id, 3, user=BEN).result()
    click(writer, round_id, 4, order=5).result()
    click(writer, round_id, 4, key="Q2", order=5).result()
    say(writer, round_id, "why", order=5).result()
    say(writer, round_id, "the week", key=None, order=5).result()

    done = writer.withdraw(round_id, ANNA).result()

    assert done.answered == frozenset()
    assert stored(world, round_id) == [("Q1", 3)]
    assert world.rows("sealed_comment") == []
    assert world.rows("participation") == [(round_id, world.people[BEN])]


def test_after_withdrawing_an_old_envelope_brings_nothing_back_but_a_new_click_counts(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    click(writer, round_id, 4, order=5).result()
    writer.withdraw(round_id, ANNA).result()

    click(writer, round_id, 4, order=5).result()
    repeated = world.rows("sealed_answer"), world.rows("participation")
    click(writer, round_id, 2, order=6).result()

    assert repeated == ([], [])
    assert stored(world, round_id) == [("Q1", 2)]


def test_a_withdrawal_keeps_its_place_among_waiting_clicks(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    with busy_disk(world, writer, round_id):
        click(writer, round_id, 4, order=1)
        writer.withdraw(round_id, ANNA)
        writer.withdraw(round_id, ANNA)
        last = click(writer, round_id, 2, key="Q2", order=2)

    assert last.result().answered == {"Q2"}
    assert stored(world, round_id) == [("Q2", 2), ("Q3", 1)]


def test_a_closed_round_gives_nothing_back(world: World, writer: AnswerWriter, round_id: RoundId) -> None:
    click(writer, round_id, 3).result()
    world.pretend(round_id, RoundState.CLOSED)

    with pytest.raises(RoundClosedError):
        writer.withdraw(round_id, ANNA).result()

    assert len(world.rows("sealed_answer")) == 1
