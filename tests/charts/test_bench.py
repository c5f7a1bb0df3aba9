"""The measurement measures what it says; how fast a machine is, no test asserts."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest
from matplotlib import pyplot as plt

from charts import bench, plain, stamp
from charts.weekly import WeeklyPicture
from survey.digests import Digest, Picture, Tile
from tests.charts.digests import (
    FULL,
    GLAD,
    LARGE,
    LUNCH,
    MOVED,
    RECOMMENDATION,
    RESOURCES,
    SMALL,
    WORRY,
    digest,
)


@pytest.fixture(autouse=True)
def _no_figure_is_left() -> Iterator[None]:
    yield
    assert plt.get_fignums() == []


@pytest.mark.parametrize("tiles", [(RESOURCES, WORRY, LUNCH), (GLAD, SMALL, LARGE), (MOVED,), (FULL,)])
def test_the_plain_picture_is_a_png_of_the_same_size(tiles: tuple[Tile, ...]) -> None:
    image = plain.draw(digest(*tiles))

    assert image.startswith(b"\x89PNG")
    assert int.from_bytes(image[16:20]) == 1200


class Draws:
    """A clock that moves only when something is drawn, by a known time for each kind of picture."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seconds = 0.0
        self.kept = False
        monkeypatch.setattr(bench, "_WARM", 2)
        monkeypatch.setattr(bench, "perf_counter", lambda: self.seconds)
        monkeypatch.setattr(plain, "draw", self.plainly)
        monkeypatch.setattr(WeeklyPicture, "draw", self.weekly)
        monkeypatch.setattr(stamp, "forget", self.forget)

    def plainly(self, _: Digest) -> bytes:
        self.seconds += 0.200
        return b"p" * 2048

    def weekly(self, _: Digest) -> Picture:
        self.seconds += 0.010 if self.kept else 0.030
        self.kept = True
        return Picture(b"w" * 1024, "")

    def forget(self) -> None:
        self.kept = False


def test_each_median_is_of_its_own_kind_of_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    Draws(monkeypatch)

    compared = bench.compare(digest(RESOURCES, RECOMMENDATION, WORRY), pictures=3)

    assert (compared.weekly_ms, compared.fresh_ms, compared.plain_ms) == (10.0, 30.0, 200.0)
    assert (compared.ratio, compared.fresh_ratio) == (0.05, 0.15)
    assert (compared.weekly_kb, compared.plain_kb) == (1.0, 2.0)
    assert (compared.pairs, compared.pictures) == (3, 3)


def test_a_comparison_of_real_pictures_reads_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "_WARM", 2)

    compared = bench.compare(digest(RESOURCES, RECOMMENDATION, WORRY), pictures=2)

    said = json.loads(json.dumps(asdict(compared)))
    assert (said["pairs"], said["pictures"]) == (2, 2)


def test_weeks_and_figures_vary_and_stay_on_their_axis() -> None:
    varied = [bench.varied(digest(RECOMMENDATION, LUNCH), number) for number in range(60)]

    assert len({str(each.week) for each in varied}) == 52
    means = {each.tiles[0].history[-1].mean for each in varied}
    assert len(means) == 60
    assert all(mean is not None and 0 <= mean.value <= 10 for mean in means)


def test_only_the_plain_picture_and_its_measurement_know_pyplot() -> None:
    folder = Path(bench.__file__).parent

    users = {path.name for path in folder.glob("*.py") if "pyplot" in path.read_text(encoding="utf-8")}

    assert users == {"plain.py", "bench.py"}


def test_memory_is_unknown_where_the_system_does_not_tell(tmp_path: Path) -> None:
    assert bench.resident(tmp_path / "status") is None


def test_memory_is_read_in_megabytes(tmp_path: Path) -> None:
    status = tmp_path / "status"
    status.write_text("VmPeak:\t 9 kB\nVmRSS:\t   10240 kB\n")

    assert bench.resident(status) == 10.0
