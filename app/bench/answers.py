"""How many answers a second are kept and acknowledged, beside an SDK's application that keeps nothing.

Both are loaded in turns with the very same requests, and the medians of the pairwise ratios count: whatever
else the machine does meanwhile slows both.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from app.bench import rigs
from app.bench.load import Load, fire
from app.bench.rigs import Rig
from app.bench.site import check

PAIRS = 7
_LEAST = 400
_QUIET = 0.25
"""Seconds without a new card after which all are drawn."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How many clicks at a time, and whether each asks for a new card."""

    concurrency: int
    redraw: bool

    @property
    def key(self) -> str:
        """How its figures are called."""
        return f"{'redrawn_' if self.redraw else ''}{{}}_{self.concurrency}"


SETTINGS = (
    *(Setting(concurrency, redraw=False) for concurrency in (1, 32, 256)),
    *(Setting(concurrency, redraw=True) for concurrency in (32, 256)),
)


@dataclass(frozen=True, slots=True)
class Target:
    """A platform on which is measured: what is beside Pulssi there, and how both are loaded."""

    platform: str
    peer: str
    rig: Callable[[Path, str], AbstractContextManager[Rig]]
    settings: Sequence[Setting]


ON_SLACK = Target("Slack", "Bolt", rigs.slack, SETTINGS)
ON_TEAMS = Target("Teams", "SDK", rigs.teams, SETTINGS[:3])
"""Each tap leads to a new card for the person's other clients there: at a pace of its own, not waited for."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The same requests to both."""

    bare: Load
    pulssi: Load
    cards: float
    """How many cards were drawn anew for each click."""
    settled: float
    """Clicks a second up to the moment when the last card was drawn."""

    @property
    def rate_ratio(self) -> float:
        """More is better."""
        return self.pulssi.rate / self.bare.rate

    @property
    def p99_ratio(self) -> float:
        """Less is better."""
        return self.pulssi.p99 / self.bare.p99


@dataclass(frozen=True, slots=True)
class Measured:
    """All pairs of a run, and how many answers were found in the database afterwards."""

    pairs: Mapping[Setting, Sequence[Pair]]
    clicks: int
    answers: int
    peer: str
    platform: str

    @property
    def headings(self) -> tuple[str, ...]:
        """Of the rows."""
        peer = self.peer
        return ("at a time", f"{peer} /s", "Pulssi /s", "ratio", f"{peer} p99", "Pulssi p99", "ratio")

    @property
    def over_bare(self) -> float:
        """The lowest ratio with many at a time; one at a time waits for its commit and for nothing else."""
        return min(
            _medians(setting, pairs)["ratio"]
            for setting, pairs in self.pairs.items()
            if setting.concurrency > 1
        )

    def figures(self) -> dict[str, float | int]:
        """Everything, under names that stay."""
        found: dict[str, float | int] = {}
        for setting, pairs in self.pairs.items():
            found |= {setting.key.format(name): value for name, value in _medians(setting, pairs).items()}
        counts = {"pairs": PAIRS, "clicks": self.clicks, "answers": self.answers}
        return found | {"over_bare": self.over_bare} | counts

    def rows(self) -> Iterator[tuple[str, ...]]:
        """One line a setting."""
        for setting, pairs in self.pairs.items():
            medians = _medians(setting, pairs)
            yield (
                f"{setting.concurrency}{', redrawn' if setting.redraw else ''}",
                f"{medians['bare_rate']:,.0f}",
                f"{medians['rate']:,.0f}",
                f"{medians['ratio']:.2f}",
                f"{medians['bare_p99_ms']:.1f} ms",
                f"{medians['p99_ms']:.1f} ms",
                f"{medians['p99_ratio']:.2f}",
            )

    def notes(self) -> Iterator[str]:
        """What the table does not say."""
        yield f"Medians of {PAIRS} pairs. Every reply was 200; {self.clicks:,} clicks were sent to each."
        yield f"All {self.answers:,} answers are in the database, each the last one its person gave."
        yield f"With many at a time, at least {self.over_bare:.2f} of the bare {self.peer}'s rate."
        for setting, pairs in self.pairs.items():
            medians = _medians(setting, pairs)
            if setting.redraw:
                yield (
                    f"{setting.concurrency}, redrawn: {medians['cards_share']:.0%} of the clicks led to a "
                    f"call to {self.platform}, made after the acknowledgement; counted until the last of "
                    f"these calls, the ratio is {medians['settled_ratio']:.2f}."
                )


