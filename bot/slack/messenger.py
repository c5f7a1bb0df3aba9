"""Sending what is owed, exactly as often as the ledger says: the SDK's own retries are off.

``chat.postMessage`` has no idempotency key, so a call whose outcome is unknown is reported as such
(``UnsureError``) and never repeated here. Which errors are certain follows
https://docs.slack.dev/reference/methods/chat.postMessage.
"""

import uuid
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import timedelta
from typing import Any, TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.conversations import cards, digest_words, promises, review_words
from bot.slack import blocks, refusals
from bot.slack.client import BusyError, PacedClient
from locales.speech import language, say
from survey.deliveries import TO_PEOPLE, Claim, Kind, NotSentError, Sent, UnsureError
from survey.digests import Digest, Picture
from survey.ids import ChannelRef, MessageRef, RoundId
from survey.promises import Announcement
from survey.reviews import Review
from survey.rounds import Round
from survey.weeks import Week

_SKEW = timedelta(days=1)
"""How far Slack's clock may be from ours: the mark tells a message, its time only bounds the reading."""
_A_TURN = 5.0
"""Seconds after which a message whose method had no turn left is tried again, at least."""
_DELIVERIES = uuid.UUID("6a1f6f0c-5d4c-4c1e-9a55-3f5e4f0b7d21")
"""Name space of message ids, so that a repeated sending of one delivery carries the same id."""
_EVENT = "pulssi_delivery"
_UNSURE = frozenset(
    {"fatal_error", "internal_error", "request_timeout", "service_unavailable", refusals.UNREADABLE}
)
_NOBODY_REACHED = frozenset(
    {
        "account_inactive",
        "invalid_auth",
        "missing_scope",
        "not_authed",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
    }
)
"""The token is refused, so no message of this workspace can go; an operator mends that."""
_AFTER_A_REFUSED_TOKEN = 300.0
_MAY_HEAL = {"message_limit_exceeded": 60.0}
"""Errors of one message that time mends, with the seconds to wait."""
_CARDS_KEPT = 256
Result = TypeVar("Result")


class Uploader(PacedClient):
    """One upload: of its three calls only the last posts anything, so before it nothing is in doubt."""

    def __init__(self, client: PacedClient) -> None:
        """Call as the given client does."""
        super().__init__(
            token=client.token or "",
            base_url=client.base_url,
            session=client.shared,
            timeout=client.timeout,
            pace=client.pace,
            workspace=client.workspace,
            patience=client.patience,
        )
        self.is_posting = False

    async def files_completeUploadExternal(self, **arguments: Any) -> AsyncSlackResponse:  # noqa: N802 - the SDK's
        """Post what was uploaded."""
        self.is_posting = True
        return await super().files_completeUploadExternal(**arguments)


