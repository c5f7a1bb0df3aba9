"""Answers given in a form, which a tap on the card opens; when it is sent, the card is redrawn."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError

from bot.conversations import cards
from bot.conversations.answer_forms import CHOICES_FIELD, CHOOSE_FORM, WORDS_FIELD, WRITE_FORM
from bot.conversations.answering import Answering, Pointer
from bot.conversations.messages import Form, Message, Shown
from bot.followups import Followups
from bot.repeats import Repeats
from bot.slack import blocks, payloads, refusals
from bot.slack.client import BusyError
from bot.slack.payloads import Origin, Submission
from bot.slack.replies import Replies
from bot.slack.workplace import Workplace
from storage.answers import Answered
from survey.errors import SurveyError, UnknownQuestionError

_log = structlog.get_logger(__name__)
Body = dict[str, Any]
Listener = Callable[[AsyncAck, Body, Workplace], Awaitable[None]]
Offer = Callable[[Workplace, AsyncAck, Body, Form | Shown, str], Awaitable[None]]
Save = Callable[[Pointer, Submission, Origin], Awaitable[Answered]]


class AnswerForms:
    """Opens the forms of answers, and saves what is sent with them."""

    def __init__(
        self,
        answering: Answering,
        offer: Offer,
        *,
        replies: Replies,
        followups: Followups,
    ) -> None:
        """Take the use cases, what opens a form or says why not, and what cards are redrawn with."""
        self._answering = answering
        self._offer = offer
        self._replies = replies
        self._followups = followups
        self._taken = Repeats()

    def register(self, app: AsyncApp, translated: Callable[[Listener], Listener]) -> None:
        """Tell Bolt which taps and forms these are."""
        app.action(re.compile(rf"^({cards.CHOOSE}|{cards.WRITE}):"))(translated(self.on_tap))
        app.view(f"{blocks.CONFIRM}:{CHOOSE_FORM}")(translated(self.on_chosen))
        app.view(f"{blocks.CONFIRM}:{WRITE_FORM}")(translated(self.on_written))

    async def on_tap(self, ack: AsyncAck, body: Body, here: Workplace) -> None:
        """Open a form while the trigger is fresh."""
        origin = ""
        try:
            found = payloads.tap(body, here.identity.place)
            origin = str(payloads.origin(body))
            form = await self._asked(found)
        except SurveyError as problem:
            form = Shown(Message(str(problem)), replaces=False)
        await self._offer(here, ack, body, form, origin)

    async def _asked(self, found: payloads.Tap) -> Form | Shown:
        if found.action == cards.CHOOSE:
            return await self._answering.ask_to_choose(found.at)
        return await self._answering.ask_for_words(found.at)

    async def on_chosen(self, ack: AsyncAck, body: Body, here: Workplace) -> None:
        """Save the options somebody ticked."""

        def save(at: Pointer, found: Submission, origin: Origin) -> Awaitable[Answered]:
            return self._answering.choose(at, found.several.get(CHOICES_FIELD, ()), order=origin.order)

        await self._save(here, ack, payloads.submission(body, here.identity.workspace), CHOICES_FIELD, save)

    async def on_written(self, ack: AsyncAck, body: Body, here: Workplace) -> None:
        """Save what somebody wrote."""

        def save(at: Pointer, found: Submission, origin: Origin) -> Awaitable[Answered]:
            return self._answering.write(at, found.values.get(WORDS_FIELD, ""), order=origin.order)

        await self._save(here, ack, payloads.submission(body, here.identity.workspace), WORDS_FIELD, save)

    async def _save(self, here: Workplace, ack: AsyncAck, found: Submission, field: str, save: Save) -> None:
        """Save, acknowledge, redraw the card; the form stays open with a sentence where saving fails."""
        if self._taken.knows(here.key(found.view)):
            await ack()
            return
        try:
            origin = found.origin
            if origin is None:
                raise UnknownQuestionError
            at = payloads.pointer(found.subject, user=found.request.user, place=here.identity.place)
            answered = await save(at, found, origin)
        except SurveyError as problem:
            await ack(response_action="errors", errors={field: str(problem)})
            return
        self._taken.add(here.key(found.view))
        await ack()
        self._followups.start(here.key(origin.card), lambda: self._redraw(here, origin, answered))

    async def _redraw(self, here: Workplace, origin: Origin, answered: Answered) -> None:
        """Redraw the card; where the tap is so long ago that nothing answers there, by its place."""
        if await self._replies.show(origin.url, answered):
            return
        card = cards.card(answered.round, answered=answered.answered)
        try:
            await here.client.chat_update(
                channel=origin.channel,
                ts=origin.message,
                text=blocks.text_of(card),
                blocks=blocks.render(card),
            )
        except SlackApiError as problem:
            _log.warning("card not updated", reason=refusals.code(problem))
        except (aiohttp.ClientError, TimeoutError, BusyError) as problem:
            _log.warning("card not updated", reason=type(problem).__name__)
