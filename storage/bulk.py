"""Many rows in one statement.

Each step of a statement lets other threads of the interpreter run, and under load it takes milliseconds until
they let go. A step for each row would make the group of answers wait once for each of them.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Dialect, bindparam
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
        for size, part in _parts(rows):
            text, names = self._statements[size]
            values = tuple(chain.from_iterable(part))
            given = dict(zip(names, values, strict=True)) if names else values
            connection.exec_driver_sql(text, given)

    @cached_property
    def _statements(self) -> dict[int, tuple[str, tuple[str, ...]]]:
        """The words for each size, and what the values are called where they do not go by their place."""
        return {size: self._compiled(size) for size in _SIZES}

    def _compiled(self, size: int) -> tuple[str, tuple[str, ...]]:
        rows: list[dict[str, Any]] = [
            {column: bindparam(f"{column}_{row}") for column in self._columns} for row in range(size)
        ]
        compiled = self._insert.values(rows).compile(dialect=self._dialect)
        names = (
            () if compiled.positional else tuple(parameter.key for row in rows for parameter in row.values())
        )
        return str(compiled), names


def _parts(rows: Sequence[Sequence[object]]) -> Iterator[tuple[int, Sequence[Sequence[object]]]]:
    start = 0
    for size in _SIZES:
        while len(rows) - start >= size:
            yield size, rows[start : start + size]
            start += size
