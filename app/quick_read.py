"""Reading a tap quickly: the usual form of one payload is decoded in C, everything else by Bolt itself.

Percent-decoding in Python is the largest single cost of a tap. Whatever this module does not read exactly as
Bolt would, it leaves to Bolt. The signature is checked afterwards, by Bolt, on the text as it came.
"""

import binascii
import json
from typing import Any

from slack_bolt.async_app import AsyncBoltRequest
from starlette.types import Scope

_KIND = "application/x-www-form-urlencoded"
_FORM = b"payload="
_ELSEWHERE = (b"&", b"=", b"\n", b"\r")
"""What means something else in a form, or in the quoted-printable text that C decodes."""


def bolt_request(scope: Scope, body: bytes) -> AsyncBoltRequest:
    """The request as Bolt wants it: the text as it came, beside what it says.

    Raises:
        ValueError: the text is not UTF-8, or not what it promises to be.
    """
    text, query = body.decode(), scope["query_string"].decode("latin-1") or None
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    read = payload(body) if headers.get("content-type", "").startswith(_KIND) else None
    if read is None:
        return AsyncBoltRequest(body=text, query=query, headers=headers)
    # Only a request over a socket may bring what it says along.
    request = AsyncBoltRequest(body=read, query=query, headers=headers, mode="socket_mode")
    request.raw_body, request.mode = text, "http"
    return request


def payload(body: bytes) -> dict[str, Any] | None:
    """What a form says whose only field is the payload; None where Bolt has to read it."""
    if not body.startswith(_FORM) or not body.isascii():
        return None
    escaped = body[len(_FORM) :]
    if any(mark in escaped for mark in _ELSEWHERE):
        return None
    plain = binascii.a2b_qp(escaped.replace(b"+", b" ").replace(b"%", b"="))
    if len(plain) != len(escaped) - 2 * escaped.count(b"%"):
        return None  # a percent sign that begins no escape stands for itself
    try:
        read = json.loads(plain.decode())
    except ValueError:
        return None
    return read if isinstance(read, dict) else None
