"""The measurement measures what it says; how fast a machine is, no test asserts."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest
from matplotlib import pyplot as plt

from charts import bench, plain
from tests.charts.digests import LUNCH, RECOMMENDATION, RESOURCES, WORRY, digest


@pytest.fixture(autouse=True)
def _no_figure_is_left() -> Iterator[None]:
    yield
    assert plt.get_fignums() == []


def test_the_plain_picture_is_a_png_of_the_same_size() -> None:
    image = plain.draw(digest(RESOURCES, WORRY, LUNCH))

    assert image.startswith(b"\x89PNG")
    assert int.from_bytes(image[16:20]) == 1200


def test_a_comparison_reads_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "_WARM", 2)

    compared = bench.compare(digest(RESOURCES, RECOMMENDATION, WORRY), pictures=2)

    said = json.loads(json.dumps(asdict(compared)))
    assert (said["pairs"], said["pictures"]) == (2, 2)
    assert said["ratio"] == pytest.approx(said["weekly_ms"] / said["plain_ms"], rel=0.1)


def test_weeks_and_figures_vary_and_stay_on_their_axis() -> None:
    varied = [bench._varied(digest(RECOMMENDATION, LUNCH), number) for number in range(60)]

    assert len({str(each.week) for each in varied}) == 52
    means = {each.tiles[0].history[-1].mean for each in varied}
    assert len(means) == 60
    assert all(mean is not None and 0 <= mean <= 10 for mean in means)


def test_memory_is_unknown_where_the_system_does_not_tell(tmp_path: Path) -> None:
    assert bench._resident(tmp_path / "status") is None


def test_memory_is_read_in_megabytes(tmp_path: Path) -> None:
    status = tmp_path / "status"
    status.write_text("VmPeak:\t 9 kB\nVmRSS:\t   10240 kB\n")

    assert bench._resident(status) == 10.0
