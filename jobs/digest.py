"""Digest: a closed week for its team's channel, and then what people wrote."""

import asyncio
from collections.abc import Callable

from sqlalchemy import Engine

from jobs.post import Send
from storage import digests
from storage.database import reading
from storage.errors import BrokenSealError
from survey.closed_weeks import compose
from survey.deliveries import Claim, NotSentError
from survey.digests import Digest, Picture
from survey.ports import Messenger
from survey.rotation.candidates import MOST_QUESTIONS

_AFTER_A_WRONG_KEY = 3600.0
Draw = Callable[[Digest], Picture]


class Reports:
    """What is posted to a team's channel about a closed round."""

    def __init__(self, engine: Engine, messenger: Messenger, draw: Draw, *, data_key: bytes) -> None:
        """Take what a week is read, drawn and posted with.

        Args:
            draw: makes the picture; called in a thread, since drawing takes a tenth of a second and more.
        """
        self._engine = engine
        self._messenger = messenger
        self._draw = draw
        self._data_key = data_key

    async def digest(self, claim: Claim) -> Send:
        """Make a week's digest ready."""
        week = await _week(self._engine, claim, self._data_key)
        # The baseline as one form is told in words: a picture of a dozen questions could not be read.
        drawn = 1 <= len(week.tiles) <= MOST_QUESTIONS
        picture = await asyncio.to_thread(self._draw, week) if drawn else None
        return lambda: self._messenger.post_digest(claim, week, picture)

    async def comments(self, claim: Claim) -> Send:
        """Make what people wrote ready, a message of its own."""
        week = await _week(self._engine, claim, self._data_key)
        return lambda: self._messenger.post_comments(claim, week)


async def _week(engine: Engine, claim: Claim, data_key: bytes) -> Digest:
    try:
        return await asyncio.to_thread(_compose, engine, claim, data_key)
    except BrokenSealError as problem:
        # Another data key than the comments were written with: the operator can bring the old one back.
        raise NotSentError("wrong data key", retry_after=_AFTER_A_WRONG_KEY) from problem


def _compose(engine: Engine, claim: Claim, data_key: bytes) -> Digest:
    with reading(engine) as session:
        return compose(digests.closed_week(session, claim.round, data_key=data_key))
