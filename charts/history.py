"""The same question in earlier weeks: a small line whose gaps stay gaps."""

from math import nan

from matplotlib.transforms import Affine2D

from charts import layout, words
from charts.ink import Part, see
from charts.type import REGULAR
from survey.digests import LONGEST_HISTORY, Point
from survey.disclosure.figures import Mean, Reach, Released

_LABELS_APART = 28
_NUMBERS_APART = 12


_SHARES = (0, 1)
_Mark = tuple[float, float] | None
"""Where a figure lies, from - to; None where nothing was shown."""


class History:
    """Line, end point, limits and week labels of one tile; the line's data are weeks and means."""

    def __init__(self, part: Part) -> None:
        self._to_part = Affine2D()
        to_pixels = self._to_part + part.place
        left, right, ends = layout.HISTORY_LEFT, layout.HISTORY_RIGHT, (layout.HISTORY_TOP, layout.AXIS_Y)
        self.limits = [part.line(((left, y), (right, y)), colour=layout.RULE, width=2) for y in ends]
        self.line = part.line(colour=layout.SERIES, width=3, marker="o", size=9, transform=to_pixels)
        self.spans = part.line(colour=layout.PALE, width=10, transform=to_pixels)
        self.end = part.line(colour=layout.SERIES, marker="o", size=18, transform=to_pixels)
        label = layout.SMALL * layout.CAPITAL
        self.high, self.low = (part.label(left - 16, label / 2 + y, align="right") for y in ends)
        self._under = layout.BELOW_AXIS + label
        self.weeks = [part.label(right, self._under, align="right") for _ in range(layout.MOST_NAMED_WEEKS)]

    @property
    def bottom(self) -> float:
        """Where the names of the weeks end, if there are any."""
        return self._under if self.line.get_visible() else 0

    def show(self, points: tuple[Point, ...], *, axis: tuple[int, int] | None) -> None:
        """Show up to twelve measurements, oldest first; nothing where none was ever released.

        Means where there is any, else favourable shares: two kinds of figures are never mixed in one line.
        """
        points = points[-LONGEST_HISTORY:]
        limits, marks = _marks(points, axis)
        if all(mark is None for mark in marks):
            self._see(seen=False)
            return
        self._place(points, limits)
        weeks = [point.week.index for point in points]
        exact = [mark[0] if mark and mark[0] == mark[1] else nan for mark in marks]
        self.line.set_data(weeks, exact)
        self.end.set_data(weeks[-1:], exact[-1:])
        spans = [(week, mark) for week, mark in zip(weeks, marks, strict=True) if mark and mark[0] != mark[1]]
        self.spans.set_data(
            [x for week, _ in spans for x in (week, week, nan)],
            [y for _, mark in spans for y in (*mark, nan)],
        )
        low, high = ("0", "all") if limits == _SHARES else map(str, limits)
        self.low.set_text(low)
        self.high.set_text(high)
        self._name_weeks(points)
        self._see(seen=True)

    def _place(self, points: tuple[Point, ...], axis: tuple[int, int]) -> None:
        """Time runs evenly, also where the question was not asked every week."""
        low, high = axis
        last = points[-1].week.index
        span = max(last - points[0].week.index, layout.SHORTEST_SPAN)
        across = (layout.HISTORY_RIGHT - layout.HISTORY_LEFT) / span
        up = (layout.AXIS_Y - layout.HISTORY_TOP) / (high - low)
        self._to_part.clear().translate(-last, -low).scale(across, up)
        self._to_part.translate(layout.HISTORY_RIGHT, -layout.AXIS_Y)

    def _name_weeks(self, points: tuple[Point, ...]) -> None:
        names = self._each(points) or self._ends(points)
        for number, artist in enumerate(self.weeks):
            name, right = names[number] if number < len(names) else ("", 0)
            artist.set_text(name)
            artist.set_x(right)

    def _each(self, points: tuple[Point, ...]) -> list[tuple[str, float]]:
        """A few weeks by their numbers, each under its point; none where they have no room."""
        first, *others = (point.week for point in points)
        if len(points) > layout.MOST_NAMED_WEEKS or any(week.year != first.year for week in others):
            return []
        names = [words.week(first, beside=first), *(str(week.number) for week in others)]
        placed, end = [], layout.HISTORY_LEFT - 8.0 - _NUMBERS_APART
        for point, name in zip(points, names, strict=True):
            number = REGULAR.width(str(point.week.number), layout.SMALL)
            right = min(self._x(point) + number / 2, layout.RIGHT)
            if right - REGULAR.width(name, layout.SMALL) < end + _NUMBERS_APART:
                return []
            placed.append((name, right))
            end = right
        return placed

    def _ends(self, points: tuple[Point, ...]) -> list[tuple[str, float]]:
        """The first and the last week, or both in one where they would touch."""
        first, last = points[0].week, points[-1].week
        names = words.week(first, beside=last), words.week(last, beside=last)
        widths = [REGULAR.width(name, layout.SMALL) for name in names]
        left = max(self._x(points[0]) - widths[0] / 2, layout.HISTORY_LEFT - 8)
        if layout.RIGHT - left - sum(widths) >= _LABELS_APART:
            return [(names[0], left + widths[0]), (names[1], layout.RIGHT)]
        return [(" – ".join(names), layout.RIGHT)]

    def _x(self, point: Point) -> float:
        return float(self._to_part.transform((point.week.index, 0))[0])

    def _see(self, *, seen: bool) -> None:
        see([*self.limits, self.spans, self.line, self.end, self.high, self.low, *self.weeks], seen=seen)


def _marks(points: tuple[Point, ...], axis: tuple[int, int] | None) -> tuple[tuple[int, int], list[_Mark]]:
    """The ends of the axis, and where each point lies on it."""
    if axis is None:
        return _SHARES, [None]
    if any(point.mean is not None for point in points):
        return axis, [_mean(point.mean, axis) for point in points]
    return _SHARES, [_share(point) for point in points]


def _mean(mean: Mean | None, axis: tuple[int, int]) -> _Mark:
    if mean is None:
        return None
    low = axis[0] if mean.reach is Reach.AT_MOST else mean.value
    return low, axis[1] if mean.reach is Reach.AT_LEAST else mean.value


def _share(point: Point) -> _Mark:
    figure = point.figure
    if not isinstance(figure, Released) or figure.band is None:
        return None
    return figure.band.low / figure.answers, figure.band.high / figure.answers
