"""Notice: a team's channel is told when what it was promised changes."""

import asyncio

from sqlalchemy import Engine

from jobs.post import Send
from storage import promises
from storage.database import reading
from survey.deliveries import Claim
from survey.ports import Messenger
from survey.promises import Announcement


class Notices:
    """What channels are told of a changed promise, as things stand when it is sent."""

    def __init__(self, engine: Engine, messenger: Messenger) -> None:
        """Take what a notice is read from and posted with."""
        self._engine = engine
        self._messenger = messenger

    async def notice(self, claim: Claim) -> Send:
        """Make a notice ready."""
        change = await asyncio.to_thread(self._read, claim)
        return lambda: self._messenger.post_notice(claim, change)

    def _read(self, claim: Claim) -> Announcement:
        with reading(self._engine) as session:
            return promises.announcement(session, claim.id)
