"""What people do on the page: each act names the person in ``as``."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.routing import BaseRoute, Route

from sandbox.page.answers import acting, needed
from sandbox.people.members import Member, Outcome
from sandbox.workspace.messages import Json
from sandbox.workspace.refusals import ImpossibleError


@dataclass(slots=True)
class PageActs:
    member: Callable[[str], Member]
    jump: Callable[[str], Awaitable[None]] | None
    clock_moved: Callable[[], None]

    def routes(self) -> list[BaseRoute]:
        acts = {
            "tap": self._tap,
            "command": self._command,
            "submit": self._submit,
            "close": self._close,
            "say": self._say,
            "jump": self._jump,
        }
        return [Route(f"/sandbox/api/{name}", acting(do), methods=["POST"]) for name, do in acts.items()]

    async def _tap(self, given: Json) -> Json:
        person, action_id = needed(given, "as", "action_id")
        more = {name: given.get(name) for name in ("block_id", "option", "values")}
        if given.get("view_id"):
            return _outcome(await self.member(person).tap_in_view(given["view_id"], action_id, **more))
        channel, ts = needed(given, "channel", "ts")
        return _outcome(await self.member(person).tap(channel, ts, action_id, **more))

    async def _command(self, given: Json) -> Json:
        person, text, channel = needed(given, "as", "text", "channel")
        return _outcome(await self.member(person).command(text, channel))

    async def _submit(self, given: Json) -> Json:
        person, view_id = needed(given, "as", "view_id")
        return _outcome(await self.member(person).submit(view_id, given.get("values") or {}))

    async def _close(self, given: Json) -> Json:
        person, view_id = needed(given, "as", "view_id")
        return _outcome(await self.member(person).close_view(view_id))

    async def _say(self, given: Json) -> Json:
        person, channel, text = needed(given, "as", "channel", "text")
        return _outcome(await self.member(person).say(channel, text))

    async def _jump(self, given: Json) -> Json:
        (name,) = needed(given, "id")
        if self.jump is None:
            raise ImpossibleError("Time cannot jump here.")
        await self.jump(name)
        self.clock_moved()
        return {"ok": True, "error": None}


def _outcome(outcome: Outcome) -> Json:
    return {"ok": outcome.ok, "error": outcome.error, "errors": dict(outcome.errors)}
