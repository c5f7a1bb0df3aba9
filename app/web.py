"""The HTTP side: what Slack and Teams send, and the probes, on one small ASGI app."""

import asyncio
import gc
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST
from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from app.quick_read import bolt_request
from app.settings import SettingsError
from app.teams import Teams

_MALFORMED = (
    *(json.JSONDecodeError, UnicodeDecodeError, RecursionError),
    *(AttributeError, IndexError, KeyError, TypeError),
)
"""What Bolt trips over when it reads a payload of a shape that Slack never sends; our listeners are not
reached by then, and their own errors end in Bolt's error handler."""
_TO_CLOSE = 3
"""Seconds that requests under way get when the service stops."""
EVENTS, MESSAGES = "/slack/events", "/api/messages"
"""Where Slack sends what people do, and where Teams does."""
LARGEST_BODY = 1_000_000
"""Bytes; Slack's own payloads stay far below."""


Ready = Callable[[], Awaitable[dict[str, bool | str]]]


def asgi(
    app: AsyncApp | None,
    teams: Teams | None,
    *,
    ready: Ready,
    metrics: Callable[[], bytes],
    pages: Sequence[Route] = (),
) -> ASGIApp:
    """Where Slack and Teams send what people do; ``/healthz``, ``/readyz`` and ``/metrics`` to watch.

    Args:
        app: the bot in Slack, where it is.
        teams: the bot in Teams, where it is.
        ready: names what has to be well, and whether it is; and what this process is for.
        metrics: everything in Prometheus' text format.
        pages: what else browsers are shown.
    """
    routes = [*_probes(ready, metrics), *pages]
    doors: dict[str, ASGIApp] = {}
    if teams is not None:
        doors[MESSAGES] = TeamsDoor(teams)
        routes += _pictures(teams)
    if app is not None:
        doors[EVENTS] = Door(app)
    routes += [Route(path, door, methods=["POST"]) for path, door in doors.items()]
    house = Starlette(routes=routes)

    async def entrance(scope: Scope, receive: Receive, send: Send) -> None:
        is_sent = scope["type"] == "http" and scope["method"] == "POST"
        door = doors.get(scope["path"]) if is_sent else None
        await (door or house)(scope, receive, send)

    return entrance


def _probes(ready: Ready, metrics: Callable[[], bytes]) -> Iterator[Route]:
    async def live(_: Request) -> Response:
        return PlainTextResponse("ok")

    async def is_ready(_: Request) -> Response:
        state = await ready()
        well = all(state.values())
        return JSONResponse({"ok": well, **state}, 200 if well else 503)

    async def exposition(_: Request) -> Response:
        return Response(await asyncio.to_thread(metrics), media_type=CONTENT_TYPE_LATEST)

    yield from (Route("/healthz", live), Route("/readyz", is_ready), Route("/metrics", exposition))


def _pictures(teams: Teams) -> Iterator[Route]:
    pictures = teams.pictures
    if pictures is None:
        return

    async def fetch(request: Request) -> Response:
        hosted = await asyncio.to_thread(pictures.fetch, request.path_params["name"])
        if hosted is None:
            return PlainTextResponse("There is no such picture, or it is not kept any more.", 404)
        kept = f"private, max-age={pictures.seconds_left(hosted)}"
        headers = {"Cache-Control": kept, "X-Content-Type-Options": "nosniff"}
        return Response(hosted.png, media_type="image/png", headers=headers)

    yield Route("/pictures/{name}.png", fetch)


class Door:
    """Where Slack's requests come in; plain ASGI, because a tap should not pay for a web framework."""

    def __init__(self, app: AsyncApp) -> None:
        """Take the application that answers."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            body = await _body(receive)
        except ClientDisconnect:
            return
        if body is None:
            await PlainTextResponse("The request is too large to come from Slack.", 413)(scope, receive, send)
            return
        try:
            answer = await self._app.async_dispatch(bolt_request(scope, body))
        except _MALFORMED:
            await PlainTextResponse("The request is malformed; nothing was changed.", 400)(
                scope, receive, send
            )
            return
        await _send(answer, send)


class TeamsDoor:
    """Where Teams' activities come in."""

    def __init__(self, teams: Teams) -> None:
        """Take the application that answers."""
        self._teams = teams

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one activity."""
        try:
            raw = await _body(receive)
        except ClientDisconnect:
            return
        if raw is None:
            await PlainTextResponse("The request is too large to come from Teams.", 413)(scope, receive, send)
            return
        try:
            body = json.loads(raw)
        except (ValueError, RecursionError):
            await PlainTextResponse("The request is malformed; nothing was changed.", 400)(
                scope, receive, send
            )
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        status, answer = await self._teams.application.receive(body, headers)
        response = Response(status_code=status) if answer is None else JSONResponse(answer, status)
        await response(scope, receive, send)


async def _body(receive: Receive) -> bytes | None:
    """The body, or None as soon as it is larger than Slack's can be, whatever its header says."""
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > LARGEST_BODY:
            return None
    return bytes(body)


async def _send(answer: BoltResponse, send: Send) -> None:
    body = answer.body.encode()
    headers = [(name.encode(), value.encode()) for name, value in answer.first_headers().items()]
    headers.append((b"content-length", b"%d" % len(body)))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


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
    config = uvicorn.Config(
        asgi_app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=3
    )
    server = EmbeddedServer(config)
    door = _bound(host, port)
    task = asyncio.create_task(server.serve(sockets=[door]))
    try:
        while not server.started and not task.done():  # noqa: ASYNC110 - it has no event to wait for
            await asyncio.sleep(0.005)
        # What is there by now stays: looking through it again and again would hold up a tap each time.
        gc.freeze()
        yield door.getsockname()[1]
    finally:
        gc.unfreeze()
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
