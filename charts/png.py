"""Pixels to PNG, with a palette made for this picture.

Everything drawn is grey or blue on white, so one byte a pixel says it all: a quarter of the bytes to compress
and a third of the file of a true-colour PNG.
"""

from io import BytesIO

import numpy as np
from matplotlib.colors import to_rgb
from numpy.typing import NDArray
from PIL import Image

from charts import layout

_STEPS = 128
"""Shades of grey, and as many of the series colour."""
_WHITE = _STEPS - 1
_COLOURED = 6
"""Blue may exceed red by so much in a pixel that still counts as grey."""

_SERIES = np.array(to_rgb(layout.SERIES)) * 255
_FULL = float(_SERIES[2] - _SERIES[0])


def _palette() -> bytes:
    shade = np.arange(_STEPS)[:, None] / _WHITE
    greys = np.repeat(shade * 255, 3, axis=1)
    blues = 255 + shade * (_SERIES - 255)
    colours: NDArray[np.uint8] = np.rint(np.concatenate([greys, blues])).astype(np.uint8)
    return colours.tobytes()


_PALETTE = _palette()


def encode(pixels: NDArray[np.uint8]) -> bytes:
    """A PNG of RGBA pixels."""
    height, width = pixels.shape[:2]
    image = Image.frombytes("P", (width, height), _indexed(pixels).tobytes())
    image.putpalette(_PALETTE)
    file = BytesIO()
    image.save(file, "png", compress_level=1)
    return file.getvalue()


def _indexed(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Each pixel's place in the palette; most are white and cost nothing."""
    drawn = np.flatnonzero(pixels.view(np.uint32) != np.uint32(0xFFFFFFFF))
    colours = pixels.reshape(-1, 4)[drawn].astype(np.int16)
    red, blue = colours[:, 0], colours[:, 2]
    strength = np.rint((blue - red) * (_WHITE / _FULL)).clip(0, _WHITE)
    places = np.where(blue - red > _COLOURED, _STEPS + strength, red >> 1)
    indexed = np.full(pixels.shape[0] * pixels.shape[1], _WHITE, dtype=np.uint8)
    indexed[drawn] = places.astype(np.uint8)
    return indexed
