"""What the page asks for and does, as JSON; a person is whoever ``as`` says."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sandbox.page import faces
from sandbox.page.answers import MalformedError, acting, reading, refusal_sentence, sentence, words
from sandbox.page.document import Document
from sandbox.page.events import stream
from sandbox.page.faces import Clock
from sandbox.teams.outcomes import Outcome
from sandbox.teams.page.sight import Sight, button, people
from sandbox.teams.people import Entered, Member
from sandbox.teams.rosters import Roster
from sandbox.teams.tenant import Tenant
from sandbox.workspace.messages import Json
from sandbox.workspace.refusals import ImpossibleError, RefusedError

DOCUMENT: Final = Document("teams", Path(__file__).parent / "static")


@dataclass(frozen=True, slots=True)
class Commands:
    """The command menus of the app package: what is typed, and what it does."""

    personal: Sequence[tuple[str, str]] = ()
    team: Sequence[tuple[str, str]] = ()


NO_COMMANDS: Final = Commands()


@dataclass(frozen=True, slots=True)
class TeamsPage:
    """The page of a tenant, its reading and its acting."""

    tenant: Tenant
    member: Callable[[str], Member]
    is_connected: Callable[[], bool]
    clock: Clock
    commands: Commands
    heartbeat: float

    def routes(self) -> list[BaseRoute]:
        """What a server adds to show the page."""
        reads = {"state": self._state, "messages": self._messages, "dialog": self._dialog}
        acts = {
            "say": self._say,
            "press": self._press,
            "submit": self._submit,
            "close": self._close,
            "install": self._install,
            "uninstall": self._uninstall,
            "jump": self.clock.act,
        }
        return [
            *(Route(f"/sandbox/api/{name}", reading(read)) for name, read in reads.items()),
            *(Route(f"/sandbox/api/{name}", acting(act), methods=["POST"]) for name, act in acts.items()),
            Route("/sandbox/api/events", self._events),
            *DOCUMENT.routes(),
        ]

    def _see(self, person: str) -> Sight:
        """What this person sees.

        Raises:
            RefusedError: nobody of this id works here.
        """
        try:
            member = self.member(person)
        except ImpossibleError:
            raise RefusedError("user_not_found") from None
        if member.person.deleted:
            raise RefusedError("user_not_found")
        return Sight(self.tenant, member)

    def _asking(self, request: Request) -> Sight:
        """A page that does not know anybody yet is the first one."""
        first = next(who.id for who in self.tenant.people.values() if not who.deleted)
        return self._see(request.query_params.get("as") or first)

    # Reading

    async def _state(self, request: Request) -> Json:
        sight, company = self._asking(request), self.tenant.company
        return {
            "team": {"id": self.tenant.id, "name": company.name},
            "me": faces.person(sight.member.person),
            "people": people(self.tenant),
            "channels": list(sight.channels()),
            "dms": [sight.chat()],
            "now": self.tenant.clock().isoformat(),
            "clock": self.clock.shown(),
            "bot": {"id": company.bot.id, "name": company.bot.real_name},
            "commands": {"personal": self.commands.personal, "team": self.commands.team},
            "connected": self.is_connected(),
        }

    async def _messages(self, request: Request) -> Json:
        return {"messages": self._asking(request).look(request.query_params.get("channel", ""))}

    async def _dialog(self, request: Request) -> Json:
        return {"dialog": self._asking(request).dialog()}

    async def _events(self, request: Request) -> Response:
        try:
            member = self._asking(request).member.id
        except RefusedError as refusal:
            return sentence(refusal_sentence(refusal), 404)
        return stream(self.tenant.changes, member, self.heartbeat)

    # Acting

    async def _say(self, given: Json) -> Json:
        person, channel, text = words(given, "as", "channel", "text")
        sight = self._see(person)
        place = sight.place(channel)
        if place.team is None:
            return _told(await sight.member.say(text))
        name = self.tenant.company.bot.real_name
        spoken, mentions = re.subn(rf"@{re.escape(name)}\b\s*", "", text, flags=re.IGNORECASE)
        before = sight.unread(sight.member.chat)
        outcome = await sight.member.say(spoken.strip(), channel=channel, mention=mentions > 0)
        # The bot may answer where nobody else reads it; the page then says so.
        return _told(outcome) | {"in_chat": sight.unread(sight.member.chat) > before}

    async def _press(self, given: Json) -> Json:
        person, channel, post_id = words(given, "as", "channel", "post")
        sight = self._see(person)
        post = sight.post(channel, post_id)
        number = button(sight.member.cards(post), given.get("button"), given.get("title"))
        return _told(await sight.member.press(post, number, _typed(given)))

    async def _submit(self, given: Json) -> Json:
        person, dialog = words(given, "as", "dialog")
        member = self._see(person).member
        card = _open(member, dialog)
        number = button([card], given.get("button"), given.get("title"))
        return _told(await member.submit_dialog(_typed(given), button=number))

    async def _close(self, given: Json) -> Json:
        person, dialog = words(given, "as", "dialog")
        member = self._see(person).member
        _open(member, dialog)
        member.close_dialog()
        return {"ok": True, "error": None}

    async def _install(self, given: Json) -> Json:
        member, roster = self._app_of(given)
        return _told(await (member.install() if roster is None else roster.install()))

    async def _uninstall(self, given: Json) -> Json:
        member, roster = self._app_of(given)
        return _told(await (member.uninstall() if roster is None else roster.uninstall()))

    def _app_of(self, given: Json) -> tuple[Member, Roster | None]:
        """Whose app it is: a person's own, or that of a team."""
        person, channel = words(given, "as", "channel")
        sight = self._see(person)
        team = sight.place(channel).team
        return sight.member, None if team is None else Roster(self.tenant, sight.member, team.id)


def _open(member: Member, dialog: str) -> Json:
    window = member.window()
    if window is None or window.id != dialog:
        raise ImpossibleError("This window is not open any more.")
    return window.card


def _typed(given: Json) -> Entered:
    values = given.get("values") or {}
    if not isinstance(values, Mapping) or not all(isinstance(value, str) for value in values.values()):
        raise MalformedError("'values' is not an object of texts.")
    return values


def _told(outcome: Outcome) -> Json:
    return {"ok": outcome.ok, "error": outcome.error, "text": outcome.text}
