"""The Web API: who calls, may they, what happens."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from email.utils import formatdate

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.roads.faults import Fault, Faults
from sandbox.web_api import (
    chat_methods,
    conversation_methods,
    file_methods,
    people_methods,
    view_methods,
    workspace_methods,
)
from sandbox.web_api.arguments import Arguments, read_arguments
from sandbox.web_api.calls import Call, Method
from sandbox.web_api.rates import Rates
from sandbox.workspace.messages import Json
from sandbox.workspace.refusals import RefusedError
from sandbox.workspace.state import Workspace
from sandbox.workspace.tokens import Token

METHODS: dict[str, Method] = {
    **chat_methods.METHODS,
    **conversation_methods.METHODS,
    **file_methods.METHODS,
    **people_methods.METHODS,
    **view_methods.METHODS,
    **workspace_methods.METHODS,
}
NOBODY = Token("", "bot")

Break = Callable[[Request], None]
"""Breaks the connection that a request came on."""


@dataclass(slots=True)
class WebApi:
    ws: Workspace
    faults: Faults
    open_link: Callable[[], str]
    break_connection: Break
    rates: Rates

    async def answer(self, request: Request, *, base_url: str = "") -> Response:
        """Answer one call; with a fault waiting for it, answer as the fault says.

        Args:
            base_url: where this workspace is, for a call that came by way of another server.
        """
        method = request.path_params["method"]
        fault = self.faults.take(method)
        if fault is not None and not fault.kept:
            return await suffer(fault, request, None, self.break_connection)
        response = await self._answer(method, request, base_url)
        response.headers["date"] = formatdate(usegmt=True)
        return response if fault is None else await suffer(fault, request, response, self.break_connection)

    async def _answer(self, method: str, request: Request, base_url: str) -> Response:
        headers: dict[str, str] = {}
        try:
            row = _row(method)
            args = await read_arguments(request)
            token = self._token(row, request, args)
            headers = {
                "x-oauth-scopes": ",".join(token.scopes),
                "x-accepted-oauth-scopes": ",".join(row.scopes),
            }
            self.rates.keep(method, args.text("channel"), per_minute=row.per_minute)
            token.allow(*row.scopes)
            here = base_url or str(request.base_url).rstrip("/")
            answer = {"ok": True, **row.handler(Call(self.ws, args, token, here, self.open_link))}
        except RefusedError as refusal:
            return _refused(refusal, headers)
        return JSONResponse(answer, headers=headers)

    def _token(self, row: Method, request: Request, args: Arguments) -> Token:
        if row.caller == "nobody":
            return NOBODY
        kind, _, value = request.headers.get("authorization", "").partition(" ")
        value = value.strip() if kind.lower() == "bearer" else args.text("token")
        if not value:
            raise RefusedError("not_authed")
        token = self.ws.tokens.get(value)
        if token is None:
            raise RefusedError("invalid_auth")
        if token.revoked:
            raise RefusedError("token_revoked")
        if token.kind != row.caller:
            raise RefusedError("not_allowed_token_type")
        return token


def _row(method: str) -> Method:
    if method not in METHODS:
        raise RefusedError("unknown_method", req_method=method)
    return METHODS[method]


def _refused(refusal: RefusedError, headers: dict[str, str]) -> Response:
    answer: Json = {"ok": False, "error": refusal.code, **refusal.details}
    wait = answer.pop("retry_after", None)
    if wait is not None:
        return JSONResponse(answer, 429, {**headers, "Retry-After": str(wait)})
    return JSONResponse(answer, headers=headers)


async def suffer(
    fault: Fault, request: Request, response: Response | None, break_connection: Break
) -> Response:
    """What the client sees of a fault; ``response`` is what it would have seen."""
    if fault.kind == "rate_limited":
        return _refused(RefusedError("ratelimited", retry_after=fault.retry_after), {})
    if fault.kind == "error":
        return _refused(RefusedError(fault.error), {})
    if fault.kind in ("slow", "time_out"):
        await sleep_or_gone(request, fault.seconds)
    if fault.kind == "drop":
        break_connection(request)
    if fault.kind == "slow" and response is not None:
        return response
    return Response("upstream failure", fault.status, media_type="text/plain")


async def sleep_or_gone(request: Request, seconds: float) -> None:
    """Sleep, but not longer than the client waits."""
    # Once the body is read, the next thing to come is that the client hung up.
    await request.body()
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await request.receive()
