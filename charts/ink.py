"""Artists placed straight on the figure, in pixels.

There are no matplotlib axes in the picture: their ticks and spines cost more than everything that is drawn.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import IdentityTransform, Transform

from charts import layout
from charts.stamp import Align, StampedText
from charts.type import REGULAR, Face, Measure, fit


class Canvas:
    """A figure whose vertical pixels are counted from the top, as people read."""

    def __init__(self, height: int) -> None:
        self.height = height
        self.figure = Figure(
            figsize=(layout.WIDTH / 72, height / 72),
            dpi=72,
            facecolor="white",
        )

    def text(
        self, x: float, baseline: float, face: Face, size: float, *, colour: str, align: Align = "left"
    ) -> StampedText:
        """An empty line of text; ``set_text`` fills it."""
        text = StampedText(x, self.height - baseline, face, size, colour=colour, align=align)
        self.figure.add_artist(text)
        return text

    def label(self, x: float, baseline: float, *, align: Align = "left") -> StampedText:
        """An empty line in the small size."""
        return self.text(x, baseline, REGULAR, layout.SMALL, colour=layout.QUIET, align=align)

    def line(
        self,
        points: Iterable[tuple[float, float]] = (),
        *,
        colour: str,
        width: float = 0,
        marker: str = "",
        size: float = 0,
        rim: float = 0,
        transform: Transform | None = None,
    ) -> Line2D:
        """A line, markers, or both; in pixels from the top unless a transform says otherwise."""
        xs, ys = [], []
        for x, y in points:
            xs.append(x)
            ys.append(self.height - y)
        line = Line2D(
            xs,
            ys,
            color=colour,
            linewidth=width,
            linestyle="-" if width else "none",
            marker=marker,
            markersize=size,
            markeredgewidth=2 if marker == "|" else rim,
            markeredgecolor=colour if marker == "|" else "white",
            solid_capstyle="butt",
            solid_joinstyle="round",
            transform=transform or IdentityTransform(),
        )
        self.figure.add_artist(line)
        return line


@dataclass(frozen=True, slots=True)
class Style:
    """How a paragraph looks: the sizes it may take, largest first, and the face."""

    measures: tuple[Measure, ...]
    face: Face
    colour: str = layout.TEXT
    align: Align = "left"


class Paragraph:
    """Lines of text that take the largest size they have room for."""

    def __init__(
        self,
        canvas: Canvas,
        x: float,
        top: float,
        style: Style,
        *,
        width: float,
    ) -> None:
        self._style, self._width = style, width
        self._top = canvas.height - top
        lines = max(measure.lines for measure in style.measures)
        size = style.measures[0].size
        self.lines = [
            canvas.text(x, top, style.face, size, colour=style.colour, align=style.align)
            for _ in range(lines)
        ]

    def show(self, text: str) -> None:
        """Show a text; an empty one shows nothing."""
        size, lines = fit(text, self._style.face, self._width, self._style.measures)
        for number, artist in enumerate(self.lines):
            artist.set_text(lines[number] if number < len(lines) else "")
            artist.set_fontsize(size)
            artist.set_y(self._top - size * (layout.CAPITAL + number * layout.LEADING))

    @property
    def text(self) -> str:
        """What is shown, lines joined."""
        return " ".join(line.get_text() for line in self.lines if line.get_text())


def see(artists: Sequence[Artist], *, seen: bool) -> None:
    """Show or hide artists."""
    for artist in artists:
        artist.set_visible(seen)
