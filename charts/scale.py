"""The week's mean on an axis that always shows the whole scale: a dot, or the part of the axis it lies in."""

from matplotlib.transforms import Affine2D

from charts import layout, words
from charts.columns import Columns
from charts.ink import Paragraph, Part, Style, see
from charts.type import REGULAR, drawable
from charts.value import Value
from survey.disclosure.figures import Mean, Reach


class MeanOnScale:
    """Axis, dot or open part, and value of one tile; their data are the mean itself."""

    def __init__(self, part: Part) -> None:
        self._to_part = Affine2D()
        to_pixels = self._to_part + part.place
        y, left, right = layout.AXIS_Y, layout.AXIS_LEFT, layout.AXIS_RIGHT
        self.axis = part.line(((left, y), (right, y)), colour=layout.AXIS, width=2)
        self.open = part.line(colour=layout.SERIES, width=16, transform=to_pixels)
        self.ticks = part.line(colour=layout.AXIS, marker="|", size=16, transform=to_pixels)
        self.dot = part.line(colour=layout.SERIES, marker="o", size=36, rim=3, transform=to_pixels)
        self.value = Value(part)
        self.columns = Columns(part)
        width = (right - left) / 2 - 12
        style = Style(layout.END_WORDS, REGULAR, layout.QUIET)
        self.low = Paragraph(part, layout.LEFT, layout.BELOW_AXIS, style, width=width)
        style = Style(layout.END_WORDS, REGULAR, layout.QUIET, align="right")
        self.high = Paragraph(part, layout.AXIS_RIGHT + 4, layout.BELOW_AXIS, style, width=width)

    def show(
        self, mean: Mean, *, axis: tuple[int, int], ends: tuple[str, str], counts: tuple[int, ...]
    ) -> None:
        """Put the dot where the mean is; one known from one side fills the axis to its end."""
        low, high = axis
        unit = (layout.AXIS_RIGHT - layout.AXIS_LEFT) / (high - low)
        self._to_part.clear().translate(-low, 0).scale(unit, 1).translate(layout.AXIS_LEFT, -layout.AXIS_Y)
        points = range(low, high + 1)
        self.ticks.set_data(points, [0] * len(points))
        exact = mean.reach is Reach.EXACTLY
        start, stop = between(mean, axis)
        self.dot.set_data([mean.value] if exact else [], [0] if exact else [])
        self.open.set_data([] if exact else [start, stop], [] if exact else [0, 0])
        middle = layout.AXIS_LEFT + ((start + stop) / 2 - low) * unit
        self.value.show(words.number(mean), after=words.reach(mean), middle=middle)
        self._see(seen=True)
        self.columns.show(counts, unit)
        below = self.columns.bottom or layout.BELOW_AXIS
        self.low.show(f"{low} {drawable(ends[0])}".rstrip(), top=below)
        self.high.show(f"{drawable(ends[1])} {high}".lstrip(), top=below)

    @property
    def bottom(self) -> float:
        """Where the words under the axis end, if there is one."""
        return max(self.low.bottom, self.high.bottom) if self.axis.get_visible() else 0

    def hide(self) -> None:
        """Show nothing: no axis without a figure on it."""
        self._see(seen=False)
        self.columns.show((), 1)

    def _see(self, *, seen: bool) -> None:
        drawn = (self.axis, self.ticks, self.open, self.dot)
        see([*drawn, *self.value.texts, *self.low.lines, *self.high.lines], seen=seen)


def between(mean: Mean, axis: tuple[int, int]) -> tuple[float, float]:
    """From where to where a mean may lie: one point, or from its limit to the end of the axis."""
    low, high = axis
    start = low if mean.reach is Reach.AT_MOST else mean.value
    return start, high if mean.reach is Reach.AT_LEAST else mean.value