def measure(*, seconds: float, on: Target, url: str = "") -> Measured:
    """Click for about so long, on an empty database or on a SQLite file of its own.

    Raises:
        BenchError: a click was not acknowledged, or an answer was lost.
    """
    with TemporaryDirectory() as folder:
        with on.rig(Path(folder), url) as rig:
            bench = _Bench(rig, on.settings)
            pairs = asyncio.run(bench.run(seconds / (2 * PAIRS * len(on.settings))))
        requests = rig.requests
        return Measured(pairs, requests.made, check(rig.site, requests.given), on.peer, on.platform)


class _Bench:
    """The load and the two it goes to."""

    def __init__(self, rig: Rig, settings: Sequence[Setting]) -> None:
        self._rig = rig
        self._settings = settings

    async def run(self, seconds: float) -> dict[Setting, list[Pair]]:
        """All pairs; a burst takes about so many seconds."""
        sizes = {setting: await self._size(setting, seconds) for setting in self._settings}
        pairs: dict[Setting, list[Pair]] = {setting: [] for setting in self._settings}
        for turn in range(PAIRS):
            for setting, size in sizes.items():
                pairs[setting].append(await self._pair(setting, size, bare_first=turn % 2 == 0))
        return pairs

    async def _size(self, setting: Setting, seconds: float) -> int:
        warm = await self._pair(setting, self._rig.warm, bare_first=True)
        return max(_LEAST, 2 * setting.concurrency, int(seconds * warm.bare.rate))

    async def _pair(self, setting: Setting, size: int, *, bare_first: bool) -> Pair:
        requests = self._rig.requests.make(size, redraw=setting.redraw)
        first = [await self._plain(setting, requests)] if bare_first else []
        before, start = self._rig.drawn.value, _now()
        pulssi = await fire(self._rig.pulssi, requests, concurrency=setting.concurrency)
        end = await self._all_drawn() if setting.redraw else _now()
        bare = first[0] if first else await self._plain(setting, requests)
        return Pair(bare, pulssi, (self._rig.drawn.value - before) / size, size / (end - start))

    async def _plain(self, setting: Setting, requests: Sequence[bytes]) -> Load:
        return await fire(self._rig.bare, requests, concurrency=setting.concurrency)

    async def _all_drawn(self) -> float:
        """When the last card was drawn."""
        seen, last = self._rig.drawn.value, _now()
        while _now() - last < _QUIET:
            await asyncio.sleep(0.01)
            if self._rig.drawn.value != seen:
                seen, last = self._rig.drawn.value, _now()
        return last


def _now() -> float:
    return asyncio.get_running_loop().time()


def _medians(setting: Setting, pairs: Sequence[Pair]) -> dict[str, float]:
    figures = {
        "ratio": [pair.rate_ratio for pair in pairs],
        "p99_ratio": [pair.p99_ratio for pair in pairs],
        "rate": [pair.pulssi.rate for pair in pairs],
        "bare_rate": [pair.bare.rate for pair in pairs],
        "p50_ms": [pair.pulssi.p50 for pair in pairs],
        "bare_p50_ms": [pair.bare.p50 for pair in pairs],
        "p95_ms": [pair.pulssi.p95 for pair in pairs],
        "bare_p95_ms": [pair.bare.p95 for pair in pairs],
        "p99_ms": [pair.pulssi.p99 for pair in pairs],
        "bare_p99_ms": [pair.bare.p99 for pair in pairs],
    }
    if setting.redraw:
        figures["settled_ratio"] = [pair.settled / pair.bare.rate for pair in pairs]
        figures["cards_share"] = [pair.cards for pair in pairs]
    return {name: round(median(values), 3) for name, values in figures.items()}
