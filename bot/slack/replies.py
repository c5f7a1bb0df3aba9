"""Answering a tap at its ``response_url``: thirty minutes, five uses, no token needed.

See https://docs.slack.dev/interactivity/handling-user-interaction#message_responses.
"""

import aiohttp
import structlog

from bot.conversations.messages import Shown
from bot.slack import blocks

_log = structlog.get_logger(__name__)


class Replies:
    """Shows what a tap led to, on a connection that is shared and kept."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        """Take the session all calls to Slack share."""
        self._session = session

    async def show(self, url: str, shown: Shown) -> None:
        """Replace the card, or say something beside it that only this person sees.

        The answer is saved already, so a failure is only a stale card: it is logged and not repeated.
        """
        body = {
            "text": blocks.text_of(shown.message),
            "blocks": blocks.render(shown.message),
            "replace_original": shown.replaces,
            "response_type": "ephemeral",
        }
        try:
            async with self._session.post(url, json=body) as response:
                if response.status != 200:
                    _log.warning("card not updated", status=response.status)
        except (aiohttp.ClientError, TimeoutError) as problem:
            _log.warning("card not updated", reason=type(problem).__name__)
