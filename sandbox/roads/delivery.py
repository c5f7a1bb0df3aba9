"""Brings what people do to the bot: over sockets, or by HTTP once a request URL is known."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from sandbox.roads.faults import Faults
from sandbox.roads.payloads import event_callback
from sandbox.workspace.messages import Json
from sandbox.workspace.state import Workspace

SILENT = "The app did not respond."


@dataclass(frozen=True, slots=True)
class Envelope:
    kind: Literal["interactive", "slash_commands", "events_api"]
    payload: Json
    wants_answer: bool = False
    """Whether the acknowledgement may carry something to show."""
    id: str = ""
    """Given when it is sent; the same when it is sent again."""


@dataclass(frozen=True, slots=True)
class Ack:
    """The bot's acknowledgement, or in ``error`` what the person sees instead."""

    payload: Json | None = None
    error: str | None = None

    @property
    def ok(self) -> bool:
        return self.error is None


class Road(Protocol):
    async def deliver(self, envelope: Envelope, *, retry: int = 0) -> Ack:
        """Send once and wait for the acknowledgement; ``retry`` counts the times it was sent before."""
        ...

    def is_open(self) -> bool: ...


class Delivery:
    """``retries`` are the seconds after which an event that was not acknowledged is sent again."""

    def __init__(
        self,
        ws: Workspace,
        road: Road,
        faults: Faults,
        *,
        subscribed: Collection[str],
        retries: Sequence[float],
    ) -> None:
        self.road = road
        self._ws = ws
        self._faults = faults
        self._subscribed = subscribed
        self._retries = retries
        self._tasks: set[asyncio.Task[None]] = set()
        self._held: list[asyncio.Future[bool]] = []

    def is_open(self) -> bool:
        return self.road.is_open()

    def hears(self, subscription: str) -> bool:
        """Whether the app wants to know of this kind of event."""
        return subscription in self._subscribed

    async def send(self, envelope: Envelope) -> Ack:
        """Deliver what a person did; twice, or after what comes next, if a fault asks for it."""
        envelope = replace(envelope, id=envelope.id or self._ws.next_id("E"))
        if self._faults.take_hold():
            return await self._send(envelope) if await self._overtaken() else Ack(error=SILENT)
        try:
            return await self._send(envelope)
        finally:
            self._let_go(deliver=True)

    async def _send(self, envelope: Envelope) -> Ack:
        repeat = self._faults.take_repeat()
        ack = await self.road.deliver(envelope)
        if repeat:
            await self.road.deliver(envelope, retry=1)
        return ack

    async def _overtaken(self) -> bool:
        """Wait for another envelope to pass; false if none will come."""
        passed: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._held.append(passed)
        return await passed

    def _let_go(self, *, deliver: bool) -> None:
        for passed in self._held:
            if not passed.done():
                passed.set_result(deliver)
        self._held.clear()

    async def announce(self, event: Json, *, subscription: str | None = None) -> Ack:
        """Deliver an event, if the app subscribed to it; unheard events are sent again later."""
        if not self.hears(subscription or event["type"]):
            return Ack()
        envelope = Envelope("events_api", event_callback(self._ws, event), id=self._ws.next_id("E"))
        ack = await self.send(envelope)
        if not ack.ok:
            task = asyncio.create_task(self._try_again(envelope))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return ack

    async def _try_again(self, envelope: Envelope) -> None:
        for number, seconds in enumerate(self._retries, start=1):
            await asyncio.sleep(seconds)
            if (await self.road.deliver(envelope, retry=number)).ok:
                return

    async def stop(self) -> None:
        self._let_go(deliver=False)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
