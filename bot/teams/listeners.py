"""The listeners: each translates, does, answers. The answer leaves only when what it says is kept.

The SDK lets through what Microsoft signed; what an activity means is read here, leniently, so that nothing
Microsoft documents ends in an error (decision 0030). A repeat is answered as the first time.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import httpx
import structlog

from bot.adaptive_cards import cards, forms
from bot.conversations import cards as faces
from bot.conversations.answering import Answering, Click
from bot.conversations.commands import table
from bot.conversations.desk import Desk
from bot.conversations.messages import DO_COMMAND, Buttons, Form, Heading, Message, Shown, opens
from bot.followups import Followups
from bot.teams import activities
from bot.teams.activities import Activity, Sender
from bot.teams.arrivals import Arrivals
from bot.teams.connector import Connector
from bot.teams.replies import Redrawing, attached, failure, in_place, note, window
from bot.teams.windows import STALE, Windows
from locales.speech import marked, say, speaking
from storage.answers import Answered, Place
from storage.references import Reference
from survey.deliveries import NotSentError
from survey.errors import NotSavedError, SurveyError, UnknownQuestionError

_log = structlog.get_logger(__name__)
_REMEMBERED = 2000
_COMINGS = frozenset({"installationUpdate", "conversationUpdate"})
_WELCOME = marked(
    "Pulssi asks your team one to three short questions a week and shows an honest picture of the week in "
    "the team's channel. Nobody can ever tie an answer to a person. Type `help` to see what you can do here."
)
Reply = tuple[int, Any]
"""The status, and the body of an invoke's answer; None where there is nothing to say."""
_DONE: Reply = (200, None)


