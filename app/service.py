"""A running Pulssi: its parts, and how its work begins and ends."""

import asyncio
from dataclasses import dataclass

from slack_bolt.async_app import AsyncApp
from sqlalchemy import Engine

from app.install_pages import InstallPages
from app.metrics import Metrics
from app.shift import Shift
from app.teams import Teams
from bot.followups import Followups
from jobs.dispatch import Dispatcher
from jobs.timetable import Timetable
from storage.key_store import KeyStore
from storage.locks import Locks
from survey.ports import Clock

_TO_FINISH = 5.0
"""Seconds that what is under way gets when the service stops."""


@dataclass(frozen=True, slots=True)
class Service:
    """A running Pulssi.

    Attributes:
        app: Slack's application; None where Pulssi is not joined to Slack, or does not listen.
        teams: Teams', likewise.
        install_pages: where workspaces install the app, where they do that by OAuth.
    """

    engine: Engine
    keys: KeyStore
    app: AsyncApp | None
    teams: Teams | None
    timetable: Timetable
    dispatcher: Dispatcher
    followups: Followups
    metrics: Metrics
    clock: Clock
    shift: Shift
    locks: Locks
    install_pages: InstallPages | None = None

    def start_jobs(self) -> None:
        """Run the timetable, and take wake-ups of other processes."""
        self.timetable.start()
        self.shift.begin(self.timetable)

    async def stop_jobs(self) -> None:
        """Take no new work, and let what is under way come to its end within a few seconds."""
        await asyncio.gather(
            self.timetable.stop(seconds=_TO_FINISH),
            self.dispatcher.stop(seconds=_TO_FINISH),
            self.shift.end(seconds=_TO_FINISH),
        )
