"""Which programs a schema serves: a newer one may have expanded it without taking anything from older ones.

An older program cannot read the newer one's migrations, so the newer one leaves a note for it, in a table of
one row beside Alembic's own.
"""

from sqlalchemy import Column, Connection, MetaData, String, Table, delete, insert, inspect, select

TABLE = "alembic_serves"
_SERVES = Table(TABLE, MetaData(), Column("since", String, primary_key=True))


def note(connection: Connection, since: str | None) -> None:
    """Note the oldest version whose programs can go on; None where there are no tables."""
    _SERVES.create(connection, checkfirst=True)
    connection.execute(delete(_SERVES))
    if since is not None:
        connection.execute(insert(_SERVES).values(since=since))


def since(connection: Connection) -> str | None:
    """The oldest version whose programs can go on, as far as whoever migrated last said so."""
    if not inspect(connection).has_table(TABLE):
        return None
    return connection.execute(select(_SERVES.c.since)).scalar()
