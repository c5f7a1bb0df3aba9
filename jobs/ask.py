"""Ask and remind: the question card for everybody whose moment has come."""

import asyncio

from sqlalchemy import Engine

from jobs.post import Send
from storage import rounds
from storage.database import reading
from survey.deliveries import Claim
from survey.ids import RoundId
from survey.ports import Messenger
from survey.rounds import Round

_MOST = 512


class Cards:
    """Open rounds as they are asked; each is read once, because ten thousand people may get it."""

    def __init__(self, engine: Engine, messenger: Messenger) -> None:
        """Remember nothing yet."""
        self._engine = engine
        self._messenger = messenger
        self._rounds: dict[RoundId, Round] = {}
        self._one_reads = asyncio.Lock()

    async def ask(self, claim: Claim) -> Send:
        """Make a question card ready."""
        round_ = await self._round(claim)
        return lambda: self._messenger.ask(claim, round_)

    async def remind(self, claim: Claim) -> Send:
        """Make a reminder ready."""
        round_ = await self._round(claim)
        return lambda: self._messenger.remind(claim, round_)

    def forget(self, round_id: RoundId) -> None:
        """Read a round anew for its next card: its promise was raised."""
        self._rounds.pop(round_id, None)

    def forget_all(self) -> None:
        """Read every round anew: another process may have raised a promise."""
        self._rounds.clear()

    async def _round(self, claim: Claim) -> Round:
        # Many cards of a round are prepared at once, and the first to come reads for all.
        async with self._one_reads:
            known = self._rounds.get(claim.round)
            if known is None:
                known = await asyncio.to_thread(self._read, claim.round)
                if len(self._rounds) >= _MOST:
                    self._rounds.clear()
                self._rounds[claim.round] = known
            return known

    def _read(self, round_id: RoundId) -> Round:
        with reading(self._engine) as session:
            return rounds.get(session, round_id)
