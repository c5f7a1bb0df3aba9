"""Showing what has been saved: card updates that run after the acknowledgement, newest last.

An answer is committed and acknowledged first; the card is only cosmetics, so a failed update costs nothing
but a stale card, on which the next tap works all the same.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

Show = Callable[[], Awaitable[Any]]


class Followups:
    """At most one update a card under way; a newer one waiting replaces an older one."""

    def __init__(self) -> None:
        """Start with nothing to show."""
        self._newest: dict[str, Show] = {}
        self._running: dict[str, asyncio.Task[None]] = {}

    def start(self, card: str, show: Show) -> None:
        """Show something on a card soon.

        Args:
            card: which card; updates of one card never overtake each other.
        """
        self._newest[card] = show
        if card not in self._running:
            task = asyncio.create_task(self._drain(card))
            self._running[card] = task
            task.add_done_callback(lambda _: self._running.pop(card, None))

    async def finish(self) -> None:
        """Wait until everything has been shown."""
        while self._running:
            await asyncio.gather(*self._running.values(), return_exceptions=True)

    async def _drain(self, card: str) -> None:
        while show := self._newest.pop(card, None):
            await show()
