"""The schema of the database: which version it has, and bringing it to this program's version."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect

from storage import copies, locks
from storage.database import connect, file_of
from storage.errors import NewerSchemaError
from storage.locks import Purpose

_MIGRATIONS = Path(__file__).parent / "migrations"


def head() -> str:
    """The version this program works with."""
    (newest,) = _scripts().get_heads()
    return newest


def pending(url: str) -> tuple[str, ...]:
    """The migrations a database still needs, in their order; a missing file is not made.

    Raises:
        NewerSchemaError: the database was written by a newer program.
    """
    file = file_of(url)
    if file is not None and not file.exists():
        return _after(None)
    with _engine(url) as engine, engine.connect() as connection:
        return _after(_current(connection))


def upgrade(url: str) -> Path | None:
    """Bring a database to ``head()``, all of it or nothing, after a backup where it holds anything.

    Returns:
        The backup that was made beside the database, if one was needed.

    Raises:
        NewerSchemaError: the database was written by a newer program.
    """
    if not pending(url):
        return None
    file = file_of(url)
    with _engine(url) as engine:
        backup = _back_up(engine, file) if file else None
        with engine.begin() as connection:
            locks.wait(connection, Purpose.MIGRATION)
            # Whoever waited for another process finds it done.
            command.upgrade(config(connection), "head")
    return backup


def downgrade(url: str, revision: str = "base") -> None:
    """Take a database back to an earlier version; what later versions added is lost."""
    with _engine(url) as engine, engine.begin() as connection:
        command.downgrade(config(connection), revision)


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


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _after(current: str | None) -> tuple[str, ...]:
    revisions = [script.revision for script in _scripts().walk_revisions()][::-1]
    if current is None:
        return tuple(revisions)
    if current not in revisions:
        raise NewerSchemaError(
            f"The database has version {current}, which is newer than this Pulssi knows; "
            "install the newer Pulssi again, or bring back the backup made before it."
        )
    return tuple(revisions[revisions.index(current) + 1 :])


def _back_up(engine: Engine, file: Path) -> Path | None:
    """Copy a SQLite database that holds anything; going back to the copy loses the rounds that are open."""
    with engine.connect() as connection:
        if not inspect(connection).get_table_names():
            return None
        version = _current(connection) or "empty"
    backup = copies.unused(file, f"before-{head()}-from-{version}")
    copies.write(engine, backup)
    return backup
