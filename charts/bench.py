"""How long a picture takes, beside the same picture drawn plainly in the same run; and whether memory grows.

Absolute milliseconds depend on the machine, the ratio does not. Importing this module loads pyplot, which the
bot itself never does.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from time import perf_counter

from charts import plain, stamp
from charts.weekly import WeeklyPicture
from survey.digests import Digest, Tile
from survey.disclosure.figures import Mean, Released

_WARM = 500
"""Pictures drawn before memory is first read; by then figures, fonts and kept lines have their full size."""
_MOST_PAIRS = 40


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was measured.

    Attributes:
        weekly_ms: median of a kept picture with a new week's figures and the same questions.
        fresh_ms: the same where no line of text was ever drawn before.
        plain_ms: median of the plain picture of the same digests.
        ratio: weekly to plain.
        fresh_ratio: fresh to plain.
        pairs: how many pictures of each kind were timed, in turns.
        pictures: how many pictures were drawn to watch memory.
        grown_mb: resident memory after them less before; None where the system does not say.
        resident_mb: resident memory after them.
        weekly_kb: size of a picture.
        plain_kb: size of a plain one.
    """

    weekly_ms: float
    fresh_ms: float
    plain_ms: float
    ratio: float
    fresh_ratio: float
    pairs: int
    pictures: int
    grown_mb: float | None
    resident_mb: float | None
    weekly_kb: float
    plain_kb: float


def compare(digest: Digest, *, pictures: int = 1000) -> Comparison:
    """Measure a digest's picture against its plain twin.

    Args:
        digest: any digest with one to three questions; weeks and figures are varied from picture to picture.
        pictures: how many to draw while watching memory; at most forty of each kind are timed.
    """
    picture = WeeklyPicture()
    grown, resident = _memory(picture, digest, pictures)
    pairs = min(pictures, _MOST_PAIRS)
    times = [_pair(picture, varied(digest, number)) for number in range(pairs + 1)][1:]
    weekly, fresh, plainly = (median(column) * 1000 for column in zip(*times, strict=True))
    return Comparison(
        weekly_ms=round(weekly, 1),
        fresh_ms=round(fresh, 1),
        plain_ms=round(plainly, 1),
        ratio=round(weekly / plainly, 3),
        fresh_ratio=round(fresh / plainly, 3),
        pairs=pairs,
        pictures=pictures,
        grown_mb=grown,
        resident_mb=resident,
        weekly_kb=round(len(picture.draw(digest).png) / 1024, 1),
        plain_kb=round(len(plain.draw(digest)) / 1024, 1),
    )


def _pair(picture: WeeklyPicture, digest: Digest) -> tuple[float, float, float]:
    weekly = _seconds(lambda: picture.draw(digest))
    plainly = _seconds(lambda: plain.draw(digest))
    stamp.forget()
    return weekly, _seconds(lambda: picture.draw(digest)), plainly


def _seconds(draw: Callable[[], object]) -> float:
    start = perf_counter()
    draw()
    return perf_counter() - start


def _memory(picture: WeeklyPicture, digest: Digest, pictures: int) -> tuple[float | None, float | None]:
    for number in range(_WARM):
        picture.draw(varied(digest, number, team=f"{digest.team} {-number}"))
    before = resident()
    for number in range(pictures):
        picture.draw(varied(digest, number, team=f"{digest.team} {number}"))
    after = resident()
    return (None if before is None or after is None else round(after - before, 1)), after


def resident(status: Path = Path("/proc/self/status")) -> float | None:
    """Megabytes of this process in memory, where the system has a file that says so."""
    if not status.exists():
        return None
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return round(int(line.split()[1]) / 1024, 1)


def varied(digest: Digest, number: int, *, team: str = "") -> Digest:
    """The digest of another week: other figures, same questions."""
    tiles = tuple(_shifted(tile, number) for tile in digest.tiles)
    week = digest.week
    for _ in range(number % 52):
        week = week.next()
    return replace(digest, team=team or digest.team, week=week, tiles=tiles)


def _shifted(tile: Tile, number: int) -> Tile:
    if tile.axis is None or not isinstance(tile.figure, Released):
        return tile
    low, high = tile.axis
    tenths = 10 * low + number * 7 % (10 * (high - low) + 1)
    figure = replace(tile.figure, mean=Mean(tenths))
    last = tuple(replace(point, figure=figure) for point in tile.history[-1:])
    return replace(tile, figure=figure, history=(*tile.history[:-1], *last))
