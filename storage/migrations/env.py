"""How Alembic reaches the database. Configures no logging: that is the program's business."""

from collections.abc import Collection, Mapping
from typing import Any, cast

from alembic import context
from alembic.runtime.migration import MigrationContext, MigrationInfo
from sqlalchemy import Connection

from storage import schema, serving
from storage.database import connect
from storage.tables import Row

_QUEUE = "procrastinate_"
"""Tables of procrastinate are made by a migration, as is the note to older programs: neither is compared."""


def _is_ours(thing: object, name: str | None, kind: str, reflected: bool, other: object) -> bool:  # noqa: ARG001, FBT001 - Alembic's
    return kind != "table" or not (name == serving.TABLE or (name or "").startswith(_QUEUE))


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
        include_object=_is_ours,
        render_as_batch=True,
        transactional_ddl=True,
        on_version_apply=_note,
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
