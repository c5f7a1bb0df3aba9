"""Troubles on demand: what goes wrong between a bot and Slack, made to happen when a test asks for it."""

from dataclasses import dataclass
from typing import Literal, Protocol

from sandbox.workspace.tokens import Token

Kind = Literal["rate_limited", "server_error", "error", "slow", "time_out", "drop"]
ANY = "*"


@dataclass(slots=True)
class Fault:
    """What happens to the next ``times`` calls of ``method``; ``*`` is any method.

    ``kept`` says whether the call takes effect although the client never learns of it.
    """

    kind: Kind
    method: str
    times: int = 1
    retry_after: int = 1
    status: int = 503
    error: str = "internal_error"
    seconds: float = 30.0
    kept: bool = True


class OpenSockets(Protocol):
    async def close_all(self, *, abrupt: bool) -> None: ...

    async def ask_to_reconnect(self, reason: str) -> None: ...

    def silence_all(self) -> None: ...


class Faults:
    """``method`` is a Web API method, ``upload`` for the bytes of a file, or ``response_url``."""

    def __init__(self, tokens: dict[str, Token], sockets: OpenSockets) -> None:
        self._tokens = tokens
        self._sockets = sockets
        self._waiting: list[Fault] = []
        self.repeats = 0
        self.holds = 0

    def add(self, fault: Fault) -> None:
        self._waiting.append(fault)

    def rate_limit(self, method: str = ANY, *, times: int = 1, retry_after: int = 1) -> None:
        """429 with Retry-After."""
        self.add(Fault("rate_limited", method, times, retry_after=retry_after, kept=False))

    def server_error(
        self, method: str = ANY, *, times: int = 1, status: int = 503, kept: bool = False
    ) -> None:
        """The call fails with this status; ``kept`` makes it take effect all the same."""
        self.add(Fault("server_error", method, times, status=status, kept=kept))

    def fail(self, method: str, error: str, *, times: int = 1) -> None:
        """``ok: false`` with this error."""
        self.add(Fault("error", method, times, error=error, kept=False))

    def slow(self, method: str = ANY, *, seconds: float, times: int = 1) -> None:
        """The right answer, late."""
        self.add(Fault("slow", method, times, seconds=seconds))

    def time_out(
        self, method: str = ANY, *, times: int = 1, seconds: float = 30.0, kept: bool = True
    ) -> None:
        """The call takes effect, and the answer does not come before the client gives up."""
        self.add(Fault("time_out", method, times, seconds=seconds, kept=kept))

    def drop(self, method: str = ANY, *, times: int = 1, kept: bool = True) -> None:
        """The call takes effect, and the connection breaks before the answer."""
        self.add(Fault("drop", method, times, kept=kept))

    def refuse_connections(self, *, times: int = 1) -> None:
        """No new Socket Mode address."""
        self.fail("apps.connections.open", "internal_error", times=times)

    def repeat_next_envelope(self, *, times: int = 1) -> None:
        """The next thing sent to the bot is sent twice, the second time as a retry."""
        self.repeats += times

    def hold_next_envelope(self) -> None:
        """The next thing sent to the bot comes after the one that follows it; its sender waits so long."""
        self.holds += 1

    def revoke(self, token: str) -> None:
        self._tokens[token].revoked = True

    def restore(self, token: str) -> None:
        self._tokens[token].revoked = False

    async def drop_sockets(self, *, abrupt: bool = False) -> None:
        """Close every socket; ``abrupt`` breaks them without a closing frame."""
        await self._sockets.close_all(abrupt=abrupt)

    def silence_sockets(self) -> None:
        """Every socket stays open, and nothing comes through it any more: no envelope, no answer to a ping.

        A new connection works; what is sent while there is none is lost.
        """
        self._sockets.silence_all()

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask the bot to connect anew, as Slack does every few hours."""
        await self._sockets.ask_to_reconnect(reason)

    def clear(self) -> None:
        self._waiting.clear()
        self.repeats = self.holds = 0

    def pending(self) -> list[Fault]:
        return list(self._waiting)

    def take(self, method: str) -> Fault | None:
        """The fault for this call, if one waits; it is used up by asking."""
        for fault in self._waiting:
            if fault.method in (method, ANY):
                fault.times -= 1
                if not fault.times:
                    self._waiting.remove(fault)
                return fault
        return None

    def take_repeat(self) -> bool:
        if not self.repeats:
            return False
        self.repeats -= 1
        return True

    def take_hold(self) -> bool:
        if not self.holds:
            return False
        self.holds -= 1
        return True
