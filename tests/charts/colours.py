"""What other eyes see of a colour, how far two colours are apart, and how well one stands out of another.

Simulated eyes: Machado, Oliveira & Fernandes 2009, doi:10.1109/TVCG.2009.113, severity 1.0, on linear sRGB.
Distances: CIE76, ΔE in CIE L*a*b* under D65. Contrast: WCAG 2.2, from relative luminance.
"""

from collections import Counter
from io import BytesIO

import numpy as np
from matplotlib.transforms import BboxBase
from numpy.typing import NDArray
from PIL import Image

Colour = tuple[int, int, int]
_LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
EYES = {
    "usual": np.eye(3),
    "protan": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deutan": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritan": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
GREY = {"grey": np.tile(_LUMINANCE, (3, 1))}
_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
_WHITE = np.array([0.95047, 1.0, 1.08883])


def of(name: str) -> Colour:
    """A colour written like ``#1B5E9E``."""
    red, green, blue = bytes.fromhex(name.removeprefix("#"))
    return red, green, blue


def distance(one: Colour, other: Colour, eyes: NDArray[np.float64]) -> float:
    """ΔE of two colours as these eyes see them."""
    return float(np.linalg.norm(_lab(eyes @ _linear(one)) - _lab(eyes @ _linear(other))))


def contrast(one: Colour, other: Colour) -> float:
    """From 1 to 21."""
    dark, light = sorted(float(_LUMINANCE @ _linear(colour)) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def _linear(colour: Colour) -> NDArray[np.float64]:
    part = np.array(colour) / 255
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def _lab(linear: NDArray[np.float64]) -> NDArray[np.float64]:
    scaled = _TO_XYZ @ linear.clip(0, 1) / _WHITE
    x, y, z = np.where(scaled > 216 / 24389, np.cbrt(scaled), (24389 / 27 * scaled + 16) / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


class Drawn:
    """The pixels of a PNG, asked by places of the figure it was drawn from."""

    def __init__(self, png: bytes, figure_height: float) -> None:
        with Image.open(BytesIO(png)) as image:
            self.mode, self.info = image.mode, dict(image.info)
            self.pixels = np.asarray(image.convert("RGB"))
        self._from = figure_height

    def at(self, x: float, y: float) -> Colour:
        """The colour at a point; y is counted upwards, as matplotlib does."""
        red, green, blue = self.pixels[round(self._from - y - 0.5), round(x - 0.5)]
        return int(red), int(green), int(blue)

    def inside(self, box: BboxBase) -> list[Colour]:
        """Every colour of an area, the most frequent first."""
        top, bottom = round(self._from - box.y1), round(self._from - box.y0)
        area = self.pixels[top:bottom, round(box.x0) : round(box.x1)].reshape(-1, 3)
        counted = Counter(map(tuple, area.tolist()))
        return [(red, green, blue) for (red, green, blue), _ in counted.most_common()]
