"""The processes of one installation, to be killed: one that does everything, or some of each role."""

import asyncio
import json
import random
import signal
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from app.bench.failures import BenchError
from app.roles import Role

_TO_START, _TO_STOP = 60, 20
_BETWEEN_LOOKS = 0.1


@dataclass(slots=True)
class _Member:
    role: Role
    port: int
    process: asyncio.subprocess.Process | None = None


@dataclass(slots=True)
class Fleet:
    """Processes of ``app.bench.served``.

    Attributes:
        given: settings, and how fast they may send.
        offset: seconds that their clock is ahead of ours.
        each: so many of each role; with None, one that does everything.
    """

    given: Mapping[str, Any]
    offset: float
    each: int | None = None
    _members: list[_Member] = field(init=False)

    def __post_init__(self) -> None:
        """Choose where each listens."""
        parts = (Role.SCHEDULER, Role.WORKER, Role.WEB)
        roles = [Role.ALL] if self.each is None else [role for role in parts for _ in range(self.each)]
        self._members = [_Member(role, _free_port()) for role in roles]

    @property
    def ports(self) -> list[int]:
        """Where clicks can be sent; whoever sends them goes from one to the other, as a balancer does."""
        return [member.port for member in self._members if member.role.listens]

    async def begin(self, *, later: timedelta = timedelta()) -> None:
        """Start all, at an hour later than the first."""
        for member in self._members:
            await self._spawn(member, later)

    async def kill_one(self, chance: random.Random) -> None:
        """Kill one without a warning, and start it again."""
        member = chance.choice(self._members)
        if member.process is not None:
            member.process.send_signal(signal.SIGKILL)
            await member.process.wait()
        await self._spawn(member, timedelta())

    async def end(self) -> None:
        """Tell all to stop, and see that they do; whoever has just been started gets the time to begin.

        Raises:
            BenchError: one ended with an error.
        """
        async with asyncio.timeout(_TO_START):
            for member in self._members:
                while not await _answers(member.port):  # noqa: ASYNC110 - it is another process
                    await asyncio.sleep(_BETWEEN_LOOKS)
        running = [member.process for member in self._members if member.process is not None]
        for process in running:
            process.send_signal(signal.SIGTERM)
        codes = await asyncio.wait_for(asyncio.gather(*(each.wait() for each in running)), _TO_STOP)
        if any(codes):
            raise BenchError(f"Told to stop, the service ended with {', '.join(map(str, codes))}.")

    async def _spawn(self, member: _Member, later: timedelta) -> None:
        given = {
            **self.given,
            "settings": {**self.given["settings"], "pulssi_port": member.port},
            "offset": self.offset + later.total_seconds(),
            "role": member.role,
        }
        member.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "app.bench.served", json.dumps(given)
        )


async def _answers(port: int) -> bool:
    """Whether somebody listens there: that comes last when a process starts."""
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
