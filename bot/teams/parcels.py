"""What is for one person alone, in their chat with the bot."""

import asyncio

import httpx
import structlog

from bot.adaptive_cards import cards
from bot.conversations import cards as faces
from bot.conversations.messages import Message, Paragraph
from bot.teams.connector import Connector
from bot.teams.messenger import Host
from bot.teams.replies import attached
from locales.speech import marked, say
from survey.deliveries import NotSentError
from survey.digests import Picture
from survey.errors import InputError
from survey.ids import UserRef
from survey.rounds import Round

_NOT_SENT = marked("That could not be put into your chat with Pulssi. Please try again in a minute.")
_TOO_LONG = marked("That is too long for a message on Teams. Ask whoever runs Pulssi for it.")
_LONGEST = 9000
"""Characters of a text that stands in a card."""
_log = structlog.get_logger(__name__)


class TeamsParcels:
    """The Parcels port on Teams, for one tenant."""

    def __init__(self, connector: Connector, *, workspace: str, host: Host) -> None:
        """Take what calls Teams, and where pictures are fetched."""
        self._connector = connector
        self._workspace = workspace
        self._host = host

    async def send_file(self, user: UserRef, *, name: str, content: bytes, words: str, alt: str = "") -> None:
        """Show a picture with its words; a text stands in the message itself, as far as there is room."""
        message = Message(words, (Paragraph(words),))
        card = cards.card(message)
        if name.endswith(".png"):
            where = await self._hosted(Picture(content, alt))
            card["body"].append({"type": "Image", "url": where, "altText": alt, "size": "stretch"})
        else:
            text = content.decode("utf-8", "replace")
            if len(text) > _LONGEST:
                raise InputError(say(_TOO_LONG))
            card["body"].append({"type": "TextBlock", "text": text, "wrap": True, "fontType": "monospace"})
        await self._send(user, card, cards.text(message))

    async def send_preview(self, user: UserRef, round_: Round) -> None:
        """Send the card of a round to come."""
        card = faces.preview(round_)
        await self._send(user, cards.card(card), cards.text(card))

    async def _hosted(self, picture: Picture) -> str:
        try:
            return await asyncio.to_thread(self._host, picture)
        except NotSentError as problem:
            _log.warning("picture not kept", reason=type(problem).__name__)
            raise InputError(say(_NOT_SENT)) from problem

    async def _send(self, user: UserRef, card: dict[str, object], words: str) -> None:
        try:
            chat = await self._connector.chat_with(self._workspace, user)
            await self._connector.send(self._workspace, chat, attached(card, words))
        except (httpx.HTTPError, NotSentError) as problem:
            _log.warning("parcel not sent", reason=type(problem).__name__)
            raise InputError(say(_NOT_SENT)) from problem
