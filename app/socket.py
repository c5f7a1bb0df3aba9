"""The socket to Slack, under watch: the SDK mends it by itself, but now and then a task of it dies unseen."""

import asyncio
import time
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError

_TO_CONNECT = 30.0
_log = structlog.get_logger(__name__)


class Socket:
    """A Socket Mode client under watch.

    A socket that is open and silent looks well from inside; its pings tell. Beyond them, the tasks that
    receive and process messages can end with an exception nobody sees (bolt-python#1529).
    """

    def __init__(self, client: Any) -> None:
        """Take a connected ``SocketModeClient`` of the SDK."""
        self._client = client

    async def is_well(self) -> bool:
        """Whether messages can come in."""
        client = self._client
        tasks = (client.message_receiver, client.message_processor, client.current_session_monitor)
        alive = all(task is not None and not task.done() for task in tasks)
        return alive and bool(await client.is_connected())

    async def watch(self, *, every: float, patience: float) -> None:
        """Connect anew when the socket has not been well for a while; runs until cancelled.

        Args:
            every: seconds between two looks.
            patience: seconds the SDK gets to mend the connection itself.
        """
        well_at = time.monotonic()
        while True:
            await asyncio.sleep(every)
            if await self.is_well():
                well_at = time.monotonic()
            elif time.monotonic() - well_at >= patience:
                _log.warning("socket silent, connecting anew")
                await self.reconnect()
                well_at = time.monotonic()

    async def reconnect(self) -> None:
        """Open a new connection, and the task that processes what comes in where it has ended."""
        client = self._client
        if client.message_processor.done():
            client.message_processor = asyncio.ensure_future(client.process_messages())
        try:
            await asyncio.wait_for(client.connect_to_new_endpoint(force=True), timeout=_TO_CONNECT)
        except (TimeoutError, SlackApiError, aiohttp.ClientError) as problem:
            # The watch goes on and tries again.
            _log.warning("socket not connected", reason=type(problem).__name__)
