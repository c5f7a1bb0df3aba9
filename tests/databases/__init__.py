"""Databases for tests: a SQLite file, or a database of a real PostgreSQL that runs for as long as they do.

``TEST_DATABASE=postgresql`` lets every test that works on a database run on PostgreSQL; those of
``tests/storage`` run on both. ``TEST_DATABASE_URL`` names a server to use in place of our own; its user must
be allowed to make databases and to read the server's files.
"""

import atexit
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest
from sqlalchemy import Engine, create_engine, make_url, text

from storage import schema
from tests.databases.server import running

SQLITE, POSTGRESQL = "sqlite", "postgresql"
on_a_file = pytest.mark.parametrize("database", [SQLITE], indirect=True)
"""For what is about SQLite's file."""
on_a_server = pytest.mark.parametrize("database", [POSTGRESQL], indirect=True)
"""For what is about PostgreSQL."""
_FILES = """
SELECT relname, pg_read_binary_file(pg_relation_filepath(oid)) AS content FROM pg_class
WHERE relkind IN ('r', 't') AND relnamespace IN ('public'::regnamespace, 'pg_toast'::regnamespace)
"""
_made: dict[Path, str] = {}
"""Databases of the test under way, by the folder they are for."""


_used = [os.environ.get("TEST_DATABASE", SQLITE)]


def chosen() -> str:
    """Which database tests use that do not say so themselves."""
    return _used[-1]


@contextmanager
def lent(kind: str = "") -> Iterator[None]:
    """For one test: which database it uses, if it says so, and removing what it worked on."""
    before = set(_made)
    _used.append(kind or chosen())
    try:
        yield
    finally:
        _used.pop()
        for folder in set(_made) - before:
            _drop(_made.pop(folder))


def fresh(folder: Path, kind: str = "") -> str:
    """The address of a migrated database without rows; the same one when asked again for the same folder."""
    if (kind or chosen()) == SQLITE:
        file = folder / "pulssi.db"
        if not file.exists():
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(_empty_file(), file)
        return f"sqlite:///{file}"
    if folder not in _made:
        _made[folder] = _copy_of(_template())
    return _made[folder]


def blank(folder: Path, kind: str = "") -> str:
    """The address of a database without even tables."""
    if (kind or chosen()) == SQLITE:
        return f"sqlite:///{folder / 'blank.db'}"
    _made[folder / uuid4().hex] = url = _copy_of("template1")
    return url


def _drop(url: str) -> None:
    with _server().connect() as connection:
        connection.execute(text(f'DROP DATABASE "{make_url(url).database}" WITH (FORCE)'))


def files_of_tables(engine: Engine) -> dict[str, bytes]:
    """The files in which a server keeps the tables of a database, as they lie on its disk; none of SQLite."""
    if engine.dialect.name == SQLITE:
        return {}
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
        found = connection.execute(text(_FILES))
        return {row.relname: row.content for row in found}


def on_disk(engine: Engine) -> bytes:
    """Everything that is in a database's files."""
    if engine.dialect.name != SQLITE:
        return b"".join(files_of_tables(engine).values())
    file = Path(engine.url.database or "")
    return b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))


def _copy_of(template: str) -> str:
    name = f"test_{uuid4().hex}"
    with _server().connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
    return _address(name)


@cache
def _server() -> Engine:
    stack = ExitStack()
    atexit.register(stack.close)
    given = os.environ.get("TEST_DATABASE_URL", "")
    url = make_url(given or stack.enter_context(running()).url)
    return create_engine(url, isolation_level="AUTOCOMMIT", pool_size=1)


def _address(name: str) -> str:
    return _server().url.set(database=name).render_as_string(hide_password=False)


@cache
def _template() -> str:
    url = _copy_of("template1")
    schema.upgrade(url)
    # A server that goes on without us is left as it was.
    atexit.register(_drop, url)
    return make_url(url).database or ""


@cache
def _empty_file() -> Path:
    """Migrating once is enough; anew for every test it would be most of its time."""
    folder = TemporaryDirectory(prefix="pulssi-empty-")
    atexit.register(folder.cleanup)
    file = Path(folder.name) / "empty.db"
    schema.upgrade(f"sqlite:///{file}")
    return file
