"""Troubles on demand between a bot and the connector, in the words of the Slack sandbox."""

from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.roads.faults import ANY, Fault
from sandbox.teams.refusals import ConnectorError, refusal, throttled
from sandbox.web_api.api import sleep_or_gone


@dataclass(slots=True)
class Faults:
    """``method`` is a verb and the last word of a path, like ``POST activities`` or ``GET pagedMembers``."""

    _waiting: list[Fault] = field(default_factory=list)

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

    def fail(self, method: str, status: int, code: str, *, times: int = 1) -> None:
        """Any documented error, like 412 ``PreconditionFailed``."""
        self.add(Fault("error", method, times, status=status, error=code, kept=False))

    def slow(self, method: str = ANY, *, seconds: float, times: int = 1) -> None:
        """The right answer, late."""
        self.add(Fault("slow", method, times, seconds=seconds))

    def time_out(
        self, method: str = ANY, *, times: int = 1, seconds: float = 30.0, kept: bool = True
    ) -> None:
        """The call takes effect, and the answer does not come before the client gives up."""
        self.add(Fault("time_out", method, times, seconds=seconds, kept=kept))

    def drop(self, method: str = ANY, *, times: int = 1, kept: bool = True) -> None:
        """The connection breaks before the answer; the call takes effect, unless ``kept`` is false."""
        self.add(Fault("drop", method, times, kept=kept))

    def clear(self) -> None:
        self._waiting.clear()

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


def refused(error: ConnectorError) -> Response:
    return JSONResponse(error.body, error.status, error.headers)


async def suffer(
    fault: Fault, request: Request, response: Response | None, break_connection: Callable[[Request], None]
) -> Response:
    """What the bot sees of a fault; ``response`` is what it would have seen."""
    if fault.kind == "rate_limited":
        return refused(throttled(fault.retry_after))
    if fault.kind in ("error", "server_error"):
        return refused(refusal(fault.status, fault.error if fault.kind == "error" else "ServiceError"))
    given_up = refused(refusal(504, "ServiceError"))
    answer = response if fault.kind == "slow" and response is not None else given_up
    if fault.kind == "drop":
        break_connection(request)
    else:
        await sleep_or_gone(request, fault.seconds)
    return answer
