"""``pulssi demo --headless``: weeks in seconds, and a folder that shows what happened."""

import shutil
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import Progress

from app.clock import VirtualClock
from app.demo import stage
from app.demo.play import Play
from app.demo.slack import SlackVenue
from app.demo.teams import TeamsVenue
from app.demo.venue import Venue
from app.settings import SettingsError
from sandbox.workspace.transcript import JsonLines, Record
from storage.workspaces import SLACK, TEAMS

START = datetime(2026, 9, 7, 6, tzinfo=UTC)
"""A Monday morning; fixed, so that the same command gives the same weeks anywhere."""
VENUES: Mapping[str, Callable[[VirtualClock, Record], Venue]] = {
    SLACK: lambda clock, record: SlackVenue(clock, transcript=record),
    TEAMS: lambda clock, record: TeamsVenue(clock, transcript=record),
}
_WEEK = timedelta(weeks=1)
_MARK = ".pulssi-demo"
"""Says that a demo made the folder; only such a folder is ever cleared."""
_LEFT_BY_A_DEMO = ("transcript.jsonl", "pulssi.db", "pulssi.db-wal", "pulssi.db-shm", "pulssi.db.lock")


async def play(*, weeks: int, out: Path, platform: str = SLACK) -> int:
    """Play weeks, leave ``transcript.jsonl``, ``charts/*.png`` and ``pulssi.db``; returns the exit code."""
    _clear(out)
    clock = VirtualClock(START)
    with ExitStack() as stack:
        transcript = stack.enter_context(JsonLines(out / "transcript.jsonl"))
        progress = stack.enter_context(Progress(console=Console(stderr=True), transient=True))
        venue = VENUES[platform](clock, transcript)
        async with stage.opened(venue, clock, folder=out) as on_stage:
            playing = Play(on_stage)
            await playing.set_up()
            for week in progress.track(range(1, weeks + 1), description="Playing weeks"):
                await playing.until(START + week * _WEEK - timedelta(days=2))
        saved = _save_pictures(venue, out / "charts")
    typer.echo(f"{weeks} weeks played: {saved} pictures, transcript and database are in {out}.")
    return 0


def _clear(out: Path) -> None:
    """Make room for a new play, in a folder that is empty or that an earlier demo made.

    Raises:
        SettingsError: the folder holds something else; nothing in it is touched.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())) and not (out / _MARK).exists():
        raise SettingsError(
            f"{out} is not empty and no demo made it, so nothing was written. Name a new folder: "
            "pulssi demo --headless --weeks 3 --out played"
        )
    out.mkdir(parents=True, exist_ok=True)
    (out / _MARK).touch()
    for name in _LEFT_BY_A_DEMO:
        (out / name).unlink(missing_ok=True)
    for name in ("charts", "keys"):
        shutil.rmtree(out / name, ignore_errors=True)


def _save_pictures(venue: Venue, folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    drawn = list(venue.pictures())
    for name, content in drawn:
        (folder / name).write_bytes(content)
    return len(drawn)
