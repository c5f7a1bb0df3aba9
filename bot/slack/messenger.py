"""Sending what is owed, exactly as often as the ledger says: the SDK's own retries are off.

``chat.postMessage`` has no idempotency key, so a call whose outcome is unknown is reported as such
(``UnsureError``) and never repeated here.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from datetime import timedelta

from bot.conversations import cards, digest_words, promises, review_words
from bot.slack import blocks, marks
from bot.slack.bulletins import Bulletins
from bot.slack.client import PacedClient
from bot.slack.outcomes import certain
from locales.speech import language
from survey.deliveries import TO_PEOPLE, Claim, Kind, Sent
from survey.digests import Digest, Picture
from survey.ids import ChannelRef, MessageRef, RoundId
from survey.promises import Announcement
from survey.reviews import Review
from survey.rounds import Round

_SKEW = timedelta(days=1)
"""How far Slack's clock may be from ours: the mark tells a message, its time only bounds the reading."""
_CARDS_KEPT = 256


class SlackMessenger:
    """The Messenger port on Slack."""

    def __init__(
        self,
        client: PacedClient,
        *,
        scopes: Collection[str] = (),
        native_charts: bool = False,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Take a client without retry handlers, and what its token may do.

        Args:
            native_charts: whether Slack is to draw a digest's lines itself.
            sleep: waits so many seconds.
        """
        self._client = client
        self._bulletins = Bulletins(client, native_charts=native_charts, sleep=sleep)
        self._scopes = frozenset(scopes)
        self._cards: dict[tuple[RoundId, bool, str], tuple[Round, str, list[blocks.Block]]] = {}

    async def ask(self, claim: Claim, round_: Round) -> Sent:
        """Send the question card to a person's direct message."""
        return await self._to_person(claim, round_, reminds=False)

    async def remind(self, claim: Claim, round_: Round) -> Sent:
        """Send the card once more, with a word that it is a reminder."""
        return await self._to_person(claim, round_, reminds=True)

    def can_look_up(self, kind: Kind, workspace: str | None = None) -> bool:  # noqa: ARG002 - all alike
        """Whether the installation lets us read where messages of this kind go."""
        if kind in TO_PEOPLE:
            return {"im:history", "im:write"} <= self._scopes
        return not {"channels:history", "groups:history"}.isdisjoint(self._scopes)

    async def look_up(self, claim: Claim) -> Sent | None:
        """Find an earlier attempt by its mark, in the messages since it was tried."""
        channel = claim.channel or await self._direct_messages(claim)
        since = (claim.doubted_since or claim.due_at) - _SKEW
        history = await certain(
            lambda: self._client.conversations_history(
                channel=channel, oldest=f"{since.timestamp():.6f}", include_all_metadata=True, limit=100
            )
        )
        found = next((each for each in history["messages"] if marks.bears(each, claim)), None)
        return Sent(channel, MessageRef(str(found["ts"]))) if found else None

    async def _direct_messages(self, claim: Claim) -> ChannelRef:
        opened = await certain(lambda: self._client.conversations_open(users=str(claim.user)))
        return ChannelRef(str(opened["channel"]["id"]))

    async def _to_person(self, claim: Claim, round_: Round, *, reminds: bool) -> Sent:
        text, rendered = self._card(round_, reminds=reminds)
        body = {
            "channel": str(claim.channel or claim.user),
            "text": text,
            "blocks": rendered,
            "unfurl_links": False,
            **marks.mark(claim),
        }
        # Not chat_postMessage: it looks through every block of a card that ten thousand people get.
        posted = await certain(lambda: self._client.api_call("chat.postMessage", json=body))
        return Sent(ChannelRef(str(posted["channel"])), MessageRef(str(posted["ts"])))

    def _card(self, round_: Round, *, reminds: bool) -> tuple[str, list[blocks.Block]]:
        """The card of a round, rendered once a language: everybody gets the same."""
        key = round_.id, reminds, language()
        known = self._cards.get(key)
        if known is None or known[0] != round_:
            card = cards.card(round_, reminds=reminds)
            if len(self._cards) >= _CARDS_KEPT:
                self._cards.clear()
            known = self._cards[key] = (round_, blocks.text_of(card), blocks.render(card))
        return known[1:]

    async def post_digest(self, claim: Claim, digest: Digest, picture: Picture | None) -> Sent:
        """Post the week with its picture; without one, the words alone."""
        return await self._bulletins.post(claim, digest_words.bulletin(digest), picture)

    async def post_review(self, claim: Claim, review: Review, picture: Picture | None) -> Sent:
        """Post a look back with its picture; without one, the words alone."""
        return await self._bulletins.post(claim, review_words.bulletin(review), picture)

    async def post_comments(self, claim: Claim, digest: Digest) -> Sent:
        """Post what people wrote."""
        return await self._say(claim, digest_words.comments(digest))

    async def post_notice(self, claim: Claim, change: Announcement) -> Sent:
        """Tell a channel of a changed promise."""
        return await self._say(claim, promises.announcement(change))

    async def _say(self, claim: Claim, words: str) -> Sent:
        channel = claim.channel or ChannelRef("")
        posted = await certain(
            lambda: self._client.chat_postMessage(
                channel=channel, text=blocks.mrkdwn(words), unfurl_links=False, **marks.mark(claim)
            )
        )
        return Sent(channel, MessageRef(str(posted["ts"])))
