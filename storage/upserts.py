"""INSERT … ON CONFLICT in the words of the database in use: a constraint decides who was first."""

from typing import cast

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from storage.tables import Row, table

_INSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def insert_into(row: type[Row], *, dialect: str) -> sqlite.Insert:
    """An INSERT that knows ``on_conflict_do_update`` and ``on_conflict_do_nothing``.

    Both databases spell the clauses alike, so SQLite's type stands for either.
    """
    return cast(sqlite.Insert, _INSERTS[dialect](table(row)))


def upsert(session: Session, row: type[Row]) -> sqlite.Insert:
    """The same for the session's database."""
    return insert_into(row, dialect=session.get_bind().dialect.name)
