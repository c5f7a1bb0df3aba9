"""Comments of closed rounds: encrypted, shuffled, tied to nothing but their round."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from storage.errors import BrokenSealError
from storage.sealing import decrypt, encrypt
from storage.tables import CommentRow
from survey.ids import RoundId
from survey.ports import Randomness


def keep(
    session: Session, round_id: RoundId, texts: Iterable[str], *, data_key: bytes, randomness: Randomness
) -> None:
    """Store the comments of a round in an order that says nothing about who wrote them or when."""
    shuffled = sorted(texts, key=lambda _: randomness(16))
    for place, text in enumerate(shuffled):
        sealed = encrypt(data_key, text, context=_context(round_id), randomness=randomness)
        session.add(CommentRow(round_id=round_id, place=place, text=sealed))


def of_round(session: Session, round_id: RoundId, *, data_key: bytes) -> tuple[str, ...]:
    """The comments of a closed round; raises BrokenSealError where the data key is not theirs."""
    statement = select(CommentRow.text).where(col(CommentRow.round_id) == round_id)
    ordered = session.exec(statement.order_by(col(CommentRow.place)))
    return tuple(decrypt(data_key, text, context=_context(round_id)) for text in ordered)


def encrypt_anew(session: Session, old: bytes, new: bytes, *, randomness: Randomness) -> int:
    """Encrypt every comment with another data key; raises BrokenSealError where the old one is not theirs.

    Returns:
        How many.
    """
    rows = session.exec(select(CommentRow)).all()
    for row in rows:
        context = _context(RoundId(row.round_id))
        text = decrypt(old, row.text, context=context)
        row.text = encrypt(new, text, context=context, randomness=randomness)
    session.flush()
    return len(rows)


def any_opens(session: Session, key: bytes) -> bool | None:
    """Whether a key opens the comments; None where there are none to tell by."""
    row = session.exec(select(CommentRow).limit(1)).one_or_none()
    if row is None:
        return None
    try:
        decrypt(key, row.text, context=_context(RoundId(row.round_id)))
    except BrokenSealError:
        return False
    return True


def _context(round_id: RoundId) -> bytes:
    return b"comment of round %d" % round_id
