"""The week's mean on an axis that always shows the whole scale: a dot, or the part of the axis it lies in."""

from matplotlib.transforms import Affine2D

from charts import layout, words
from charts.changes import Around
from charts.ink import Paragraph, Part, Style, see
from charts.type import REGULAR, drawable
from charts.value import Value
from survey.disclosure.figures import Mean, Reach

_DOT = 36.0
_HIDES = 22.0
"""What ends so near the middle of the dot is not seen beside it, with its white rim."""
_ROOM = layout.AXIS_RIGHT - layout.AXIS_LEFT - 24
"""For the words of both ends together, a gap between them left out."""
_THROUGH = 6.0
"""How thick the line through the dot is."""


class MeanOnScale:
    """Axis, dot or open part, and value of one tile; their data are the mean itself."""

    def __init__(self, part: Part) -> None:
        self._to_part = Affine2D()
        to_pixels = self._to_part + part.place
        y, left, right = layout.AXIS_Y, layout.AXIS_LEFT, layout.AXIS_RIGHT
        self.usual = part.line(colour=layout.BAND, width=layout.BAND_HEIGHT, transform=to_pixels)
        self.edges = part.line(colour=layout.AXIS, marker="|", size=layout.BAND_HEIGHT, transform=to_pixels)
        self.axis = part.line(((left, y), (right, y)), colour=layout.AXIS, width=2)
        self.open = part.line(colour=layout.SERIES, width=16, transform=to_pixels)
        self.ticks = part.line(colour=layout.AXIS, marker="|", size=16, transform=to_pixels)
        self.whole = part.line(colour=layout.SERIES, width=_THROUGH, transform=to_pixels)
        self.dot = part.line(colour=layout.SERIES, marker="o", size=_DOT, rim=3, transform=to_pixels)
        self.inside = part.line(colour="white", width=_THROUGH / 2, transform=to_pixels)
        self.value = Value(part)
        style = Style(layout.END_WORDS, REGULAR, layout.QUIET)
        self.low = Paragraph(part, layout.LEFT, layout.BELOW_AXIS, style, width=_ROOM)
        style = Style(layout.END_WORDS, REGULAR, layout.QUIET, align="right")
        self.high = Paragraph(part, layout.AXIS_RIGHT + 4, layout.BELOW_AXIS, style, width=_ROOM)

    def show(
        self,
        mean: Mean,
        *,
        axis: tuple[int, int],
        ends: tuple[str, str],
        around: Around,
    ) -> None:
        """Put the dot where the mean is; one known from one side fills the axis to its end.

        Args:
            mean: the mean as it was released.
            axis: the ends of the scale.
            ends: the words at both; empty where they stand under a bar of the same scale.
            around: what is drawn behind the mean and through it.
        """
        unit = self._place(axis)
        exact = mean.reach is Reach.EXACTLY
        start, stop = between(mean, axis)
        self.dot.set_data([mean.value] if exact else [], [0] if exact else [])
        self.open.set_data([] if exact else [start, stop], [] if exact else [0, 0])
        self._surround(mean, around, _HIDES / unit)
        middle = layout.AXIS_LEFT + ((start + stop) / 2 - axis[0]) * unit
        self.value.show(words.number(mean), after=words.reach(mean), middle=middle)
        self._see(seen=True)
        low, high = f"{axis[0]} {drawable(ends[0])}".rstrip(), f"{drawable(ends[1])} {axis[1]}".lstrip()
        self.low.show(low, width=_room(low, beside=high))
        self.high.show(high, width=_room(high, beside=low))

    def _place(self, axis: tuple[int, int]) -> float:
        """Lay out the axis; returns how many pixels lie between two of its points."""
        low, high = axis
        unit = (layout.AXIS_RIGHT - layout.AXIS_LEFT) / (high - low)
        self._to_part.clear().translate(-low, 0).scale(unit, 1).translate(layout.AXIS_LEFT, -layout.AXIS_Y)
        points = range(low, high + 1)
        self.ticks.set_data(points, [0] * len(points))
        return unit

    def _surround(self, mean: Mean, around: Around, radius: float) -> None:
        """The usual behind the mean, and the whole team through it: white where the dot would hide it."""
        usual = [end / 10 for end in around.usual or ()]
        whole = [around.whole.low / 10, around.whole.high / 10] if around.whole else []
        hidden = whole if all(abs(end - mean.value) < radius for end in whole) else []
        self.usual.set_data(usual, [0] * len(usual))
        self.edges.set_data(usual, [0] * len(usual))
        self.whole.set_data(whole, [0] * len(whole))
        self.inside.set_data(hidden, [0] * len(hidden))

    @property
    def bottom(self) -> float:
        """Where the words under the axis end, if there is one."""
        return max(self.low.bottom, self.high.bottom) if self.axis.get_visible() else 0

    def hide(self) -> None:
        """Show nothing: no axis without a figure on it."""
        self._see(seen=False)

    def _see(self, *, seen: bool) -> None:
        lines = (self.usual, self.edges, self.axis, self.ticks, self.open, self.whole, self.dot, self.inside)
        see([*lines, *self.value.texts, *self.low.lines, *self.high.lines], seen=seen)


def _room(words_: str, *, beside: str) -> float:
    """How wide the words of one end may be: half of the axis, or more where the other end's leave it."""
    size = layout.END_WORDS[0].size
    left = _ROOM - REGULAR.width(beside, size)
    return left if REGULAR.width(words_, size) <= left else _ROOM / 2


def between(mean: Mean, axis: tuple[int, int]) -> tuple[float, float]:
    """From where to where a mean may lie: one point, or from its limit to the end of the axis."""
    low, high = axis
    start = low if mean.reach is Reach.AT_MOST else mean.value
    return start, high if mean.reach is Reach.AT_LEAST else mean.value
