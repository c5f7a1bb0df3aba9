"""The week's figure: a dot on an axis that always shows the whole scale."""

from matplotlib.transforms import Affine2D

from charts import layout, words
from charts.ink import Canvas, Paragraph, Style, see
from charts.type import BOLD, REGULAR, drawable


class MeanOnScale:
    """Axis, dot and value of one tile; the dot's data are the mean itself."""

    def __init__(self, canvas: Canvas, top: float) -> None:
        self._y = canvas.height - top - layout.AXIS_Y
        self._to_pixels = Affine2D()
        y = top + layout.AXIS_Y
        self.axis = canvas.line(((layout.AXIS_LEFT, y), (layout.AXIS_RIGHT, y)), colour=layout.AXIS, width=2)
        self.ticks = canvas.line(colour=layout.AXIS, marker="|", size=16, transform=self._to_pixels)
        self.dot = canvas.line(colour=layout.SERIES, marker="o", size=36, rim=3, transform=self._to_pixels)
        self.value = canvas.text(
            0, top + layout.VALUE_BASELINE, BOLD, layout.VALUE, colour=layout.SERIES, align="center"
        )
        width = (layout.AXIS_RIGHT - layout.AXIS_LEFT) / 2 - 12
        below = top + layout.BELOW_AXIS
        style = Style(layout.END_WORDS, REGULAR, layout.QUIET)
        self.low = Paragraph(canvas, layout.LEFT, below, style, width=width)
        style = Style(layout.END_WORDS, REGULAR, layout.QUIET, align="right")
        self.high = Paragraph(canvas, layout.AXIS_RIGHT + 4, below, style, width=width)

    def show(self, mean: float, *, axis: tuple[int, int], ends: tuple[str, str]) -> None:
        """Put the dot where the mean is."""
        low, high = axis
        unit = (layout.AXIS_RIGHT - layout.AXIS_LEFT) / (high - low)
        self._to_pixels.clear().translate(-low, 0).scale(unit, 1).translate(layout.AXIS_LEFT, self._y)
        points = range(low, high + 1)
        self.ticks.set_data(points, [0] * len(points))
        self.dot.set_data([mean], [0])
        self._label(mean, layout.AXIS_LEFT + (mean - low) * unit)
        self.low.show(f"{low} {drawable(ends[0])}".rstrip())
        self.high.show(f"{drawable(ends[1])} {high}".lstrip())
        self._see(seen=True)

    def hide(self) -> None:
        """Show nothing: no axis without a figure on it."""
        self._see(seen=False)

    def _label(self, mean: float, x: float) -> None:
        said = words.mean(mean)
        half = BOLD.width(said, layout.VALUE) / 2
        self.value.set_text(said)
        self.value.set_x(max(x, layout.LEFT + half))

    def _see(self, *, seen: bool) -> None:
        see([self.axis, self.ticks, self.dot, self.value, *self.low.lines, *self.high.lines], seen=seen)
