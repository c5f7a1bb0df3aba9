"""The people of the demo, who read their messages and tap, through the same doors as anybody."""

import asyncio
from collections.abc import Collection

from app.demo.company import MEMBERS, TEAMS
from app.demo.stage import Stage
from app.demo.temperament import Temperament
from survey.weeks import Week

_AT_ONCE = 12
"""People tapping at the same time."""


class Players:
    """Everybody who answers by themselves."""

    def __init__(self, stage: Stage) -> None:
        """Give everybody a temperament."""
        self._stage = stage
        self._seen: set[tuple[str, str]] = set()
        self._temperaments = {
            row[0]: Temperament(row[0], team) for team in TEAMS for row in MEMBERS[team.channel]
        }

    async def answer(self, week: Week, *, but: Collection[str] = ()) -> None:
        """Let everybody answer the card they have not looked at yet.

        Args:
            but: people who leave theirs for somebody at the page.
        """
        limit = asyncio.Semaphore(_AT_ONCE)

        async def play(user: str) -> None:
            async with limit:
                await self._play(user, week)

        await asyncio.gather(*(play(user) for user in self._temperaments if user not in but))

    async def _play(self, user: str, week: Week) -> None:
        venue, followups = self._stage.venue, self._stage.running.followups
        card = venue.card(user)
        if card is None or (user, card.message) in self._seen:
            return
        self._seen.add((user, card.message))
        temperament = self._temperaments[user]
        if not temperament.takes_part(week.index):
            return
        while card.subject:
            value = temperament.value(week.index, card.key, list(card.options))
            await venue.answer(user, card, value)
            await followups.finish()
            card = venue.card(user) or card
        reason = temperament.reason(week.index)
        if reason is not None:
            await venue.say_why(user, card, reason)
            await followups.finish()
