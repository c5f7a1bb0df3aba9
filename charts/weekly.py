"""The picture of a team's week, kept and redrawn.

Making a figure and laying out its texts is most of the cost of a chart. One figure for each number of tiles
is kept, and a digest only sets the data of its artists (docs/decisions/0008-picture-kept-and-redrawn.md).
Importing this module loads matplotlib, which takes most of a second: do it when there is something to draw.
"""

from threading import Lock
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg

from charts import alt, layout, png, sentences, words, writing
from charts.ink import Part, blank
from charts.tile import TileArtists
from charts.type import BOLD, REGULAR, Measure, fit
from survey.digests import Digest, Picture

MOST_TILES = 3
_GAP = 16
_TITLE = (Measure(layout.TITLE, 1),)
DRAWING = Lock()
"""One for all pictures, because matplotlib's fonts are shared between figures."""


class WeeklyPicture:
    """Draws digests, one at a time."""

    def __init__(self) -> None:
        self._sheets: dict[int, Sheet] = {}

    def draw(self, digest: Digest) -> Picture:
        """The digest as a PNG of 1200 pixels' width and as words.

        Raises:
            ValueError: it has no question to draw, or more than three.
        """
        if not 1 <= len(digest.tiles) <= MOST_TILES:
            raise ValueError(f"a picture has one to three tiles, not {len(digest.tiles)}")
        with DRAWING:
            image = self.sheet(len(digest.tiles)).draw(digest)
        return Picture(image, alt.text(digest))

    def sheet(self, tiles: int) -> "Sheet":
        """The figure kept for so many tiles."""
        if tiles not in self._sheets:
            self._sheets[tiles] = Sheet(tiles)
        return self._sheets[tiles]


class Sheet:
    """One figure with a header, some tiles and a footer, high enough for the longest questions."""

    def __init__(self, tiles: int) -> None:
        figure = blank(layout.HEADER + tiles * layout.HIGHEST_TILE + layout.FOOTER)
        header, self._footer = Part(figure), Part(figure)
        header.move(0)
        baseline = layout.HEADER - 36
        self.team = header.text(layout.LEFT, baseline, BOLD, layout.TITLE, colour=layout.TEXT)
        self.week = header.text(layout.LEFT, baseline, REGULAR, layout.TITLE, colour=layout.QUIET)
        self.days_off = header.label(layout.RIGHT, baseline, align="right")
        self.tiles = [TileArtists(figure) for _ in range(tiles)]
        self._footer.line(((layout.LEFT, 0), (layout.RIGHT, 0)), colour=layout.RULE, width=2)
        self.privacy = self._footer.label(layout.LEFT, layout.FOOTER - 30)
        self._agg: Any = FigureCanvasAgg(figure)

    def draw(self, digest: Digest) -> bytes:
        """Set every artist's data and place, draw them all, and cut off what is left empty."""
        self._headline(digest)
        end: float = layout.HEADER
        for artists, tile in zip(self.tiles, digest.tiles, strict=True):
            end = round(artists.show(tile, end))
        self._footer.move(end)
        self.privacy.set_text(sentences.privacy(digest))
        self._agg.draw()
        return png.encode(np.asarray(self._agg.buffer_rgba())[: round(end) + layout.FOOTER])

    def _headline(self, digest: Digest) -> None:
        team, week = words.header(digest)
        when, off = f"· {week}", words.days_off(digest)
        room = layout.COLUMN - REGULAR.width(when, layout.TITLE) - _GAP
        room -= REGULAR.width(off, layout.SMALL) + _GAP if off else 0
        _, (name, *_) = fit(writing.team(team), BOLD, room, _TITLE)
        self.team.set_text(name)
        self.week.set_text(when)
        self.days_off.set_text(off)
        self.week.set_x(layout.LEFT + BOLD.width(name, layout.TITLE) + _GAP)
