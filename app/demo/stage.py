"""The stage of a demo: a platform on this machine and the real service, connected as they would be."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from app.clock import VirtualClock, unhurried
from app.demo.venue import Venue
from app.service import Service
from app.transport import listening
from app.wiring import service


@dataclass(frozen=True, slots=True)
class Stage:
    """A company with a running Pulssi in it, on one clock."""

    venue: Venue
    running: Service
    clock: VirtualClock


@asynccontextmanager
async def opened(venue: Venue, clock: VirtualClock, *, folder: Path, port: int = 0) -> AsyncIterator[Stage]:
    """Start the platform and the service that keeps its data in a folder."""
    await venue.start(port=port)
    try:
        settings = venue.settings(folder)
        pace = unhurried(clock)
        async with (
            service(settings, clock=clock, pace=pace) as running,
            listening(settings, running) as address,
        ):
            await venue.connect(address)
            yield Stage(venue, running, clock)
    finally:
        await venue.stop()
