"""The listeners: each translates, does, acknowledges, shows.

An answer is committed before it is acknowledged, so what a person sees is true (``process_before_response``
makes Bolt answer when the listener is done, without polling). Answers do not wait for Bolt to look through
the listeners (``front.py``). Every kind of request has a catch-all: Slack shows people an error for anything
that stays unanswered, which is right for an answer that could not be kept and for nothing else.
"""

import re
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError

from bot.conversations import cards
from bot.conversations.answer_forms import WHY_FIELD, WHY_FORM, saved
from bot.conversations.answering import Answering
from bot.conversations.commands import table
from bot.conversations.messages import DO_COMMAND, OPEN_COMMAND, Form, FormProblem, Message, Shown
from bot.followups import Followups
from bot.repeats import Repeats
from bot.slack import blocks, payloads, refusals
from bot.slack.answer_forms import AnswerForms
from bot.slack.client import BusyError
from bot.slack.events import Events
from bot.slack.replies import Replies
from bot.slack.workplace import Workplace
from locales.speech import marked, say, speaking
from storage.answers import Answered
from survey.errors import NotSavedError, SurveyError
from survey.ids import UserRef

_log = structlog.get_logger(__name__)
_ANY = re.compile(r".*", re.DOTALL)
_TOO_LATE = marked("That took too long for a form to open. Nothing was changed; please try once more.")
_STALE = marked("This card is out of date, so nothing was saved. Please use the newest message from Pulssi.")
_NOT_KEPT = 503
"""Over HTTP the status; over Socket Mode anything but 200 means that no acknowledgement is sent."""
Body = dict[str, Any]
Listener = Callable[[AsyncAck, Body, Workplace], Awaitable[None]]


