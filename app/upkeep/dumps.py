"""Backups of PostgreSQL, by its own programs."""

import os
import subprocess
from pathlib import Path

from sqlalchemy import URL, inspect, make_url

from storage import copies
from storage.database import connect
from storage.errors import CopyError

# Single rows cannot be left out of a dump: reminders tell who had not answered, so no delivery is in it.
_LEFT_OUT = (*copies.STAGING, *copies.INSTALLING, "delivery")


def dump(url: str, to: Path) -> None:
    """Write the database to a file nobody else can read, without anything of open rounds.

    Raises:
        CopyError: the file is there already, or ``pg_dump`` is missing or fails.
    """
    left_out = [f"--exclude-table-data={table}" for table in _LEFT_OUT]
    with copies.new_file(to) as part:
        _run(["pg_dump", "--format=custom", "--no-owner", *left_out, f"--file={part}"], url)


def restore(url: str, backup: Path) -> None:
    """Fill an empty database from a dump, all of it or nothing.

    Raises:
        CopyError: there is no such file, the database is not empty, or ``pg_restore`` is missing or fails.
    """
    if not backup.is_file():
        raise CopyError(f"{backup} is not a file; give the backup to bring back.")
    engine = connect(url)
    try:
        if inspect(engine).get_table_names():
            raise CopyError(
                "DATABASE_URL names a database that holds something, and nothing is overwritten; make an "
                "empty one (createdb), name it in DATABASE_URL, and restore into that."
            )
    finally:
        engine.dispose()
    _run(["pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", str(backup)], url)


def _run(command: list[str], url: str) -> None:
    program, parsed = command[0], make_url(url)
    # The password goes by the environment: everybody can see the arguments of a process.
    environment = {**os.environ, "PGPASSWORD": parsed.password} if parsed.password else dict(os.environ)
    try:
        done = subprocess.run(  # noqa: S603 - our own words and the operator's
            [program, f"--dbname={_address(parsed)}", *command[1:]],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        raise CopyError(
            f"{program} is not installed; get PostgreSQL's client programs (Debian: postgresql-client)."
        ) from None
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["no reason given"])[0]
        raise CopyError(f"{program} failed: {said}. Check DATABASE_URL and the version of {program}.")


def _address(parsed: URL) -> str:
    bare = URL.create(
        "postgresql", parsed.username, None, parsed.host, parsed.port, parsed.database, parsed.query
    )
    return bare.render_as_string()
