"""Tells whoever watches that something a person can see has changed."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal, TypeVar

Kind = Literal["message", "view", "home", "state", "clock"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Change:
    """``viewers`` are those who can see it; ``None`` means everybody."""

    kind: Kind
    channel: str | None = None
    viewers: frozenset[str] | None = None

    def concerns(self, person: str) -> bool:
        return self.viewers is None or person in self.viewers


Watch = asyncio.Queue[Change | None]
"""``None`` in it means that nothing more will come."""


class Changes:
    """Fans every change out to the queues that watch."""

    def __init__(self) -> None:
        self._watching: set[Watch] = set()

    def publish(self, kind: Kind, channel: str | None = None, viewers: frozenset[str] | None = None) -> None:
        for queue in self._watching:
            queue.put_nowait(Change(kind, channel, viewers))

    def end(self) -> None:
        for queue in self._watching:
            queue.put_nowait(None)

    @contextmanager
    def watched(self) -> Iterator[Watch]:
        queue: Watch = asyncio.Queue()
        self._watching.add(queue)
        try:
            yield queue
        finally:
            self._watching.discard(queue)

    async def until(self, found: Callable[[], T | None], *, seconds: float = 3.0) -> T:
        """What ``found`` returns once it is truthy, looking again at every change.

        Raises:
            TimeoutError: nothing was found in so many seconds.
        """
        with self.watched() as queue:
            async with asyncio.timeout(seconds):
                while not (thing := found()):
                    await queue.get()
        return thing
