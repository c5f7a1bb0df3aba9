"""The schema of the database: which version it has, and bringing it to this program's version."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect

from storage import copies, servers, serving
from storage.database import connect, file_of
from storage.errors import NewerSchemaError

_MIGRATIONS = Path(__file__).parent / "migrations"


def head() -> str:
    """The version this program works with."""
    (newest,) = _scripts().get_heads()
    return newest


def pending(url: str) -> tuple[str, ...]:
    """The migrations a database still needs, in their order; a missing file is not made.

    None where a newer program has migrated it and left it so that this one can go on beside it.

    Raises:
        NewerSchemaError: a newer program changed what this one needs.
    """
    file = file_of(url)
    if file is not None and not file.exists():
        return _after(None)
    with _engine(url) as engine, engine.connect() as connection:
        return _missing(connection)


def upgrade(url: str) -> Path | None:
    """Bring a database to ``head()``, all of it or nothing, after a backup where it holds anything.

    Of several processes that come at once one migrates, and the others wait until it has.

    Returns:
        The backup that was made beside the database, if one was needed.

    Raises:
        NewerSchemaError: a newer program changed what this one needs.
    """
    if not pending(url):
        return None
    file = file_of(url)
    with _engine(url) as engine:
        backup = _back_up(engine, file) if file else None
        with engine.begin() as connection:
            if engine.dialect.name != "sqlite":
                servers.wait_for_migration(connection)
            if _missing(connection):
                command.upgrade(config(connection), "head")
    return backup


def downgrade(url: str, revision: str = "base") -> None:
    """Take a database back to an earlier version; what later versions added is lost."""
    with _engine(url) as engine, engine.begin() as connection:
        command.downgrade(config(connection), revision)


def served_since(revision: str | None) -> str | None:
    """The oldest version whose programs a schema serves: that of the last migration that contracts."""
    scripts = _scripts()
    while revision is not None:
        script = scripts.get_revision(revision)
        if not getattr(script.module, "expands", False):
            return revision
        revision = cast("str | None", script.down_revision)
    return None


def version(connection: Connection) -> str | None:
    """The version a database has; None where it has none of ours."""
    return MigrationContext.configure(connection).get_current_revision()


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, the same from whatever folder the program is started."""
    made = Config()
    made.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    made.attributes["connection"] = connection
    return made


@contextmanager
def _engine(url: str) -> Iterator[Engine]:
    # SQLite changes a table by replacing it, which foreign keys would take for a loss.
    engine = connect(url, foreign_keys=False)
    try:
        yield engine
    finally:
        engine.dispose()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(config())


def _missing(connection: Connection) -> tuple[str, ...]:
    current = version(connection)
    if current is None or current in _revisions():
        return _after(current)
    if serving.since(connection) in _revisions():
        return ()
    raise NewerSchemaError(
        f"The database has version {current}, which is newer than this Pulssi knows; "
        "install the newer Pulssi again, or bring back the backup made before it."
    )


def _revisions() -> list[str]:
    return [script.revision for script in _scripts().walk_revisions()][::-1]


def _after(current: str | None) -> tuple[str, ...]:
    revisions = _revisions()
    return tuple(revisions if current is None else revisions[revisions.index(current) + 1 :])


def _back_up(engine: Engine, file: Path) -> Path | None:
    """Copy a SQLite database that holds anything; going back to the copy loses the rounds that are open."""
    with engine.connect() as connection:
        if not inspect(connection).get_table_names():
            return None
        found = version(connection) or "empty"
    backup = copies.unused(file, f"before-{head()}-from-{found}")
    copies.write(engine, backup)
    return backup
