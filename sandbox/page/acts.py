"""What people do on the page: each act names the person in ``as``."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.routing import BaseRoute, Route

from sandbox.page.answers import acting, words
from sandbox.page.faces import Clock
from sandbox.people.members import Member, Outcome
from sandbox.workspace.messages import Json


@dataclass(slots=True)
class PageActs:
    member: Callable[[str], Member]
    clock: Clock

    def routes(self) -> list[BaseRoute]:
        acts = {
            "tap": self._tap,
            "command": self._command,
            "submit": self._submit,
            "close": self._close,
            "say": self._say,
            "jump": self.clock.act,
        }
        return [Route(f"/sandbox/api/{name}", acting(do), methods=["POST"]) for name, do in acts.items()]

    async def _tap(self, given: Json) -> Json:
        person, action_id = words(given, "as", "action_id")
        more = {name: given.get(name) for name in ("block_id", "option", "values")}
        if given.get("view_id"):
            return _outcome(await self.member(person).tap_in_view(given["view_id"], action_id, **more))
        channel, ts = words(given, "channel", "ts")
        return _outcome(await self.member(person).tap(channel, ts, action_id, **more))

    async def _command(self, given: Json) -> Json:
        person, text, channel = words(given, "as", "text", "channel")
        return _outcome(await self.member(person).command(text, channel))

    async def _submit(self, given: Json) -> Json:
        person, view_id = words(given, "as", "view_id")
        return _outcome(await self.member(person).submit(view_id, given.get("values") or {}))

    async def _close(self, given: Json) -> Json:
        person, view_id = words(given, "as", "view_id")
        return _outcome(await self.member(person).close_view(view_id))

    async def _say(self, given: Json) -> Json:
        person, channel, text = words(given, "as", "channel", "text")
        return _outcome(await self.member(person).say(channel, text))


def _outcome(outcome: Outcome) -> Json:
    return {"ok": outcome.ok, "error": outcome.error, "errors": dict(outcome.errors)}
