"""A few messages on their way: claimed together, sent beside each other, noted together.

A claim is committed before anything is sent, so a crash in between leaves the delivery in doubt, and what is
in doubt is looked up before it is sent again.
"""

import asyncio
from collections.abc import Collection, Sequence
from datetime import timedelta

import structlog
from sqlalchemy import Engine

from jobs.admission import Admission
from jobs.post import Post
from storage import deliveries, queue
from storage.database import transaction
from storage.queue import Due
from survey.deliveries import MESSAGES, Claim, End, InDoubt, Kind, NotSentError, Sent, UnsureError
from survey.ids import DeliveryId
from survey.pace import Pace
from survey.ports import Clock, Observer

LEASE = timedelta(minutes=1)
"""Longer than any call to the platform may take, and than the platform needs to show what it took."""
_log = structlog.get_logger(__name__)


class Sending:
    """Takes messages out of the queue and brings them to the platform."""

    def __init__(
        self,
        engine: Engine,
        post: Post,
        admission: Admission,
        pace: Pace,
        *,
        clock: Clock,
        observer: Observer,
    ) -> None:
        """Have nothing under way."""
        self._engine = engine
        self._post = post
        self._admission = admission
        self._pace = pace
        self._clock = clock
        self._observer = observer
        self.in_flight: set[DeliveryId] = set()
        # SQLite's writers wait for each other in no order; ours keep the order in which they came.
        self._writing = asyncio.Lock()

    async def send(self, workspace: str, chunk: Sequence[Due]) -> int:
        """Claim, send, note; returns how many were taken from the queue, whatever came of them."""
        ids = [due.id for due in chunk]
        self.in_flight.update(ids)
        try:
            async with self._writing:
                claims, moved = await asyncio.to_thread(self._claim, workspace, ids)
            self._pace.give_back(workspace, MESSAGES, count=len(chunk) - len(claims))
            ends = await asyncio.gather(*(self._deliver(claim) for claim in claims))
            if claims:
                async with self._writing:
                    await asyncio.to_thread(self._note, list(zip(claims, ends, strict=True)))
        finally:
            self.in_flight.difference_update(ids)
        return len(claims) + moved

    def _claim(self, workspace: str, ids: Collection[DeliveryId]) -> tuple[list[Claim], int]:
        at = self._clock()
        with transaction(self._engine) as session:
            found = queue.candidates(session, ids, at=at, look_up=self._post.looked_up(workspace))
            admitted, moved = self._admission.judge(session, found, at=at)
            if admitted:
                deliveries.claim(session, admitted, at=at, lease=LEASE)
        return admitted, moved

    async def _deliver(self, claim: Claim) -> End:
        how = await self._post.deliver(claim)
        if isinstance(how, NotSentError) and how.whole_workspace:
            self._pace.hold(claim.workspace, how.retry_after or 0.0)
        if isinstance(how, Sent):
            lag = self._clock() - claim.due_at
            self._observer.delivered(claim.kind, seconds=lag / timedelta(seconds=1))
        return how

    def _note(self, ended: Sequence[tuple[Claim, End]]) -> None:
        at = self._clock()
        with transaction(self._engine) as session:
            deliveries.note(session, ended, at=at)
        for claim, how in ended:
            # A reminder is only tried for somebody who has not answered: a line about it would say who.
            if not isinstance(how, Sent) and claim.kind is not Kind.REMINDER:
                _log.warning("delivery not sent", **_facts(claim, how))


def _facts(claim: Claim, how: End) -> dict[str, object]:
    reason = how.problem if isinstance(how, InDoubt) else str(how)
    return {
        "delivery": int(claim.id),
        "kind": claim.kind,
        "attempt": claim.attempt,
        "reason": reason,
        "status": "in doubt" if isinstance(how, UnsureError | InDoubt) else "certain",
    }
