"""Text that is rasterised once and then stamped.

Drawing glyphs is most of the cost of a picture without axes, and most of its lines come back: week numbers,
the ends of a scale, themes, questions other teams are asked too.
"""

from functools import cache, lru_cache
from typing import Any, Literal

import numpy as np
from matplotlib.backend_bases import RendererBase
from matplotlib.backends import backend_agg
from matplotlib.colors import to_rgb
from matplotlib.text import Text
from numpy.typing import NDArray

from charts.type import Face

Align = Literal["left", "center", "right"]

_RENDERER: Any = backend_agg.RendererAgg
"""It has no types."""
_MARGIN = 4
_LONGEST_LINE, _HIGHEST_LINE = 1200, 100
_KEPT = 256
"""Lines kept; one takes about 10 kB, so that together they stay near 3 MB."""


class StampedText(Text):
    """One line of text in pixels, with the properties of any text and a quicker way to draw it."""

    def __init__(self, x: float, y: float, face: Face, size: float, *, colour: str, align: Align) -> None:
        super().__init__(
            x,
            y,
            "",
            color=colour,
            fontproperties=face.at(size),
            horizontalalignment=align,
            verticalalignment="baseline",
            parse_math=False,
        )
        self._face = face
        self._ink = [round(part * 255) for part in to_rgb(colour)]

    def draw(self, renderer: RendererBase) -> None:
        """Put the line on the picture."""
        if not (self.get_visible() and self.get_text()):
            return
        stamp, width, below = _stamp(self.get_text(), self._face, self.get_fontsize())
        x, y = self.get_transform().transform(self.get_position())
        before = {"left": 0.0, "center": width / 2, "right": width}[self.get_horizontalalignment()]
        gc = renderer.new_gc()
        renderer.draw_image(gc, round(x - before) - _MARGIN, round(y) - below, self._inked(stamp))
        gc.restore()

    def _inked(self, stamp: NDArray[np.uint8]) -> NDArray[np.uint8]:
        pixels = np.empty((*stamp.shape, 4), dtype=np.uint8)
        pixels[..., :3] = self._ink
        pixels[..., 3] = stamp
        return pixels


@lru_cache(maxsize=_KEPT)
def _stamp(text: str, face: Face, size: float) -> tuple[NDArray[np.uint8], float, int]:
    """How much ink each pixel gets (lowest row first), the line's width, and the rows under its baseline."""
    font = face.at(size)
    up, down = round(size * 1.1) + _MARGIN, round(size * 0.3) + _MARGIN
    scratch = _scratch()
    scratch.clear()
    width = scratch.get_text_width_height_descent(text, font, ismath=False)[0]
    scratch.draw_text(scratch.new_gc(), _MARGIN, up, text, font, 0)
    ink = np.asarray(scratch.buffer_rgba())[: up + down, : round(width) + 2 * _MARGIN, 3]
    return ink[::-1].copy(), width, down


@cache
def _scratch() -> Any:
    """Where lines are rasterised: one for all, because new ones are freed late and memory would creep up."""
    return _RENDERER(_LONGEST_LINE, _HIGHEST_LINE, 72)


def forget() -> None:
    """Drop every line kept, so that a measurement can start from nothing."""
    _stamp.cache_clear()
