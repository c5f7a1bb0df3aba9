"""What fifty sudden deaths cost: nothing, if every message arrives once and every thanked answer counts."""

import asyncio
import base64
import random
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine

from app.bench import workspace
from app.bench.clicks import SECRET, Clicks
from app.bench.fleet import Fleet
from app.bench.processes import process
from app.bench.site import Site, settle
from storage.database import connect, file_of

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
        integrity: what SQLite says of its file; "ok" is well. A server answers for its own.
    """

    kills: int
    deliveries: int
    lost: int
    duplicated: int
    answers_acknowledged: int
    answers_missing: int
    integrity: str
    seconds: float


def measure(
    *,
    kills: int,
    messages: int,
    answers: int,
    seed: int,
    database: str = "",
    processes: int | None = None,
) -> Crash:
    """Send and answer while processes are killed again and again, then count what is left.

    Args:
        kills: how often one of them dies.
        messages: how many people are asked.
        answers: how many of them answer.
        seed: which random moments.
        database: the address of an empty PostgreSQL; a file unless given.
        processes: so many of each role; one that does everything unless given.
    """
    began = time.monotonic()
    with TemporaryDirectory() as name:
        folder = Path(name)
        site = settle(folder, at=_MORNING, size=messages, team_count=_TEAMS, url=database)
        record = folder / "written-to.txt"
        users, channels = workspace.for_site(site)
        with process(workspace.workspace, users, channels, record, None) as port:
            trial = _Trial(site, port, processes)
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
    """One installation on trial: processes that are killed, and people who tap until they are thanked."""

    def __init__(self, site: Site, workspace_port: int, processes: int | None) -> None:
        self._site = site
        self._clicks = Clicks(site, redraw="")
        settings = {
            "slack_bot_token": workspace.BOT_TOKEN,
            "slack_api_url": f"http://127.0.0.1:{workspace_port}/api/",
            "slack_signing_secret": SECRET,
            "database_url": site.url,
            "pulssi_key_folder": str(site.folder / "keys"),
            "pulssi_secret_key": base64.urlsafe_b64encode(bytes(range(32))).decode(),
        }
        offset = (_MORNING + timedelta(minutes=1) - datetime.now(UTC)).total_seconds()
        self._fleet = Fleet({"settings": settings, "per_minute": _PER_MINUTE}, offset, processes)
        self._ports = cycle(self._fleet.ports)
        self.acknowledged = 0

    async def run(self, *, kills: int, answers: int, chance: random.Random) -> None:
        tapping = asyncio.create_task(self._tap(answers))
        await self._fleet.begin()
        for _ in range(kills):
            await asyncio.sleep(chance.uniform(_SHORTEST, _LONGEST))
            await self._fleet.kill_one(chance)
        await asyncio.wait_for(tapping, _PATIENCE)
        await self._until(_OUTSTANDING)
        await self._fleet.end()
        await self._close()

    def missing(self) -> int:
        """Acknowledged answers that the tallies do not have."""
        given: Counter[tuple[int, int]] = Counter(
            (int(round_id), value) for (round_id, _), value in self._clicks.given.items()
        )
        engine = connect(self._site.url)
        with engine.connect() as connection:
            rows = connection.exec_driver_sql("SELECT round_id, value, count FROM tally").all()
        engine.dispose()
        counted = Counter({(row[0], row[1]): row[2] for row in rows})
        return sum((given - counted).values()) + sum((counted - given).values())

    async def _close(self) -> None:
        """Start once more after the rounds' time, so that they are closed and counted."""
        await self._fleet.begin(later=_AFTER_CLOSING)
        await self._until("SELECT count(*) FROM round WHERE state = 'open'")
        await self._fleet.end()

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
                while not await _posted(next(self._ports), request):  # noqa: ASYNC110 - a person taps again
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
    if file_of(site.url) is None:
        return "ok"
    engine = connect(site.url)
    try:
        with engine.connect() as connection:
            return str(connection.exec_driver_sql("PRAGMA integrity_check").scalar_one())
    finally:
        engine.dispose()
