"""Several workspaces for tests: a sandbox for each, one service that they install, all of it over HTTP."""

import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from pydantic import SecretStr

from app.clock import VirtualClock, unhurried
from app.doctor import NEEDED_SCOPES
from app.service import Service
from app.settings import Settings
from app.transport import listening
from app.wiring import service
from sandbox.installing.distribution import Distribution
from sandbox.server import Sandbox
from sandbox.workspace.company import Company
from survey.pace import Pace
from tests import databases
from tests.office import MONDAY, Office, company, settings_for

ACME, BOLT, CORP = "Acme", "Bolt", "Corp"
TEAMS = {ACME: "T0ACME", BOLT: "T0BOLT", CORP: "T0CORP"}


def workspace(name: str, count: int = 6, **changes: Any) -> Company:
    """A company in a workspace of its own; people and channels are called alike in all of them."""
    given = {"team_id": TEAMS[name], "name": name, "domain": name.lower()}
    return replace(company(count), **{**given, **changes})


@dataclass(frozen=True)
class Page:
    """What a browser is shown, or where it is sent."""

    status: int
    text: str
    location: str
    cookies: Mapping[str, str]
    headers: Mapping[str, str]


@dataclass
class Workspaces:
    """Everything a test acts on."""

    distribution: Distribution
    running: Service
    clock: VirtualClock
    settings: Settings
    address: str
    http: aiohttp.ClientSession
    offices: dict[str, Office] = field(default_factory=dict)

    async def get(self, path: str, *, cookies: Mapping[str, str] | None = None) -> Page:
        """Open an address as a browser does that follows nothing."""
        url = path if path.startswith("http") else f"{self.settings.pulssi_public_url}{path}"
        kept = {"Cookie": "; ".join(f"{name}={value}" for name, value in (cookies or {}).items())}
        async with self.http.get(url, headers=kept if cookies else {}, allow_redirects=False) as answer:
            given = {name: morsel.value for name, morsel in answer.cookies.items()}
            headers = {name.lower(): value for name, value in answer.headers.items()}
            return Page(answer.status, await answer.text(), headers.get("location", ""), given, headers)

    async def install(self, place: str) -> Page:
        """Install the app in a workspace or an organisation, as its admin does."""
        begun = await self.get("/slack/install")
        back = self.distribution.agreeing.agree(begun.location, place)
        return await self.get(back, cookies=begun.cookies)

    async def at(self, moment: Any) -> None:
        """Let the clock reach a moment and every job run."""
        self.clock.move_to(moment)
        await self.running.timetable.run_all()


@asynccontextmanager
async def workspaces(
    folder: Path,
    companies: Sequence[Company],
    *,
    allowed: str = "anyone",
    pace: Pace | None = None,
    scopes: Sequence[str] = tuple(sorted(NEEDED_SCOPES)),
) -> AsyncIterator[Workspaces]:
    """Open the sandboxes and the service; nothing is installed yet."""
    clock = VirtualClock(MONDAY)
    async with AsyncExitStack() as stack:
        records: dict[str, list[dict[str, Any]]] = {each.name: [] for each in companies}
        sandboxes = {
            each.name: Sandbox(
                each, clock=clock, transcript=records[each.name].append, retries=(), scopes=scopes
            )
            for each in companies
        }
        for sandbox in sandboxes.values():
            await sandbox.start()
            stack.push_async_callback(sandbox.stop)
        port = free_port()
        public = f"http://127.0.0.1:{port}"
        distribution = Distribution(list(sandboxes.values()), redirect_url=f"{public}/slack/oauth_redirect")
        await distribution.start()
        stack.push_async_callback(distribution.stop)
        settings = _settings(next(iter(sandboxes.values())), distribution, folder, port, allowed)
        running = await stack.enter_async_context(
            service(settings, clock=clock, pace=pace or unhurried(clock))
        )
        address = await stack.enter_async_context(listening(settings, running))
        for sandbox in sandboxes.values():
            await sandbox.connect_http(address)
        http = await stack.enter_async_context(aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()))
        offices = {
            name: Office(sandbox, running, clock, settings, address, records[name])
            for name, sandbox in sandboxes.items()
        }
        yield Workspaces(distribution, running, clock, settings, address, http, offices)


def _settings(
    sandbox: Sandbox, distribution: Distribution, folder: Path, port: int, allowed: str
) -> Settings:
    return settings_for(
        sandbox,
        folder,
        transport="http",
        slack_bot_token=None,
        slack_client_id=distribution.app.client_id,
        slack_client_secret=SecretStr(distribution.app.client_secret),
        slack_allowed_workspaces=allowed,
        slack_api_url=distribution.api_url,
        pulssi_public_url=f"http://127.0.0.1:{port}",
        pulssi_port=port,
        database_url=databases.fresh(folder),
    )


def free_port() -> int:
    """A port that nobody has; the address has to be known before the service listens there."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def query(address: str) -> str:
    """What stands behind the question mark."""
    return urlsplit(address).query
