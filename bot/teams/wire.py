"""Single calls to the conversation API: with the SDK's token, at Microsoft's pace, one write at a time.

The limits are those of https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit: fifty
calls a second for an app in a tenant; in one conversation seven a second, eight in two, sixty in thirty.
"""

import asyncio
from contextlib import AsyncExitStack
from typing import Any
from weakref import WeakValueDictionary

import httpx

from bot.teams.outcomes import retry_after
from survey.deliveries import NotSentError
from survey.pace import Burst, Pace

CALLS = "teams calls"
PER_MINUTE = {CALLS: 27 * 60.0}
AT_ONCE = {CALLS: 10.0}
"""In no second more than 37 of the 50, since Microsoft may count one message as several."""
PER_CONVERSATION = {CALLS: Burst(per_second=1.0, most=6.0)}
_PATIENCE = 20.0
"""Seconds to wait for a turn."""


class Wire:
    """Makes calls; each raises httpx's errors, or NotSentError where its turn does not come."""

    def __init__(self, http: Any, tokens: Any, pace: Pace) -> None:
        """Take the SDK's client, its source of tokens, and how fast it may be called."""
        self._http = http
        self._tokens = tokens
        self._pace = pace
        self._writing: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def call(
        self, workspace: str, method: str, url: str, body: dict[str, Any] | None = None, *, place: str = ""
    ) -> dict[str, Any]:
        """Call when it is the tenant's turn and, with a ``place``, that conversation's."""
        async with AsyncExitStack() as stack:
            if place and method != "GET":
                # Two writes that meet in a conversation are refused with 412.
                await stack.enter_async_context(self._writing.setdefault(place, asyncio.Lock()))
                await self._turn(workspace, place)
            await self._turn(workspace)
            return await self._send(workspace, method, url, body)

    async def _turn(self, workspace: str, place: str = "") -> None:
        waited = 0.0
        while seconds := self._pace.take(workspace, CALLS, channel=place):
            waited += seconds
            if waited > _PATIENCE or not self._pace.patient:
                held = self._pace.held(workspace) > 0
                raise NotSentError("not its turn", retry_after=seconds, whole_workspace=held)
            await asyncio.sleep(seconds)

    async def _send(
        self, workspace: str, method: str, url: str, body: dict[str, Any] | None
    ) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {await self._tokens.get_app_token()}"}
        try:
            response = await self._http.request(method, url, json=body, headers=headers)
            response.raise_for_status()
        except httpx.HTTPStatusError as problem:
            if problem.response.status_code == httpx.codes.TOO_MANY_REQUESTS:
                self._pace.hold(workspace, retry_after(problem.response))
            raise
        told = response.json() if response.content else {}
        return told if isinstance(told, dict) else {}
