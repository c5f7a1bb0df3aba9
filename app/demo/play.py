"""Playing weeks: the clock jumps from one due moment to the next, and production code does the rest."""

import asyncio
from collections.abc import Collection
from datetime import datetime, timedelta

from app.demo.company import HELSINKI, SUPPORT, TEAMS
from app.demo.players import Players
from app.demo.stage import Stage
from storage import agenda
from storage.database import reading
from survey.weeks import Week

_DONE = ("is set up", "is a team now", "works Mon-Fri")
"""What an admin reads when a step of the set-up is done."""
_THINKING = timedelta(minutes=20)
"""How long after a card people answer it."""


class Play:
    """One company's weeks."""

    def __init__(self, stage: Stage) -> None:
        """Take the stage; nobody is set up yet."""
        self.stage = stage
        self._players = Players(stage)

    async def set_up(self) -> None:
        """What an admin types on the first day."""
        await self.stage.venue.move_in()
        await self._type("setup zone=" + HELSINKI, SUPPORT.channel)
        for team in TEAMS:
            lead = self.stage.venue.mention(team.lead)
            await self._type(f'team add name="{team.name}" zone={HELSINKI} lead={lead}', team.channel)
            # Whoever tries it at Christmas should find a week like any other.
            await self._type("team calendar country=none", team.channel)

    async def until(self, end: datetime, *, but: Collection[str] = ()) -> None:
        """Let everything happen that is due up to a moment.

        Args:
            end: where the clock stands afterwards.
            but: people who do not answer by themselves.
        """
        clock, timetable = self.stage.clock, self.stage.running.timetable
        while (moment := await asyncio.to_thread(self._next)) is not None and moment <= end:
            clock.move_to(moment)
            await timetable.run_all()
            clock.move_to(min(clock() + _THINKING, end))
            await self._players.answer(Week.of(clock()), but=but)
        clock.move_to(end)
        await timetable.run_all()

    async def _type(self, text: str, channel: str) -> None:
        said = await self.stage.venue.type(text, channel=channel)
        if not any(done in said for done in _DONE):
            raise RuntimeError(f"the demo could not be set up: {said}")

    def _next(self) -> datetime | None:
        with reading(self.stage.running.engine) as session:
            return agenda.next_moment(session)
