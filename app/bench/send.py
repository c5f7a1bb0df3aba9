"""What a large send costs: one question to each of ten thousand people, at the pace a workspace takes."""

import asyncio
import resource
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import SecretStr

from app import transport
from app.bench import workspace
from app.bench.processes import process
from app.bench.site import Site, settle
from app.clock import VirtualClock, system_clock
from app.service import Service
from app.settings import Settings, load
from app.web import serving
from app.wiring import service
from storage import deliveries
from storage.database import reading
from survey.deliveries import Kind, Status

RATE = 20.0
"""Messages a second that the workspace takes; a second's worth may come at once."""
_MORNING = datetime(2026, 11, 24, 7, tzinfo=UTC)
"""Nine o'clock in Helsinki on a working day, whenever the bench is run."""
_A_MOMENT = 0.2
_SAMPLE = 2.0


@dataclass(frozen=True, slots=True)
class Sending:
    """What was measured.

    Attributes:
        time_ratio: how long it took, as a multiple of what the workspace's limit dictates.
        lost: people who got no question.
        duplicated: questions that somebody got a second time.
        cpu_ms_per_message: of our process, all its threads.
        rss_growth_mb: from a tenth of the way to the end.
    """

    messages: int
    seconds: float
    time_ratio: float
    lost: int
    duplicated: int
    cpu_ms_per_message: float
    rss_growth_mb: float


def measure(*, messages: int) -> Sending:
    """Send so many questions to a workspace in a process of its own."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        site = settle(folder, at=_MORNING, size=messages, team_count=max(1, messages // 250))
        record = folder / "written-to.txt"
        users, channels = workspace.for_site(site)
        with process(workspace.workspace, users, channels, record, RATE) as port:
            seconds, cpu, grown = asyncio.run(_send(site, port))
        got = Counter(record.read_text(encoding="utf-8").split())
    limit = (messages - RATE) / RATE
    return Sending(
        messages=messages,
        seconds=round(seconds, 1),
        time_ratio=round(seconds / limit, 3),
        lost=sum(user not in got for user in users),
        duplicated=sum(times - 1 for times in got.values()),
        cpu_ms_per_message=round(1000 * cpu / messages, 2),
        rss_growth_mb=round(grown, 1),
    )


async def _send(site: Site, port: int) -> tuple[float, float, float]:
    """Send everything; returns seconds, seconds of CPU, and megabytes of growth."""
    clock = VirtualClock(_MORNING + timedelta(minutes=1))
    clock.run(system_clock)
    async with (
        service(_settings(site, port), clock=clock) as running,
        serving(transport.web(running), host="127.0.0.1", port=0),
        _memory() as sizes,
    ):
        began, cpu = time.monotonic(), time.process_time()
        await running.dispatcher.run()
        while await asyncio.to_thread(_left, running, clock()):
            await running.dispatcher.settle()
            await running.dispatcher.run()
            await asyncio.sleep(_A_MOMENT)
        seconds, spent = time.monotonic() - began, time.process_time() - cpu
    return seconds, spent, sizes[-1] - sizes[len(sizes) // 10]


@asynccontextmanager
async def _memory() -> AsyncIterator[list[float]]:
    """Megabytes that this process holds, sampled as long as the block runs."""
    sizes = [_resident()]

    async def sample() -> None:
        while True:
            await asyncio.sleep(_SAMPLE)
            sizes.append(_resident())

    sampling = asyncio.create_task(sample())
    try:
        yield sizes
    finally:
        sampling.cancel()
        sizes.append(_resident())


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def _left(running: Service, at: datetime) -> int:
    with reading(running.engine) as session:
        counts = deliveries.counts(session, [Kind.ASK], at=at)
    done = (Status.SENT, Status.FAILED, Status.SKIPPED)
    return sum(count for (_, status), count in counts.items() if status not in done)


def _settings(site: Site, port: int) -> Settings:
    return load(
        _env_file=None,
        slack_bot_token=SecretStr(workspace.BOT_TOKEN),
        slack_api_url=f"http://127.0.0.1:{port}/api/",
        slack_signing_secret=SecretStr("0" * 32),
        database_url=site.url,
        pulssi_key_folder=site.folder / "keys",
        pulssi_secret_key=None,
        pulssi_messages_per_minute=int(RATE * 60),
    )
