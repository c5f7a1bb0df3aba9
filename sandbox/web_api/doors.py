"""The addresses that Slack hands out: where bytes of a file go, and where answers to a click go."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.roads import answers
from sandbox.roads.faults import Faults
from sandbox.web_api import file_methods
from sandbox.web_api.api import Break, suffer
from sandbox.workspace.refusals import RefusedError
from sandbox.workspace.state import Workspace


@dataclass(slots=True)
class Doors:
    ws: Workspace
    faults: Faults
    break_connection: Break

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/upload/v1/{file}", self.upload, methods=["POST", "PUT"]),
            Route("/response/{name}", self.respond, methods=["POST"]),
        ]

    async def upload(self, request: Request) -> Response:
        content = await request.body()
        file = request.path_params["file"]
        return await self._answer("upload", request, lambda: file_methods.receive(self.ws, file, content))

    async def respond(self, request: Request) -> Response:
        body = await request.body()
        name = request.path_params["name"]

        def work() -> str:
            url = self.ws.response_urls.take(name)
            answers.respond(self.ws, url, _object(body))
            return "ok"

        return await self._answer("response_url", request, work)

    async def _answer(self, name: str, request: Request, work: Callable[[], str]) -> Response:
        fault = self.faults.take(name)
        response: Response | None = None
        if fault is None or fault.kept:
            try:
                response = PlainTextResponse(work())
            except RefusedError as refusal:
                response = JSONResponse({"ok": False, "error": refusal.code, **refusal.details}, 404)
        if fault is not None:
            return await suffer(fault, request, response, self.break_connection)
        return response or PlainTextResponse("ok")


def _object(body: bytes) -> dict[str, object]:
    try:
        value = json.loads(body)
    except ValueError as mistake:
        raise RefusedError("invalid_payload") from mistake
    if not isinstance(value, dict):
        raise RefusedError("invalid_payload")
    return value
