"""The way to the database: one transaction a click or job, opened at the edge."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session

from storage import servers
from storage.disks import refuse_network_disk
from storage.errors import DatabaseInUseError, DatabaseUrlError

BUSY_TIMEOUT = timedelta(milliseconds=2500)
"""How long to wait for another writer: whoever tapped must hear of a failure within three seconds."""
DRIVERS = ("sqlite", "sqlite+pysqlite", "postgresql+psycopg")
_HOW = "write it like sqlite:///var/pulssi.db"

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    f"busy_timeout={BUSY_TIMEOUT // timedelta(milliseconds=1)}",
    "secure_delete=ON",
    "temp_store=MEMORY",
    "trusted_schema=OFF",
)

_FRESH = {"populate_existing": True, "synchronize_session": False}
"""Statements go past the session's memory of rows, so a query always returns what the tables say."""


def connect(url: str, *, mounts: str | None = None, foreign_keys: bool = True) -> Engine:
    """The engine of a database URL; a SQLite file and its folder are made where they are missing.

    Args:
        url: e.g. ``sqlite:///var/pulssi.db``.
        mounts: the text of ``/proc/mounts``, for tests.
        foreign_keys: whether SQLite keeps rows from pointing nowhere; only a migration does without.

    Raises:
        DatabaseUrlError: the URL cannot be used.
        UnsafeDiskError: the file would lie on a network file system.
    """
    parsed = _parse(url)
    file = _file(parsed)
    if file is None:
        server = _engine(parsed, **servers.options(parsed, patience=BUSY_TIMEOUT))
        servers.prepare(server)
        return server
    refuse_network_disk(file, mounts=mounts)
    _make_private(file)
    engine = _engine(parsed.set(database=str(file)))
    pragmas = (*_PRAGMAS, f"foreign_keys={'ON' if foreign_keys else 'OFF'}")

    def prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        # sqlite3's own transactions lose updates that read before they write; ours begin in _begin.
        connection.isolation_level = None
        with closing(connection.cursor()) as cursor:
            for pragma in pragmas:
                cursor.execute(f"PRAGMA {pragma}")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", _begin)
    return engine


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """All or nothing: commits at the end of the block, and lets no other in from its beginning to its end.

    On SQLite by the write lock; on PostgreSQL transactions take turns, and only answers take none.
    """
    with Session(engine, expire_on_commit=False, execution_options=_FRESH) as session, session.begin():
        connection = session.connection()
        if engine.dialect.name != "sqlite":
            servers.take_turn(connection)
        yield session


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """One consistent view that waits for no writer; nothing done in it is kept."""
    one_moment = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    reader = engine.execution_options(readonly=True, **one_moment)
    with Session(reader, expire_on_commit=False, execution_options=_FRESH) as session:
        yield session


@contextmanager
def hold(url: str) -> Iterator[None]:
    """Keep a second process off the same SQLite file for as long as the block runs.

    Raises:
        DatabaseInUseError: another process holds it.
    """
    file = _file(_parse(url))
    if file is None:
        yield
        return
    refuse_network_disk(file)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # The lock file stays: removing it would let two processes hold two files of one name.
    descriptor = os.open(file.with_name(f"{file.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _lock(descriptor, file)
        yield
    finally:
        os.close(descriptor)


def answers(engine: Engine) -> bool:
    """Whether the database can be read right now."""
    try:
        with reading(engine) as session:
            session.connection().exec_driver_sql("SELECT 1")
    except SQLAlchemyError:
        return False
    return True


def name_of(url: str) -> str:
    """What to call a database: the full path of its file, or its address without the password."""
    file = file_of(url)
    return str(file) if file is not None else _parse(url).render_as_string(hide_password=True)


def erase_traces(
    engine: Engine,
    *,
    repack: bool = False,
    attempts: int = 3,
    patience: timedelta = timedelta(milliseconds=500),
) -> bool:
    """Empty SQLite's write-ahead log, which keeps what was deleted (SCIENCE P18); PostgreSQL's is not ours.

    Args:
        engine: the database.
        repack: write the whole file anew first: ``secure_delete`` overwrites a row where it is, not the copy
            that SQLite may have left behind when it moved the row from one page to another. On PostgreSQL,
            the tables that rows are deleted from.
        attempts: how often to try while somebody reads or writes.
        patience: how long one attempt waits.

    Returns:
        Whether nothing is left.
    """
    if engine.dialect.name != "sqlite":
        return not repack or servers.write_anew(engine)
    with closing(engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
        cursor.execute(f"PRAGMA busy_timeout={patience // timedelta(milliseconds=1)}")
        try:
            packed = not repack or _repacked(cursor)
            return any(_truncated(cursor) for _ in range(attempts)) and packed
        finally:
            cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT // timedelta(milliseconds=1)}")


def file_of(url: str) -> Path | None:
    """The SQLite file a URL names; None for a database server."""
    return _file(_parse(url))


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise DatabaseUrlError(f"DATABASE_URL is not a database URL; {_HOW}.") from None
    if parsed.drivername not in DRIVERS:
        raise DatabaseUrlError(f"DATABASE_URL names {parsed.drivername}, which Pulssi does not know; {_HOW}.")
    return parsed


def _file(parsed: URL) -> Path | None:
    if parsed.get_backend_name() != "sqlite":
        return None
    name = parsed.database or ":memory:"
    if name == ":memory:" or name.startswith("file:"):
        raise DatabaseUrlError(f"DATABASE_URL names no file, and answers must survive a restart; {_HOW}.")
    return Path(name).resolve()


def _make_private(file: Path) -> None:
    """SQLite gives its side files the permissions of the main one, so this one has to be right."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        file.chmod(0o600)
    except OSError as problem:
        raise DatabaseUrlError(
            f"DATABASE_URL names {file}, which cannot be written ({problem.strerror}); choose another place."
        ) from None


def _lock(descriptor: int, file: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise DatabaseInUseError(
            f"{file} is in use by another Pulssi; stop that one first, or give this one its own DATABASE_URL."
        ) from None


def _engine(parsed: URL, **options: Any) -> Engine:
    try:
        # Parameters stay out of error texts: errors are logged, and what people say is not (SCIENCE P17).
        return create_engine(parsed, hide_parameters=True, **options)
    except ImportError as missing:
        raise DatabaseUrlError(f"DATABASE_URL needs the package {missing.name}, which is not here.") from None


def _begin(connection: Connection) -> None:
    readonly = connection.get_execution_options().get("readonly", False)
    connection.exec_driver_sql("BEGIN" if readonly else "BEGIN IMMEDIATE")


def _truncated(cursor: DBAPICursor) -> bool:
    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    busy, *_ = cursor.fetchone() or (1,)
    return not busy


def _repacked(cursor: DBAPICursor) -> bool:
    try:
        cursor.execute("VACUUM")
    except sqlite3.OperationalError:
        # Somebody writes, or the disk is full; whoever asked comes back to it.
        return False
    return True
