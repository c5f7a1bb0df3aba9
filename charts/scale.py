"""The week's figure: a dot on an axis that always shows the whole scale."""

from matplotlib.transforms import Affine2D

from charts import layout, words
from charts.ink import Paragraph, Part, Style, see
from charts.type import BOLD, REGULAR, drawable
from survey.disclosure.figures import Mean, Reach


class MeanOnScale:
    """Axis, dot and value of one tile; the dot's data are the mean itself."""

    def __init__(self, part: Part) -> None:
        self._to_part = Affine2D()
        to_pixels = self._to_part + part.place
        y, left, right = layout.AXIS_Y, layout.AXIS_LEFT, layout.AXIS_RIGHT
        self.axis = part.line(((left, y), (right, y)), colour=layout.AXIS, width=2)
        self.ticks = part.line(colour=layout.AXIS, marker="|", size=16, transform=to_pixels)
        self.beyond = part.line(colour=layout.PALE, width=16, transform=to_pixels)
        self.dot = part.line(colour=layout.SERIES, marker="o", size=36, rim=3, transform=to_pixels)
        self.value = part.text(
            0, layout.VALUE_BASELINE, BOLD, layout.VALUE, colour=layout.SERIES, align="center"
        )
        width = (right - left) / 2 - 12
        below = layout.BELOW_AXIS
        style = Style(layout.END_WORDS, REGULAR, layout.QUIET)
        self.low = Paragraph(part, layout.LEFT, below, style, width=width)
        style = Style(layout.END_WORDS, REGULAR, layout.QUIET, align="right")
        self.high = Paragraph(part, layout.AXIS_RIGHT + 4, below, style, width=width)

    def show(self, mean: Mean, *, axis: tuple[int, int], ends: tuple[str, str]) -> None:
        """Put the dot where the mean is; of one that lies beyond a limit, show the part where it may be."""
        low, high = axis
        unit = (layout.AXIS_RIGHT - layout.AXIS_LEFT) / (high - low)
        self._to_part.clear().translate(-low, 0).scale(unit, 1).translate(layout.AXIS_LEFT, -layout.AXIS_Y)
        points = range(low, high + 1)
        self.ticks.set_data(points, [0] * len(points))
        end = {Reach.EXACTLY: mean.value, Reach.AT_LEAST: high, Reach.AT_MOST: low}[mean.reach]
        self.beyond.set_data([mean.value, end], [0, 0])
        exact = [mean.value] if mean.reach is Reach.EXACTLY else []
        self.dot.set_data(exact, [0] * len(exact))
        self._label(mean, layout.AXIS_LEFT + ((mean.value + end) / 2 - low) * unit)
        self.low.show(f"{low} {drawable(ends[0])}".rstrip())
        self.high.show(f"{drawable(ends[1])} {high}".lstrip())
        self._see(seen=True)

    @property
    def bottom(self) -> float:
        """Where the words under the axis end, if there is one."""
        return max(self.low.bottom, self.high.bottom) if self.axis.get_visible() else 0

    def hide(self) -> None:
        """Show nothing: no axis without a figure on it."""
        self._see(seen=False)

    def _label(self, mean: Mean, x: float) -> None:
        said = words.mean(mean)
        half = BOLD.width(said, layout.VALUE) / 2
        self.value.set_text(said)
        self.value.set_x(min(max(x, layout.LEFT + half), layout.AXIS_RIGHT + 4 - half))

    def _see(self, *, seen: bool) -> None:
        drawn = [self.axis, self.ticks, self.beyond, self.dot, self.value]
        see([*drawn, *self.low.lines, *self.high.lines], seen=seen)
