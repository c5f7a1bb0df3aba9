"""How the page is answered: JSON that came, JSON that goes, and every refusal as one sentence."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.workspace.messages import Json
from sandbox.workspace.refusals import ImpossibleError, RefusedError

SENTENCES = {
    "user_not_found": "There is nobody with this id here.",
    "channel_not_found": "There is no such channel here.",
    "message_not_found": "There is no such message here.",
}


class MalformedError(ImpossibleError):
    """What the page sent cannot be read."""


Endpoint = Callable[[Request], Awaitable[Response]]


def sentence(error: str, status: int) -> Response:
    return JSONResponse({"error": error}, status)


def refusal_sentence(refusal: RefusedError) -> str:
    return SENTENCES.get(refusal.code, f"The workspace refused: {refusal.code}.")


def reading(read: Callable[[Request], Awaitable[Json]]) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        return await _answered(read(request))

    return endpoint


def acting(act: Callable[[Json], Awaitable[Json]]) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        # Only JSON, because another site's form cannot send it here.
        if request.headers.get("content-type", "").partition(";")[0] != "application/json":
            return sentence("Send JSON.", 415)
        try:
            given: Any = json.loads(await request.body())
            # Half of a surrogate pair can be written in JSON, and in no answer.
            json.dumps(given, ensure_ascii=False).encode()
        except ValueError:
            return sentence("This is not JSON.", 400)
        if not isinstance(given, dict):
            return sentence("Send a JSON object.", 400)
        return await _answered(act(given))

    return endpoint


async def _answered(work: Awaitable[Json]) -> Response:
    try:
        return JSONResponse(await work)
    except RefusedError as refusal:
        return sentence(refusal_sentence(refusal), 404)
    except MalformedError as malformed:
        return sentence(str(malformed), 400)
    except ImpossibleError as impossible:
        return sentence(str(impossible), 409)


def needed(given: Json, *names: str) -> list[Any]:
    """These values, all of which must be there."""
    for name in names:
        if given.get(name) is None:
            raise MalformedError(f"{name!r} is missing.")
    return [given[name] for name in names]


def words(given: Json, *names: str) -> list[str]:
    """The same, all of them texts."""
    found = needed(given, *names)
    for name, value in zip(names, found, strict=True):
        if not isinstance(value, str):
            raise MalformedError(f"{name!r} is not a text.")
    return found
