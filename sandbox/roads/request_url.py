"""HTTP mode: signed requests to the app's request URL."""

import hashlib
import hmac
import json
from collections.abc import Callable
from urllib.parse import urlencode

import aiohttp

from sandbox.roads.delivery import SILENT, Ack, Envelope
from sandbox.workspace.messages import Json
from sandbox.workspace.refusals import ImpossibleError

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


def signature(secret: str, timestamp: str, body: str) -> str:
    """Slack's version 0 signature of a request."""
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256)
    return f"v0={digest.hexdigest()}"


class Requests:
    """``wall`` is real time: the app refuses a signature that is more than five minutes old."""

    def __init__(self, url: str, *, secret: str, wall: Callable[[], float], ack_seconds: float) -> None:
        self._url = url
        self._secret = secret
        self._wall = wall
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ack_seconds))

    def is_open(self) -> bool:
        return not self._session.closed

    async def verify(self) -> None:
        """The handshake when a request URL is entered: the app returns the challenge."""
        body = json.dumps({"type": "url_verification", "token": "", "challenge": "sandbox-challenge"})
        ack = await self._post(body, JSON, {})
        if ack.payload is None or "sandbox-challenge" not in ack.payload.values():
            raise ImpossibleError(f"{self._url} did not return the challenge; is the app listening there?")

    async def deliver(self, envelope: Envelope, *, retry: int = 0) -> Ack:
        body, kind = _body(envelope)
        headers = {"x-slack-retry-num": str(retry), "x-slack-retry-reason": "http_timeout"} if retry else {}
        ack = await self._post(body, kind, headers)
        return ack if envelope.wants_answer else Ack(error=ack.error)

    async def _post(self, body: str, kind: str, headers: dict[str, str]) -> Ack:
        timestamp = str(int(self._wall()))
        headers = {
            **headers,
            "Content-Type": kind,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(self._secret, timestamp, body),
        }
        try:
            async with self._session.post(self._url, data=body.encode(), headers=headers) as answer:
                text = await answer.text()
        except (aiohttp.ClientError, TimeoutError):
            return Ack(error=SILENT)
        if not 200 <= answer.status < 300:
            return Ack(error=f"{SILENT} (HTTP {answer.status})")
        return Ack(_answer(text, answer.content_type))

    async def close(self) -> None:
        await self._session.close()


def _body(envelope: Envelope) -> tuple[str, str]:
    if envelope.kind == "events_api":
        return json.dumps(envelope.payload), JSON
    if envelope.kind == "slash_commands":
        return urlencode(envelope.payload), FORM
    return urlencode({"payload": json.dumps(envelope.payload)}), FORM


def _answer(text: str, kind: str) -> Json | None:
    """The same shape that an acknowledgement has over a socket."""
    if not text:
        return None
    if kind == JSON:
        answer = json.loads(text)
        return answer if isinstance(answer, dict) else None
    return {"text": text}
