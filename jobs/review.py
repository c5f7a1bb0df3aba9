"""Review: a look back at a month or a quarter, for a team's channel."""

import asyncio
from collections.abc import Callable

from sqlalchemy import Engine

from jobs.post import Send
from storage import reviews
from storage.database import reading
from survey.closed_months import compose_review
from survey.deliveries import Claim, Kind
from survey.digests import Picture
from survey.ports import Messenger
from survey.reviews import Review

Draw = Callable[[Review], Picture]


class Reviews:
    """What is posted to a team's channel about the weeks behind it."""

    def __init__(self, engine: Engine, messenger: Messenger, draw: Draw) -> None:
        """Take what the weeks are read, drawn and posted with.

        Args:
            draw: makes the picture; called in a thread, since drawing takes a tenth of a second and more.
        """
        self._engine = engine
        self._messenger = messenger
        self._draw = draw

    async def review(self, claim: Claim) -> Send:
        """Make a look back ready; one without any question has no picture."""
        review = await asyncio.to_thread(self._compose, claim)
        picture = await asyncio.to_thread(self._draw, review) if review.lines else None
        return lambda: self._messenger.post_review(claim, review, picture)

    def _compose(self, claim: Claim) -> Review:
        with reading(self._engine) as session:
            is_quarter = claim.kind is Kind.QUARTER
            return compose_review(reviews.closed_month(session, claim.round, is_quarter=is_quarter))
