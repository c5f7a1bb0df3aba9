"""Brings what people do to the bot's messaging endpoint, signed as Teams signs it."""

import json
from dataclasses import dataclass
from typing import Any

import aiohttp

from sandbox.teams.keys import Keys, Wrong
from sandbox.workspace.messages import Json
from sandbox.workspace.refusals import ImpossibleError


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot answered; ``status`` is 0 if it did not in time."""

    status: int
    body: Any = None


class Delivery:
    """``seconds`` is how long Teams waits for an answer."""

    def __init__(self, keys: Keys, seconds: float) -> None:
        self._keys = keys
        self._seconds = seconds
        self._session: aiohttp.ClientSession | None = None
        self.bot_url = ""
        self.sent: list[Json] = []

    async def deliver(self, activity: Json, *, wrong: Wrong | None = None) -> Answer:
        """Send an activity as it is; ``wrong`` breaks its token."""
        if not self.bot_url:
            raise ImpossibleError("No bot is connected; call connect() with its address first.")
        self.sent.append(activity)
        headers = self._keys.authorization(str(activity.get("serviceUrl", "")), wrong)
        try:
            async with self._open().post(self.bot_url, json=activity, headers=headers) as answer:
                return Answer(answer.status, _read(await answer.text()))
        except (aiohttp.ClientError, TimeoutError):
            return Answer(0)

    async def fetch(self, url: str) -> tuple[int, str, bytes]:
        """Status, kind and bytes of what is under a web address, as a client that shows a card gets it."""
        async with self._open().get(url) as answer:
            return answer.status, answer.content_type, await answer.read()

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self._seconds))
        return self._session

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None


def _read(text: str) -> Any:
    """JSON if it is some, else the words."""
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text
