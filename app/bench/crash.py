"""What fifty sudden deaths cost: nothing, if every message arrives once and every thanked answer counts."""

import asyncio
import json
import random
import signal
import socket
import sys
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine

from app.bench import workspace
from app.bench.clicks import SECRET, Clicks
from app.bench.failures import BenchError
from app.bench.processes import process
from app.bench.site import Site, settle
from storage.database import connect

_MORNING = datetime(2026, 11, 24, 7, tzinfo=UTC)
_AFTER_CLOSING = timedelta(days=2)
_TEAMS, _PER_MINUTE = 12, 2400.0
_SHORTEST, _LONGEST = 0.4, 4.0
"""Seconds that a process lives; the shortest ones die while they start."""
_TAPPING = 8
_BETWEEN_TRIES, _BETWEEN_TAPS = 0.05, 0.3
_PATIENCE = 600.0
_OUTSTANDING = (
    "SELECT count(*) FROM delivery WHERE kind = 'ask' AND status IN ('pending', 'sending', 'unsure')"
)


@dataclass(frozen=True, slots=True)
class Crash:
    """What was left after all.

    Attributes:
        lost: people who got no question.
        duplicated: questions that somebody got a second time.
        answers_missing: acknowledged answers that are not in the tallies, or are other ones there.
        integrity: what SQLite says of its file; "ok" is well.
    """

    kills: int
    deliveries: int
    lost: int
    duplicated: int
    answers_acknowledged: int
    answers_missing: int
    integrity: str
    seconds: float


def measure(*, kills: int, messages: int, answers: int, seed: int) -> Crash:
    """Send and answer while the process is killed again and again, then count what is left."""
    began = time.monotonic()
    with TemporaryDirectory() as name:
        folder = Path(name)
        site = settle(folder, at=_MORNING, size=messages, team_count=_TEAMS)
        record = folder / "written-to.txt"
        users, channels = workspace.for_site(site)
        with process(workspace.workspace, users, channels, record, None) as port:
            trial = _Trial(site, port)
            asyncio.run(trial.run(kills=kills, answers=answers, chance=random.Random(seed)))  # noqa: S311
        got = Counter(record.read_text(encoding="utf-8").split())
        return Crash(
            kills=kills,
            deliveries=messages,
            lost=sum(user not in got for user in users),
            duplicated=sum(times - 1 for times in got.values()),
            answers_acknowledged=trial.acknowledged,
            answers_missing=trial.missing(),
            integrity=_integrity(site),
            seconds=round(time.monotonic() - began, 1),
        )


class _Trial:
    """One installation on trial: a process that is killed, and people who tap until they are thanked."""

    def __init__(self, site: Site, workspace_port: int) -> None:
        self._site = site
        self._offset = (_MORNING + timedelta(minutes=1) - datetime.now(UTC)).total_seconds()
        self._port = _free_port()
        self._clicks = Clicks(site, redraw="")
        self._settings = {
            "slack_bot_token": workspace.BOT_TOKEN,
            "slack_api_url": f"http://127.0.0.1:{workspace_port}/api/",
            "slack_signing_secret": SECRET,
            "database_url": site.url,
            "pulssi_key_folder": str(site.folder / "keys"),
            "pulssi_port": self._port,
        }
        self.acknowledged = 0

    async def run(self, *, kills: int, answers: int, chance: random.Random) -> None:
        tapping = asyncio.create_task(self._tap(answers))
        for _ in range(kills):
            served = await self._spawn()
            await asyncio.sleep(chance.uniform(_SHORTEST, _LONGEST))
            served.send_signal(signal.SIGKILL)
            await served.wait()
        served = await self._spawn()
        await asyncio.wait_for(tapping, _PATIENCE)
        await self._until_nothing_is_owed()
        await self._stop(served)
        await self._close()

    def missing(self) -> int:
        """Acknowledged answers that the tallies do not have."""
        given: Counter[tuple[int, int]] = Counter(
            (int(round_id), value) for (round_id, _), value in self._clicks.given.items()
        )
        with closing(connect(self._site.url).connect()) as connection:
            rows = connection.exec_driver_sql("SELECT round_id, value, count FROM tally").all()
        counted = Counter({(row[0], row[1]): row[2] for row in rows})
        return sum((given - counted).values()) + sum((counted - given).values())

    async def _spawn(self, *, later: timedelta = timedelta()) -> asyncio.subprocess.Process:
        given = {
            "settings": self._settings,
            "offset": self._offset + later.total_seconds(),
            "per_minute": _PER_MINUTE,
        }
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "app.bench.served", json.dumps(given)
        )

    async def _stop(self, served: asyncio.subprocess.Process) -> None:
        served.send_signal(signal.SIGTERM)
        if await asyncio.wait_for(served.wait(), 15) != 0:
            raise BenchError(f"Told to stop, the service ended with {served.returncode}.")

    async def _close(self) -> None:
        """Start once more after the rounds' time, so that they are closed and counted."""
        served = await self._spawn(later=_AFTER_CLOSING)
        await self._until("SELECT count(*) FROM round WHERE state = 'open'")
        await self._stop(served)

    async def _until_nothing_is_owed(self) -> None:
        await self._until(_OUTSTANDING)

    async def _until(self, counts: str) -> None:
        """Wait until a query counts nothing any more."""
        engine = connect(self._site.url)
        try:
            async with asyncio.timeout(_PATIENCE):
                while await asyncio.to_thread(_scalar, engine, counts):  # noqa: ASYNC110 - it is another process
                    await asyncio.sleep(0.5)
        finally:
            engine.dispose()

    async def _tap(self, answers: int) -> None:
        """Let so many people tap, a few at a time, each until they are thanked."""
        left = iter(range(answers))

        async def one_after_the_other() -> None:
            for _ in left:
                (request,) = self._clicks.make(1, redraw=False)
                while not await _posted(self._port, request):  # noqa: ASYNC110 - a person taps again
                    await asyncio.sleep(_BETWEEN_TRIES)
                self.acknowledged += 1
                await asyncio.sleep(_BETWEEN_TAPS)

        await asyncio.gather(*(one_after_the_other() for _ in range(_TAPPING)))


async def _posted(port: int, request: bytes) -> bool:
    """Send one tap; whether it was acknowledged."""
    writer = None
    try:
        async with asyncio.timeout(3):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(request)
            status = await reader.readline()
    except (OSError, TimeoutError):
        return False
    finally:
        if writer is not None:
            writer.close()
    return status.startswith(b"HTTP/1.1 200")


def _scalar(engine: Engine, counts: str) -> int:
    with engine.execution_options(readonly=True).connect() as connection:
        return int(connection.exec_driver_sql(counts).scalar_one())


def _integrity(site: Site) -> str:
    engine = connect(site.url)
    try:
        with engine.connect() as connection:
            return str(connection.exec_driver_sql("PRAGMA integrity_check").scalar_one())
    finally:
        engine.dispose()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
