"""Sealing: what an open round keeps of answers and comments, and comments at rest after it.

Everything sealed of one kind has one length, so that size says nothing about content.
"""

import hmac
import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from locales.speech import say
from storage.errors import BrokenSealError
from survey.errors import InputError
from survey.ids import PersonId, QuestionId, RoundId
from survey.ports import Randomness

ANSWER = b"answer"
COMMENT = b"comment"
LONGEST_COMMENT = 500
"""Characters; UTF-8 needs at most four bytes each."""

_NONCE = 12
_TOKEN = struct.Struct(">QQQ")
_ANSWER = struct.Struct(">Qq")
_QUESTION = struct.Struct(">Q")
_COMMENT = struct.Struct(f">H{4 * LONGEST_COMMENT}s")


def token(
    key: bytes, *, person: PersonId, round_id: RoundId, question: QuestionId, purpose: bytes = ANSWER
) -> bytes:
    """The name of one person's answer that only the holder of the round's key can find again."""
    mark = b"" if purpose == ANSWER else purpose
    return hmac.digest(key, _TOKEN.pack(person, round_id, question) + mark, "sha256")


def seal_answer(
    key: bytes, token_: bytes, *, question: QuestionId, value: int, randomness: Randomness
) -> bytes:
    """Seal one answer to its token."""
    return _seal(key, _ANSWER.pack(question, value), bound_to=token_, randomness=randomness)


def open_answer(key: bytes, token_: bytes, sealed: bytes) -> tuple[QuestionId, int]:
    """The question and the answer; raises BrokenSealError for anything but what was sealed to this token."""
    question, value = _ANSWER.unpack(_open(key, sealed, bound_to=token_))
    return QuestionId(question), value


def seal_comment(
    key: bytes, token_: bytes, *, text: str, randomness: Randomness, answers: QuestionId | None = None
) -> bytes:
    """Seal a comment to its token, padded to one size; raises InputError where it is too long.

    Args:
        key: the round's.
        token_: the name of the comment.
        text: at most 500 characters.
        randomness: for the seal.
        answers: the question that it is the answer to, in words; only by naming it can it be opened. None
            for a comment.
    """
    if len(text) > LONGEST_COMMENT:
        raise InputError(
            say(
                "Please keep it under {longest} characters; this has {length}.",
                longest=LONGEST_COMMENT,
                length=len(text),
            )
        )
    # A platform can deliver half of a character pair, which UTF-8 cannot carry.
    data = text.encode("utf-8", "replace")
    plain = _COMMENT.pack(len(data), data)
    return _seal(key, plain, bound_to=_bond(token_, answers), randomness=randomness)


def open_comment(key: bytes, token_: bytes, sealed: bytes, answers: QuestionId | None = None) -> str:
    """The text; raises BrokenSealError for anything but what was sealed to this token and question."""
    length, data = _COMMENT.unpack(_open(key, sealed, bound_to=_bond(token_, answers)))
    return str(data[:length], "utf-8")


def _bond(token_: bytes, answers: QuestionId | None) -> bytes:
    """What a comment is sealed to: its name alone, or that and the question it answers."""
    return token_ if answers is None else token_ + _QUESTION.pack(answers)


def encrypt(data_key: bytes, text: str, *, context: bytes, randomness: Randomness) -> bytes:
    """Encrypt text at rest; ``context`` says where it belongs, so that it opens nowhere else."""
    return _seal(data_key, text.encode("utf-8", "replace"), bound_to=context, randomness=randomness)


def decrypt(data_key: bytes, encrypted: bytes, *, context: bytes) -> str:
    """The text; raises BrokenSealError where it was changed, moved, or written with another key."""
    return str(_open(data_key, encrypted, bound_to=context), "utf-8")


def _seal(key: bytes, plain: bytes, *, bound_to: bytes, randomness: Randomness) -> bytes:
    nonce = randomness(_NONCE)
    return nonce + ChaCha20Poly1305(key).encrypt(nonce, plain, bound_to)


def _open(key: bytes, sealed: bytes, *, bound_to: bytes) -> bytes:
    try:
        return ChaCha20Poly1305(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], bound_to)
    except (InvalidTag, ValueError):
        raise BrokenSealError(
            "Sealed data cannot be opened: it was changed, or the key is not the one it was written with."
        ) from None
