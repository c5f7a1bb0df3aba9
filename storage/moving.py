"""Moving an installation to another database: all of it in one transaction, compared row by row.

A closed round takes no tallies, and triggers see to it; so rounds are open while they move and are closed, as
they were, when everything else is there.
"""

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    Table,
    bindparam,
    create_engine,
    event,
    func,
    insert,
    select,
    text,
    update,
)

from storage import schema
from storage.database import connect, file_of, hold
from storage.errors import MoveError
from storage.tables import Row, TallyRow, table
from survey.rounds import RoundState

BATCH = 2_000
_TABLES = Row.metadata.sorted_tables
_LATER: Mapping[tuple[str, str], object] = {
    ("round", "state"): RoundState.OPEN,
    ("team", "shares_with"): None,
}
"""Columns that are right only when everything is there, and what they hold until then."""
_COUNTED = table(TallyRow).c["count"]


@dataclass(frozen=True, slots=True)
class Held:
    """What a table holds: how many rows, and a sum of what each of them says, in whatever order."""

    rows: int = 0
    digest: int = 0

    def __add__(self, row: Mapping[str, object]) -> "Held":
        """The same with a row more."""
        said = hashlib.sha256(repr(sorted(row.items())).encode()).digest()
        return Held(self.rows + 1, (self.digest + int.from_bytes(said)) % (1 << 256))


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved; numbers only."""

    tables: int
    rows: int
    answers: int


def move(source: str, target: str) -> Moved:
    """Copy everything from a SQLite database into an empty one; the source is only read.

    Raises:
        DatabaseInUseError: somebody uses either of them.
        MoveError: the source is none, the target holds something, or what arrived is not the same.
    """
    file = file_of(source)
    if file is None or not file.exists():
        raise MoveError(
            f"{source} is no SQLite database that is there; write it like sqlite:///var/pulssi.db."
        )
    if file == file_of(target):
        raise MoveError("DATABASE_URL names the same database; set it to the one to move to.")
    with hold(source), hold(target), _reading(file) as there:
        _check_version(there)
        schema.upgrade(target)
        engine = connect(target)
        try:
            with engine.begin() as here:
                return _move(there, here)
        finally:
            engine.dispose()


@contextmanager
def _reading(file: Path) -> Iterator[Connection]:
    """The source as it is on disk; no file of it is made or changed."""
    log = file.with_name(f"{file.name}-wal")
    # Only to read a log that a crash left, SQLite may use its side files; else it would make them anew.
    how = "mode=ro" if log.exists() and log.stat().st_size else "immutable=1"
    where = f"{file.as_uri()}?{how}"
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(where, uri=True, isolation_level=None),
        hide_parameters=True,
    )
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _check_version(there: Connection) -> None:
    found = schema.version(there)
    if found != schema.head():
        raise MoveError(
            f"The database to copy from has version {found}, and this Pulssi works with {schema.head()}; run "
            "`pulssi migrate` with DATABASE_URL set to it first."
        )


def _move(there: Connection, here: Connection) -> Moved:
    _check_empty(here)
    held = {each.name: _copy(there, here, each) for each in _TABLES}
    for (name, column), until_then in _LATER.items():
        _complete(there, here, Row.metadata.tables[name], column, until_then)
    for each in _TABLES:
        _go_on_counting(there, here, each)
    _compare(there, here, held)
    answers = here.execute(select(func.coalesce(func.sum(_COUNTED), 0))).scalar_one()
    return Moved(len(held), sum(each.rows for each in held.values()), int(answers))


def _check_empty(here: Connection) -> None:
    filled = [each.name for each in _TABLES if here.execute(select(each).limit(1)).first()]
    if filled:
        raise MoveError(
            f"The database to move to holds something already (in {', '.join(filled)}); nothing was changed. "
            "Make an empty one and set DATABASE_URL to it."
        )


def _copy(there: Connection, here: Connection, of: Table) -> Held:
    held, until_then = Held(), {name: what for (at, name), what in _LATER.items() if at == of.name}
    for rows in _batches(there, of):
        for row in rows:
            held += row
        here.execute(insert(of), [{**row, **until_then} for row in rows])
    return held


def _complete(there: Connection, here: Connection, of: Table, column: str, until_then: object) -> None:
    (key,) = of.primary_key
    put = update(of).where(key == bindparam("it")).values({column: bindparam("what")})
    for rows in _batches(there, of):
        changed = [{"it": row[key.name], "what": row[column]} for row in rows if row[column] != until_then]
        if changed:
            here.execute(put, changed)


def _go_on_counting(there: Connection, here: Connection, of: Table) -> None:
    """Give no number a second time, not even that of a row which is gone."""
    counted = of.autoincrement_column
    if counted is None:
        return
    highest = here.execute(select(func.max(counted))).scalar() or 0
    if of.dialect_options["sqlite"]["autoincrement"]:
        known = there.execute(text("SELECT seq FROM sqlite_sequence WHERE name = :it"), {"it": of.name})
        highest = max(highest, known.scalar() or 0)
    if highest and here.dialect.name == "sqlite":
        here.execute(
            text("UPDATE sqlite_sequence SET seq = :seq WHERE name = :it"), {"seq": highest, "it": of.name}
        )
    elif highest:
        sequence = func.pg_get_serial_sequence(f'"{of.name}"', counted.name)
        here.execute(select(func.setval(sequence, highest)))


def _compare(there: Connection, here: Connection, held: Mapping[str, Held]) -> None:
    """Read again what arrived; what differs by a single row or value is not kept."""
    counted = select(func.sum(_COUNTED))
    tallies = [connection.execute(counted).scalar() for connection in (there, here)]
    arrived = {each.name: _held(here, each) for each in _TABLES}
    differ = sorted(name for name in held if held[name] != arrived[name])
    if differ or tallies[0] != tallies[1]:
        raise MoveError(
            f"What arrived is not what was sent (in {', '.join(differ) or 'the tallies'}); nothing was kept, "
            "and the database copied from is as it was. Please report this."
        )


def _held(connection: Connection, of: Table) -> Held:
    held = Held()
    for rows in _batches(connection, of):
        for row in rows:
            held += row
    return held


def _batches(connection: Connection, of: Table) -> Iterator[list[dict[str, Any]]]:
    found = connection.execute(select(of), execution_options={"yield_per": BATCH})
    for rows in found.mappings().partitions():
        yield [dict(row) for row in rows]
