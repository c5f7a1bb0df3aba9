"""Answers come in at the front: right behind the check of the signature, before any listener is looked for.

They are what arrives in bursts, and looking for their listener costs Bolt more than keeping them does.
"""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.response import BoltResponse

from bot.conversations import cards
from bot.slack.workplace import Find, Workplace

Body = dict[str, Any]
Take = Callable[[Body, Workplace], Awaitable[BoltResponse]]
_ANSWER = re.compile(rf"{cards.ANSWER}:-?\d+")


class AnswersFirst(AsyncMiddleware):
    """Takes answers from workspaces that have the app; everything else goes on to Bolt's listeners."""

    def __init__(self, find: Find, take: Take) -> None:
        """Take what finds a workplace, and what is done with an answer."""
        self._find = find
        self._take = take

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002 - Bolt passes it
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 - Bolt's name
    ) -> BoltResponse:
        """Answer the request, or let it pass."""
        if _is_answer(req.body):
            found = await self._find(req.context.team_id or "", req.context.enterprise_id or "")
            if found is not None:
                return await self._take(req.body, found)
        return await next()


def _is_answer(body: Body) -> bool:
    if body.get("type") != "block_actions":
        return False
    try:
        name = body["actions"][0]["action_id"]
    except (KeyError, IndexError, TypeError):
        return False
    return isinstance(name, str) and _ANSWER.fullmatch(name) is not None
