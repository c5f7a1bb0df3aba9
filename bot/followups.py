"""Showing what has been saved: card updates that run after the acknowledgement, newest last.

An answer is committed and acknowledged first; the card is only cosmetics, so a failed update costs nothing
but a stale card, on which the next tap works all the same. A few updates run at a time, so that many of them
do not keep the next acknowledgement waiting; meanwhile a newer update takes the place of an older one.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import structlog

from locales.speech import language, speaking

Show = Callable[[], Awaitable[Any]]
_log = structlog.get_logger(__name__)


class Followups:
    """At most one update a card under way; a newer one waiting replaces an older one."""

    def __init__(self, *, at_once: int = 16) -> None:
        """Start with nothing to show.

        Args:
            at_once: how many cards are updated at the same time.
        """
        self._at_once = at_once
        self._waiting: dict[str, tuple[str, Show]] = {}
        self._under_way: set[str] = set()
        self._workers: set[asyncio.Task[None]] = set()

    def start(self, card: str, show: Show) -> None:
        """Show something on a card soon, in the language that is spoken now.

        Args:
            card: which card; updates of one card never overtake each other.
        """
        self._waiting[card] = (language(), show)
        self._employ()

    async def finish(self, *, seconds: float | None = None) -> None:
        """Wait until everything has been shown; what takes longer than ``seconds`` is left as it is."""
        try:
            async with asyncio.timeout(seconds):
                while self._workers:
                    await asyncio.gather(*self._workers, return_exceptions=True)
        except TimeoutError:
            self._waiting.clear()
            for worker in self._workers:
                worker.cancel()

    def _employ(self) -> None:
        if self._next() is not None and len(self._workers) < self._at_once:
            worker = asyncio.create_task(self._work())
            self._workers.add(worker)
            worker.add_done_callback(self._ended)

    def _ended(self, worker: asyncio.Task[None]) -> None:
        self._workers.discard(worker)
        problem = None if worker.cancelled() else worker.exception()
        if problem is not None:
            _log.error("card not updated", reason=type(problem).__name__)
            self._employ()

    async def _work(self) -> None:
        while (card := self._next()) is not None:
            spoken, show = self._waiting.pop(card)
            self._under_way.add(card)
            try:
                with speaking(spoken):
                    await show()
            finally:
                self._under_way.discard(card)

    def _next(self) -> str | None:
        return next((card for card in self._waiting if card not in self._under_way), None)