class SlackMessenger:
    """The Messenger port on Slack."""

    def __init__(self, client: PacedClient, *, scopes: Collection[str] = ()) -> None:
        """Take a client without retry handlers, and what its token may do."""
        self._client = client
        self._scopes = frozenset(scopes)
        self._cards: dict[tuple[RoundId, bool, str], tuple[Round, str, list[blocks.Block]]] = {}

    async def ask(self, claim: Claim, round_: Round) -> Sent:
        """Send the question card to a person's direct message."""
        return await self._to_person(claim, round_, reminds=False)

    async def remind(self, claim: Claim, round_: Round) -> Sent:
        """Send the card once more, with a word that it is a reminder."""
        return await self._to_person(claim, round_, reminds=True)

    def can_look_up(self, kind: Kind) -> bool:
        """Whether the installation lets us read where messages of this kind go."""
        if kind in TO_PEOPLE:
            return {"im:history", "im:write"} <= self._scopes
        return not {"channels:history", "groups:history"}.isdisjoint(self._scopes)

    async def look_up(self, claim: Claim) -> Sent | None:
        """Find an earlier attempt by its mark, in the messages since it was tried."""
        channel = claim.channel or await self._direct_messages(claim)
        since = (claim.doubted_since or claim.due_at) - _SKEW
        history = await _certain(
            lambda: self._client.conversations_history(
                channel=channel, oldest=f"{since.timestamp():.6f}", include_all_metadata=True, limit=100
            )
        )
        found = next((each for each in history["messages"] if _is_of(each, claim)), None)
        return Sent(channel, MessageRef(str(found["ts"]))) if found else None

    async def _direct_messages(self, claim: Claim) -> ChannelRef:
        opened = await _certain(lambda: self._client.conversations_open(users=str(claim.user)))
        return ChannelRef(str(opened["channel"]["id"]))

    async def _to_person(self, claim: Claim, round_: Round, *, reminds: bool) -> Sent:
        text, rendered = self._card(round_, reminds=reminds)
        body = {
            "channel": str(claim.channel or claim.user),
            "text": text,
            "blocks": rendered,
            "unfurl_links": False,
            **_mark(claim),
        }
        # Not chat_postMessage: it looks through every block of a card that ten thousand people get.
        posted = await _certain(lambda: self._client.api_call("chat.postMessage", json=body))
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
        title = say("{team}, week {number}", team=digest.team, number=digest.week.number)
        return await self._show(claim, digest_words.words(digest), title, digest.week, picture)

    async def post_review(self, claim: Claim, review: Review, picture: Picture | None) -> Sent:
        """Post a look back with its picture; without one, the words alone."""
        return await self._show(
            claim, review_words.words(review), review_words.title(review), review.last, picture
        )

    async def _show(self, claim: Claim, words: str, title: str, week: Week, picture: Picture | None) -> Sent:
        channel = claim.channel or ChannelRef("")
        if picture is None:
            return await self._say(claim, words)
        client = Uploader(self._client)
        try:
            uploaded = await _certain(
                lambda: client.files_upload_v2(
                    channel=channel,
                    content=picture.png,
                    filename=_file_name(week, claim),
                    title=title,
                    alt_txt=picture.alt,
                    initial_comment=blocks.mrkdwn(words),
                )
            )
        except UnsureError as problem:
            if client.is_posting:
                raise
            raise NotSentError(str(problem), retry_after=refusals.DEFAULT_RETRY_AFTER) from problem
        except NotSentError as problem:
            if str(problem) != "missing_scope":
                raise
            # The installer declined pictures: the words say the same, and nothing else has to wait.
            return await self._say(claim, words)
        return Sent(channel, MessageRef(str(uploaded["files"][0]["id"])))

    async def post_comments(self, claim: Claim, digest: Digest) -> Sent:
        """Post what people wrote."""
        return await self._say(claim, digest_words.comments(digest))

    async def post_notice(self, claim: Claim, change: Announcement) -> Sent:
        """Tell a channel of a changed promise."""
        return await self._say(claim, promises.announcement(change))

    async def _say(self, claim: Claim, words: str) -> Sent:
        channel = claim.channel or ChannelRef("")
        posted = await _certain(
            lambda: self._client.chat_postMessage(
                channel=channel, text=blocks.mrkdwn(words), unfurl_links=False, **_mark(claim)
            )
        )
        return Sent(channel, MessageRef(str(posted["ts"])))


def _mark(claim: Claim) -> dict[str, Any]:
    """What a message is found again by: an opaque number, since everybody in the workspace can read it."""
    return {
        "metadata": {"event_type": _EVENT, "event_payload": {"d": str(claim.id)}},
        "client_msg_id": str(uuid.uuid5(_DELIVERIES, str(claim.id))),
    }


def _file_name(week: Week, claim: Claim) -> str:
    return f"pulssi-{week}-{claim.id}.png"


def _is_of(message: Mapping[str, Any], claim: Claim) -> bool:
    """Whether a message is this delivery: by its metadata, or a picture's by the name of its file."""
    metadata = message.get("metadata", {})
    if metadata.get("event_type") == _EVENT:
        return bool(metadata.get("event_payload", {}).get("d") == str(claim.id))
    names = (str(file.get("name", "")) for file in message.get("files", []))
    return any(name.startswith("pulssi-") and name.endswith(f"-{claim.id}.png") for name in names)


async def _certain(call: Callable[[], Awaitable[Result]]) -> Result:
    """Make a call and sort its failures into "certainly not sent" and "unsure"."""
    try:
        return await call()
    except BusyError as problem:
        raise NotSentError(
            "not its turn",
            retry_after=max(_A_TURN, problem.seconds),
            whole_workspace=problem.whole_workspace,
            is_failure=False,
        ) from problem
    except SlackApiError as problem:
        raise _sorted(problem) from problem
    except aiohttp.ClientConnectorError as problem:
        # Nobody can be reached, and it is no message's fault: all wait until the network is back.
        raise NotSentError(
            "cannot connect", retry_after=refusals.DEFAULT_RETRY_AFTER, whole_workspace=True
        ) from problem
    except (aiohttp.ClientError, TimeoutError, SlackClientError, ValueError) as problem:
        raise UnsureError(type(problem).__name__) from problem


def _sorted(problem: SlackApiError) -> NotSentError | UnsureError:
    error = refusals.code(problem)
    if refusals.is_too_fast(problem):
        return NotSentError("rate_limited", retry_after=refusals.retry_after(problem), whole_workspace=True)
    if refusals.status(problem) >= 500 or error in _UNSURE:
        return UnsureError(error)
    if error in _NOBODY_REACHED:
        return NotSentError(error, retry_after=_AFTER_A_REFUSED_TOKEN, whole_workspace=True)
    return NotSentError(error, retry_after=_MAY_HEAL.get(error))
