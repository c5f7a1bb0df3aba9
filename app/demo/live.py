"""``pulssi demo``: eight weeks already played, the current one open, and a page to click in."""

import asyncio
import json
import shutil
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.progress import Progress

from app.clock import VirtualClock, system_clock
from app.demo import stage
from app.demo.company import ADMIN, HELSINKI
from app.demo.play import Play
from app.demo.slack import SlackVenue
from app.demo.teams import TeamsVenue
from app.demo.venue import Venue
from app.settings import SettingsError
from bot.conversations import moments
from locales import formats
from sandbox.page.faces import ClockFace, Jump
from storage import agenda
from storage.database import hold, reading
from storage.errors import DatabaseInUseError
from storage.workspaces import SLACK, TEAMS
from survey.rounds import Slot
from survey.weeks import Week

FOLDERS: Mapping[str, Path] = {SLACK: Path("var/demo"), TEAMS: Path("var/demo-teams")}
"""A demo of each platform may be left, and found again, beside the other."""
COMMANDS: Mapping[str, str] = {SLACK: "pulssi demo", TEAMS: "pulssi demo --platform teams"}
_VENUES: Mapping[str, Callable[..., Venue]] = {SLACK: SlackVenue, TEAMS: TeamsVenue}
_ZONE = ZoneInfo(HELSINKI)
_ENTRANCE = Slot(2, time(10))
"""Where people come in: Wednesday at ten, the day after the questions."""
_AT_THE_PAGE = (ADMIN, "U103", "U202", "U203", "U302")
"""People who leave their cards for whoever sits at the page."""
_CLOSE, _ASK = "close", "ask"
_A_LITTLE_LATER = timedelta(minutes=2)
"""Figures come first, and what people wrote a minute later."""


class Demo:
    """A demo that people use: it can be left, found again as it was, and moved forward in time."""

    def __init__(self, *, weeks: int, folder: Path, platform: str = SLACK) -> None:
        """Plan to play so many weeks before the present one, unless that was done already."""
        self._weeks = weeks
        self._command = COMMANDS[platform]
        self._folder = folder
        self._workspace = folder / "workspace"
        self._clock_file = folder / "clock.json"
        self._resumed = self._clock_file.exists()
        self.clock = VirtualClock(self._found() if self._resumed else self._first_day())
        self.venue = _VENUES[platform](self.clock, clock_face=self.face, jump=self.jump)
        if self._resumed:
            self.venue.load(self._workspace)
        self._play: Play | None = None
        self.ready = asyncio.Event()
        """Set when what came before has been played and the page is worth looking at."""

    async def serve(self, *, port: int, stop: asyncio.Event) -> None:
        """Play what is missing, open the page, and stay until told to stop."""
        async with stage.opened(self.venue, self.clock, folder=self._folder, port=port) as on_stage:
            self._play = Play(on_stage)
            if not self._resumed:
                await self._past(self._play)
                self.save()
            self.clock.run(system_clock)
            on_stage.running.timetable.start()
            self.ready.set()
            typer.echo(welcome(self.venue))
            await stop.wait()
            again = "make demo" if self._command == COMMANDS[SLACK] else self._command
            typer.echo(
                f"\nStopped. `{again}` opens it again as it is; `{self._command} --fresh` starts over."
            )
        self.save()

    def save(self) -> None:
        """Remember the workspace and its time for the next start."""
        self.venue.save(self._workspace)
        new = self._clock_file.with_suffix(".new")
        new.write_text(json.dumps({"now": self.clock().isoformat()}), encoding="utf-8")
        new.replace(self._clock_file)

    def face(self) -> ClockFace:
        """What the page shows of the demo's time."""
        name, moment = self._next_jump()
        what = "close the week, post the digest" if name == _CLOSE else "ask the next questions"
        jump = Jump(name, f"Jump to {_day(moment)}: {what}")
        return ClockFace(moments.moment(self.clock(), _ZONE), (jump,))

    async def jump(self, _: str) -> None:
        """Move time forward to where the page's button said."""
        if self._play is not None:
            await self._play.until(self._next_jump()[1], but=_AT_THE_PAGE)
            await asyncio.to_thread(self.save)

    async def _past(self, play: Play) -> None:
        await play.set_up()
        with Progress(console=Console(stderr=True), transient=True) as progress:
            for week in progress.track(range(1, self._weeks + 1), description="Playing the weeks before"):
                await play.until(self._first_day() + timedelta(weeks=week, days=-2))
        await play.until(_ENTRANCE.on(_this_week(), _ZONE), but=_AT_THE_PAGE)

    def _first_day(self) -> datetime:
        monday = _this_week().monday() - timedelta(weeks=self._weeks)
        return datetime.combine(monday, time(6), tzinfo=UTC)

    def _found(self) -> datetime:
        saved = json.loads(self._clock_file.read_text(encoding="utf-8"))
        return datetime.fromisoformat(saved["now"])

    def _next_jump(self) -> tuple[str, datetime]:
        """What comes next, as the tables have it: the digest of a week that is on, else the next asking."""
        if self._play is None:
            return _ASK, self.clock()
        with reading(self._play.stage.running.engine) as session:
            digest, asking = agenda.next_digest(session), agenda.next_asking(session)
        name, moment = (_CLOSE, digest) if digest else (_ASK, asking)
        return name, (moment or self.clock()) + _A_LITTLE_LATER


async def open_(*, platform: str, weeks: int, port: int, fresh: bool, stop: asyncio.Event) -> None:
    """Open the demo of a platform in its folder.

    Raises:
        SettingsError: another demo is open on this machine.
    """
    folder = FOLDERS[platform]
    try:
        with hold(f"sqlite:///{folder.with_suffix('.db')}"):
            _prepare(folder, COMMANDS[platform], fresh=fresh)
            await Demo(weeks=weeks, folder=folder, platform=platform).serve(port=port, stop=stop)
    except DatabaseInUseError:
        raise SettingsError(
            "A demo is open already in this folder. Use its page, or stop it with Ctrl-C first."
        ) from None


def _prepare(folder: Path, command: str, *, fresh: bool) -> None:
    """Keep what was played to its end; a play that was cut short is begun anew."""
    if fresh or not (folder / "clock.json").exists():
        shutil.rmtree(folder, ignore_errors=True)
    else:
        typer.echo(f"Opening the demo as it was left; `{command} --fresh` starts over.", err=True)
    folder.mkdir(parents=True, exist_ok=True)


def welcome(venue: Venue) -> str:
    """Where to go and what to try."""
    steps = "\n".join(f"  {number}. {step}" for number, step in enumerate(venue.to_try, start=1))
    return f"""
Pulssi is open at  {venue.url}

Things to try there:
{steps}

Ctrl-C stops it.
"""


def _this_week() -> Week:
    return Week.of(system_clock().astimezone(_ZONE).date())


def _day(moment: datetime) -> str:
    return formats.weekday(moment.astimezone(_ZONE).weekday())
