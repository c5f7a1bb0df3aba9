"""What an operator has in hand: the database, the files beside it, the key folder, logs and backups."""

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, inspect, text

from app.settings import Settings, SettingsError
from app.store import key_store
from storage import schema
from storage.database import connect, file_of, reading

_SIDE = ("-wal", "-shm")
_JOURNAL = "-journal"
_LOCK = ".lock"
_TEMPORARY = "etilqs_"


class CannotTellError(Exception):
    """A rule cannot be checked on this installation; the text says why."""


@dataclass(frozen=True, slots=True)
class KnownRound:
    """A round as its row says."""

    id: int
    state: str
    key_name: str
    floor: int
    retention_months: int
    closes_at: datetime

    @property
    def is_open(self) -> bool:
        """Whether it still takes answers."""
        return self.state == "open"


@dataclass(frozen=True, slots=True)
class Seen:
    """What opening the database changes: SQLite removes journals, and we mend permissions.

    Attributes:
        modes: permissions of files and folders.
        left_over: journals and temporary files, and what was in them.
    """

    modes: dict[Path, int]
    left_over: dict[Path, bytes] = field(repr=False)


@dataclass(frozen=True)
class Installation:
    """Everything the checks look at.

    Attributes:
        engine: the live database.
        at: now.
        key_folder: where the keys are.
        shared_keys: those of rounds in a store that several machines share, by their names.
        configured_key: the secret key of the settings, never shown.
        database: the SQLite file; None on a database server.
        side: SQLite's own files beside it, and what is in them.
        copies: databases beside it and the backups that were named.
        logs: log files.
        modes: permissions of files and folders, taken before anything was opened.
        rounds: every round by its number.
    """

    engine: Engine
    at: datetime
    key_folder: Path
    shared_keys: dict[str, bytes] = field(repr=False)
    configured_key: bytes | None = field(repr=False)
    database: Path | None
    side: dict[Path, bytes] = field(repr=False)
    copies: tuple[Path, ...]
    logs: tuple[Path, ...]
    modes: dict[Path, int]
    rounds: dict[int, KnownRound]

    def ask(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        with reading(self.engine) as session:
            return [tuple(row) for row in session.connection().execute(text(sql), values)]

    def tables(self) -> dict[str, dict[str, str]]:
        """The columns of every table, each with its type."""
        inspector = inspect(self.engine)
        return {
            name: {column["name"]: str(column["type"]) for column in inspector.get_columns(name)}
            for name in inspector.get_table_names()
        }

    def is_over(self, round_id: int) -> bool:
        """Whether a round of this number is closed, lost or deleted; one newer than our look is none."""
        known = self.rounds.get(round_id)
        return not known.is_open if known else 0 < round_id <= max(self.rounds, default=0)

    def main_file(self) -> Path:
        """The SQLite file.

        Raises:
            CannotTellError: the database is a server.
        """
        if self.database is None:
            raise CannotTellError("a database server keeps its files, logs and backups to itself")
        return self.database

    def key_files(self) -> tuple[Path, ...]:
        """Every file of the key folder."""
        return tuple(sorted(path for path in self.key_folder.rglob("*") if path.is_file()))


def _shared_keys(settings: Settings) -> dict[str, bytes]:
    if settings.pulssi_key_store is None:
        return {}
    with closing(key_store(settings, os.urandom)) as keys:
        return {name: keys.read(name) or b"" for name in keys.names()}


def look_first(settings: Settings) -> Seen:
    """See what opening the database could change."""
    folder, beside = settings.pulssi_key_folder.absolute(), _beside(file_of(settings.database_url))
    paths = (*beside, folder, *folder.rglob("*"))
    return Seen(
        {path: stat.S_IMODE(path.stat().st_mode) for path in paths if path.exists()},
        {path: path.read_bytes() for path in beside if _is_left_over(path)},
    )


@contextmanager
def looked_at(
    settings: Settings,
    *,
    logs: Sequence[Path],
    backups: Sequence[Path],
    key: bytes | None,
    seen: Seen,
    at: datetime,
) -> Iterator[Installation]:
    """Gather what is there; nothing is changed.

    Raises:
        SettingsError: there is no database, or it has an older shape.
    """
    database = file_of(settings.database_url)
    if database is not None and not database.exists():
        raise SettingsError(f"{database} is not there, so there is nothing to check; see DATABASE_URL.")
    beside = _beside(database)
    logged = {path: path.read_bytes() for path in beside if path.name.endswith(_SIDE)}
    copies = [path for path in beside if path not in logged and path != database and not _is_left_over(path)]
    if schema.pending(settings.database_url):
        raise SettingsError("The database has an older shape; run `pulssi migrate` first.")
    engine = connect(settings.database_url)
    try:
        yield Installation(
            engine=engine,
            at=at,
            key_folder=settings.pulssi_key_folder.absolute(),
            shared_keys=_shared_keys(settings),
            configured_key=key,
            database=database,
            side={**logged, **seen.left_over},
            copies=(*copies, *_files(backups)),
            logs=_files(logs),
            modes=seen.modes,
            rounds=_rounds(engine),
        )
    finally:
        engine.dispose()


def _beside(database: Path | None) -> tuple[Path, ...]:
    if database is None or not database.parent.exists():
        return ()
    found = (path for path in database.parent.iterdir() if path.is_file())
    names = (database.name, _TEMPORARY)
    return tuple(sorted(path for path in found if path.name.startswith(names) and path.suffix != _LOCK))


def _is_left_over(path: Path) -> bool:
    return path.name.endswith(_JOURNAL) or path.name.startswith(_TEMPORARY)


def _files(given: Sequence[Path]) -> tuple[Path, ...]:
    """The files named, and all files in the folders named."""
    every = (inside for path in given for inside in ([path] if path.is_file() else sorted(path.rglob("*"))))
    return tuple(path.absolute() for path in every if path.is_file())


def _rounds(engine: Engine) -> dict[int, KnownRound]:
    columns = "id, state, key_name, floor, retention_months, closes_at"
    with reading(engine) as session:
        rows = session.connection().execute(text(f"SELECT {columns} FROM round")).all()  # noqa: S608
    return {row[0]: KnownRound(row[0], row[1], row[2], row[3], row[4], _moment(row[5])) for row in rows}


def _moment(value: Any) -> datetime:
    """SQLite hands out text, PostgreSQL a moment."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
