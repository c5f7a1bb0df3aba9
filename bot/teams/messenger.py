"""Sending what is owed on Teams, exactly as often as the ledger says; nothing is repeated here.

Teams has no key that would make a post harmless to repeat and no history that a bot may read, so a message
whose outcome is unknown stays so until a person has looked.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from bot.adaptive_cards import cards
from bot.conversations import cards as faces
from bot.conversations import digest_words, promises, review_words
from bot.conversations.bulletins import Bulletin
from bot.conversations.messages import Message, Paragraph
from bot.teams.connector import Connector
from bot.teams.outcomes import NoConversationError, UnreachableError, certain
from bot.teams.replies import attached
from locales.speech import language
from survey.deliveries import Claim, Kind, NotSentError, Sent
from survey.digests import Digest, Picture
from survey.ids import ChannelRef, MessageRef, RoundId, UserRef
from survey.promises import Announcement
from survey.reviews import Review
from survey.rounds import Round

Host = Callable[[Picture], str]
"""Where clients fetch a picture, or the picture itself as a ``data:`` address; may take its time."""
_CARDS_KEPT = 256


class TeamsMessenger:
    """The Messenger port on Teams."""

    def __init__(self, connector: Connector, *, host: Host, native_charts: bool = False) -> None:
        """Take what calls Teams.

        Args:
            host: makes a picture fetchable.
            native_charts: whether Teams is to draw lines itself, where there are any.
        """
        self._connector = connector
        self._host = host
        self._native_charts = native_charts
        self._cards: dict[tuple[RoundId, bool, str], tuple[Round, dict[str, Any]]] = {}

    async def ask(self, claim: Claim, round_: Round) -> Sent:
        """Send the question card to a person's chat."""
        return await self._to_person(claim, self._card(round_, reminds=False))

    async def remind(self, claim: Claim, round_: Round) -> Sent:
        """Send the card once more, with a word that it is a reminder."""
        return await self._to_person(claim, self._card(round_, reminds=True))

    async def post_digest(self, claim: Claim, digest: Digest, picture: Picture | None) -> Sent:
        """Post the week with its picture; without one, the words alone."""
        return await self._bulletin(claim, digest_words.bulletin(digest), picture)

    async def post_review(self, claim: Claim, review: Review, picture: Picture | None) -> Sent:
        """Post a look back with its picture; without one, the words alone."""
        return await self._bulletin(claim, review_words.bulletin(review), picture)

    async def post_comments(self, claim: Claim, digest: Digest) -> Sent:
        """Post what people wrote."""
        return await self._say(claim, digest_words.comments(digest))

    async def post_notice(self, claim: Claim, change: Announcement) -> Sent:
        """Tell a channel of a changed promise."""
        return await self._say(claim, promises.announcement(change))

    def can_look_up(self, kind: Kind, workspace: str | None = None) -> bool:  # noqa: ARG002 - the port's
        """Never: a bot reads no history on Teams."""
        return False

    async def look_up(self, claim: Claim) -> Sent | None:
        """Say that nobody can tell; never called where :meth:`can_look_up` is heard."""
        raise NotSentError(f"delivery {claim.id} cannot be looked up on Teams", retry_after=None)

    def _card(self, round_: Round, *, reminds: bool) -> dict[str, Any]:
        """The card of a round as an activity, rendered once a language: everybody gets the same."""
        key = round_.id, reminds, language()
        known = self._cards.get(key)
        if known is None or known[0] != round_:
            card = faces.card(round_, reminds=reminds)
            if len(self._cards) >= _CARDS_KEPT:
                self._cards.clear()
            known = self._cards[key] = (round_, attached(cards.card(card), cards.text(card)))
        return known[1]

    async def _to_person(self, claim: Claim, activity: dict[str, Any]) -> Sent:
        workspace, user = claim.workspace, claim.user or UserRef("")
        if not await self._connector.reaches(workspace, user):
            raise NotSentError("unreachable", retry_after=None)
        chat = claim.channel
        if chat is None:
            chat = await certain(lambda: self._connector.chat_with(workspace, user))
        try:
            return await self._send(workspace, chat, activity)
        except NoConversationError:
            # It was removed for good and the person may have a new one: made once more, never twice.
            return await self._send(
                workspace, await certain(lambda: self._connector.make_chat(workspace, user)), activity
            )

    async def _send(self, workspace: str, chat: ChannelRef, activity: dict[str, Any]) -> Sent:
        try:
            sent = await certain(lambda: self._connector.send(workspace, chat, activity))
        except UnreachableError:
            await self._connector.lose(workspace, chat)
            raise
        return Sent(chat, MessageRef(sent))

    async def _bulletin(self, claim: Claim, bulletin: Bulletin, picture: Picture | None) -> Sent:
        native = self._native_charts and bool(bulletin.trends)
        where = await asyncio.to_thread(self._host, picture) if picture else ""
        card = cards.bulletin(bulletin, picture=where, alt=picture.alt if picture else "", native=native)
        return await self._post(claim, attached(card, bulletin.title))

    async def _say(self, claim: Claim, words: str) -> Sent:
        message = Message(words, tuple(map(Paragraph, words.split("\n\n"))))
        return await self._post(claim, attached(cards.card(message)))

    async def _post(self, claim: Claim, activity: dict[str, Any]) -> Sent:
        channel = claim.channel or ChannelRef("")
        sent = await certain(lambda: self._connector.post_to_channel(claim.workspace, channel, activity))
        return Sent(channel, MessageRef(sent))
