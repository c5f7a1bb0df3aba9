"""Copies of a SQLite database that can be kept anywhere: nothing of an open round is in them.

A copy outlives the round, its key might not be destroyed yet, and who took part stands in the clear. So all
of it is taken out before the copy gets its name (SCIENCE P19); keys are in no database to begin with.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import mkstemp
from typing import cast

from sqlalchemy import Engine

from storage.errors import CopyError

STAGING = ("sealed_answer", "sealed_comment", "participation")
"""What only an open round has."""
INSTALLING = ("installation", "used_state")
"""Tokens, which a copy would keep after the app is uninstalled: Slack wants them gone everywhere then."""
_FORGET = (*(f"DELETE FROM {table}" for table in STAGING), "DELETE FROM delivery WHERE kind = 'reminder'")  # noqa: S608


def write(engine: Engine, to: Path) -> None:
    """Copy a database, consistently even while it is in use; nobody else can read the copy.

    Args:
        engine: the SQLite database.
        to: a file that does not exist yet.

    Raises:
        CopyError: there is such a file already.
    """
    with new_file(to) as part, closing(engine.raw_connection()) as raw:
        distil(cast("sqlite3.Connection", raw.driver_connection), part)


def distil(source: sqlite3.Connection, to: Path) -> None:
    """Write everything but open rounds into an empty file.

    They are taken out in memory, so that no crash leaves a file with them in it.
    """
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as copy:
        source.backup(copy)
        if tables(copy).issuperset({*STAGING, "delivery"}):
            for statement in _FORGET:
                copy.execute(statement)
        for table in tables(copy).intersection(INSTALLING):
            copy.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
        copy.execute("VACUUM INTO ?", (str(to),))


def tables(database: sqlite3.Connection) -> set[str]:
    """What the tables of a database are called."""
    return {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


@contextmanager
def new_file(to: Path) -> Iterator[Path]:
    """An empty private file to write into, which takes its name only when the block ends well.

    Raises:
        CopyError: something has that name already; nothing is ever overwritten.
    """
    to.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        # The name is taken first: a rename would replace a file, and not every disk knows links.
        os.close(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    except FileExistsError:
        raise CopyError(f"{to} is there already and is not overwritten; choose another name.") from None
    descriptor, name = mkstemp(prefix=f"{to.name}.", suffix=".part", dir=to.parent)
    os.close(descriptor)
    part = Path(name)
    try:
        yield part
        sync(part)
        part.replace(to)
    except BaseException:
        part.unlink(missing_ok=True)
        to.unlink()
        raise
    sync(to)


def private_file(file: Path) -> Path:
    """An empty file only we can read, in the place of whatever a crash left there."""
    with suppress(FileNotFoundError):
        file.unlink()
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    return file


def unused(database: Path, label: str) -> Path:
    """A name beside a database that nothing has yet."""
    number = 1
    while (file := database.with_name(f"{database.name}.{label}.{number}")).exists():
        number += 1
    return file


def sync(file: Path) -> None:
    """Have a file and its name on the disk for good."""
    for path, flags in ((file, os.O_RDONLY), (file.parent, os.O_RDONLY | os.O_DIRECTORY)):
        descriptor = os.open(path, flags | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
