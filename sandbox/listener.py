"""The web server underneath: embeddable, on this machine only."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import uvicorn
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from sandbox.workspace.refusals import ImpossibleError

LOOPBACK = ("127.0.0.1", "localhost", "::1")
GRACE_SECONDS = 1
PAUSE_SECONDS = 0.005


class Listener(uvicorn.Server):
    """Serves an application until told to stop; leaves signals and logging to the program around it."""

    def __init__(self, app: ASGIApp) -> None:
        config = uvicorn.Config(
            app,
            http="h11",
            ws="websockets-sansio",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
        )
        super().__init__(config)
        self._ready = asyncio.Event()
        self._told_to_stop = asyncio.Event()
        self._serving: asyncio.Task[None] | None = None

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready.set()

    async def main_loop(self) -> None:
        """Nothing needs doing ten times a second here."""
        await self._told_to_stop.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn does it, without its pauses; what hangs after a while is cancelled."""
        state = self.server_state
        for server in (*self.servers, *(sockets or ())):
            server.close()
        for connection in list(state.connections):
            connection.shutdown()
        try:
            async with asyncio.timeout(GRACE_SECONDS):
                while state.connections or state.tasks:  # noqa: ASYNC110 - uvicorn tells nobody
                    await asyncio.sleep(PAUSE_SECONDS)
        except TimeoutError:
            for connection in list(state.connections):
                _break(connection)
            if state.tasks:
                await asyncio.wait(set(state.tasks), timeout=GRACE_SECONDS)

    async def start(self, host: str, port: int) -> int:
        """Listen, and say on which port.

        Raises:
            ImpossibleError: the address is not this machine's own, or taken.
        """
        if host not in LOOPBACK:
            raise ImpossibleError(f"The sandbox listens on this machine only, not on {host}.")
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        # Named as TCP, or asyncio leaves Nagle's algorithm on and every answer waits 40 ms.
        door = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, port))
        except OSError as taken:
            door.close()
            raise ImpossibleError(f"Port {port} is taken; choose another.") from taken
        self._serving = asyncio.create_task(self.serve([door]))
        await self._ready.wait()
        number: int = door.getsockname()[1]
        return number

    def abort(self, connection: HTTPConnection) -> None:
        """Break a connection without a word, as a network does."""
        for protocol in list(self.server_state.connections):
            if getattr(protocol, "client", None) == connection.client:
                _break(protocol)

    def silence(self, connection: HTTPConnection) -> None:
        """Leave a WebSocket open, but read nothing from it and answer nothing, as a broken network does."""
        for protocol in list(self.server_state.connections):
            if isinstance(protocol, WebSocketsSansIOProtocol) and protocol.client == connection.client:
                protocol.stop_keepalive()
                # Uvicorn would read on after the next message.
                protocol.read_paused = False
                protocol.transport.pause_reading()

    async def stop(self) -> None:
        if self._serving is not None:
            self._told_to_stop.set()
            await self._serving
            self._serving = None


def _break(protocol: object) -> None:
    # A listener for HTTP/1.1 and WebSockets holds these two kinds only.
    if isinstance(protocol, H11Protocol | WebSocketsSansIOProtocol):
        protocol.transport.abort()
