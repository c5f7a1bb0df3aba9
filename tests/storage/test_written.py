"""Answers in words and sets of options: sealed, changed, taken back, counted and kept."""

import os
import sqlite3
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import closing as shut
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import (
    copies,
    data_keys,
    digests,
    forgetting,
    people,
    questions,
    releases,
    restoring,
    retention,
    rounds,
    written,
)
from storage.answers import Answered
from storage.database import reading, transaction
from storage.errors import BrokenSealError
from storage.sealing import COMMENT, open_comment, seal_comment, token
from storage.writer import AnswerWriter
from survey.closed_weeks import compose
from survey.errors import InputError, UnknownQuestionError
from survey.ids import PersonId, QuestionId, RoundId, UserRef
from survey.questions import QuestionDraft
from survey.scales import SKIP, WORDS, choices
from survey.tallies import ANSWERED
from survey.weeks import Week
from tests import databases
from tests.storage.world import DATA_KEY, FRIDAY_NOON, TUESDAY, WEEK, World

ANNA, BEN, CARL = UserRef("U01"), UserRef("U02"), UserRef("U03")
SEVERAL = QuestionDraft(key="Q4", text="What helped?", scale=choices(("People", "Tools", "Quiet")))
TEXT = QuestionDraft(key="Q5", text="What one thing would you change?", scale=WORDS, theme="Change")
ALSO = QuestionDraft(key="Q6", text="What should stay?", scale=WORDS)


@pytest.fixture
def round_id(world: World) -> RoundId:
    """An open round that asks for options and twice for words."""
    with transaction(world.engine) as session:
        world.questions = tuple(
            questions.add(session, world.workspace, each) for each in (SEVERAL, TEXT, ALSO)
        )
    return world.open()


def write(
    writer: AnswerWriter,
    round_id: RoundId,
    text: str,
    *,
    user: UserRef = ANNA,
    key: str = "Q5",
    order: str = "1",
) -> Future[Answered]:
    return writer.submit_words(round_id, user, key, text, at=TUESDAY, order=order)


def answer(
    writer: AnswerWriter,
    round_id: RoundId,
    value: int,
    *,
    user: UserRef = ANNA,
    key: str = "Q5",
    order: str = "1",
    by_form: bool = False,
) -> Future[Answered]:
    return writer.submit_answer(round_id, user, key, value, at=TUESDAY, order=order, by_form=by_form)


def sealed(world: World) -> tuple[int, int]:
    return len(world.rows("sealed_answer")), len(world.rows("sealed_comment"))


def kept(world: World, round_id: RoundId, *, key: bytes = DATA_KEY) -> dict[str, list[str]]:
    with reading(world.engine) as session:
        found = written.of_round(session, rounds.get(session, round_id), data_key=key)
    keys = {question.id: question.key for question in world.questions}
    return {keys[about]: sorted(texts) for about, texts in found.items()}


def test_words_are_an_answer_and_count_as_taking_part(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    done = write(writer, round_id, "  Fewer meetings ").result()

    assert done.answered == {"Q5"}
    assert sealed(world) == (0, 1)
    assert len(world.rows("participation")) == 1
    assert b"meetings" not in bytes(str(world.rows("sealed_comment", "value")), "utf-8")


def test_a_restart_knows_who_answered_in_words(world: World, writer: AnswerWriter, round_id: RoundId) -> None:
    write(writer, round_id, "Fewer meetings").result()
    answer(writer, round_id, SKIP, user=BEN).result()
    world.memory.forget(round_id)

    assert writer.state_of(round_id, ANNA).answered == {"Q5"}
    assert writer.state_of(round_id, BEN).answered == {"Q5"}
    assert writer.state_of(round_id, CARL).answered == frozenset()


def test_a_reason_is_not_an_answer(world: World, writer: AnswerWriter, round_id: RoundId) -> None:
    writer.submit_comment(round_id, ANNA, "Q4", "Because.", at=TUESDAY, order=1).result()
    world.memory.forget(round_id)

    assert writer.state_of(round_id, ANNA).answered == frozenset()


def test_skipping_takes_words_back_and_words_take_skipping_back(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    write(writer, round_id, "Fewer meetings", order="1").result()
    skipped = answer(writer, round_id, SKIP, order="2").result()
    after_skipping = sealed(world)
    written_again = write(writer, round_id, "More coffee", order="3").result()

    assert skipped.answered == written_again.answered == {"Q5"}
    assert after_skipping == (1, 0)
    assert sealed(world) == (0, 1)
    world.close(round_id)
    assert kept(world, round_id) == {"Q5": ["More coffee"]}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.integers(1, 9), st.booleans()), min_size=1, max_size=8))