class Listeners:
    """Everything Slack can send, whichever workspace it comes from."""

    def __init__(self, answering: Answering, *, replies: Replies, followups: Followups) -> None:
        """Take the use cases of a card, and what results are shown with."""
        self._answering = answering
        self._replies = replies
        self._followups = followups
        self._taken = Repeats()
        self._answer_forms = AnswerForms(answering, self._offer, replies=replies, followups=followups)

    def register(self, app: AsyncApp) -> None:
        """Tell Bolt who listens to what; the most frequent first."""
        app.action(re.compile(rf"^{cards.CHANGE}:"))(self._translated(self.on_change))
        app.action(re.compile(rf"^{cards.WHY}:"))(self._translated(self.on_why))
        app.action(re.compile(rf"^{OPEN_COMMAND}:"))(self._translated(self.on_open))
        app.action(re.compile(rf"^{DO_COMMAND}:"))(self._translated(self.on_do))
        app.view(f"{blocks.CONFIRM}:{WHY_FORM}")(self._translated(self.on_reason))
        self._answer_forms.register(app, self._translated)
        app.view(re.compile(rf"^{blocks.CONFIRM}:"))(self._translated(self.on_form))
        app.command("/pulse")(self._translated(self.on_command))
        for kind in (app.action, app.view, app.view_closed, app.command, app.shortcut, app.options):
            kind(_ANY)(self._translated(self.on_anything))
        Events().register(app)
        app.error(self.on_error)

    async def on_answer(self, body: Body, here: Workplace) -> BoltResponse:
        """Save one tap; one that could not be kept is not acknowledged, and the person reads why."""
        try:
            click = payloads.click(payloads.tap(body, here.identity.place))
        except SurveyError as problem:
            with speaking(await _language(body, here)):
                self._show(here, body, _beside(problem))
            return BoltResponse(status=200)
        try:
            result = await self._answering.answer(click)
        except NotSavedError as problem:
            # The database may be out of order, so what is remembered has to do.
            with speaking(self._answering.remembered_language(here.identity.place, _user(body))):
                self._show(here, body, _beside(problem))
            return BoltResponse(status=_NOT_KEPT)
        except SurveyError as problem:
            with speaking(await _language(body, here)):
                self._show(here, body, await self._answering.refusal(click.at, problem))
            return BoltResponse(status=200)
        with speaking(result.language):
            self._show(here, body, result)
        return BoltResponse(status=200)

    async def on_change(self, ack: AsyncAck, body: Body, here: Workplace) -> None:
        """Open an answered question again."""
        try:
            found = payloads.tap(body, here.identity.place)
            shown = await self._answering.change(found.at, keep=found.value == cards.KEEP)
        except SurveyError as problem:
            shown = _beside(problem)
        await ack()
        self._show(here, body, shown)

    async def on_why(self, ack: AsyncAck, body: Body, here: Workplace) -> None:
        """Open the form for a reason while the trigger is fresh."""
        try:
            form = await self._answering.ask_why(payloads.tap(body, here.identity.place).at)
        except SurveyError as problem:
            form = _beside(problem)
        await self._offer(here, ack, body, form)

    async def on_reason(self, ack: AsyncAck, body: Body, here: Workplace) -> None:
        """Save a reason; the form stays open with a sentence where that fails."""
        found = payloads.submission(body, here.identity.workspace)
        if self._taken.knows(here.key(found.view)):
            await ack()
            return
        try:
            at = payloads.pointer(found.subject, user=found.request.user, place=here.identity.place)
            await self._answering.say_why(at, found.values.get(WHY_FIELD, ""))
        except SurveyError as problem:
            await ack(response_action="errors", errors={WHY_FIELD: str(problem)})
        else:
            self._taken.add(here.key(found.view))
            await ack(response_action="update", view=blocks.done(saved()))

    async def on_command(self, ack: AsyncAck, body: Body, here: Workplace) -> None:
        """Do what was typed after the slash, once, however often Slack repeats it."""
        if not self._taken.add(here.key(body.get("trigger_id", ""))):
            await ack()
            return
        reply = await table.run(here.desk, payloads.command(body, here.identity.workspace))
        if isinstance(reply, Form):
            opened = await self._open(here, body, blocks.modal(reply))
            await (ack() if opened else ack(text=say(_TOO_LATE), response_type="ephemeral"))
        else:
            await ack(text=blocks.text_of(reply), blocks=blocks.render(reply), response_type="ephemeral")

    async def on_open(self, ack: AsyncAck, body: Body, here: Workplace) -> None:
        """Do what a button says that stands for a command, in a window of its own."""
        reply = await table.run(here.desk, payloads.opened(body, here.identity.workspace))
        await self._open(here, body, blocks.modal(reply) if isinstance(reply, Form) else blocks.done(reply))
        await ack()

    async def on_do(self, ack: AsyncAck, body: Body, here: Workplace) -> None:
        """Do what a button in a channel says; the answer is for whoever pressed it alone."""
        reply = await table.run(here.desk, payloads.opened(body, here.identity.workspace))
        await self._offer(here, ack, body, reply if isinstance(reply, Form) else Shown(reply, replaces=False))

    async def on_form(self, ack: AsyncAck, body: Body, here: Workplace) -> None:
        """Do what a filled form says, and show the result in its place."""
        found = payloads.submission(body, here.identity.workspace)
        if found.form not in table.COMMANDS or not self._taken.add(here.key(found.view)):
            await ack()
            return
        reply = await table.submit(here.desk, found.request, form=found.form, values=found.values)
        if not isinstance(reply, Message):
            # It stays open, to be sent again.
            self._taken.forget(here.key(found.view))
        if isinstance(reply, FormProblem):
            await ack(response_action="errors", errors={reply.field: blocks.plain(reply.sentence)})
        elif isinstance(reply, Form):
            # What was picked leads to the next form, in the same window.
            await ack(response_action="update", view=blocks.modal(reply))
        else:
            await ack(response_action="update", view=blocks.done(reply))

    async def on_anything(self, ack: AsyncAck, body: Body, here: Workplace) -> None:
        """Answer what no other listener knows."""
        await ack()
        if body.get("type") == "block_actions":
            self._show(here, body, Shown(Message(say(_STALE)), replaces=False))

    async def on_error(self, error: Exception) -> None:
        """Say in the log that something broke, never what was in it."""
        _log.error("listener failed", reason=type(error).__name__)

    def _translated(self, listener: Listener) -> Listener:
        """The listener, speaking the language of whoever sent what it gets."""

        async def translated(ack: AsyncAck, body: Body, workplace: Workplace) -> None:
            with speaking(await _language(body, workplace)):
                await listener(ack, body, workplace)

        return translated

    def _show(self, here: Workplace, body: Body, shown: Shown | Answered) -> None:
        url = body.get("response_url")
        if not url:
            return
        container = body.get("container", {})
        card = here.key(f"{container.get('channel_id')}:{container.get('message_ts')}")
        if isinstance(shown, Shown) and not shown.replaces:
            # In a channel several people may press at once, and each has an answer coming.
            card += f":note:{payloads.person(body)}"
        self._followups.start(card, lambda: self._replies.show(str(url), shown))

    async def _offer(
        self, here: Workplace, ack: AsyncAck, body: Body, form: Form | Shown, origin: str = ""
    ) -> None:
        """Open the form that a tap asks for, or show why there is none."""
        if isinstance(form, Form):
            opened = await self._open(here, body, blocks.modal(form, origin=origin))
            form = form if opened else Shown(Message(say(_TOO_LATE)), replaces=False)
        await ack()
        if isinstance(form, Shown):
            self._show(here, body, form)

    async def _open(self, here: Workplace, body: Body, view: blocks.Block) -> bool:
        """Open a window; False where Slack takes the trigger no more, or does not answer."""
        try:
            await here.client.views_open(trigger_id=body["trigger_id"], view=view)
        except SlackApiError as problem:
            _log.warning("form not opened", reason=refusals.code(problem))
        except (aiohttp.ClientError, TimeoutError, BusyError) as problem:
            _log.warning("form not opened", reason=type(problem).__name__)
        else:
            return True
        return False


def _user(body: Body) -> UserRef:
    return UserRef(payloads.person(body))


async def _language(body: Body, here: Workplace) -> str:
    return await here.desk.language(here.identity.workspace, _user(body))


def _beside(problem: SurveyError) -> Shown:
    return Shown(Message(str(problem)), replaces=False)
