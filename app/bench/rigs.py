"""What is set up to be loaded: an installation, Pulssi and a bare twin, and the platform they call."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.bench import servers
from app.bench.clicks import Clicks
from app.bench.processes import Counter, counter, process
from app.bench.site import ON_TEAMS, Given, Site, settle
from app.bench.taps import Taps
from app.clock import system_clock
from sandbox.teams.key_door import WELL_KNOWN, KeyDoor

_WARM = 400


class Requests(Protocol):
    """Makes what is sent, and knows what everybody gave last."""

    given: Given
    made: int

    def make(self, number: int, *, redraw: bool) -> list[bytes]:
        """So many requests."""


@dataclass(frozen=True, slots=True)
class Rig:
    """Two servers and the load for both.

    Attributes:
        bare, pulssi: their ports.
        drawn: how many cards the platform was told to draw anew.
        warm: how many requests come before those that count.
    """

    site: Site
    requests: Requests
    bare: int
    pulssi: int
    drawn: Counter
    warm: int = _WARM


@contextmanager
def slack(folder: Path, url: str = "") -> Iterator[Rig]:
    """Pulssi on Slack beside bare Bolt."""
    site, drawn = settle(folder, at=system_clock(), url=url), counter()
    with ExitStack() as stack:
        platform = stack.enter_context(process(servers.slack, drawn))
        bare = stack.enter_context(process(servers.bare))
        pulssi = stack.enter_context(process(servers.pulssi, site.folder, site.url, platform))
        clicks = Clicks(site, redraw=f"http://{servers.HOST}:{platform}/redraw")
        yield Rig(site, clicks, bare, pulssi, drawn)


@contextmanager
def teams(folder: Path, url: str = "") -> Iterator[Rig]:
    """Pulssi on Teams beside the SDK alone; everybody is heard from once before it counts."""
    site, drawn = settle(folder, at=system_clock(), ground=ON_TEAMS, url=url), counter()
    with ExitStack() as stack:
        platform = stack.enter_context(process(servers.connector, drawn))
        taps = Taps(site, service=f"http://{servers.HOST}:{platform}/teams/")
        door = KeyDoor(taps.keys.published())
        door.start(servers.HOST)
        stack.callback(door.stop)
        keys = f"{door.url}{WELL_KNOWN}/openidconfiguration"
        bare = stack.enter_context(process(servers.bare_teams, keys))
        pulssi = stack.enter_context(process(servers.pulssi_on_teams, site.folder, site.url, keys))
        people = sum(len(asked.users) for asked in site.asked)
        yield Rig(site, taps, bare, pulssi, drawn, warm=people)