def test_whatever_comes_in_whatever_order_one_answer_stands(
    world: World, steps: list[tuple[int, bool]]
) -> None:
    if not world.rows("round"):
        with transaction(world.engine) as session:
            world.questions = (questions.add(session, world.workspace, TEXT),)
        world.open(asked=1)
    world.memory.forget(RoundId(1))
    writer = world.writer()
    writer.start()
    known = 0.0

    for order, in_words in steps:
        if in_words:
            write(writer, RoundId(1), "Words", order=str(order)).result()
            last, known = "words", max(order, known + 1e-9)
        else:
            answer(writer, RoundId(1), SKIP, order=str(order)).result()
            if order > known:
                last, known = "skip", order
        assert sealed(world) == ((0, 1) if last == "words" else (1, 0))
    assert writer.state_of(RoundId(1), ANNA).answered == {"Q5"}
    writer.withdraw(RoundId(1), ANNA).result()
    writer.stop()


@pytest.mark.parametrize(("words", "skip", "left"), [("1", "2", (1, 0)), ("2", "1", (0, 1))])
def test_both_in_one_group_leave_the_newer_one(
    world: World, round_id: RoundId, words: str, skip: str, left: tuple[int, int]
) -> None:
    writer = world.writer()
    waiting: list[Callable[[], None]] = []
    writer.meet(soon=waiting.append, tell=lambda: None)
    both = [write(writer, round_id, "Words", order=words), answer(writer, round_id, SKIP, order=skip)]

    writer.start()
    waiting[0]()
    done = [each.result().answered for each in both]
    writer.stop()

    assert done == [{"Q5"}, {"Q5"}]
    assert sealed(world) == left


