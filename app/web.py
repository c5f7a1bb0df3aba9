"""The HTTP side: Slack's requests and a health probe, on one small ASGI app."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import uvicorn
from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.async_app import AsyncApp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from app.settings import SettingsError

_MALFORMED = (json.JSONDecodeError, UnicodeDecodeError, AttributeError, IndexError, KeyError, TypeError)
"""What Bolt trips over when it reads a payload of a shape that Slack never sends; our listeners are not
reached by then, and their own errors end in Bolt's error handler."""
LARGEST_BODY = 1_000_000
"""Bytes; Slack's own payloads stay far below."""


Health = Callable[[], Awaitable[dict[str, Any]]]


def asgi(app: AsyncApp, health: Health) -> Starlette:
    """``POST /slack/events`` for everything Slack sends, ``GET /health`` for whoever watches."""

    async def events(request: Request) -> Response:
        body = await _body(request)
        if body is None:
            return PlainTextResponse("The request is too large to come from Slack.", 413)
        try:
            return to_starlette_response(await app.async_dispatch(to_async_bolt_request(request, body)))
        except _MALFORMED:
            return PlainTextResponse("The request is malformed; nothing was changed.", 400)

    async def probe(_: Request) -> Response:
        state = await health()
        return JSONResponse(state, 200 if state["ok"] else 503)

    return Starlette(routes=[Route("/slack/events", events, methods=["POST"]), Route("/health", probe)])


async def _body(request: Request) -> bytes | None:
    """The body, or None as soon as it is larger than Slack's can be, whatever its header says."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            return None
    return bytes(body)


class EmbeddedServer(uvicorn.Server):
    """A server inside a program that handles signals itself."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to the program."""
        yield


@asynccontextmanager
async def serving(asgi_app: Any, *, host: str, port: int) -> AsyncIterator[int]:
    """Serve until the block ends; yields the port, also where 0 asked for a free one.

    Raises:
        SettingsError: the address cannot be listened on.
    """
    config = uvicorn.Config(asgi_app, log_config=None, access_log=False, lifespan="off")
    server = EmbeddedServer(config)
    door = _bound(host, port)
    task = asyncio.create_task(server.serve(sockets=[door]))
    try:
        while not server.started and not task.done():  # noqa: ASYNC110 - it has no event to wait for
            await asyncio.sleep(0.005)
        yield door.getsockname()[1]
    finally:
        server.should_exit = True
        await task


def _bound(host: str, port: int) -> socket.socket:
    """A listening address.

    Named as TCP, because asyncio switches Nagle's algorithm off only then; with it every acknowledgement
    would wait forty milliseconds.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((host, port))
    except OSError as problem:
        door.close()
        raise SettingsError(
            f"PULSSI_HOST and PULSSI_PORT: {host}:{port} cannot be listened on ({problem.strerror}). "
            "Choose a free port, and an address of this machine."
        ) from problem
    return door
