"""Forms that a tap opens, and what comes of them: in a window, or on a card where none opens."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import httpx
import structlog

from bot.adaptive_cards import cards
from bot.adaptive_cards.forms import Filling
from bot.conversations import cards as faces
from bot.conversations.answer_forms import (
    CHOICES_FIELD,
    CHOOSE_FORM,
    WHY_FIELD,
    WHY_FORM,
    WORDS_FIELD,
    WRITE_FORM,
    saved,
)
from bot.conversations.answering import Answering
from bot.conversations.commands import table
from bot.conversations.desk import Desk
from bot.conversations.messages import OPEN_COMMAND, Form, FormProblem, Message, Shown
from bot.conversations.requests import Request, clean
from bot.teams import activities
from bot.teams.activities import Activity, Sender
from bot.teams.connector import Connector
from bot.teams.replies import Redrawing
from locales.speech import marked, say
from storage import deliveries, references
from survey.deliveries import NotSentError
from survey.ids import ChannelRef, UserRef

_log = structlog.get_logger(__name__)
STALE = marked("This card is out of date, so nothing was saved. Please use the newest message from Pulssi.")
_ACCOUNT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_PERSON, _CHANNEL = re.compile(r"29:\S+"), re.compile(r"19:\S+")
_CARRIED = frozenset({"action", "act", "form", "subject", "order", "msteams"})
"""What a form's button brings back beside what was filled in."""
Asked = Filling | Message
"""What a window or a card shows next."""


class Windows:
    """Opens windows and does what is filled into them."""

    def __init__(self, answering: Answering, desk: Desk, connector: Connector, redrawing: Redrawing) -> None:
        """Take the use cases, what knows a team's people, and what cards are redrawn with."""
        self._answering = answering
        self._desk = desk
        self._connector = connector
        self._redrawing = redrawing

    async def open(self, activity: Activity, found: Sender, told: Mapping[str, Any]) -> Asked:
        """What a button opens, while the person waits."""
        name, value = activities.act(told)
        if name == OPEN_COMMAND:
            request = activities.request(found, value)
            if _CHANNEL.fullmatch(where := str(told.get("subject") or "")):
                request = replace(request, channel=ChannelRef(where), is_direct=False)
            return _asked(await table.run(self._desk, request))
        asks = {
            faces.WHY: self._answering.ask_why,
            faces.CHOOSE: self._answering.ask_to_choose,
            faces.WRITE: self._answering.ask_for_words,
        }
        if name not in asks:
            return Message(say(STALE))
        form = await asks[name](activities.pointer(found, told))
        if isinstance(form, Shown):
            return form.message
        return Filling(form, order=str(activities.order(activity)))

    async def submit(self, activity: Activity, found: Sender, told: Mapping[str, Any]) -> Asked:
        """Do what a filled form says; returns what takes its place."""
        if told.get("action") == cards.OPEN:
            return await self.open(activity, found, told)
        form, filled = str(told.get("form") or ""), _filled(told)
        if form == WHY_FORM:
            await self._answering.say_why(activities.pointer(found, told), filled.get(WHY_FIELD, ""))
            return saved()
        if form in {CHOOSE_FORM, WRITE_FORM}:
            return await self._answer(found, told, filled)
        if form not in table.COMMANDS:
            return Message(say(STALE))
        values = await self._named(found, told, filled)
        request, subject = activities.request(found, ""), str(told.get("subject") or "")
        if subject:
            request = replace(request, channel=ChannelRef(subject))
        reply = await table.submit(self._desk, request, form=form, values=values)
        if isinstance(reply, FormProblem):
            # A form about a question names it, all others name a conversation.
            command = f"{form} {subject}" if subject and ":" not in subject else form
            return await self._again(replace(request, text=command), form, reply, values)
        return _asked(reply)

    async def _named(self, found: Sender, told: Mapping[str, Any], given: dict[str, str]) -> dict[str, str]:
        """What a command's form was told, as it would be typed: a picker names people as the directory does.

        Never for an answer or a reason: those are nobody's names, and no directory is asked about them.
        """
        accounts = {value for value in given.values() if _ACCOUNT.fullmatch(value)}
        known = await self._desk.look(
            lambda session: references.by_account(session, found.workspace, accounts)
        )
        places = (each for each in (str(told.get("subject")), *given.values()) if _CHANNEL.fullmatch(each))
        place = ChannelRef(next(places, found.conversation))
        members = {each: await self._member(found, place, each) for each in accounts - known.keys()}
        ids: Mapping[str, str] = {**members, **known}
        return {name: _as_typed(ids.get(value, value)) for name, value in given.items()}

    async def _member(self, found: Sender, place: ChannelRef, account: str) -> str:
        """Who somebody is who never wrote; whoever is not in the team stays what the directory calls them."""
        try:
            told = await self._connector.member(found.workspace, place, UserRef(account))
        except (httpx.HTTPError, NotSentError) as problem:
            _log.info("nobody found", reason=type(problem).__name__)
            return account
        return str(told.get("id") or account)

    async def _again(
        self, request: Request, form: str, problem: FormProblem, values: dict[str, str]
    ) -> Asked:
        """The form once more, with what was typed and what is wrong with it."""
        opened = await table.run(self._desk, request)
        if isinstance(opened, Form) and opened.name == form:
            return Filling(opened, problem, values)
        return Message(problem.sentence)

    async def _answer(self, found: Sender, told: Mapping[str, Any], values: dict[str, str]) -> Asked:
        at, order = activities.pointer(found, told), str(told.get("order") or "")
        if told.get("form") == CHOOSE_FORM:
            chosen = [each for each in values.get(CHOICES_FIELD, "").split(",") if each]
            answered = await self._answering.choose(at, chosen, order=order)
        else:
            answered = await self._answering.write(at, values.get(WORDS_FIELD, ""), order=order)
        card = await self._desk.look(lambda session: deliveries.card_of(session, at.round, at.user))
        if card is not None:
            self._redrawing.redraw(found, card, answered)
        return Message(say("Saved. Thank you."))


def _asked(reply: Message | Form) -> Asked:
    return Filling(reply) if isinstance(reply, Form) else reply


def _filled(told: Mapping[str, Any]) -> dict[str, str]:
    """What was typed and chosen in a form."""
    return {
        name: clean(str(value)).strip()
        for name, value in told.items()
        if name not in _CARRIED and value is not None
    }


def _as_typed(value: str) -> str:
    """A person or a channel in the marks that commands read."""
    if _PERSON.fullmatch(value):
        return f"<@{value}>"
    return f"<#{value}>" if _CHANNEL.fullmatch(value) else value
