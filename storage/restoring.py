"""Bringing a SQLite backup back, without ever overwriting what is there."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session, col, select

from storage import copies, schema
from storage.errors import CopyError
from storage.tables import RoundRow
from survey.rounds import RoundState

_SIDE_FILES = ("-wal", "-shm", "-journal")
_AT_REST = ("comment", "written_answer", "patience", "key_check")
"""What nobody can read without the key it was encrypted with."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Where the database is that was there before; ``readable`` says whether open rounds were taken out."""

    file: Path
    readable: bool


def prepare(backup: Path, database: Path, *, without_comments: bool) -> Path:
    """A checked copy of a backup beside the database, ready to take its place.

    Args:
        backup: the file to bring back; it is only read.
        database: what it will replace.
        without_comments: leave out everything that is encrypted with a key that is lost.

    Returns:
        The copy.

    Raises:
        CopyError: it is no whole database of Pulssi.
        NewerSchemaError: it was written by a newer Pulssi.
    """
    if not backup.is_file():
        raise CopyError(f"{backup} is not a file; give the backup to bring back.")
    part = copies.private_file(database.with_name(f"{database.name}.restoring"))
    try:
        # Immutable: what lies beside a backup is not looked at, and nothing is put there.
        with closing(sqlite3.connect(f"{backup.absolute().as_uri()}?immutable=1", uri=True)) as source:
            _check(backup, source)
            copies.distil(source, part)
        schema.pending(f"sqlite:///{part}")
        if without_comments:
            _leave_out(part)
    except BaseException:
        remove(part)
        raise
    copies.sync(part)
    return part


def under_way(database: Path) -> int | None:
    """How many people's answers an open round of this database holds; None where none is there to tell."""
    if not database.exists():
        return None
    try:
        with closing(sqlite3.connect(database)) as present:
            return int(present.execute("SELECT count(*) FROM participation").fetchone()[0])
    except sqlite3.DatabaseError:
        return None


def replace(prepared: Path, database: Path) -> Kept | None:
    """Give the prepared copy the database's name; what had it is kept beside, without its open rounds.

    Returns:
        What is kept; None where there was no database.

    Raises:
        CopyError: somebody is using the database; nothing was changed.
    """
    kept = _keep(database) if database.exists() else None
    for suffix in _SIDE_FILES:
        database.with_name(f"{database.name}{suffix}").unlink(missing_ok=True)
    prepared.replace(database)
    remove(prepared)
    copies.sync(database)
    return kept


def keys_of_open_rounds(session: Session) -> tuple[str, ...]:
    """What the keys of the rounds are called that a database takes for open."""
    return tuple(session.exec(select(RoundRow.key_name).where(col(RoundRow.state) == RoundState.OPEN)))


def remove(prepared: Path) -> None:
    """Remove a prepared copy and what SQLite put beside it."""
    for suffix in ("", *_SIDE_FILES):
        prepared.with_name(f"{prepared.name}{suffix}").unlink(missing_ok=True)


def _check(backup: Path, source: sqlite3.Connection) -> None:
    try:
        said = source.execute("PRAGMA integrity_check(1)").fetchone()[0]
        ours = "alembic_version" in copies.tables(source)
    except sqlite3.DatabaseError:
        said, ours = "not a database", True
    if said != "ok":
        raise CopyError(f"{backup} is damaged ({said}); take an older backup.")
    if not ours:
        raise CopyError(f"{backup} is no database of Pulssi; give a file that `pulssi backup` wrote.")


def _leave_out(part: Path) -> None:
    with closing(sqlite3.connect(part, isolation_level=None)) as copy:
        copy.execute("PRAGMA secure_delete=ON")
        for table in copies.tables(copy).intersection(_AT_REST):
            copy.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names


def _keep(database: Path) -> Kept:
    """Copy the present database beside itself: whole before anything else is touched."""
    kept = copies.unused(database, "before-restore")
    readable = _settle(database)
    with copies.new_file(kept) as part:
        if readable:
            with closing(sqlite3.connect(database)) as present:
                copies.distil(present, part)
        else:
            shutil.copyfile(database, part)
    return Kept(kept, readable)


def _settle(database: Path) -> bool:
    """Bring what is in the log into the database itself; False where that database cannot be read."""
    try:
        with closing(sqlite3.connect(database, isolation_level=None)) as present:
            present.execute("SELECT count(*) FROM sqlite_master").fetchone()
            present.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.DatabaseError as problem:
        # Whoever reads it keeps the log alive; without the log the newest of it would be lost.
        if getattr(problem, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
            raise CopyError(
                f"{database} is being read by another program, such as a backup; end it, then try again."
            ) from None
        return False
    return True
