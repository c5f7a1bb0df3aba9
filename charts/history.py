"""The same question in earlier weeks: a small line whose gaps stay gaps."""

from math import nan

from matplotlib.transforms import Affine2D

from charts import layout, words
from charts.ink import Canvas, see
from charts.type import REGULAR
from survey.digests import LONGEST_HISTORY, Point

_LABELS_APART = 28


class History:
    """Line, end point, limits and week labels of one tile; the line's data are weeks and means."""

    def __init__(self, canvas: Canvas, top: float) -> None:
        self._bottom = canvas.height - top - layout.AXIS_Y
        self._to_pixels = Affine2D()
        left, right = layout.HISTORY_LEFT, layout.HISTORY_RIGHT
        self.limits = [
            canvas.line(((left, top + y), (right, top + y)), colour=layout.RULE, width=2)
            for y in (layout.HISTORY_TOP, layout.AXIS_Y)
        ]
        self.line = canvas.line(colour=layout.SERIES, width=3, marker="o", size=9, transform=self._to_pixels)
        self.end = canvas.line(colour=layout.SERIES, marker="o", size=18, transform=self._to_pixels)
        middle = top + layout.SMALL * layout.CAPITAL / 2
        self.high, self.low = (
            canvas.label(left - 16, middle + y, align="right") for y in (layout.HISTORY_TOP, layout.AXIS_Y)
        )
        baseline = top + layout.BELOW_AXIS + layout.SMALL * layout.CAPITAL
        self.first = canvas.label(left, baseline)
        self.last = canvas.label(layout.RIGHT, baseline, align="right")

    def show(self, points: tuple[Point, ...], *, axis: tuple[int, int] | None) -> None:
        """Show up to twelve measurements, oldest first; nothing where none was ever released."""
        points = points[-LONGEST_HISTORY:]
        if axis is None or all(point.mean is None for point in points):
            self._see(seen=False)
            return
        self._place(points, axis)
        weeks = [point.week.index for point in points]
        means = [nan if point.mean is None else point.mean for point in points]
        self.line.set_data(weeks, means)
        self.end.set_data(weeks[-1:], means[-1:])
        self.low.set_text(str(axis[0]))
        self.high.set_text(str(axis[1]))
        self._name_weeks(points)
        self._see(seen=True)

    def _place(self, points: tuple[Point, ...], axis: tuple[int, int]) -> None:
        """Time runs evenly, also where the question was not asked every week."""
        low, high = axis
        last = points[-1].week.index
        span = max(last - points[0].week.index, layout.SHORTEST_SPAN)
        across = (layout.HISTORY_RIGHT - layout.HISTORY_LEFT) / span
        up = (layout.AXIS_Y - layout.HISTORY_TOP) / (high - low)
        self._to_pixels.clear().translate(-last, -low).scale(across, up)
        self._to_pixels.translate(layout.HISTORY_RIGHT, self._bottom)

    def _name_weeks(self, points: tuple[Point, ...]) -> None:
        first, last = points[0].week, points[-1].week
        names = words.week(first, beside=last), words.week(last, beside=last)
        widths = [REGULAR.width(name, layout.SMALL) for name in names]
        point = float(self._to_pixels.transform((first.index, 0))[0])
        x = max(point - widths[0] / 2, layout.HISTORY_LEFT - 8)
        apart = layout.RIGHT - x - sum(widths) >= _LABELS_APART
        self.first.set_x(x)
        self.first.set_text(names[0] if apart else "")
        self.last.set_text(names[1] if apart or first == last else " – ".join(names))

    def _see(self, *, seen: bool) -> None:
        texts = self.high, self.low, self.first, self.last
        see([*self.limits, self.line, self.end, *texts], seen=seen)
