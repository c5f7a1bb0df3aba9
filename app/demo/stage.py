"""The stage of a demo: the sandbox and the real service, connected as they would be to Slack."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from app.clock import VirtualClock, unhurried
from app.demo.company import company
from app.doctor import NEEDED_SCOPES
from app.settings import Settings, load
from app.transport import listening
from app.wiring import Service, service
from sandbox.page.api import ClockFace
from sandbox.server import Sandbox
from sandbox.workspace.transcript import Record


@dataclass(frozen=True, slots=True)
class Stage:
    """A workspace with a running Pulssi in it, on one clock."""

    sandbox: Sandbox
    running: Service
    clock: VirtualClock


def build(
    clock: VirtualClock,
    *,
    transcript: Record | None = None,
    clock_face: Callable[[], ClockFace] | None = None,
    jump: Callable[[str], Awaitable[None]] | None = None,
) -> Sandbox:
    """The sandbox with the demo's company in it, not started yet; the bot has no scope it does not need."""
    return Sandbox(
        company(),
        clock=clock,
        transcript=transcript,
        clock_face=clock_face,
        jump=jump,
        scopes=sorted(NEEDED_SCOPES),
    )


@asynccontextmanager
async def opened(
    sandbox: Sandbox, clock: VirtualClock, *, folder: Path, port: int = 0
) -> AsyncIterator[Stage]:
    """Start the sandbox and the service that keeps its data in a folder."""
    await sandbox.start(port=port)
    try:
        settings = _settings(sandbox, folder)
        pace = unhurried(clock)
        async with service(settings, clock=clock, pace=pace) as running, listening(settings, running):
            await sandbox.wait_connected()
            yield Stage(sandbox, running, clock)
    finally:
        await sandbox.stop()


def _settings(sandbox: Sandbox, folder: Path) -> Settings:
    return load(
        _env_file=None,
        slack_bot_token=SecretStr(sandbox.bot_token),
        slack_app_token=SecretStr(sandbox.app_token),
        slack_signing_secret=None,
        slack_api_url=sandbox.api_url,
        database_url=f"sqlite:///{folder / 'pulssi.db'}",
        pulssi_key_folder=folder / "keys",
        pulssi_secret_key=None,
    )
