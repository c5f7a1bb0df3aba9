"""How many rounds in a row a person left without any answer: for reminders alone, read by no role.

The counter ends at two and is sealed, so that neither a table nor a backup tells who took part last week.
"""

from collections.abc import Collection

from sqlmodel import Session, select

from storage.errors import BrokenSealError
from storage.sealing import decrypt, encrypt
from storage.tables import PatienceRow
from storage.upserts import upsert
from survey.ids import PersonId
from survey.ports import Randomness

MOST_IGNORED = 2
"""Nobody is reminded after so many ignored rounds (SCIENCE 3.5)."""


def note(
    session: Session,
    asked: Collection[PersonId],
    took_part: Collection[PersonId],
    *,
    data_key: bytes,
    randomness: Randomness,
) -> None:
    """Count a closing round; every row is sealed anew, so that which one changed does not show."""
    known = {row.person_id: row.ignored for row in session.exec(select(PatienceRow))}
    rows = []
    for person in sorted(asked):
        before = _ignored(known[person], person, data_key) if person in known else 0
        ignored = 0 if person in took_part else min(MOST_IGNORED, before + 1)
        sealed = encrypt(data_key, str(ignored), context=_context(person), randomness=randomness)
        rows.append({"person_id": person, "ignored": sealed})
    if rows:
        statement = upsert(session, PatienceRow)
        newer = {"ignored": statement.excluded.ignored}
        session.connection().execute(
            statement.on_conflict_do_update(index_elements=["person_id"], set_=newer), rows
        )


def is_spent(sealed: bytes | None, person: PersonId, data_key: bytes) -> bool:
    """Whether a person has ignored so many rounds that a reminder would only annoy."""
    return sealed is not None and _ignored(sealed, person, data_key) >= MOST_IGNORED


def encrypt_anew(session: Session, old: bytes, new: bytes, *, randomness: Randomness) -> int:
    """Encrypt every counter with another data key; one that the old key does not open starts anew.

    Returns:
        How many.
    """
    rows = session.exec(select(PatienceRow)).all()
    for row in rows:
        person = PersonId(row.person_id)
        ignored = _ignored(row.ignored, person, old)
        row.ignored = encrypt(new, str(ignored), context=_context(person), randomness=randomness)
    session.flush()
    return len(rows)


def _ignored(sealed: bytes, person: PersonId, data_key: bytes) -> int:
    try:
        return int(decrypt(data_key, sealed, context=_context(person)))
    except BrokenSealError:
        # Another data key than it was written with: counting starts anew.
        return 0


def _context(person: PersonId) -> bytes:
    return f"patience:{person}".encode()
