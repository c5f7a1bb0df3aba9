"""How Alembic reaches the database. Configures no logging: that is the program's business."""

from collections.abc import Collection, Mapping
from typing import Any, cast

from alembic import context
from alembic.runtime.migration import MigrationContext, MigrationInfo
from sqlalchemy import Connection

from storage import schema, serving, wakeups
from storage.database import connect
from storage.tables import Row

_OF_OTHERS = (serving.TABLE, wakeups.TABLES)
"""Tables that are no rows of ours are made by migrations, and compared with nothing."""


def _note(
    ctx: MigrationContext, step: MigrationInfo, heads: Collection[Any], run_args: Mapping[str, Any]
) -> None:
    """Tell older programs, with each step, whether they can go on."""
    del step, run_args
    serving.note(cast(Connection, ctx.connection), schema.served_since(next(iter(heads), None)))


def _run(connection: Connection) -> None:
    # Our engine begins real transactions, so even SQLite takes back a migration that fails half-way.
    context.configure(
        connection=connection,
        target_metadata=Row.metadata,
        render_as_batch=True,
        transactional_ddl=True,
        on_version_apply=_note,
        include_name=lambda name, kind, _: kind != "table" or not str(name).startswith(_OF_OTHERS),
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    _run(given)
else:
    # From the command line, e.g.: alembic -x url=sqlite:///var/pulssi.db revision --autogenerate
    engine = connect(context.get_x_argument(as_dictionary=True).get("url", "sqlite:///var/pulssi.db"))
    with engine.begin() as connection:
        _run(connection)
    engine.dispose()
