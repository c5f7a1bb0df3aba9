"""Socket Mode: the app connects, everything comes to it over a WebSocket."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox.roads.delivery import SILENT, Ack, Envelope
from sandbox.workspace.changes import Changes
from sandbox.workspace.messages import Json

GOING_AWAY = 1001
REFUSED = 1008
MOST_SOCKETS = 10


@dataclass(frozen=True, slots=True)
class Wires:
    """What can be done to a connection from below: break it, or stop listening and answering."""

    abort: Callable[[WebSocket], None]
    silence: Callable[[WebSocket], None]


class Sockets:
    """The open sockets of one app; each envelope goes to one of them, in turn."""

    def __init__(self, app_id: str, changes: Changes, *, ack_seconds: float, wires: Wires) -> None:
        self._app_id = app_id
        self._changes = changes
        self._ack_seconds = ack_seconds
        self._wires = wires
        self._open: list[WebSocket] = []
        self._silent: list[WebSocket] = []
        self._waiting: dict[str, asyncio.Future[Json | None]] = {}
        self._tickets: set[str] = set()
        self._numbers = count(1)

    def new_ticket(self) -> str:
        """Admission for one connection."""
        ticket = f"ticket-{next(self._numbers)}"
        self._tickets.add(ticket)
        return ticket

    def is_open(self) -> bool:
        return bool(self._open)

    def number_open(self) -> int:
        return len(self._open)

    async def serve(self, socket: WebSocket) -> None:
        """Keep one connection until either side ends it."""
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._tickets or len(self._open) >= MOST_SOCKETS:
            await socket.close(REFUSED)
            return
        self._tickets.discard(ticket)
        await socket.accept()
        self._open.append(socket)
        try:
            await socket.send_json(self._hello())
            self._changes.publish("state")
            while True:
                self._take(await socket.receive_text())
        except WebSocketDisconnect:
            return
        finally:
            for sockets in (self._open, self._silent):
                if socket in sockets:
                    sockets.remove(socket)
            self._changes.publish("state")

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._open),
            "connection_info": {"app_id": self._app_id},
            "debug_info": {"host": "sandbox", "approximate_connection_time": 18060},
        }

    def _take(self, frame: str) -> None:
        """An acknowledgement counts on whichever socket it comes back."""
        try:
            answer = json.loads(frame)
        except json.JSONDecodeError:
            return
        waiting = self._waiting.get(answer.get("envelope_id", "")) if isinstance(answer, dict) else None
        if waiting is not None and not waiting.done():
            waiting.set_result(answer.get("payload"))

    async def deliver(self, envelope: Envelope, *, retry: int = 0) -> Ack:
        if not self._open:
            return Ack(error=SILENT)
        socket = self._open.pop(0)
        self._open.append(socket)
        waiting = self._waiting[envelope.id] = asyncio.get_running_loop().create_future()
        try:
            await socket.send_json(_frame(envelope, retry))
            async with asyncio.timeout(self._ack_seconds):
                payload = await waiting
        except (TimeoutError, WebSocketDisconnect, RuntimeError):
            # Starlette raises RuntimeError when the socket closed a moment ago.
            return Ack(error=SILENT)
        finally:
            self._waiting.pop(envelope.id, None)
        return Ack(payload if envelope.wants_answer else None)

    async def ask_to_reconnect(self, reason: str) -> None:
        for socket in list(self._open):
            await socket.send_json(
                {"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}
            )

    async def close_all(self, *, abrupt: bool = False) -> None:
        for socket in list(self._open):
            self._open.remove(socket)
            if abrupt:
                self._wires.abort(socket)
            else:
                await socket.close(GOING_AWAY)
        self.break_silent()

    def silence_all(self) -> None:
        """Nothing is sent to them any more, nor heard or answered; new ones are not concerned."""
        for socket in self._open:
            self._wires.silence(socket)
        self._silent += self._open
        self._open.clear()
        self._changes.publish("state")

    def break_silent(self) -> None:
        """Let go of sockets that would answer no farewell."""
        for socket in self._silent:
            self._wires.abort(socket)


def _frame(envelope: Envelope, retry: int) -> Json:
    frame: Json = {
        "envelope_id": envelope.id,
        "type": envelope.kind,
        "accepts_response_payload": envelope.wants_answer,
        "payload": envelope.payload,
    }
    if envelope.kind == "events_api" or retry:
        frame |= {"retry_attempt": retry, "retry_reason": "timeout" if retry else ""}
    return frame
