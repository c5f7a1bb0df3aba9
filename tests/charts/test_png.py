"""Pixels to PNG."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from charts import layout, png


@pytest.mark.parametrize(
    "colour", [layout.SERIES, layout.TEXT, layout.QUIET, layout.RULE, layout.AXIS, "#FFFFFF"]
)
def test_a_colour_of_the_picture_keeps_its_look(colour: str) -> None:
    wanted = tuple(bytes.fromhex(colour[1:]))
    pixels = np.full((3, 5, 4), (*wanted, 255), dtype=np.uint8)

    with Image.open(BytesIO(png.encode(pixels))) as image:
        assert image.size == (5, 3)
        got = image.convert("RGB").getpixel((2, 1))

    assert isinstance(got, tuple)
    assert max(abs(a - b) for a, b in zip(got, wanted, strict=True)) <= 2


def test_an_edge_of_the_series_colour_stays_a_tint_of_it() -> None:
    half = [(255 + part) // 2 for part in bytes.fromhex(layout.SERIES[1:])]
    pixels = np.full((1, 1, 4), (*half, 255), dtype=np.uint8)

    with Image.open(BytesIO(png.encode(pixels))) as image:
        got = image.convert("RGB").getpixel((0, 0))

    assert isinstance(got, tuple)
    assert max(abs(a - b) for a, b in zip(got, half, strict=True)) <= 2
