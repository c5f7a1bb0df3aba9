"""The key for data at rest: found, told by a known word whether it is the right one, and changed.

It comes from the settings, or from a file made at the first start. Which key a database was written with
shows in the table ``key_check``, so a wrong or missing one stops the start instead of losing comments.
"""

import base64
import binascii

from sqlalchemy import Engine
from sqlmodel import Session, select

from storage import comments, installations, patience, written
from storage.database import erase_traces, reading, transaction
from storage.errors import BrokenSealError, DataKeyError
from storage.keys import DATA_KEY, KEY_LENGTH, NEW_DATA_KEY, KeyFolder
from storage.sealing import decrypt, encrypt
from storage.tables import KeyCheckRow
from survey.ports import Randomness

_ONLY = 1
_WORD, _CONTEXT = "pulssi", b"key check"
HOW = (
    "make one with: python3 -c 'import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())'"
)
_LOST = (
    "If it is lost for good, the comments are, too: `pulssi backup`, then `pulssi restore FILE "
    "--without-comments` keeps everything else."
)


def parse(configured: str) -> bytes:
    """A key as an operator writes it: 32 bytes in url-safe base64.

    Raises:
        DataKeyError: it is no such key; what was written is not repeated.
    """
    try:
        key = base64.b64decode(configured.strip(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_LENGTH:
        raise DataKeyError(f"A secret key must be 32 bytes in url-safe base64; {HOW}")
    return key


def find(engine: Engine, folder: KeyFolder, configured: str | None, *, randomness: Randomness) -> bytes:
    """The key this database is encrypted with.

    The first start makes one where none is configured, and writes the known word with it. A rotation that
    a crash cut short is finished or taken back here: the known word tells which of two keys is right.

    Args:
        engine: the database.
        folder: where the key file is.
        configured: what PULSSI_SECRET_KEY says, or nothing.
        randomness: for the known word's encryption.

    Raises:
        DataKeyError: the key is missing, damaged, or another than the database was written with.
    """
    given = parse(configured) if configured else None
    with transaction(engine) as session:
        check = _check(session)
        if check is None:
            key = given or _first(session, folder)
            if comments.any_opens(session, key) is False:
                raise _wrong(folder, configured=given is not None)
            session.add(KeyCheckRow(id=_ONLY, sealed=_sealed(key, randomness)))
            return key
    key, name = _right(check, folder, given)
    if name == DATA_KEY:
        folder.erase_data_key(NEW_DATA_KEY)
    elif name == NEW_DATA_KEY:
        folder.adopt_data_key()
    return key


def check(engine: Engine, folder: KeyFolder, configured: str | None) -> None:
    """Make sure that a database can be opened with the key at hand; nothing is made or changed.

    Raises:
        DataKeyError: it was written with another key.
    """
    with reading(engine) as session:
        word = _check(session)
    if word is not None:
        _right(word, folder, parse(configured) if configured else None)


def rotate(
    engine: Engine, folder: KeyFolder, old: bytes, *, new: bytes | None, randomness: Randomness
) -> tuple[int, int]:
    """Encrypt everything at rest anew, in one transaction; no other process may use the database.

    A crash is harmless at every point: a new key file is on disk before anything is encrypted with it, the
    old one stays until that is committed, and ``find`` tells which of both is right.

    Args:
        engine: the database.
        folder: where the key file is.
        old: the key until now.
        new: the key from now on; None makes a new file.
        randomness: for encryption.

    Returns:
        How many comments, answers in words included, and how many counters were encrypted anew.

    Raises:
        BrokenSealError: a text cannot be opened with the old key; nothing was changed.
        DataKeyError: the new key is the old one.
    """
    if new == old:
        raise DataKeyError(f"The new key is the one in use already; {HOW}")
    key = new or folder.make_data_key(NEW_DATA_KEY)
    with transaction(engine) as session:
        texts = comments.encrypt_anew(session, old, key, randomness=randomness)
        texts += written.encrypt_anew(session, old, key, randomness=randomness)
        counters = patience.encrypt_anew(session, old, key, randomness=randomness)
        installations.encrypt_anew(session, old, key, randomness=randomness)
        session.merge(KeyCheckRow(id=_ONLY, sealed=_sealed(key, randomness)))
    if new is None:
        folder.adopt_data_key()
    else:
        folder.erase_data_key()
    erase_traces(engine, repack=True)
    return texts, counters


def _first(session: Session, folder: KeyFolder) -> bytes:
    """The key of a database without a known word."""
    key, there = folder.data_key(), folder.data_key_file().exists()
    if key is not None:
        return key
    if comments.any_opens(session, bytes(KEY_LENGTH)) is not None:
        raise _wrong(folder, configured=False) if there else _missing(folder)
    # Half a file, left by a crash, that nothing was ever encrypted with.
    folder.erase_data_key()
    return folder.make_data_key()


def _right(check: bytes, folder: KeyFolder, given: bytes | None) -> tuple[bytes, str | None]:
    """The key that opens the known word, and which file it is in; nothing is changed."""
    if given is not None:
        if not _opens(check, given):
            raise _wrong(folder, configured=True)
        return given, None
    for name in (DATA_KEY, NEW_DATA_KEY):
        key = folder.data_key(name)
        if key is not None and _opens(check, key):
            return key, name
    raise _wrong(folder, configured=False) if folder.data_key_file().exists() else _missing(folder)


def _check(session: Session) -> bytes | None:
    row = session.exec(select(KeyCheckRow)).one_or_none()
    return row.sealed if row else None


def _sealed(key: bytes, randomness: Randomness) -> bytes:
    return encrypt(key, _WORD, context=_CONTEXT, randomness=randomness)


def _opens(check: bytes, key: bytes) -> bool:
    try:
        return decrypt(key, check, context=_CONTEXT) == _WORD
    except BrokenSealError:
        return False


def _wrong(folder: KeyFolder, *, configured: bool) -> DataKeyError:
    what = "PULSSI_SECRET_KEY" if configured else f"What {folder.data_key_file()} holds"
    return DataKeyError(
        f"{what} is not the key this database was written with; bring the right one back from where you keep "
        f"copies of keys. {_LOST}"
    )


def _missing(folder: KeyFolder) -> DataKeyError:
    return DataKeyError(
        f"The key this database was written with is missing: {folder.data_key_file()} is not there, and "
        "PULSSI_SECRET_KEY is not set. Bring it back from where you keep copies of keys; no new one is made. "
        f"{_LOST}"
    )
