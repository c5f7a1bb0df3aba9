"""Artists placed straight on the figure, in pixels.

There are no matplotlib axes in the picture: their ticks and spines cost more than everything that is drawn.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.transforms import Affine2D, Transform

from charts import layout
from charts.stamp import Align, StampedText
from charts.type import REGULAR, Face, Measure, fit


def blank(height: int) -> Figure:
    """A figure whose points are pixels."""
    return Figure(figsize=(layout.WIDTH / 72, height / 72), dpi=72, facecolor="white")


class Part:
    """A part of the figure that is moved as a whole; pixels are counted from its top, as people read."""

    def __init__(self, figure: Figure) -> None:
        self._figure = figure
        self.place = Affine2D()
        """From pixels of this part, upwards, to pixels of the figure."""

    def move(self, top: float) -> None:
        """Put the part's top so many pixels under the figure's."""
        self.place.clear().translate(0, self._figure.bbox.height - top)

    def text(
        self, x: float, baseline: float, face: Face, size: float, *, colour: str, align: Align = "left"
    ) -> StampedText:
        """An empty line of text; ``set_text`` fills it."""
        text = StampedText(x, -baseline, face, size, colour=colour, align=align)
        text.set_transform(self.place)
        self._figure.add_artist(text)
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
        hollow: bool = False,
        transform: Transform | None = None,
    ) -> Line2D:
        """A line, markers, or both; in pixels of this part unless a transform says otherwise."""
        xs, ys = [], []
        for x, y in points:
            xs.append(x)
            ys.append(-y)
        edged = hollow or marker == "|"
        line = Line2D(
            xs,
            ys,
            color=colour,
            linewidth=width,
            linestyle="-" if width else "none",
            marker=marker,
            markersize=size,
            markeredgewidth=rim or 2 * edged,
            markeredgecolor=colour if edged else "white",
            markerfacecolor="white" if hollow else colour,
            solid_capstyle="butt",
            solid_joinstyle="round",
            transform=transform or self.place,
        )
        self._figure.add_artist(line)
        return line

    def box(self, height: float, colour: str, transform: Transform) -> Rectangle:
        """An outlined box of no width yet, around the line y = 0 of a transform; ``set_width`` fills it."""
        box = Rectangle(
            (0, -height / 2),
            0,
            height,
            facecolor=colour,
            edgecolor=layout.QUIET,
            linewidth=layout.OUTLINE,
            transform=transform,
            zorder=Line2D.zorder,
        )
        self._figure.add_artist(box)
        return box


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
        part: Part,
        x: float,
        top: float,
        style: Style,
        *,
        width: float,
    ) -> None:
        self._style, self._width = style, width
        self._top = top
        self.bottom = top
        """Where the text that is shown ends."""
        lines = max(measure.lines for measure in style.measures)
        size = style.measures[0].size
        self.lines = [
            part.text(x, top, style.face, size, colour=style.colour, align=style.align) for _ in range(lines)
        ]

    def show(self, text: str, *, top: float | None = None, width: float | None = None) -> None:
        """Show a text, at another top or in another width where given; an empty one shows nothing."""
        self._top = self._top if top is None else top
        size, lines = fit(text, self._style.face, width or self._width, self._style.measures)
        for number, artist in enumerate(self.lines):
            artist.set_text(lines[number] if number < len(lines) else "")
            artist.set_fontsize(size)
            artist.set_y(-self._top - size * (layout.CAPITAL + number * layout.LEADING))
        height = size * (layout.CAPITAL + (len(lines) - 1) * layout.LEADING) if text else 0
        self.bottom = self._top + height

    @property
    def text(self) -> str:
        """What is shown, lines joined."""
        return " ".join(line.get_text() for line in self.lines if line.get_text())


def see(artists: Sequence[Artist], *, seen: bool) -> None:
    """Show or hide artists."""
    for artist in artists:
        artist.set_visible(seen)
