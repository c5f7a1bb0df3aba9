"""Arguments of a Web API call, however they came: query, form or JSON, typed or as text."""

import json
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from sandbox.workspace.messages import Json
from sandbox.workspace.refusals import RefusedError

TRUE = frozenset({"1", "true", True})


class Arguments:
    def __init__(self, given: Json) -> None:
        self._given = {name: value for name, value in given.items() if value is not None}

    def __contains__(self, name: str) -> bool:
        return name in self._given

    def raw(self, name: str) -> Any:
        return self._given.get(name)

    def text(self, name: str, default: str = "") -> str:
        value = self._given.get(name, default)
        return value if isinstance(value, str) else str(value)

    def need(self, name: str) -> str:
        """Text that must be there."""
        if not self.text(name):
            raise invalid(f"missing required field: {name}", name)
        return self.text(name)

    def flag(self, name: str) -> bool:
        value = self._given.get(name)
        return isinstance(value, str | bool | int) and value in TRUE

    def number(self, name: str, default: int, *, most: int) -> int:
        text = self.text(name, str(default))
        if not text.isdigit() or not 0 < int(text) <= most:
            raise invalid(f"must be an integer from 1 to {most}", name)
        return int(text)

    def names(self, name: str) -> list[str]:
        """A list that came as such or as text with commas."""
        value = self._given.get(name)
        if isinstance(value, list):
            return [str(one) for one in value]
        return [part.strip() for part in self.text(name).split(",") if part.strip()]

    def structure(self, name: str) -> Any:
        """JSON that came as such or as text; ``None`` if it did not come."""
        value = self._given.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except json.JSONDecodeError as mistake:
            raise invalid("must be valid JSON", name) from mistake


def invalid(message: str, field: str) -> RefusedError:
    text = f"[ERROR] {message} [json-pointer:/{field}]"
    return RefusedError("invalid_arguments", response_metadata={"messages": [text]})


async def read_arguments(request: Request) -> Arguments:
    """Merge the query with the body; Slack takes either, and so do its clients."""
    given: Json = dict(request.query_params)
    body = await request.body()
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind == "application/json" and body:
        given |= _object(body)
    elif kind == "application/x-www-form-urlencoded":
        given |= dict(parse_qsl(body.decode(), keep_blank_values=True))
    return Arguments(given)


def _object(body: bytes) -> Json:
    try:
        value = json.loads(body)
    except ValueError as mistake:
        raise RefusedError("invalid_json") from mistake
    if not isinstance(value, dict):
        raise RefusedError("json_not_object")
    return value
