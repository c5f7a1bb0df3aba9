"""Answers in words of closed rounds: kept like comments, and tied to their question and nothing else."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlmodel import Session, col, select

from storage import belonging
from storage.sealing import decrypt, encrypt
from storage.tables import WrittenAnswerRow
from survey.ids import QuestionId, RoundId
from survey.ports import Randomness
from survey.rounds import Round


def keep(
    session: Session,
    round_id: RoundId,
    question: QuestionId,
    texts: Iterable[str],
    *,
    data_key: bytes,
    randomness: Randomness,
) -> None:
    """Store the answers to one question in an order that says nothing about who wrote them or when."""
    belonging.require(session, belonging.of_round(session, round_id), questions=[question])
    context = _context(round_id, question)
    shuffled = sorted(texts, key=lambda _: randomness(16))
    for place, text in enumerate(shuffled):
        sealed = encrypt(data_key, text, context=context, randomness=randomness)
        session.add(WrittenAnswerRow(round_id=round_id, question_id=question, place=place, text=sealed))


def of_round(session: Session, round_: Round, *, data_key: bytes) -> Mapping[QuestionId, tuple[str, ...]]:
    """What was written in a closed round; raises BrokenSealError where the data key is not theirs."""
    if not any(question.scale.takes_words for question in round_.questions):
        return {}
    statement = select(WrittenAnswerRow).where(col(WrittenAnswerRow.round_id) == round_.id)
    found: dict[QuestionId, list[str]] = defaultdict(list)
    for row in session.exec(statement.order_by(col(WrittenAnswerRow.place))):
        found[QuestionId(row.question_id)].append(decrypt(data_key, row.text, context=_context_of(row)))
    return {question: tuple(texts) for question, texts in found.items()}


def encrypt_anew(session: Session, old: bytes, new: bytes, *, randomness: Randomness) -> int:
    """Encrypt every answer with another data key; raises BrokenSealError where the old one is not theirs.

    Returns:
        How many.
    """
    rows = session.exec(select(WrittenAnswerRow)).all()
    for row in rows:
        text = decrypt(old, row.text, context=_context_of(row))
        row.text = encrypt(new, text, context=_context_of(row), randomness=randomness)
    session.flush()
    return len(rows)


def _context_of(row: WrittenAnswerRow) -> bytes:
    return _context(RoundId(row.round_id), QuestionId(row.question_id))


def _context(round_id: RoundId, question: QuestionId) -> bytes:
    return b"words of round %d, question %d" % (round_id, question)
