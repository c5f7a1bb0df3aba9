"""What a click leaves behind for a short while: trigger ids and response URLs."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from sandbox.workspace.refusals import RefusedError

TRIGGER_SECONDS = 3.0
RESPONSE_SECONDS = 30 * 60.0
RESPONSE_USES = 5

Monotonic = Callable[[], float]


@dataclass(slots=True)
class Trigger:
    """May open one modal for ``user``; ``view_id`` says in which modal the click was, if in one."""

    user: str
    view_id: str | None
    made: float
    used: bool = False


@dataclass(slots=True)
class ResponseUrl:
    """May post to ``channel``; ``ts`` is the message that was clicked, if one was."""

    user: str
    channel: str
    ts: str | None
    made: float
    uses: int = 0


class Triggers:
    def __init__(self, monotonic: Monotonic, team_id: str = "sandbox") -> None:
        self._monotonic = monotonic
        self._team_id = team_id
        self._made: dict[str, Trigger] = {}
        self._numbers = count(1)

    def make(self, user: str, view_id: str | None = None) -> str:
        name = f"{next(self._numbers)}.{self._team_id}.trigger"
        self._made[name] = Trigger(user, view_id, self._monotonic())
        return name

    def made(self, name: str) -> bool:
        """Whether it is one of this workspace."""
        return name in self._made

    def take(self, name: str) -> Trigger:
        trigger = self._made.get(name)
        if trigger is None:
            raise RefusedError("invalid_trigger_id")
        if self._monotonic() - trigger.made > TRIGGER_SECONDS:
            raise RefusedError("expired_trigger_id")
        if trigger.used:
            raise RefusedError("exchanged_trigger_id")
        trigger.used = True
        return trigger


class ResponseUrls:
    def __init__(self, monotonic: Monotonic) -> None:
        self._monotonic = monotonic
        self._made: dict[str, ResponseUrl] = {}
        self._numbers = count(1)

    def make(self, user: str, channel: str, ts: str | None = None) -> str:
        name = str(next(self._numbers))
        self._made[name] = ResponseUrl(user, channel, ts, self._monotonic())
        return name

    def take(self, name: str) -> ResponseUrl:
        url = self._made.get(name)
        if url is None or self._monotonic() - url.made > RESPONSE_SECONDS:
            raise RefusedError("expired_url")
        if url.uses >= RESPONSE_USES:
            raise RefusedError("used_url")
        url.uses += 1
        return url
