"""The same question in earlier weeks: a small line whose gaps stay gaps, or the favourable shares."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan

from matplotlib.transforms import Affine2D

from charts import layout, past, words
from charts.ink import Part, see
from charts.past import Past
from charts.scale import between
from charts.type import REGULAR
from locales.speech import say_in
from survey.digests import LONGEST_HISTORY, Point

_LABELS_APART = 28
_NUMBERS_APART = 12
_SHARES = (0, 1)
"""The axis of shares: none of the answers to all of them."""

_STROKE, _RIM = 10, 2


@dataclass(frozen=True, slots=True)
class Mark:
    """One week on the axis: it lies from ``low`` to ``high``, and is marked ``at`` one place of these."""

    low: float = nan
    high: float = nan
    at: float = nan


class History:
    """Marks, limits and week labels of one tile; the marks' data are weeks and means, or weeks and shares.

    A stroke says that the figure lies somewhere along it. A mean known from one side is a hollow mark at its
    limit, with a stroke to the end of the axis.
    """

    def __init__(self, part: Part) -> None:
        self._to_part = Affine2D()
        to_pixels = self._to_part + part.place
        left, right, ends = layout.HISTORY_LEFT, layout.HISTORY_RIGHT, (layout.HISTORY_TOP, layout.AXIS_Y)
        self.usual = part.line(colour=layout.BAND, width=right - left, transform=to_pixels)
        self.limits = [part.line(((left, y), (right, y)), colour=layout.RULE, width=2) for y in ends]
        self.edges = [part.line(colour=layout.AXIS, width=1, transform=to_pixels) for _ in ends]
        self.rims = part.line(colour=layout.SERIES, width=_STROKE, transform=to_pixels)
        self.strokes = part.line(colour=layout.TINT, width=_STROKE - 2 * _RIM, transform=to_pixels)
        self.last = part.line(colour=layout.SERIES, width=_STROKE, transform=to_pixels)
        self.line = part.line(colour=layout.SERIES, width=3, marker="o", size=9, transform=to_pixels)
        self.dots = part.line(colour=layout.SERIES, marker="o", size=12, transform=to_pixels)
        self.hollow = part.line(
            colour=layout.SERIES, marker="o", size=13, rim=3, hollow=True, transform=to_pixels
        )
        self.end = part.line(colour=layout.SERIES, marker="o", size=18, transform=to_pixels)
        label = layout.SMALL * layout.CAPITAL
        self.high, self.low = (part.label(left - 16, label / 2 + y, align="right") for y in ends)
        self._under = layout.BELOW_AXIS + label
        self.weeks = [part.label(right, self._under, align="right") for _ in range(layout.MOST_NAMED_WEEKS)]

    @property
    def bottom(self) -> float:
        """Where the names of the weeks end, if there are any."""
        return self._under if self.line.get_visible() else 0

    def show(
        self,
        points: tuple[Point, ...],
        *,
        axis: tuple[int, int] | None,
        usual: tuple[int, int] | None = None,
    ) -> None:
        """Show up to twelve measurements, oldest first; nothing where none was ever released.

        Args:
            points: the measurements.
            axis: the ends of the scale; None for a choice.
            usual: the limits of the usual variation, in tenths; drawn behind means only.
        """
        shown, points = past.kind(points), points[-LONGEST_HISTORY:]
        self._see(seen=axis is not None and shown is not Past.NOTHING)
        if axis is None or shown is Past.NOTHING:
            return
        means = shown is Past.MEANS
        self._place(points, axis if means else _SHARES)
        marks = [_mean(point, axis) if means else _share(point) for point in points]
        self._mark(points, marks, joined=means)
        self._band(usual if means else None)
        self.low.set_text(str(axis[0]) if means else "0")
        self.high.set_text(str(axis[1]) if means else say_in("picture", "all"))
        self._name_weeks(points)

    def _mark(self, points: tuple[Point, ...], marks: Sequence[Mark], *, joined: bool) -> None:
        weeks = [point.week.index for point in points]
        at = [mark.at for mark in marks]
        exact = [nan if mark.low < mark.high else mark.at for mark in marks]
        self.line.set_data(weeks, at if joined else [nan] * len(weeks))
        self.dots.set_data(weeks, [nan] * len(weeks) if joined else exact)
        self.hollow.set_data(weeks, [mark.at if mark.low < mark.high else nan for mark in marks])
        self.end.set_data(weeks[-1:], exact[-1:])
        along = [place for week in weeks for place in (week, week, nan)]
        for line in (self.rims, self.strokes):
            line.set_data(along, [end for mark in marks for end in (mark.low, mark.high, nan)])
        self.last.set_data([weeks[-1], weeks[-1]], [marks[-1].low, marks[-1].high])

    def _band(self, usual: tuple[int, int] | None) -> None:
        """The usual, all along the weeks: one upright stroke as wide as the axis."""
        middle = self._to_part.inverted().transform(((layout.HISTORY_LEFT + layout.HISTORY_RIGHT) / 2, 0))[0]
        ends = [end / 10 for end in usual or ()]
        self.usual.set_data([middle] * len(ends), ends)
        left, right = self._to_part.inverted().transform(
            [(layout.HISTORY_LEFT, 0), (layout.HISTORY_RIGHT, 0)]
        )[:, 0]
        for number, edge in enumerate(self.edges):
            edge.set_data([left, right] if ends else [], ends[number : number + 1] * 2)

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
        marks = (self.rims, self.strokes, self.last, self.line, self.dots, self.hollow, self.end)
        see([self.usual, *self.edges, *self.limits, *marks, self.high, self.low, *self.weeks], seen=seen)


def _mean(point: Point, axis: tuple[int, int]) -> Mark:
    if point.mean is None:
        return Mark()
    return Mark(*between(point.mean, axis), at=point.mean.value)


def _share(point: Point) -> Mark:
    """The favourable answers as parts of all; one between two ends has no place of its own."""
    shown = past.share(point)
    if shown is None:
        return Mark()
    band, answers = shown
    exact = band.low == band.high
    return Mark(band.low / answers, band.high / answers, at=band.low / answers if exact else nan)
