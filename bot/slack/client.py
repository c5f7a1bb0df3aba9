"""Slack's Web API at its own pace: every call waits for its turn, and "too fast" stops the whole workspace.

The tiers are those of https://docs.slack.dev/apis/web-api/rate-limits; burst sizes are not published.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.slack import refusals
from survey.pace import Burst, Pace

TIER_2, TIER_3, TIER_4 = 20.0, 50.0, 100.0
PER_MINUTE = {
    "conversations.history": TIER_3,
    "conversations.info": TIER_3,
    "conversations.members": TIER_4,
    "conversations.open": TIER_3,
    "dnd.teamInfo": TIER_2,
    "files.completeUploadExternal": TIER_4,
    "files.getUploadURLExternal": TIER_4,
    "usergroups.users.list": TIER_2,
    "users.info": TIER_4,
    "users.list": TIER_2,
}
"""Calls a minute that Slack allows of what jobs do by themselves."""
PER_CHANNEL = {"chat.postMessage": Burst(1.0)}
"""Messages that one channel takes."""


class BusyError(Exception):
    """It is not this call's turn for longer than its caller would wait.

    Attributes:
        seconds: how long it would take.
        whole_workspace: whether nothing at all may go until then.
    """

    def __init__(self, seconds: float, *, whole_workspace: bool) -> None:
        """Say how long."""
        super().__init__("not its turn")
        self.seconds = seconds
        self.whole_workspace = whole_workspace


class PacedClient(AsyncWebClient):
    """The SDK's client without its own retries: they share nothing, and could post twice."""

    def __init__(
        self,
        *,
        token: str,
        base_url: str,
        session: aiohttp.ClientSession,
        timeout: int,
        pace: Pace,
        workspace: str,
        patience: float,
    ) -> None:
        """Make a client.

        Args:
            token: the bot's.
            base_url: where the Web API is.
            session: shared, so that connections are kept.
            timeout: seconds a call may take.
            pace: shared by all clients.
            workspace: whose turns are taken.
            patience: seconds to wait for a turn before giving up with :class:`BusyError`.
        """
        super().__init__(token=token, base_url=base_url, session=session, timeout=timeout, retry_handlers=[])
        self.shared = session
        self.pace = pace
        self.workspace = workspace
        self.patience = patience

    async def api_call(self, api_method: str, **arguments: Any) -> AsyncSlackResponse:
        """Call when it is this method's turn."""
        await self._turn(api_method, _channel(api_method, arguments))
        try:
            return await super().api_call(api_method, **arguments)
        except SlackApiError as problem:
            if refusals.is_too_fast(problem):
                self.pace.hold(self.workspace, refusals.retry_after(problem))
            raise

    async def _turn(self, method: str, channel: str) -> None:
        waited = 0.0
        while seconds := self.pace.take(self.workspace, method, channel=channel):
            waited += seconds
            if waited > self.patience or not self.pace.patient:
                held = self.pace.held(self.workspace)
                raise BusyError(seconds, whole_workspace=held > 0)
            await asyncio.sleep(seconds)


def _channel(method: str, arguments: Mapping[str, Any]) -> str:
    """The channel a message goes to: Slack counts messages by channel, and everything else by method."""
    body = arguments.get("json")
    return str(body.get("channel", "")) if method == "chat.postMessage" and isinstance(body, dict) else ""
