"""Messages owed: take them in turn, send them at the platform's pace, note how each ended.

Each workspace has a task of its own: one that is slow, held or failing keeps no other waiting. What becomes
of each message is in ``sending``.
"""

import asyncio
from collections.abc import Sequence
from itertools import islice

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from jobs.admission import Admission
from jobs.away import Away
from jobs.post import Post
from jobs.sending import Sending
from jobs.turns import Alone, Turns
from storage import deliveries, queue
from storage.database import reading, transaction
from storage.queue import Due
from survey.deliveries import MESSAGES
from survey.pace import Pace
from survey.ports import Clock, Observer

_SHORTEST_QUEUE, _LONGEST_QUEUE = 60, 500
_AT_ONCE = 10
_CHUNKS = 6
"""So many groups are under way at once, so that a slow answer does not slow the pace."""

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
        turns: Turns | None = None,
    ) -> None:
        """Send nothing yet; ``turns`` says which workspaces are ours, where several processes send."""
        self._engine = engine
        self._turns = turns or Alone()
        self._away = Away(engine, post)
        self._post = post
        self._pace = pace
        self._clock = clock
        self._sending = Sending(engine, post, admission, pace, clock=clock, observer=observer)
        self._drains: dict[str, asyncio.Task[None]] = {}
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._woken: set[str] = set()
        self._stopping = False

    async def run(self) -> None:
        """See to it that everything due is on its way; does not wait for it."""
        for workspace in await asyncio.to_thread(self.due_workspaces):
            self._start(workspace)

    async def send(self, workspace: str) -> None:
        """Send what is due in a workspace and wait for it; where that is under way, see to a last look."""
        is_new = workspace not in self._drains
        self._start(workspace)
        if is_new and workspace in self._drains:
            await asyncio.wait({self._drains[workspace]})

    async def settle(self) -> None:
        """Wait until nothing is on its way."""
        while self._drains:
            await asyncio.gather(*self._drains.values(), return_exceptions=True)

    @property
    def is_stopping(self) -> bool:
        """Whether nothing new is taken any more."""
        return self._stopping

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

    def due_workspaces(self) -> tuple[str, ...]:
        """Where something is due, after a look for what a sender that is gone had claimed."""
        at, look_up = self._clock(), self._post.looked_up()
        with reading(self._engine) as session:
            if not deliveries.has_ended_leases(session, at=at):
                return queue.workspaces_due(session, at=at, look_up=look_up)
        with transaction(self._engine) as session:
            deliveries.end_leases(session, at=at)
            return queue.workspaces_due(session, at=at, look_up=look_up)

    def _start(self, workspace: str) -> None:
        if self._stopping:
            return
        if workspace in self._drains:
            self._woken.add(workspace)
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
        """Send while it is our turn; whoever woke us meanwhile may have come just after our last look."""
        again = True
        try:
            while again and not self._stopping and await self._turns.take(workspace):
                self._woken.discard(workspace)
                try:
                    is_empty = await self._send_due(workspace)
                finally:
                    again = await self._turns.give_back(workspace)
                again = workspace in self._woken or (
                    again and is_empty and bool(await asyncio.to_thread(self._queue, workspace))
                )
        except SQLAlchemyError as problem:
            # What was sent and could not be noted stays claimed, and is in doubt when its lease ends.
            _log.error("sending interrupted", reason=type(problem).__name__)

    async def _send_due(self, workspace: str) -> bool:
        """Send until nothing is left; False where something is left that cannot go now."""
        while not self._stopping and not self._is_held(workspace):
            waiting = await asyncio.to_thread(self._queue, workspace)
            if not waiting:
                return True
            if not await self._send_all(workspace, waiting):
                return False
        return False

    def _queue(self, workspace: str) -> list[Due]:
        with reading(self._engine) as session:
            found = queue.due(
                session,
                workspace,
                at=self._clock(),
                limit=self._queue_length(workspace),
                look_up=self._post.looked_up(workspace),
            )
        return [each for each in found if each.id not in self._sending.in_flight]

    async def _send_all(self, workspace: str, dues: Sequence[Due]) -> bool:
        """Send a queue at the workspace's pace; False where nothing of it could be taken."""
        await self._away.ask(workspace, {due.user for due in dues if due.user is not None})
        waiting, under_way, taken = iter(dues), set[asyncio.Task[int]](), 0
        try:
            while chunk := list(islice(waiting, self._chunk(workspace))):
                if not await self._turn(workspace, len(chunk)):
                    break
                under_way.add(asyncio.create_task(self._sending.send(workspace, chunk)))
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
        """Wait until so many messages may go; False where the workspace is held or not ours, or we stop."""
        while not self._stopping and not self._is_held(workspace) and await self._turns.keeps(workspace):
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
