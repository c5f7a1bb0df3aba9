"""The load: so many connections that are kept, each with one request under way at any time."""

import asyncio
import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import cast

from app.bench.failures import BenchError

_END = b"\r\n\r\n"
_LENGTH = b"content-length:"


@dataclass(frozen=True, slots=True)
class Load:
    """What one burst of requests cost."""

    rate: float
    """Requests a second."""
    p50: float
    """Milliseconds."""
    p95: float
    p99: float


class _Burst:
    """Requests not sent yet, and how long those sent took."""

    def __init__(self, requests: Sequence[bytes]) -> None:
        self.requests = iter(requests)
        self.seconds: list[float] = []
        self.statuses: dict[bytes, int] = {}
        self.under_way = 0
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def end(self, problem: Exception | None = None) -> None:
        if self.over.done():
            return
        if problem is not None:
            self.over.set_exception(problem)
        elif self.under_way == 0:
            self.over.set_result(None)


class _Line(asyncio.Protocol):
    """One kept connection."""

    def __init__(self, burst: _Burst) -> None:
        self._burst = burst
        self._got = b""
        self._sent = 0.0

        self._closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio passes it
        self._closed.set_result(None)
        self._burst.end(BenchError("The server closed a connection under load."))

    async def close(self) -> None:
        """Hang up."""
        self._transport.close()
        await self._closed

    def send(self) -> None:
        """Send the next request, if there is one."""
        request = next(self._burst.requests, None)
        if request is None:
            self._burst.end()
            return
        self._burst.under_way += 1
        self._sent = perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._got += data
        head, mark, body = self._got.partition(_END)
        if not mark or len(body) < _length(head):
            return
        self._got = b""
        burst = self._burst
        burst.seconds.append(perf_counter() - self._sent)
        status = head[9:12]
        burst.statuses[status] = burst.statuses.get(status, 0) + 1
        burst.under_way -= 1
        self.send()


def _length(head: bytes) -> int:
    _, mark, rest = head.lower().partition(_LENGTH)
    return int(rest.split(b"\r\n", 1)[0]) if mark else 0


async def fire(port: int, requests: Sequence[bytes], *, concurrency: int) -> Load:
    """Send requests over so many connections, and check that every reply is 200.

    Raises:
        BenchError: a reply was another one, or a connection broke.
    """
    burst = _Burst(requests)
    lines = [await _connected(burst, port) for _ in range(min(concurrency, len(requests)))]
    try:
        elapsed = await _seconds(burst, lines)
    finally:
        await asyncio.gather(*(line.close() for line in lines))
    if burst.statuses != {b"200": len(requests)}:
        counts = {status.decode(): number for status, number in burst.statuses.items()}
        raise BenchError(f"Not every click was acknowledged; replies by status: {counts}.")
    return _load(burst.seconds, elapsed)


async def _connected(burst: _Burst, port: int) -> _Line:
    _, line = await asyncio.get_running_loop().create_connection(lambda: _Line(burst), "127.0.0.1", port)
    return line


async def _seconds(burst: _Burst, lines: Sequence[_Line]) -> float:
    with _uncollected():
        start = perf_counter()
        for line in lines:
            line.send()
        await burst.over
        return perf_counter() - start


def _load(seconds: list[float], elapsed: float) -> Load:
    ordered = sorted(seconds)
    return Load(
        rate=len(ordered) / elapsed,
        p50=1000 * ordered[len(ordered) // 2],
        p95=1000 * ordered[min(len(ordered) - 1, len(ordered) * 95 // 100)],
        p99=1000 * ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)],
    )


@contextmanager
def _uncollected() -> Iterator[None]:
    """The generator's own garbage collection must not count as the server's time."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
