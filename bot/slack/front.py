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

Body = dict[str, Any]
Take = Callable[[Body], Awaitable[BoltResponse]]
_ANSWER = re.compile(rf"{cards.ANSWER}:-?\d+")


class AnswersFirst(AsyncMiddleware):
    """Takes the answers of one workspace; everything else goes on to Bolt's listeners."""

    def __init__(self, workspace: str, take: Take) -> None:
        """Take the workspace whose answers count, and what is done with one."""
        self._workspace = workspace
        self._take = take

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002 - Bolt passes it
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 - Bolt's name
    ) -> BoltResponse:
        """Answer the request, or let it pass."""
        if req.context.team_id == self._workspace and _is_answer(req.body):
            return await self._take(req.body)
        return await next()


def _is_answer(body: Body) -> bool:
    if body.get("type") != "block_actions":
        return False
    try:
        name = body["actions"][0]["action_id"]
    except (KeyError, IndexError, TypeError):
        return False
    return isinstance(name, str) and _ANSWER.fullmatch(name) is not None
