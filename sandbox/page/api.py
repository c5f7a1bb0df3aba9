"""What the page asks for, as JSON; a person is whoever ``as`` says."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sandbox.page import faces
from sandbox.page.answers import reading, refusal_sentence, sentence
from sandbox.page.events import stream
from sandbox.page.faces import Clock
from sandbox.people.members import Member
from sandbox.web_api.wire import view_json
from sandbox.workspace import pictures
from sandbox.workspace.company import Channel, Person
from sandbox.workspace.messages import Json, Message, View
from sandbox.workspace.refusals import RefusedError
from sandbox.workspace.state import SLACKBOT, Workspace

SLACK: Final = Path(__file__).parent / "slack"
"""What the page of Slack has for itself."""


@dataclass(slots=True)
class PageApi:
    ws: Workspace
    member: Callable[[str], Member]
    is_connected: Callable[[], bool]
    clock: Clock
    heartbeat: float

    def routes(self) -> list[BaseRoute]:
        reads = {"state": self._state, "messages": self._messages, "home": self._home, "views": self._views}
        return [
            *(Route(f"/sandbox/api/{name}", reading(read)) for name, read in reads.items()),
            Route("/sandbox/api/events", self._events),
            Route("/sandbox/files/{file}", self._file),
        ]

    def _who(self, request: Request) -> Member:
        """The person in ``as``; a page that does not know anybody yet is the first one."""
        first = next(person.id for person in self.ws.people.values() if _is_colleague(person))
        return self.member(request.query_params.get("as") or first)

    async def _state(self, request: Request) -> Json:
        ws, member = self.ws, self._who(request)
        people = [faces.person(person) for person in ws.people.values() if _is_colleague(person)]
        return {
            "team": {"id": ws.company.team_id, "name": ws.company.name},
            "me": faces.person(member.person),
            "people": people,
            "channels": [self._channel(member, c) for c in ws.channels.values() if _listed(member, ws, c)],
            # The app's own conversation is always there, as it is in Slack.
            "dms": [self._dm(member, ws.dm_with(member.id))],
            "now": ws.now().isoformat(),
            "clock": self.clock.shown(),
            "bot": {"id": ws.company.bot.id, "name": ws.company.bot.real_name},
            "connected": self.is_connected(),
        }

    def _channel(self, member: Member, channel: Channel) -> Json:
        return {
            "id": channel.id,
            "name": channel.name,
            "topic": channel.topic,
            "members": channel.members,
            "is_member": member.id in channel.members,
            "unread": self.ws.unread(member.id, channel.id),
            "has_pictures": any(map(_has_pictures, self.ws.messages.get(channel.id, ()))),
        }

    def _dm(self, member: Member, channel: Channel) -> Json:
        bot = self.ws.company.bot
        unread = self.ws.unread(member.id, channel.id)
        shown = {"id": channel.id, "user": bot.id, "name": bot.real_name, "unread": unread}
        return shown | {"is_read": member.is_read(channel)}

    async def _messages(self, request: Request) -> Json:
        member = self._who(request)
        channel = self.ws.channel(request.query_params.get("channel", ""))
        self.ws.mark_read(member.id, channel.id)
        return {"messages": [self._message(m) for m in self.ws.seen_by(member.id, channel.id)]}

    def _message(self, message: Message) -> Json:
        author = self.ws.people[message.user]
        files = [self.ws.files[file_id] for file_id in message.files]
        return {
            "ts": message.ts,
            "at": message.at,
            "user": message.user,
            "name": author.real_name,
            "color": author.color,
            "is_bot": author.is_bot,
            "text": message.text,
            "blocks": message.blocks,
            "files": [
                {
                    "id": f.id,
                    "name": f.name,
                    "title": f.title,
                    "alt": f.alt,
                    "mime": f.mime,
                    "url": f"/sandbox/files/{f.id}",
                }
                for f in files
            ],
            "edited": message.edited is not None,
            "ephemeral": message.only_for is not None,
            "thread_ts": message.thread_ts,
            "is_system": message.subtype is not None,
            "reactions": [{"name": n, "users": users} for n, users in message.reactions.items()],
        }

    async def _home(self, request: Request) -> Json:
        member = self._who(request)
        # A page that shows what it was just told about must not make the app publish again.
        if request.query_params.get("quiet") or member.id in self.ws.fresh_homes:
            self.ws.fresh_homes.discard(member.id)
            return self._shown(member.home())
        outcome = await member.open_home()
        return self._shown(outcome.view) | {"error": outcome.error}

    async def _views(self, request: Request) -> Json:
        return self._shown(self._who(request).modal())

    def _shown(self, view: View | None) -> Json:
        return {"view": None if view is None else view_json(self.ws, view)}

    async def _file(self, request: Request) -> Response:
        file = self.ws.files.get(request.path_params["file"])
        if file is None or not file.content:
            return sentence("There is no such file here.", 404)
        return Response(file.content, media_type=file.mime)

    async def _events(self, request: Request) -> Response:
        try:
            person = self._who(request).id
        except RefusedError as refusal:
            return sentence(refusal_sentence(refusal), 404)
        return stream(self.ws.changes, person, self.heartbeat)


def _listed(member: Member, ws: Workspace, channel: Channel) -> bool:
    return channel.user is None and not channel.is_archived and ws.can_see(member.id, channel)


def _has_pictures(message: Message) -> bool:
    return bool(message.files or pictures.file_ids(message.blocks))


def _is_colleague(person: Person) -> bool:
    return not (person.is_bot or person.deleted or person.id == SLACKBOT.id)
