"""What each command does: read the settings, do the work, print, and return the exit code.

0 is done, 1 is trouble found, 2 is a setting or an argument that has to be mended first.
"""

import asyncio
import os
import signal
from collections.abc import Callable, Coroutine, Iterable, Iterator
from pathlib import Path
from typing import Any

import typer
from sqlalchemy.exc import SQLAlchemyError

from app import logs
from app.clock import system_clock
from app.doctor import examine
from app.findings import Finding
from app.hosts import require_role
from app.needs import require_platform
from app.roles import Role
from app.settings import Settings, SettingsError, load
from storage.errors import StorageError

DONE, TROUBLE, MEND_FIRST = 0, 1, 2


def run(*, role: Role = Role.ALL) -> int:
    """Serve until stopped by a signal."""
    from app import transport  # noqa: PLC0415

    def serve(settings: Settings) -> int:
        require_platform(settings)
        require_role(settings, role)
        logs.configure(as_json=settings.pulssi_log_format == "json")
        return until_stopped(lambda stop: transport.run(settings, clock=system_clock, stop=stop, role=role))

    return with_settings(serve)


def migrate(*, copy_from: str | None = None) -> int:
    """Upgrade the database, or fill it from another one."""
    from storage import schema  # noqa: PLC0415

    def upgrade(settings: Settings) -> int:
        if copy_from is not None:
            return _move(settings, copy_from)
        schema.upgrade(settings.database_url)
        typer.echo(f"The database has the shape of this version ({schema.head()}).")
        return DONE

    return with_settings(upgrade)


def _move(settings: Settings, source: str) -> int:
    """Copy another database into ours; the keys stay where they are and belong to ours from then on."""
    from app import store  # noqa: PLC0415
    from storage import moving  # noqa: PLC0415
    from storage.database import name_of  # noqa: PLC0415
    from storage.keys import KeyFolder  # noqa: PLC0415

    keys = KeyFolder(settings.pulssi_key_folder, randomness=os.urandom)
    keys.belong_to(name_of(source))
    moved = moving.move(source, settings.database_url)
    keys.follow(name_of(source), name_of(settings.database_url))
    store.hand_over(keys, settings)
    typer.echo(
        f"Copied {moved.rows} rows of {moved.tables} tables, {moved.answers} counted answers in them;\n"
        f"each was read again and is the same. {name_of(source)} was left as it is. The keys in\n"
        f"{store.where_keys_are(settings)} go with the new database: start Pulssi with it,\n"
        "and delete the old one when you are sure."
    )
    return DONE


def doctor() -> int:
    """Print every finding, and how to mend what is not well."""

    def look(settings: Settings) -> int:
        found = asyncio.run(examine(settings))
        typer.echo("\n".join(lines(found)))
        return DONE if all(finding.ok for finding in found) else TROUBLE

    return with_settings(look)


def demo_headless(*, weeks: int, out: Path, platform: str) -> int:
    """Play weeks on a virtual clock and leave what happened in a folder."""
    from app.demo import headless  # noqa: PLC0415

    logs.configure(as_json=False, level="error")
    return mendable(lambda: asyncio.run(headless.play(weeks=weeks, out=out, platform=platform)))


def demo_live(*, platform: str, weeks: int, port: int, fresh: bool) -> int:
    """Play weeks, then keep the workspace open for people."""
    from app.demo import live  # noqa: PLC0415
    from sandbox.workspace.refusals import ImpossibleError  # noqa: PLC0415

    logs.configure(as_json=False, level="error")

    def play() -> int:
        try:
            return until_stopped(
                lambda stop: live.open_(platform=platform, weeks=weeks, port=port, fresh=fresh, stop=stop)
            )
        except ImpossibleError as problem:
            typer.echo(f"{problem} For example: {live.COMMANDS[platform]} --port {port + 1}", err=True)
            return MEND_FIRST

    return mendable(play)


def lines(findings: Iterable[Finding]) -> Iterator[str]:
    """A line a finding, and one more where something has to be mended."""
    for finding in findings:
        yield f"{'ok  ' if finding.ok else 'MEND'}  {finding.what}: {finding.said}"
        if finding.mend:
            yield f"      {finding.mend}"


def with_settings(work: Callable[[Settings], int]) -> int:
    """Read the settings and do the work with them; see ``mendable``."""
    return mendable(lambda: work(load()))


def mendable(work: Callable[[], int]) -> int:
    """Turn what an operator can mend into its sentence and exit code 2."""
    try:
        return work()
    except (SettingsError, StorageError) as problem:
        typer.echo(str(problem), err=True)
    except UnicodeDecodeError:
        typer.echo(".env is not UTF-8 text; save it again as UTF-8.", err=True)
    except SQLAlchemyError as problem:
        said = str(getattr(problem, "orig", problem))
        typer.echo(
            f"The database cannot be used: {said}. Check DATABASE_URL and the disk it is on.", err=True
        )
    except OSError as problem:
        typer.echo(f"{problem.filename or 'The system'}: {problem.strerror or problem}.", err=True)
    return MEND_FIRST


def until_stopped(serve: Callable[[asyncio.Event], Coroutine[Any, Any, None]]) -> int:
    """Run until SIGINT or SIGTERM, then let everything come to its end."""

    async def work() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
        await serve(stop)

    asyncio.run(work())
    return DONE