class Listeners:
    """Everything Teams can send."""

    def __init__(self, answering: Answering, desk: Desk, connector: Connector, followups: Followups) -> None:
        """Take the use cases and what they show their results with."""
        self._answering = answering
        self._desk = desk
        self._connector = connector
        self._redrawing = Redrawing(connector, followups, desk.pace)
        self._windows = Windows(answering, desk, connector, self._redrawing)
        self._arrivals = Arrivals(desk, connector)
        self._answered: OrderedDict[str, Reply] = OrderedDict()
        self._under_way: dict[str, asyncio.Task[Reply]] = {}

    async def on_activity(self, activity: Activity) -> Reply:
        """Answer one activity, once, however often it is delivered."""
        found = activities.sender(activity)
        key = f"{found.conversation}\n{activity.get('id') or ''}"
        if not activity.get("id"):
            return await self._safely(activity, found)
        if key in self._answered:
            return self._answered[key]
        if key in self._under_way:
            return await asyncio.shield(self._under_way[key])
        task = self._under_way[key] = asyncio.create_task(self._safely(activity, found))
        try:
            reply = await asyncio.shield(task)
        finally:
            self._under_way.pop(key, None)
        if reply[0] < 500:
            self._answered[key] = reply
            if len(self._answered) > _REMEMBERED:
                self._answered.popitem(last=False)
        return reply

    async def _safely(self, activity: Activity, found: Sender) -> Reply:
        kind, name = activity.get("type"), activity.get("name")
        try:
            await self._remember(found)
            with speaking(await self._language(activity, found)):
                if kind == "invoke":
                    return await self._invoked(str(name), activity, found)
                if kind == "message":
                    await self._said(activity, found)
                elif kind in _COMINGS and await self._arrivals.follow(activity, found):
                    await self._tell(found, Message(say(_WELCOME)))
                return _DONE
        except (httpx.HTTPError, NotSentError) as problem:
            # What was asked is done; only its answer did not get through, and Teams would send it all again.
            _log.warning("answer not shown", reason=type(problem).__name__)
            return _DONE
        except Exception as problem:  # noqa: BLE001 - the one place: what broke is named, never what was in it
            _log.error("listener failed", reason=type(problem).__name__)
            return 500, None

    async def _language(self, activity: Activity, found: Sender) -> str:
        """What somebody reads; a tap on an answer neither waits for the database for it nor needs it."""
        if activities.act(activities.data(activity))[0] == faces.ANSWER:
            return self._answering.remembered_language(Place(found.workspace), found.user)
        return await self._desk.language(found.workspace, found.user)

    async def _remember(self, found: Sender) -> None:
        if not (found.workspace and found.conversation and found.service):
            return
        person = found.user if found.is_direct else None
        is_news = await self._connector.remember(
            Reference(
                found.workspace,
                found.conversation,
                found.service,
                person,
                account=found.account if person else None,
                zone=found.zone if person else None,
                language=found.language if person else None,
            )
        )
        if is_news and person:
            await self._arrivals.moved(found)

    async def _invoked(self, name: str, activity: Activity, found: Sender) -> Reply:
        told = activities.data(activity)
        try:
            if name == "adaptiveCard/action":
                return await self._pressed(activity, found, told)
            if name == "task/fetch":
                return 200, window(forms.dialog(await self._windows.open(activity, found, told)))
            if name == "task/submit":
                return 200, window(forms.dialog(await self._windows.submit(activity, found, told)))
        except NotSavedError as problem:
            return 200, failure(str(problem))
        except SurveyError as problem:
            with speaking(await self._desk.language(found.workspace, found.user)):
                said = str(problem)
                return 200, note(said) if name == "adaptiveCard/action" else window(
                    forms.dialog(Message(said))
                )
        return 501, None

    async def _pressed(self, activity: Activity, found: Sender, told: Mapping[str, Any]) -> Reply:
        name, value = activities.act(told)
        if name == faces.ANSWER:
            return 200, await self._answer(activity, found, told, value)
        if name == faces.CHANGE:
            at = activities.pointer(found, told)
            return 200, self._show(
                activity, found, await self._answering.change(at, keep=value == faces.KEEP)
            )
        if told.get("action") == forms.FORM:
            return 200, await self._sent(activity, found, told)
        if name == DO_COMMAND:
            reply = await table.run(self._desk, activities.request(found, value))
            return 200, note(cards.text(reply) if isinstance(reply, Message) else say(STALE))
        return 200, note(say(STALE))

    async def _answer(self, activity: Activity, found: Sender, told: Mapping[str, Any], value: str) -> object:
        """Save one tap; the card is answered only when it is committed."""
        at = activities.pointer(found, told)
        try:
            click = Click(at, int(value), activities.order(activity))
        except ValueError as problem:
            raise UnknownQuestionError from problem
        try:
            result = await self._answering.answer(click)
        except NotSavedError:
            raise
        except SurveyError as problem:
            with speaking(await self._desk.language(found.workspace, found.user)):
                return self._show(activity, found, await self._answering.refusal(at, problem))
        with speaking(result.language):
            return self._show(activity, found, result)

    def _show(self, activity: Activity, found: Sender, shown: Shown | Answered) -> object:
        return self._redrawing.show(found, str(activity.get("replyToId") or ""), shown)

    async def _said(self, activity: Activity, found: Sender) -> None:
        """Do what was typed; the answer is for whoever typed it alone, in their own chat."""
        told = activities.data(activity)
        if told.get("action") and not activity.get("text"):
            # A client without dialogs sends the button that would open one as a message.
            await self._without_window(activity, found, told)
            return
        typed = activities.command(activity)
        reply = await table.run(self._desk, activities.request(found, typed))
        if isinstance(reply, Form):
            # The window opens from the person's own chat; what was typed belongs to where it was.
            button = opens(typed or "help", say("Fill in the form"), primary=True)
            reply = Message(reply.title, (Heading(reply.title), Buttons(str(found.conversation), (button,))))
        await self._tell(found, reply)

    async def _sent(self, activity: Activity, found: Sender, told: Mapping[str, Any]) -> object:
        """Do what a form on a card says; what comes of it takes the card's place."""
        asked = await self._windows.submit(activity, found, told)
        card = cards.card(asked) if isinstance(asked, Message) else forms.on_card(asked)
        return in_place(self._redrawing.put(found, str(activity.get("replyToId") or ""), card))

    async def _without_window(self, activity: Activity, found: Sender, told: Mapping[str, Any]) -> None:
        """Let a form be filled in on a card of its own, where the button opened no window."""
        try:
            asked = await self._windows.open(activity, found, told)
        except SurveyError as problem:
            asked = Message(str(problem))
        if isinstance(asked, Message):
            await self._tell(found, asked)
        else:
            await self._put(found, attached(forms.on_card(asked), asked.form.title))

    async def _tell(self, found: Sender, message: Message) -> None:
        for page in cards.pages(message):
            await self._put(found, attached(page, cards.text(message)))

    async def _put(self, found: Sender, activity: dict[str, Any]) -> None:
        """Show something to one person alone: in their own chat, or where they typed a slash command."""
        chat = found.conversation
        if found.is_targeted:
            with suppress(httpx.HTTPStatusError):  # a cloud that has no such messages refuses them
                await self._connector.whisper(found.workspace, found.thread, found.user, activity)
                return
        if not found.is_direct:
            chat = await self._connector.chat_with(found.workspace, found.user)
        await self._connector.send(found.workspace, chat, activity)
