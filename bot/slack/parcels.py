"""What is for one person alone, in their direct messages with the bot."""

from collections.abc import Awaitable, Callable

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.conversations import cards
from bot.slack import blocks, refusals
from bot.slack.client import BusyError, PacedClient
from locales.speech import marked, say
from survey.errors import InputError
from survey.ids import UserRef
from survey.rounds import Round

_NOT_SENT = marked(
    "The file could not be put into your direct messages. Please try again in a minute; if "
    "it fails again, ask whoever runs Pulssi to look with `pulssi doctor`."
)
_NOT_SHOWN = marked("The preview could not be put into your direct messages; `/pulse preview` shows it here.")
_log = structlog.get_logger(__name__)


class SlackParcels:
    """The Parcels port on Slack."""

    def __init__(self, client: PacedClient) -> None:
        """Take a client for what a person waits for."""
        self._client = client

    async def send_file(self, user: UserRef, *, name: str, content: bytes, words: str, alt: str = "") -> None:
        """Post the words, which tells the channel that is theirs, and the file after them.

        ``conversations.open`` would tell it, too, but takes a permission of its own that an installer may
        have declined.
        """

        async def send() -> None:
            posted = await self._client.chat_postMessage(
                channel=user, text=blocks.mrkdwn(words), unfurl_links=False
            )
            await self._client.files_upload_v2(
                channel=str(posted["channel"]),
                content=content,
                filename=name,
                title=name,
                alt_txt=alt or None,
            )

        await _sent(send, or_else=_NOT_SENT)

    async def send_preview(self, user: UserRef, round_: Round) -> None:
        """Post the card."""
        card = cards.preview(round_)

        async def send() -> None:
            await self._client.chat_postMessage(
                channel=user, text=blocks.text_of(card), blocks=blocks.render(card), unfurl_links=False
            )

        await _sent(send, or_else=_NOT_SHOWN)


async def _sent(send: Callable[[], Awaitable[None]], *, or_else: str) -> None:
    """Send; say what to do where that fails."""
    try:
        await send()
    except SlackApiError as problem:
        _log.warning("parcel not sent", reason=refusals.code(problem))
        raise InputError(say(or_else)) from problem
    except (aiohttp.ClientError, TimeoutError, BusyError, SlackClientError) as problem:
        _log.warning("parcel not sent", reason=type(problem).__name__)
        raise InputError(say(or_else)) from problem
