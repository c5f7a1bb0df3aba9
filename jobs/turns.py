"""Whose turn it is to send to a workspace: one process at a time, so that one pace rules there.

A pace lives in a process. Whoever sends to a workspace holds a lock on it, and gives it back only when its
pace has recovered to what another process begins with: so all of them together are never faster than one.
"""

import asyncio
from typing import Protocol

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from storage import queue, wakeups
from storage.database import transaction
from storage.locks import Locks, Purpose
from survey.pace import Pace
from survey.ports import Clock

_log = structlog.get_logger(__name__)


class Turns(Protocol):
    """Says which workspaces are ours."""

    async def take(self, workspace: str) -> bool:
        """Whether we may send there from now on."""
        ...

    async def keeps(self, workspace: str) -> bool:
        """Whether it is still ours."""
        ...

    async def give_back(self, workspace: str) -> bool:
        """Let others send there; returns whether to look once more for what was left for us meanwhile."""
        ...


class Alone:
    """One process: every turn is ours."""

    async def take(self, workspace: str) -> bool:  # noqa: ARG002 - the port's
        """Always."""
        return True

    async def keeps(self, workspace: str) -> bool:  # noqa: ARG002 - the port's
        """Always."""
        return True

    async def give_back(self, workspace: str) -> bool:  # noqa: ARG002 - the port's
        """Nobody waits for it."""
        return False


class Shared:
    """Several processes on one database: whoever holds a workspace's lock sends there."""

    def __init__(self, engine: Engine, locks: Locks, pace: Pace, *, clock: Clock) -> None:
        """Take the pace that our sending is held to."""
        self._engine = engine
        self._locks = locks
        self._pace = pace
        self._clock = clock

    async def take(self, workspace: str) -> bool:
        """Unless another process sends there; it looks again after it has given its turn back."""
        return await asyncio.to_thread(self._locks.take, Purpose.SENDING, workspace)

    async def keeps(self, workspace: str) -> bool:
        """Whether the lock is still ours: with the connection that it hung on, it is gone."""
        return await asyncio.to_thread(self._locks.holds, Purpose.SENDING, workspace)

    async def give_back(self, workspace: str) -> bool:
        """Let the pace recover, then let others send; what comes later gets a wake-up of its own."""
        try:
            await asyncio.sleep(self._pace.rest(workspace))
            await asyncio.to_thread(self._leave_wakeup, workspace)
        except SQLAlchemyError as problem:
            # The schedulers' next look finds what is due.
            _log.warning("no wake-up left", reason=type(problem).__name__)
        finally:
            await asyncio.to_thread(self._locks.give_back, Purpose.SENDING, workspace)
        return True

    def _leave_wakeup(self, workspace: str) -> None:
        at = self._clock()
        with transaction(self._engine) as session:
            later = queue.next_moment(session, workspace, at=at)
            if later is not None:
                wakeups.again(session, workspace, within=later - at)
