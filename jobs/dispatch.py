"""Messages owed: take them in turn, send them at the platform's pace, note how each ended.

A claim is committed before anything is sent, so a crash in between leaves the delivery in doubt, and what is
in doubt is looked up before it is sent again. Each workspace has a task of its own: one that is slow, held or
failing keeps no other waiting.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from jobs.admission import Admission
from jobs.post import Post
from storage import deliveries, people, queue
from storage.database import reading, transaction
from storage.queue import Due
from survey.deliveries import MESSAGES, Claim, End, InDoubt, Kind, NotSentError, Sent, UnsureError
from survey.ids import DeliveryId, UserRef
from survey.pace import Pace
from survey.ports import Clock, Observer

LEASE = timedelta(minutes=1)
"""Longer than any call to the platform may take, and than the platform needs to show what it took."""
_SHORTEST_QUEUE, _LONGEST_QUEUE = 60, 500
_AT_ONCE = 10
_CHUNKS = 6
"""So many groups are under way at once, so that a slow answer does not slow the pace."""
_LOOK_UP_AT_ONCE = 50

_log = structlog.get_logger(__name__)


class Dispatcher:
    """Sends what is due in every workspace, each on its own."""

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
        """Send nothing yet."""
        self._engine = engine
        self._post = post
        self._admission = admission
        self._pace = pace
        self._clock = clock
        self._observer = observer
        self._drains: dict[str, asyncio.Task[None]] = {}
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._in_flight: set[DeliveryId] = set()
        # SQLite's writers wait for each other in no order; ours keep the order in which they came.
        self._writing = asyncio.Lock()
        self._stopping = False

    async def run(self) -> None:
        """See to it that everything due is on its way; does not wait for it."""
        for workspace in await asyncio.to_thread(self._due_workspaces):
            self._start(workspace)

    async def settle(self) -> None:
        """Wait until nothing is on its way."""
        while self._drains:
            await asyncio.gather(*self._drains.values(), return_exceptions=True)

    async def stop(self, *, seconds: float = 5.0) -> None:
        """Take nothing new and let what is on its way come to its end; what hangs longer stays in doubt."""
        self._stopping = True
        for timer in self._timers.values():
            timer.cancel()
        running = list(self._drains.values())
        if running:
            _, late = await asyncio.wait(running, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _due_workspaces(self) -> tuple[str, ...]:
        at, look_up = self._clock(), self._post.looked_up()
        with reading(self._engine) as session:
            if not deliveries.has_ended_leases(session, at=at):
                return queue.workspaces_due(session, at=at, look_up=look_up)
        with transaction(self._engine) as session:
            deliveries.end_leases(session, at=at)
            return queue.workspaces_due(session, at=at, look_up=look_up)

    def _start(self, workspace: str) -> None:
        if workspace in self._drains or self._stopping:
            return
        task = asyncio.create_task(self._drain(workspace))
        self._drains[workspace] = task
        task.add_done_callback(lambda done: self._ended(workspace, done))

    def _ended(self, workspace: str, task: asyncio.Task[None]) -> None:
        self._drains.pop(workspace, None)
        problem = None if task.cancelled() else task.exception()
        if problem is not None:
            # A mistake of ours: the next look tries again, and this line says that there is one.
            _log.error("sending failed", reason=type(problem).__name__)

    async def _drain(self, workspace: str) -> None:
        try:
            while not self._stopping and not self._is_held(workspace):
                waiting = await asyncio.to_thread(self._queue, workspace)
                if not waiting or not await self._send_all(workspace, waiting):
                    return
        except SQLAlchemyError as problem:
            # What was sent and could not be noted stays claimed, and is in doubt when its lease ends.
            _log.error("sending interrupted", reason=type(problem).__name__)

    def _queue(self, workspace: str) -> list[Due]:
        with reading(self._engine) as session:
            found = queue.due(
                session,
                workspace,
                at=self._clock(),
                limit=self._queue_length(workspace),
                look_up=self._post.looked_up(workspace),
            )
        return [each for each in found if each.id not in self._in_flight]

    async def _send_all(self, workspace: str, dues: Sequence[Due]) -> bool:
        """Send a queue at the workspace's pace; False where nothing of it could be taken."""
        await self._ask_who_is_away(workspace, dues)
        waiting, under_way, taken = iter(dues), set[asyncio.Task[int]](), 0
        try:
            while chunk := list(islice(waiting, self._chunk(workspace))):
                if not await self._turn(workspace, len(chunk)):
                    break
                under_way.add(asyncio.create_task(self._send(workspace, chunk)))
                if len(under_way) >= _CHUNKS:
                    done, under_way = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
                    taken += sum(task.result() for task in done)
            taken += sum(await asyncio.gather(*under_way))
        except asyncio.CancelledError:
            # Told to stop, and it takes too long: what is under way stays claimed, and is in doubt later.
            for task in under_way:
                task.cancel()
            raise
        finally:
            await asyncio.gather(*under_way, return_exceptions=True)
        return taken > 0

    def _queue_length(self, workspace: str) -> int:
        """How many to line up: twenty seconds' worth, so that what becomes due meanwhile is soon in line."""
        per_minute = self._pace.per_minute(workspace, MESSAGES) or 3.0 * _LONGEST_QUEUE
        return max(_SHORTEST_QUEUE, min(_LONGEST_QUEUE, int(per_minute / 3)))

    def _chunk(self, workspace: str) -> int:
        """How many to claim together: half a second's worth."""
        per_minute = self._pace.per_minute(workspace, MESSAGES)
        return _AT_ONCE if per_minute is None else max(1, min(_AT_ONCE, int(per_minute / 120)))

    async def _turn(self, workspace: str, count: int) -> bool:
        """Wait until so many messages may go; False where the workspace is held, or we stop."""
        while not self._stopping and not self._is_held(workspace):
            seconds = self._pace.take(workspace, MESSAGES, count=count)
            if not seconds:
                return True
            await asyncio.sleep(seconds)
        return False

    def _is_held(self, workspace: str) -> bool:
        """Whether the platform asked us to wait; comes back by itself when it is over."""
        seconds = self._pace.held(workspace)
        if seconds and workspace not in self._timers:
            loop = asyncio.get_running_loop()
            self._timers[workspace] = loop.call_later(seconds, self._come_back, workspace)
        return seconds > 0

    def _come_back(self, workspace: str) -> None:
        self._timers.pop(workspace, None)
        self._start(workspace)

    async def _ask_who_is_away(self, workspace: str, dues: Sequence[Due]) -> None:
        users = sorted({due.user for due in dues if due.user is not None})
        for start in range(0, len(users), _LOOK_UP_AT_ONCE):
            found = await self._post.away(workspace, users[start : start + _LOOK_UP_AT_ONCE])
            if found:
                await asyncio.to_thread(self._remember_away, workspace, found)

    def _remember_away(self, workspace: str, found: Mapping[UserRef, datetime]) -> None:
        with transaction(self._engine) as session:
            people.set_quiet(session, workspace, found)

    async def _send(self, workspace: str, chunk: Sequence[Due]) -> int:
        """Claim, send, note; returns how many were taken from the queue, whatever came of them."""
        ids = [due.id for due in chunk]
        self._in_flight.update(ids)
        try:
            async with self._writing:
                claims, moved = await asyncio.to_thread(self._claim, workspace, ids)
            self._pace.give_back(workspace, MESSAGES, count=len(chunk) - len(claims))
            ends = await asyncio.gather(*(self._deliver(claim) for claim in claims))
            if claims:
                async with self._writing:
                    await asyncio.to_thread(self._note, list(zip(claims, ends, strict=True)))
        finally:
            self._in_flight.difference_update(ids)
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
