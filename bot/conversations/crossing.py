"""The way between the event loop and the writer's thread: whole groups in both directions.

Waking the other side costs more than an answer does, and a thread that is woken in the middle of a burst of
clicks only takes turns with it. So what one turn of the loop brings goes over together, and what one commit
ends comes back together.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")


class Crossing:
    """One event loop's side of the writer."""

    def __init__(self) -> None:
        """Wait for nothing yet."""
        self._ended: deque[tuple[asyncio.Future[Any], Future[Any]]] = deque()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._leaving: asyncio.AbstractEventLoop | None = None

    def soon(self, hand_over: Callable[[], None]) -> None:
        """Hand over when this turn of the loop is through; at once where there is no loop."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            hand_over()
            return
        if self._leaving is not loop:
            self._leaving = loop
            loop.call_soon(self._leave, hand_over)

    async def result(self, saved: Future[T]) -> T:
        """What it ends with, as soon as ``deliver`` says that its group has ended."""
        loop = self._loop = asyncio.get_running_loop()
        waiting: asyncio.Future[T] = loop.create_future()
        saved.add_done_callback(lambda done: self._ended.append((waiting, done)))
        # What ended before anybody waited for it may have been delivered before it could be seen.
        if not saved.done():
            return await waiting
        waiting.cancel()
        return saved.result()

    def deliver(self) -> None:
        """Bring back what has ended; from any thread."""
        loop = self._loop
        if self._ended and loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._arrive)

    def _leave(self, hand_over: Callable[[], None]) -> None:
        self._leaving = None
        hand_over()

    def _arrive(self) -> None:
        while self._ended:
            waiting, done = self._ended.popleft()
            if waiting.done():
                continue
            problem = done.exception()
            if problem is None:
                waiting.set_result(done.result())
            else:
                waiting.set_exception(problem)
