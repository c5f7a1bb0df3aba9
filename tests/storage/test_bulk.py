from typing import Any, cast

import pytest
from sqlalchemy import Connection, Dialect
from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.dialects.sqlite import pysqlite

from storage.bulk import BulkInsert
from storage.tables import ParticipationRow
from storage.upserts import insert_into


class Ear:
    """A connection that only listens."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, Any]] = []

    def exec_driver_sql(self, text: str, given: Any) -> None:
        self.heard.append((text, given))


def write(dialect: Dialect, rows: int) -> list[tuple[str, Any]]:
    insert = insert_into(ParticipationRow, dialect=dialect.name).on_conflict_do_nothing()
    ear = Ear()
    bulk = BulkInsert(insert, ("round_id", "person_id"), dialect=dialect)
    bulk.execute(cast(Connection, ear), [(1, person) for person in range(rows)])
    return ear.heard


def test_many_rows_take_few_statements() -> None:
    heard = write(pysqlite.dialect(), 283)

    assert [text.count("(?, ?)") for text, _ in heard] == [256, 16, 4, 4, 1, 1, 1]
    assert [given[1::2] for _, given in heard][-4:] == [(276, 277, 278, 279), (280,), (281,), (282,)]
    assert all("ON CONFLICT DO NOTHING" in text for text, _ in heard)


def test_no_rows_take_none() -> None:
    assert write(pysqlite.dialect(), 0) == []


@pytest.mark.parametrize("rows", [1, 300])
def test_a_server_takes_a_list_a_column_in_one_statement(rows: int) -> None:
    ((text, given),) = write(psycopg.dialect(), rows)  # type: ignore[no-untyped-call]

    assert "unnest(%(round_id)s::INTEGER[], %(person_id)s::INTEGER[])" in text
    assert text.endswith("ON CONFLICT DO NOTHING")
    assert given == {"round_id": [1] * rows, "person_id": list(range(rows))}


def test_a_server_is_told_nothing_of_no_rows() -> None:
    assert write(psycopg.dialect(), 0) == []  # type: ignore[no-untyped-call]
