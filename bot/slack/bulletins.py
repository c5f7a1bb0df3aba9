"""Posting to a channel: one message with blocks, a picture among them, and the button.

The picture is uploaded without being shared and shown by an image block (``slack_file``), which shows it to
whoever reads the message. Slack looks through a file for a second or two after its upload and refuses blocks
that show it until then (``invalid_blocks``, "invalid slack file"); nothing is posted by that, so the message
is tried again. See https://docs.slack.dev/reference/block-kit/composition-objects/slack-file-object.
"""

from collections.abc import Awaitable, Callable

import structlog

from bot.conversations.bulletins import Bulletin
from bot.conversations.messages import Note
from bot.slack import blocks, marks, refusals
from bot.slack.client import PacedClient
from bot.slack.outcomes import certain
from locales.speech import say
from survey.deliveries import Claim, NotSentError, Sent, UnsureError
from survey.digests import Picture
from survey.ids import ChannelRef, DeliveryId, MessageRef

_log = structlog.get_logger(__name__)
_REFUSED = frozenset({"invalid_blocks", "invalid_blocks_format", "invalid_arguments"})
"""What Slack says of blocks that it does not take; the words alone may still go."""
_WAITS = (1.0, 2.0, 4.0, 8.0)
"""Seconds to wait after each refusal of a picture; together well under a delivery's lease."""
_MOST_CHARTS = 2
"""Charts that Slack takes in one message."""
_UPLOADS_KEPT = 256


class Bulletins:
    """Posts bulletins; the calls raise ``NotSentError`` or ``UnsureError`` and nothing else."""

    def __init__(
        self, client: PacedClient, *, native_charts: bool, sleep: Callable[[float], Awaitable[None]]
    ) -> None:
        """Take a client without retry handlers.

        Args:
            native_charts: whether Slack is to draw lines itself, where there are any.
            sleep: waits so many seconds.
        """
        self._client = client
        self._native_charts = native_charts
        self._sleep = sleep
        self._uploads: dict[DeliveryId, str] = {}

    async def post(self, claim: Claim, bulletin: Bulletin, picture: Picture | None) -> Sent:
        """Post with Slack's own charts or else with the picture; where neither can be, the words alone."""
        if self._native_charts and bulletin.trends:
            sent = await self._unless_refused(claim, bulletin, _charts(bulletin))
            if sent:
                return sent
            _log.warning("charts refused, so the picture is posted")
        file = await self._uploaded(claim, bulletin, picture) if picture else None
        if picture is None or file is None:
            return await self._send(claim, bulletin, [])
        sent = await self._with_picture(claim, bulletin, blocks.picture(file, picture.alt))
        self._uploads.pop(claim.id, None)
        if sent is None:
            sent = await self._send(claim, bulletin, [])
            await self._share(claim, bulletin, picture)
        return sent

    async def _with_picture(self, claim: Claim, bulletin: Bulletin, shown: blocks.Block) -> Sent | None:
        """Post as soon as Slack has looked through the file; None where that takes too long."""
        for seconds in _WAITS:
            sent = await self._unless_refused(claim, bulletin, [shown])
            if sent:
                return sent
            await self._sleep(seconds)
        return await self._unless_refused(claim, bulletin, [shown])

    async def _unless_refused(
        self, claim: Claim, bulletin: Bulletin, shown: list[blocks.Block]
    ) -> Sent | None:
        try:
            return await self._send(claim, bulletin, shown)
        except NotSentError as problem:
            if str(problem) not in _REFUSED:
                raise
        return None

    async def _send(self, claim: Claim, bulletin: Bulletin, shown: list[blocks.Block]) -> Sent:
        channel = claim.channel or ChannelRef("")
        posted = await certain(
            lambda: self._client.chat_postMessage(
                channel=channel,
                text=blocks.mrkdwn(bulletin.text),
                blocks=[*blocks.parts(bulletin.above), *shown, *blocks.parts(bulletin.below)],
                unfurl_links=False,
                **marks.mark(claim),
            )
        )
        return Sent(channel, MessageRef(str(posted["ts"])))

    async def _uploaded(self, claim: Claim, bulletin: Bulletin, picture: Picture) -> str | None:
        """The file that nobody sees yet, uploaded once a delivery; None where pictures were declined."""
        known = self._uploads.get(claim.id)
        if known:
            return known
        try:
            file = await self._upload(claim, bulletin, picture)
        except UnsureError as problem:
            # Nothing is posted by an upload, so there is no doubt about the message.
            raise NotSentError(str(problem), retry_after=refusals.DEFAULT_RETRY_AFTER) from problem
        except NotSentError as problem:
            if problem.retry_after is not None and str(problem) != "missing_scope":
                raise
            # Pictures were declined, or there is no room for them: the words say the same and need not wait.
            _log.warning("picture not uploaded", reason=str(problem))
            return None
        if len(self._uploads) >= _UPLOADS_KEPT:
            self._uploads.clear()
        self._uploads[claim.id] = file
        return file

    async def _share(self, claim: Claim, bulletin: Bulletin, picture: Picture) -> None:
        """Let the picture follow as a file of its own; the message is there, so nothing is repeated."""
        try:
            await self._upload(claim, bulletin, picture, channel=str(claim.channel or ""))
        except (NotSentError, UnsureError) as problem:
            _log.warning("picture not posted", reason=str(problem))

    async def _upload(
        self, claim: Claim, bulletin: Bulletin, picture: Picture, *, channel: str | None = None
    ) -> str:
        uploaded = await certain(
            lambda: self._client.files_upload_v2(
                channel=channel,
                content=picture.png,
                filename=f"pulssi-{bulletin.name}-{claim.id}.png",
                title=bulletin.title,
                alt_txt=picture.alt,
            )
        )
        return str(uploaded["files"][0]["id"])


def _charts(bulletin: Bulletin) -> list[blocks.Block]:
    """As many lines as a message takes, each with what it leaves out below it."""
    drawn: list[blocks.Block] = []
    for trend in bulletin.trends[:_MOST_CHARTS]:
        drawn += [blocks.line_chart(trend), *blocks.parts([Note(trend.note)] if trend.note else [])]
    if len(bulletin.trends) > _MOST_CHARTS:
        more = say("Slack draws two lines in a message; the other questions are told in words.")
        drawn += blocks.parts([Note(more)])
    return drawn
