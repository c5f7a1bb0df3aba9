"""Many rows in one statement.

Each step of a statement lets other threads of the interpreter run, and under load it takes milliseconds until
they let go. A step for each row would make the group of answers wait once for each of them.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain
from typing import Any

from sqlalchemy import ARRAY, Connection, Dialect, Table, bindparam, func, select
from sqlalchemy.dialects import sqlite

_SIZES = (256, 64, 16, 4, 1)
"""How many rows a statement can have: few statements, so that each is compiled once and stays prepared."""


class BulkInsert:
    """An INSERT for any number of rows, always with the same columns."""

    def __init__(self, insert: sqlite.Insert, columns: Sequence[str], *, dialect: Dialect) -> None:
        """Take a statement without values."""
        self._insert = insert
        self._columns = tuple(columns)
        self._dialect = dialect

    def execute(self, connection: Connection, rows: Sequence[Sequence[object]]) -> None:
        """Write rows, each in the order of the columns."""
        if self._dialect.name != "sqlite":
            if rows:
                values = map(list, zip(*rows, strict=True))
                connection.exec_driver_sql(self._of_columns, dict(zip(self._columns, values, strict=True)))
            return
        for size, part in _parts(rows):
            connection.exec_driver_sql(self._of_rows[size], tuple(chain.from_iterable(part)))

    @cached_property
    def _of_columns(self) -> str:
        """PostgreSQL takes a list a column, so one statement is for any number of rows."""
        into: Table = self._insert.table  # type: ignore[assignment]
        lists = [bindparam(name, type_=ARRAY(into.c[name].type)) for name in self._columns]
        rows = func.unnest(*lists).table_valued(*self._columns, name="given").render_derived()
        statement = self._insert.from_select(self._columns, select(*(rows.c[name] for name in self._columns)))
        return str(statement.compile(dialect=self._dialect))

    @cached_property
    def _of_rows(self) -> dict[int, str]:
        return {size: self._compiled(size) for size in _SIZES}

    def _compiled(self, size: int) -> str:
        rows: list[dict[str, Any]] = [
            {column: bindparam(f"{column}_{row}") for column in self._columns} for row in range(size)
        ]
        return str(self._insert.values(rows).compile(dialect=self._dialect))


def _parts(rows: Sequence[Sequence[object]]) -> Iterator[tuple[int, Sequence[Sequence[object]]]]:
    start = 0
    for size in _SIZES:
        while len(rows) - start >= size:
            yield size, rows[start : start + size]
            start += size
