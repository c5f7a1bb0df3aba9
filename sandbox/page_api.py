"""What the page asks for and does, as JSON; a person is whoever ``as`` says."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.company import Channel, Person
from sandbox.members import Member, Outcome
from sandbox.messages import Json, Message, View
from sandbox.page_events import stream
from sandbox.refusals import ImpossibleError, RefusedError
from sandbox.wire import view_json
from sandbox.workspace import Workspace

SENTENCES = {
    "user_not_found": "There is nobody with this id here.",
    "channel_not_found": "There is no such channel here.",
}


@dataclass(frozen=True, slots=True)
class Jump:
    id: str
    label: str


@dataclass(frozen=True, slots=True)
class ClockFace:
    """What the page shows of virtual time, and where it can jump."""

    label: str
    jumps: tuple[Jump, ...] = ()


@dataclass(slots=True)
class PageApi:
    ws: Workspace
    member: Callable[[str], Member]
    is_connected: Callable[[], bool]
    clock_face: Callable[[], ClockFace] | None
    jump: Callable[[str], Awaitable[None]] | None
    heartbeat: float

    def routes(self) -> list[BaseRoute]:
        reads = {"state": self._state, "messages": self._messages, "home": self._home, "views": self._views}
        acts = {
            "tap": self._tap,
            "command": self._command,
            "submit": self._submit,
            "close": self._close,
            "say": self._say,
            "jump": self._jump,
        }
        return [
            *(Route(f"/sandbox/api/{name}", _reading(self.member, do)) for name, do in reads.items()),
            *(Route(f"/sandbox/api/{name}", _acting(do), methods=["POST"]) for name, do in acts.items()),
            Route("/sandbox/api/events", self._events),
            Route("/sandbox/files/{file}", self._file),
        ]

    # Reading

    async def _state(self, member: Member, _: Request) -> Json:
        ws = self.ws
        people = [
            _person(person) for person in ws.people.values() if not person.is_bot and not person.deleted
        ]
        return {
            "team": {"id": ws.company.team_id, "name": ws.company.name},
            "me": _person(member.person),
            "people": people,
            "channels": [self._channel(member, c) for c in ws.channels.values() if _listed(member, ws, c)],
            "dms": [self._dm(member, channel) for channel in ws.dms_of(member.id)],
            "now": ws.now().isoformat(),
            "clock": self._clock(),
            "bot": {"id": ws.company.bot.id, "name": ws.company.bot.real_name},
            "connected": self.is_connected(),
        }

    def _clock(self) -> Json | None:
        if self.clock_face is None:
            return None
        face = self.clock_face()
        return {"label": face.label, "jumps": [{"id": jump.id, "label": jump.label} for jump in face.jumps]}

    def _channel(self, member: Member, channel: Channel) -> Json:
        return {
            "id": channel.id,
            "name": channel.name,
            "topic": channel.topic,
            "members": channel.members,
            "is_member": member.id in channel.members,
            "unread": self.ws.unread(member.id, channel.id),
        }

    def _dm(self, member: Member, channel: Channel) -> Json:
        bot = self.ws.company.bot
        unread = self.ws.unread(member.id, channel.id)
        return {"id": channel.id, "user": bot.id, "name": bot.real_name, "unread": unread}

    async def _messages(self, member: Member, request: Request) -> Json:
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
            "reactions": [{"name": n, "users": users} for n, users in message.reactions.items()],
        }

    async def _home(self, member: Member, request: Request) -> Json:
        # A page that shows what it was just told about must not make the app publish again.
        if request.query_params.get("quiet") or member.id in self.ws.fresh_homes:
            self.ws.fresh_homes.discard(member.id)
            return self._shown(member.home())
        outcome = await member.open_home()
        return self._shown(outcome.view) | {"error": outcome.error}

    async def _views(self, member: Member, _: Request) -> Json:
        return self._shown(member.modal())

    def _shown(self, view: View | None) -> Json:
        return {"view": None if view is None else view_json(self.ws, view)}

    async def _file(self, request: Request) -> Response:
        file = self.ws.files.get(request.path_params["file"])
        if file is None or not file.content:
            return _sentence("There is no such file here.", 404)
        return Response(file.content, media_type=file.mime)

    async def _events(self, request: Request) -> Response:
        try:
            person = self.member(request.query_params.get("as", "")).id
        except RefusedError as refusal:
            return _sentence(SENTENCES[refusal.code], 404)
        return stream(self.ws.changes, person, self.heartbeat)

    # Doing

    async def _tap(self, given: Json) -> Json:
        member, action_id, block_id = self._actor(given), given["action_id"], given.get("block_id")
        if given.get("view_id"):
            taps = member.tap_in_view(
                given["view_id"], action_id, block_id=block_id, option=given.get("option")
            )
        else:
            taps = member.tap(
                given["channel"],
                given["ts"],
                action_id,
                block_id=block_id,
                option=given.get("option"),
                values=given.get("values"),
            )
        return _outcome(await taps)

    async def _command(self, given: Json) -> Json:
        return _outcome(await self._actor(given).command(given["text"], given["channel"]))

    async def _submit(self, given: Json) -> Json:
        return _outcome(await self._actor(given).submit(given["view_id"], given.get("values") or {}))

    async def _close(self, given: Json) -> Json:
        return _outcome(await self._actor(given).close_view(given["view_id"]))

    async def _say(self, given: Json) -> Json:
        return _outcome(await self._actor(given).say(given["channel"], given["text"]))

    async def _jump(self, given: Json) -> Json:
        if self.jump is None:
            raise ImpossibleError("Time cannot jump here.")
        await self.jump(given["id"])
        self.ws.changes.publish("clock")
        return {"ok": True, "error": None}

    def _actor(self, given: Json) -> Member:
        return self.member(given["as"])


def _listed(member: Member, ws: Workspace, channel: Channel) -> bool:
    return channel.user is None and not channel.is_archived and ws.can_see(member.id, channel)


def _person(person: Person) -> Json:
    names = ("id", "name", "real_name", "title", "color", "initials", "is_admin", "tz")
    return {name: getattr(person, name) for name in names}


def _outcome(outcome: Outcome) -> Json:
    return {"ok": outcome.ok, "error": outcome.error, "errors": dict(outcome.errors)}


def _sentence(error: str, status: int) -> Response:
    return JSONResponse({"error": error}, status)


Endpoint = Callable[[Request], Awaitable[Response]]


def _reading(member: Callable[[str], Member], read: Callable[[Member, Request], Awaitable[Json]]) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        return await _answered(_read_as(member, read, request))

    return endpoint


async def _read_as(
    member: Callable[[str], Member], read: Callable[[Member, Request], Awaitable[Json]], request: Request
) -> Json:
    return await read(member(request.query_params.get("as", "")), request)


def _acting(act: Callable[[Json], Awaitable[Json]]) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        # Only JSON, because another site's form cannot send it here.
        if request.headers.get("content-type", "").partition(";")[0] != "application/json":
            return _sentence("Send JSON.", 415)
        try:
            given: Any = json.loads(await request.body())
        except ValueError:
            return _sentence("This is not JSON.", 400)
        if not isinstance(given, dict):
            return _sentence("Send a JSON object.", 400)
        return await _answered(act(given))

    return endpoint


async def _answered(work: Awaitable[Json]) -> Response:
    try:
        return JSONResponse(await work)
    except RefusedError as refusal:
        return _sentence(SENTENCES.get(refusal.code, f"The workspace refused: {refusal.code}."), 404)
    except ImpossibleError as impossible:
        return _sentence(str(impossible), 409)
    except KeyError as missing:
        return _sentence(f"{missing.args[0]!r} is missing.", 400)
