import hashlib
import hmac
import os
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.errors import BrokenSealError
from storage.sealing import (
    COMMENT,
    LONGEST_COMMENT,
    decrypt,
    encrypt,
    open_answer,
    open_comment,
    seal_answer,
    seal_comment,
    token,
)
from survey.errors import InputError
from survey.ids import PersonId, QuestionId, RoundId

ids = st.integers(1, 2**63 - 1)
keys = st.binary(min_size=32, max_size=32)
values = st.integers(-1, 10)
texts = st.text(max_size=LONGEST_COMMENT)
KEY, TOKEN = bytes(32), bytes(range(32))


def sealed_answer() -> bytes:
    return seal_answer(KEY, TOKEN, question=QuestionId(7), value=3, randomness=os.urandom)


def sealed_comment() -> bytes:
    return seal_comment(KEY, TOKEN, text="Too many meetings", randomness=os.urandom)


@given(keys, ids, values)
def test_an_answer_comes_back(key: bytes, question: int, value: int) -> None:
    sealed = seal_answer(key, TOKEN, question=QuestionId(question), value=value, randomness=os.urandom)

    assert open_answer(key, TOKEN, sealed) == (question, value)


@given(keys, texts)
def test_a_comment_comes_back(key: bytes, text: str) -> None:
    assert open_comment(key, TOKEN, seal_comment(key, TOKEN, text=text, randomness=os.urandom)) == text


@given(keys, st.text())
def test_a_text_at_rest_comes_back(key: bytes, text: str) -> None:
    at_rest = encrypt(key, text, context=b"here", randomness=os.urandom)

    assert decrypt(key, at_rest, context=b"here") == text


@given(ids, values, texts)
def test_size_says_nothing(question: int, value: int, text: str) -> None:
    answer = seal_answer(KEY, TOKEN, question=QuestionId(question), value=value, randomness=os.urandom)
    comment = seal_comment(KEY, TOKEN, text=text, randomness=os.urandom)

    assert len(answer) == len(sealed_answer())
    assert len(comment) == len(sealed_comment())


def test_the_same_answer_sealed_twice_looks_different() -> None:
    assert sealed_answer() != sealed_answer()


@given(keys, ids, ids, ids)
def test_a_token_is_the_mac_of_person_round_and_question(
    key: bytes, person: int, week: int, item: int
) -> None:
    message = b"".join(number.to_bytes(8, "big") for number in (person, week, item))

    made = token(key, person=PersonId(person), round_id=RoundId(week), question=QuestionId(item))

    assert made == hmac.new(key, message, hashlib.sha256).digest()


@given(st.sets(st.tuples(ids, ids, ids, st.sampled_from([b"answer", COMMENT])), min_size=2))
def test_no_two_things_share_a_token(things: set[tuple[int, int, int, bytes]]) -> None:
    tokens = {
        token(
            KEY,
            person=PersonId(person),
            round_id=RoundId(round_id),
            question=QuestionId(question),
            purpose=purpose,
        )
        for person, round_id, question, purpose in things
    }

    assert len(tokens) == len(things)


@given(st.integers(0, 43), st.integers(1, 255))
def test_one_changed_byte_breaks_the_seal(place: int, change: int) -> None:
    broken = bytearray(sealed_answer())
    broken[place] ^= change

    with pytest.raises(BrokenSealError, match="cannot be opened"):
        open_answer(KEY, TOKEN, bytes(broken))


Opener = Callable[[bytes, bytes, bytes], object]


@pytest.mark.parametrize(("opener", "seal"), [(open_answer, sealed_answer), (open_comment, sealed_comment)])
def test_another_token_another_key_or_a_stump_breaks_the_seal(
    opener: Opener, seal: Callable[[], bytes]
) -> None:
    sealed = seal()

    for key, name, data in ((KEY, bytes(32), sealed), (b"k" * 32, TOKEN, sealed), (KEY, TOKEN, sealed[:9])):
        with pytest.raises(BrokenSealError):
            opener(key, name, data)


def test_a_text_at_rest_opens_only_where_it_belongs() -> None:
    at_rest = encrypt(KEY, "Too many meetings", context=b"here", randomness=os.urandom)

    with pytest.raises(BrokenSealError):
        decrypt(KEY, at_rest, context=b"there")


def test_a_comment_too_long_is_refused_with_a_sentence() -> None:
    with pytest.raises(InputError, match="500 characters; this has 501"):
        seal_comment(KEY, TOKEN, text="x" * 501, randomness=os.urandom)


def test_the_longest_comment_of_the_widest_letters_fits() -> None:
    text = "😀" * LONGEST_COMMENT

    assert open_comment(KEY, TOKEN, seal_comment(KEY, TOKEN, text=text, randomness=os.urandom)) == text


def test_half_a_character_pair_does_not_lose_the_comment() -> None:
    sealed = seal_comment(KEY, TOKEN, text="fine \ud83d", randomness=os.urandom)

    assert open_comment(KEY, TOKEN, sealed) == "fine ?"
