"""Answering a tap at its ``response_url``: thirty minutes, five uses, no token needed.

See https://docs.slack.dev/interactivity/handling-user-interaction#message_responses.
"""

import json

import aiohttp
import structlog

from bot.conversations import cards
from bot.conversations.messages import Shown
from bot.slack import blocks
from locales.speech import language
from storage.answers import Answered
from survey.ids import RoundId
from survey.rounds import Round

_log = structlog.get_logger(__name__)
_JSON = {"Content-Type": "application/json"}
_MOST_FACES = 1024


class Replies:
    """Shows what a tap led to, on a connection that is shared and kept."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        """Take the session all calls to Slack share."""
        self._session = session
        self._faces: dict[tuple[RoundId, frozenset[str], str], tuple[Round, bytes]] = {}

    async def show(self, url: str, shown: Shown | Answered) -> bool:
        """Replace the card, or say something beside it that only this person sees.

        The answer is saved already, so a failure is only a stale card: it is logged and not repeated.

        Returns:
            Whether the platform took it.
        """
        body = self._face(shown) if isinstance(shown, Answered) else _body(shown)
        try:
            async with self._session.post(url, data=body, headers=_JSON) as response:
                if response.status == 200:
                    return True
                _log.warning("card not updated", status=response.status)
        except (aiohttp.ClientError, TimeoutError) as problem:
            _log.warning("card not updated", reason=type(problem).__name__)
        return False

    def _face(self, state: Answered) -> bytes:
        """The card, drawn once for all of one language who have answered the same questions of a round."""
        key = (state.round.id, state.answered, language())
        known = self._faces.get(key)
        if known is None or known[0] is not state.round:
            if len(self._faces) >= _MOST_FACES:
                self._faces.clear()
            shown = Shown(cards.card(state.round, answered=state.answered))
            known = self._faces[key] = (state.round, _body(shown))
        return known[1]


def _body(shown: Shown) -> bytes:
    body = {
        "text": blocks.text_of(shown.message),
        "blocks": blocks.render(shown.message),
        "replace_original": shown.replaces,
        "response_type": "ephemeral",
    }
    return json.dumps(body).encode()