def test_a_form_that_was_open_while_the_card_was_tapped_is_the_last(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    answer(writer, round_id, SKIP, key="Q4", order="5").result()
    answer(writer, round_id, 0b11, key="Q4", order="3", by_form=True).result()
    repeated = answer(writer, round_id, SKIP, key="Q4", order="5").result()
    world.close(round_id)

    assert repeated.answered == {"Q4"}
    several = world.questions[0].id
    assert [row for row in world.rows("tally") if row[1] == several] == [
        (round_id, several, ANSWERED, 1),
        (round_id, several, 0, 1),
        (round_id, several, 1, 1),
    ]


@pytest.mark.parametrize(
    ("text", "key", "problem"),
    [
        ("", "Q5", InputError),
        (" \n ", "Q5", InputError),
        ("x" * 501, "Q5", InputError),
        ("Words", "Q4", UnknownQuestionError),
        ("Words", "Q9", UnknownQuestionError),
    ],
)
def test_what_cannot_be_an_answer_in_words_is_refused(  # noqa: PLR0917
    world: World, writer: AnswerWriter, round_id: RoundId, text: str, key: str, problem: type[Exception]
) -> None:
    with pytest.raises(problem):
        write(writer, round_id, text, key=key).result()

    assert sealed(world) == (0, 0)
    assert world.rows("participation") == []


@pytest.mark.parametrize(("key", "value"), [("Q5", 0), ("Q5", 1), ("Q4", 0), ("Q4", 8), ("Q4", -2)])
def test_what_is_no_value_of_these_questions_is_refused(
    world: World, writer: AnswerWriter, round_id: RoundId, key: str, value: int
) -> None:
    with pytest.raises(UnknownQuestionError):
        answer(writer, round_id, value, key=key).result()

    assert sealed(world) == (0, 0)


def test_words_need_no_reason_so_that_none_takes_their_place(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    write(writer, round_id, "Fewer meetings").result()

    with pytest.raises(UnknownQuestionError):
        writer.submit_comment(round_id, ANNA, "Q5", "", at=TUESDAY, order=1).result()

    world.close(round_id)
    assert kept(world, round_id) == {"Q5": ["Fewer meetings"]}


def test_everything_can_be_taken_back(world: World, writer: AnswerWriter, round_id: RoundId) -> None:
    write(writer, round_id, "Fewer meetings").result()
    answer(writer, round_id, 0b101, key="Q4").result()

    done = writer.withdraw(round_id, ANNA).result()

    assert done.answered == frozenset()
    assert sealed(world) == (0, 0)
    assert world.rows("participation") == []


def test_whoever_is_forgotten_leaves_no_words(world: World, writer: AnswerWriter, round_id: RoundId) -> None:
    write(writer, round_id, "Fewer meetings").result()
    write(writer, round_id, "More coffee", user=BEN).result()
    with reading(world.engine) as session:
        anna = people.find(session, world.workspace, ANNA)
    assert anna is not None

    forgetting.forget(world.engine, world.memory, anna, at=TUESDAY)

    assert sealed(world) == (0, 1)
    world.close(round_id)
    assert kept(world, round_id) == {"Q5": ["More coffee"]}


def test_at_the_close_words_lose_their_writers_and_options_their_company(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    for number, user in enumerate(world.users):
        write(writer, round_id, f"Change {number:02}", user=user).result()
        answer(writer, round_id, 0b011 if number % 2 else 0b101, user=user, key="Q4").result()
    answer(writer, round_id, SKIP, user=ANNA, key="Q6").result()
    write(writer, round_id, "The coffee", user=BEN, key="Q6").result()
    writer.submit_comment(round_id, BEN, "Q4", "A reason", at=TUESDAY, order=1).result()

    world.close(round_id)

    several, text, also = (question.id for question in world.questions)
    assert sealed(world) == (0, 0)
    assert kept(world, round_id) == {
        "Q5": [f"Change {number:02}" for number in range(12)],
        "Q6": ["The coffee"],
    }
    assert [row[1:] for row in world.rows("tally")] == [
        *[(several, ANSWERED, 12), (several, 0, 12), (several, 1, 6), (several, 2, 6)],
        (text, ANSWERED, 12),
        *[(also, ANSWERED, 1), (also, SKIP, 1)],
    ]
    with reading(world.engine) as session:
        assert set(releases.told(session, round_id)) == {several}
        week = compose(digests.closed_week(session, round_id, data_key=DATA_KEY))
    assert [tile.question for tile in week.tiles] == [SEVERAL.text]
    assert week.comments == ("A reason",)
    assert [(each.question, len(each.texts or ())) for each in week.written] == [
        (TEXT.text, 12),
        (ALSO.text, 1),
    ]
    assert [row[0] for row in world.rows("delivery", "kind") if row[0] == "comments"] == ["comments"]


def test_fewer_than_ten_let_nobody_read_their_words(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    for user in world.users[:9]:
        write(writer, round_id, "Fewer meetings", user=user).result()
    world.close(round_id)

    with reading(world.engine) as session:
        week = compose(digests.closed_week(session, round_id, data_key=DATA_KEY))

    assert [each.texts for each in week.written] == [None, None]
    assert [row for row in world.rows("delivery", "kind") if row[0] == "comments"] == []


def test_words_are_kept_in_an_order_that_is_not_that_of_writing(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    texts = [f"Change {number:02}" for number in range(12)]
    for user, text in zip(world.users, texts, strict=True):
        write(writer, round_id, text, user=user).result()
    # Sealed rows lie in the order of their tokens, which is chance already; the order of the place is, too.
    world.close(round_id)

    with reading(world.engine) as session:
        (found,) = written.of_round(session, rounds.get(session, round_id), data_key=DATA_KEY).values()
    assert sorted(found) == texts
    assert list(found) != texts


def test_words_opened_as_a_comment_or_for_another_question_do_not_open() -> None:
    key, name = bytes(32), bytes(range(32))
    words = seal_comment(key, name, text="Words", randomness=os.urandom, answers=QuestionId(5))
    comment = seal_comment(key, name, text="Words", randomness=os.urandom)

    assert len(words) == len(comment)
    assert open_comment(key, name, words, QuestionId(5)) == "Words"
    for data, about in ((words, None), (words, QuestionId(6)), (comment, QuestionId(5))):
        with pytest.raises(BrokenSealError):
            open_comment(key, name, data, about)


def test_what_was_sealed_before_words_were_asked_for_is_a_comment_as_ever(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    """Byte for byte as version 0.3 sealed it: 12 bytes of nonce, then length and text in 2,002 bytes."""
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305  # noqa: PLC0415

    key = world.keys.read(f"key-{WEEK}")
    assert key is not None
    name = token(key, person=PersonId(1), round_id=round_id, question=QuestionId(0), purpose=COMMENT)
    plain = (6).to_bytes(2) + b"Before".ljust(2000, b"\0")
    old = bytes(12) + ChaCha20Poly1305(key).encrypt(bytes(12), plain, name)
    write(writer, round_id, "After").result()
    world.execute(
        f"INSERT INTO sealed_comment VALUES ({world.blob(name)}, {round_id}, {world.blob(old)})"  # noqa: S608
    )
    lengths = {len(row[0]) for row in world.rows("sealed_comment", "value") if isinstance(row[0], bytes)}

    world.close(round_id)

    assert lengths == {2030}
    assert len(world.rows("comment")) == 1
    assert kept(world, round_id) == {"Q5": ["After"]}


def test_a_row_that_was_tampered_with_counts_for_nothing(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    write(writer, round_id, "Fewer meetings").result()
    write(writer, round_id, "More coffee", user=BEN).result()
    first = min(token for (token,) in world.rows("sealed_comment", "token") if isinstance(token, bytes))
    changed = f"SET value = {world.blob(bytes(2030))} WHERE token = {world.blob(first)}"
    world.execute(f"UPDATE sealed_comment {changed}")

    world.close(round_id)

    assert len(kept(world, round_id)["Q5"]) == 1


def closed(world: World, writer: AnswerWriter, round_id: RoundId) -> None:
    for user in world.users[:3]:
        write(writer, round_id, "Fewer meetings", user=user).result()
    world.close(round_id)


def test_words_go_with_their_round(world: World, writer: AnswerWriter, round_id: RoundId) -> None:
    closed(world, writer, round_id)
    with transaction(world.engine) as session:
        gone = retention.purge(session, at=FRIDAY_NOON + timedelta(days=731))

    assert (gone.rounds, gone.comments) == (1, 3)
    assert world.rows("written_answer") == []


def test_a_new_data_key_encrypts_words_anew(world: World, writer: AnswerWriter, round_id: RoundId) -> None:
    closed(world, writer, round_id)
    before = world.rows("written_answer")

    texts, _ = data_keys.rotate(world.engine, world.keys, DATA_KEY, new=b"k" * 32, randomness=os.urandom)

    assert texts == 3
    assert kept(world, round_id, key=b"k" * 32) == {"Q5": ["Fewer meetings"] * 3}
    assert not set(before) & set(world.rows("written_answer"))
    with pytest.raises(BrokenSealError):
        kept(world, round_id)


def test_a_text_opens_only_for_its_round_and_question(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    closed(world, writer, round_id)
    world.execute(f"UPDATE written_answer SET question_id = {world.questions[2].id} WHERE place = 0")  # noqa: S608

    with pytest.raises(BrokenSealError):
        kept(world, round_id)


@databases.on_a_file
def test_a_backup_without_comments_has_no_words(
    world: World, writer: AnswerWriter, round_id: RoundId, tmp_path: Path
) -> None:
    closed(world, writer, round_id)
    world.open(Week(2026, 49))
    copies.write(world.engine, tmp_path / "backup.db")

    prepared = restoring.prepare(
        tmp_path / "backup.db", tmp_path / "data" / "other.db", without_comments=True
    )

    with shut(sqlite3.connect(prepared)) as database:
        assert database.execute("SELECT count(*) FROM written_answer").fetchone() == (0,)
        assert database.execute("SELECT count(*) FROM tally").fetchone() == (1,)
