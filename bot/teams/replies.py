"""What leaves as an answer: a card in the place of the one tapped, a note, a window; and a card elsewhere."""

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx
import structlog

from bot.adaptive_cards import cards
from bot.conversations import cards as faces
from bot.conversations.messages import Shown
from bot.followups import Followups
from bot.teams.activities import Sender
from bot.teams.connector import Connector
from locales.speech import language
from storage.answers import Answered
from survey.deliveries import NotSentError
from survey.ids import RoundId
from survey.pace import Pace
from survey.rounds import Round

_log = structlog.get_logger(__name__)
_CARD = "application/vnd.microsoft.card.adaptive"
_MESSAGE = "application/vnd.microsoft.activity.message"
_ERROR = "application/vnd.microsoft.error"
_CARDS_KEPT = 256
UPDATES = "teams updates"
PER_MINUTE = {UPDATES: 20 * 60.0}
"""Cards changed for a person's other clients: Microsoft takes fifty calls a second for a tenant, and messages
that are owed come first. Where many tap at once a newer card takes the place of one that still waits."""


def attached(card: dict[str, Any], summary: str = "") -> dict[str, Any]:
    """A message that is one card."""
    return {
        "type": "message",
        "summary": summary or str(card.get("fallbackText") or ""),
        "attachments": [{"contentType": _CARD, "content": card}],
    }


def note(text: str) -> dict[str, Any]:
    """A note that only whoever tapped sees."""
    return {"statusCode": 200, "type": _MESSAGE, "value": text}


def in_place(card: Mapping[str, Any]) -> dict[str, Any]:
    """A card in the place of the one that was tapped, in this client."""
    return {"statusCode": 200, "type": _CARD, "value": card}


def failure(text: str) -> dict[str, Any]:
    """What was tapped could not be kept."""
    return {"statusCode": 500, "type": _ERROR, "value": {"code": "500", "message": text}}


def window(value: Mapping[str, Any]) -> dict[str, Any]:
    """A window with a form or a message in it."""
    return {"task": {"type": "continue", "value": value}}


class Redrawing:
    """Shows what a tap led to: to the tapping client at once, to all others soon."""

    def __init__(self, connector: Connector, followups: Followups, pace: Pace) -> None:
        """Take what changes messages, what does so after the answer has left, and how fast."""
        self._connector = connector
        self._followups = followups
        self._pace = pace
        self._cards: dict[tuple[RoundId, frozenset[str], str], tuple[Round, dict[str, Any]]] = {}

    def show(self, found: Sender, message: str, shown: Shown | Answered) -> dict[str, Any]:
        """The answer to a tap on a message."""
        if isinstance(shown, Shown) and not shown.replaces:
            return note(cards.text(shown.message))
        return in_place(self.redraw(found, message, shown))

    def redraw(self, found: Sender, message: str, shown: Shown | Answered) -> dict[str, Any]:
        """Let a message show something else in every client; returns the card."""
        return self.put(
            found, message, cards.card(shown.message) if isinstance(shown, Shown) else self._card(shown)
        )

    def put(self, found: Sender, message: str, card: dict[str, Any]) -> dict[str, Any]:
        """Put a card into a message, in every client; returns it."""

        async def update() -> None:
            await self._turn(found.workspace)
            try:
                await self._connector.update(found.workspace, found.conversation, message, attached(card))
            except (httpx.HTTPError, NotSentError) as problem:
                # The answer is saved; only a stale card is left, on which the next tap works all the same.
                _log.warning("card not updated", reason=type(problem).__name__)

        if message:
            self._followups.start(f"{found.conversation}:{message}", update)
        return card

    async def _turn(self, workspace: str) -> None:
        """Wait for a turn to change a card."""
        wait = self._pace.take(workspace, UPDATES)
        while self._pace.patient and wait:
            await asyncio.sleep(wait)
            wait = self._pace.take(workspace, UPDATES)

    def _card(self, answered: Answered) -> dict[str, Any]:
        """The card of a round, rendered once for all who answered the same questions in one language."""
        round_, done = answered.round, frozenset(answered.answered)
        key = round_.id, done, language()
        known = self._cards.get(key)
        if known is None or known[0] != round_:
            if len(self._cards) >= _CARDS_KEPT:
                self._cards.clear()
            known = self._cards[key] = (round_, cards.card(faces.card(round_, answered=done)))
        return known[1]
