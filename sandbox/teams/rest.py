"""The REST half of the connector: who calls, may they, what happens."""

import json
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.teams import complaints
from sandbox.teams.calls import ROUTES, Call, Handler
from sandbox.teams.faults import Faults, refused, suffer
from sandbox.teams.keys import is_token
from sandbox.teams.limits import Limits
from sandbox.teams.refusals import ConnectorError, bad_argument, refusal
from sandbox.teams.tenant import Tenant
from sandbox.workspace.messages import Json


class Rest:
    """``calls`` are those that came with a token, oldest first; ``warnings`` what their cards lack.

    With ``one_at_a_time`` a write is refused with 412 while another one in its conversation is not answered.
    """

    def __init__(
        self,
        tenant: Tenant,
        faults: Faults,
        limits: Limits,
        break_connection: Callable[[Request], None],
        *,
        one_at_a_time: bool,
    ) -> None:
        self.calls: list[Call] = []
        self.warnings: list[str] = []
        self._tenant = tenant
        self._faults = faults
        self._limits = limits
        self._break = break_connection
        self._one_at_a_time = one_at_a_time
        self._busy: list[str] = []

    def routes(self) -> list[Route]:
        return [
            Route(path, self._endpoint(method, handler), methods=[verb])
            for verb, path, method, handler in ROUTES
        ]

    def _endpoint(self, method: str, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            place = "" if method.startswith("GET") else request.path_params.get("cid", "")
            if self._one_at_a_time and place in self._busy:
                return refused(refusal(412, "PreconditionFailed", "Precondition failed."))
            if not place:
                return await self._answer(request, method, handler)
            self._busy.append(place)
            try:
                return await self._answer(request, method, handler)
            finally:
                self._busy.remove(place)

        return endpoint

    async def _answer(self, request: Request, method: str, handler: Handler) -> Response:
        """With a fault waiting for the call, what the fault says."""
        fault = self._faults.take(method)
        if fault is not None and not fault.kept:
            return await suffer(fault, request, None, self._break)
        try:
            status, body = await self._handle(request, method, handler)
            response: Response = JSONResponse(body, status)
        except ConnectorError as error:
            response = refused(error)
        return response if fault is None else await suffer(fault, request, response, self._break)

    async def _handle(self, request: Request, method: str, handler: Handler) -> tuple[int, Json]:
        if not is_token(request.headers.get("authorization", "")):
            raise refusal(401, "BotNotRegistered", "Authorization has been denied for this request.")
        call = Call(method, dict(request.path_params), dict(request.query_params), await _body(request))
        self.calls.append(call)
        self._limits.keep(method, call.conversation)
        done = handler(self._tenant, call)
        self.warnings += complaints.of(call.body.get("activity") or call.body)
        return done


async def _body(request: Request) -> Json:
    raw = await request.body()
    if not raw:
        return {}
    try:
        body = json.loads(raw)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise bad_argument("The body is not a JSON object.")
    return body
