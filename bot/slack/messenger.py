"""Sending what is owed, exactly as often as the ledger says: the SDK's own retries are off.

``chat.postMessage`` has no idempotency key, so a call whose outcome is unknown is reported as such
(``UnsureError``) and never repeated here. Which errors are certain follows
https://docs.slack.dev/reference/methods/chat.postMessage.
"""

import uuid
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.conversations import cards, digest_words
from bot.slack import blocks, refusals
from survey.deliveries import Claim, NotSentError, Sent, UnsureError
from survey.digests import Digest, Picture
from survey.ids import ChannelRef, MessageRef
from survey.rounds import Round

_DELIVERIES = uuid.UUID("6a1f6f0c-5d4c-4c1e-9a55-3f5e4f0b7d21")
"""Name space of message ids, so that a repeated sending of one delivery carries the same id."""
_UNSURE = frozenset(
    {"fatal_error", "internal_error", "request_timeout", "service_unavailable", refusals.UNREADABLE}
)
_MAY_HEAL = {
    "invalid_auth": 300.0,
    "not_authed": 300.0,
    "token_expired": 300.0,
    "message_limit_exceeded": 60.0,
}
"""Errors an operator or time mends, with the seconds to wait."""
_DEFAULT_RETRY_AFTER = 30.0
Result = TypeVar("Result")


class Uploader(AsyncWebClient):
    """One upload: of its three calls only the last posts anything, so before it nothing is in doubt."""

    def __init__(self, client: AsyncWebClient) -> None:
        """Call as the given client does."""
        super().__init__(
            token=client.token,
            base_url=client.base_url,
            session=client.session,
            timeout=client.timeout,
            retry_handlers=[],
        )
        self.is_posting = False

    async def files_completeUploadExternal(self, **arguments: Any) -> AsyncSlackResponse:  # noqa: N802 - the SDK's
        """Post what was uploaded."""
        self.is_posting = True
        return await super().files_completeUploadExternal(**arguments)


class SlackMessenger:
    """The Messenger port on Slack."""

    def __init__(self, client: AsyncWebClient) -> None:
        """Take a client without retry handlers."""
        self._client = client

    async def ask(self, claim: Claim, round_: Round) -> Sent:
        """Send the question card to a person's direct message."""
        card = cards.card(round_)
        posted = await _certain(
            lambda: self._client.chat_postMessage(
                channel=str(claim.channel or claim.user),
                text=blocks.text_of(card),
                blocks=blocks.render(card),
                metadata={"event_type": "pulssi_delivery", "event_payload": {"d": str(claim.id)}},
                client_msg_id=str(uuid.uuid5(_DELIVERIES, str(claim.id))),
                unfurl_links=False,
            )
        )
        return Sent(ChannelRef(str(posted["channel"])), MessageRef(str(posted["ts"])))

    async def post_digest(self, claim: Claim, digest: Digest, picture: Picture | None) -> Sent:
        """Post the week with its picture; without one, the words alone."""
        channel = claim.channel or ChannelRef("")
        words = digest_words.words(digest)
        if picture is None:
            return await self._say(claim, words)
        client = Uploader(self._client)
        try:
            uploaded = await _certain(
                lambda: client.files_upload_v2(
                    channel=channel,
                    content=picture.png,
                    filename=f"pulssi-{digest.week}.png",
                    title=f"{digest.team}, week {digest.week.number}",
                    alt_txt=picture.alt,
                    initial_comment=blocks.mrkdwn(words),
                )
            )
        except UnsureError as problem:
            if client.is_posting:
                raise
            raise NotSentError(str(problem), retry_after=_DEFAULT_RETRY_AFTER) from problem
        return Sent(channel, MessageRef(str(uploaded["files"][0]["id"])))

    async def post_comments(self, claim: Claim, digest: Digest) -> Sent:
        """Post what people wrote."""
        return await self._say(claim, digest_words.comments(digest))

    async def _say(self, claim: Claim, words: str) -> Sent:
        channel = claim.channel or ChannelRef("")
        posted = await _certain(
            lambda: self._client.chat_postMessage(
                channel=channel, text=blocks.mrkdwn(words), unfurl_links=False
            )
        )
        return Sent(channel, MessageRef(str(posted["ts"])))


async def _certain(call: Callable[[], Awaitable[Result]]) -> Result:
    """Make a call and sort its failures into "certainly not sent" and "unsure"."""
    try:
        return await call()
    except SlackApiError as problem:
        raise _sorted(problem) from problem
    except aiohttp.ClientConnectorError as problem:
        raise NotSentError("cannot connect", retry_after=_DEFAULT_RETRY_AFTER) from problem
    except (aiohttp.ClientError, TimeoutError, SlackClientError, ValueError) as problem:
        raise UnsureError(type(problem).__name__) from problem


def _sorted(problem: SlackApiError) -> NotSentError | UnsureError:
    error, status = refusals.code(problem), refusals.status(problem)
    if status == 429 or error in {"ratelimited", "rate_limited"}:
        return NotSentError("rate_limited", retry_after=_retry_after(problem))
    if status >= 500 or error in _UNSURE:
        return UnsureError(error)
    return NotSentError(error, retry_after=_MAY_HEAL.get(error))


def _retry_after(problem: SlackApiError) -> float:
    headers: Mapping[str, Any] = getattr(problem.response, "headers", {})
    said = next((str(value) for name, value in headers.items() if name.lower() == "retry-after"), "")
    return float(said) if said.isdigit() else _DEFAULT_RETRY_AFTER
