"""Pixels to PNG, with a palette made for this picture.

Everything drawn is one of its colours, or lies between two of them where an edge is smoothed. So one byte a
pixel says it all: a quarter of the bytes to compress and a third of the file of a true-colour PNG.
"""

from io import BytesIO

import numpy as np
from matplotlib.colors import to_rgb
from numpy.typing import NDArray
from PIL import Image

from charts import layout

_PLAIN = (layout.TEXT, layout.QUIET, layout.AXIS, layout.RULE, layout.BAND, *layout.DIVERGING)
"""Kept exactly as they are."""
_MIXED = (
    ("#000000", "#FFFFFF", 64),
    (layout.SERIES, "#FFFFFF", 48),
    (layout.SERIES, layout.BAND, 24),
    *((fill, ink, 20) for fill, ink in zip(layout.DIVERGING, layout.ON_DIVERGING, strict=True)),
)
"""What lies side by side, and in how many steps one fades into the other."""
_BITS = 6
"""Of each channel that are looked at: steps of four, which nobody sees."""
_UNKNOWN = 255
"""A place in the palette that is never used."""
_WHITE = np.full((1, 3), 255, dtype=np.uint8)


def _between(low: str, high: str, steps: int) -> NDArray[np.float64]:
    return np.linspace(to_rgb(low), to_rgb(high), steps)


def _cells(colours: NDArray[np.uint8]) -> NDArray[np.int32]:
    """Where colours lie in a cube of cells."""
    red, green, blue = (colours[:, channel].astype(np.int32) >> (8 - _BITS) for channel in range(3))
    return (red << 2 * _BITS) | (green << _BITS) | blue


class Palette:
    """At most 255 colours, and which of them is nearest to another: found once for each cell that occurs."""

    def __init__(self) -> None:
        mixed = [_between(low, high, steps) for low, high, steps in _MIXED]
        colours = np.concatenate([[to_rgb(colour) for colour in _PLAIN], *mixed])
        self.colours: NDArray[np.uint8] = np.rint(colours * 255).astype(np.uint8)
        self._places = np.full(1 << 3 * _BITS, _UNKNOWN, dtype=np.uint8)
        self._places[_cells(self.colours[: len(_PLAIN)])] = np.arange(len(_PLAIN))
        self.white = int(self.places(_WHITE)[0])

    def places(self, colours: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Each colour's place in the palette; RGB or RGBA, one a row."""
        cells = _cells(colours)
        found = self._places[cells]
        unknown = found == _UNKNOWN
        if unknown.any():
            self._learn(np.unique(cells[unknown]))
            found = self._places[cells]
        return found

    def _learn(self, cells: NDArray[np.int32]) -> None:
        """By the middle of each cell, so that it does not matter which colour came first."""
        width, most = 1 << (8 - _BITS), (1 << _BITS) - 1
        channels = [cells >> 2 * _BITS, cells >> _BITS & most, cells & most]
        middles = np.stack(channels, axis=1) * width + width // 2
        apart = middles[:, None] - self.colours[None].astype(np.int32)
        self._places[cells] = (apart**2).sum(axis=2).argmin(axis=1)


_PALETTE = Palette()


def encode(pixels: NDArray[np.uint8]) -> bytes:
    """A PNG of RGBA pixels."""
    height, width = pixels.shape[:2]
    image = Image.frombytes("P", (width, height), _indexed(pixels).tobytes())
    image.putpalette(_PALETTE.colours.tobytes())
    file = BytesIO()
    image.save(file, "png", compress_level=1)
    return file.getvalue()


def _indexed(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Each pixel's place in the palette; most are white and cost nothing."""
    drawn = np.flatnonzero(pixels.view(np.uint32) != np.uint32(0xFFFFFFFF))
    indexed = np.full(pixels.shape[0] * pixels.shape[1], _PALETTE.white, dtype=np.uint8)
    indexed[drawn] = _PALETTE.places(pixels.reshape(-1, 4)[drawn])
    return indexed


def smaller(png: bytes, most: int) -> bytes:
    """The same picture in so many bytes at most, as wide as that allows; half of its size at the least."""
    if len(png) <= most:
        return png
    with Image.open(BytesIO(png)) as picture:
        whole = picture.convert("RGB")
    for part in (1.0, 0.8, 0.65, 0.5):
        scaled = whole.resize(
            (round(whole.width * part), round(whole.height * part)), Image.Resampling.LANCZOS
        )
        file = BytesIO()
        scaled.quantize(32).save(file, "png", optimize=True)
        if len(file.getvalue()) <= most:
            break
    return file.getvalue()
