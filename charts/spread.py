"""How many gave each answer: one bar, unfavourable answers left of its middle, favourable ones right.

After Robbins & Heiberger (SCIENCE 8). All answers together are always half as wide as the column, so that the
bars of two questions can be compared and none runs out of it.
"""

from collections.abc import Mapping, Sequence
from math import nan

from matplotlib.transforms import Affine2D

from charts import layout
from charts.diverging import Piece, apart, pieces
from charts.ink import Paragraph, Part, Style, see
from charts.stamp import StampedText
from charts.type import REGULAR, drawable

_SIZE = 24.0
_BESIDE = 12.0
"""A count stands in its part where this much is left over, otherwise above it."""
_GAP = 14.0
_AWAY = 4.0
"""A label that had to make way further is tied to its part by a line."""
_TIE = 10.0
_BASELINE = layout.SPREAD_Y + layout.CAPITAL * _SIZE / 2


class Spread:
    """The bar, a count in or above every part, the values under it, and the words of both ends.

    The bar's data are numbers of answers.
    """

    def __init__(self, part: Part) -> None:
        self._to_part = Affine2D()
        place, half = self._to_part + part.place, layout.SPREAD_HEIGHT / 2
        ends = ((layout.SPREAD_MIDDLE, layout.SPREAD_Y + away) for away in (-half - _TIE, half + _TIE))
        self.middle = part.line(ends, colour=layout.AXIS, width=2)
        self.ties = part.line(colour=layout.AXIS, width=2, transform=part.place)
        self.bars = [part.box(layout.SPREAD_HEIGHT, colour, place) for colour in layout.DIVERGING]
        self.inside = [_label(part, _BASELINE, ink) for ink in layout.ON_DIVERGING]
        self.above = [_label(part, layout.SPREAD_ABOVE, layout.TEXT) for _ in self.bars]
        self.values = [_label(part, layout.SPREAD_VALUES, layout.QUIET) for _ in self.bars]
        width = layout.COLUMN / 2 - 12
        style = Style(layout.END_WORDS, REGULAR, layout.QUIET)
        self.low = Paragraph(part, layout.LEFT, layout.SPREAD_WORDS, style, width=width)
        style = Style(layout.END_WORDS, REGULAR, layout.QUIET, align="right")
        self.high = Paragraph(part, layout.RIGHT, layout.SPREAD_WORDS, style, width=width)

    def show(self, counts: tuple[int, ...], *, axis: tuple[int, int], ends: tuple[str, str]) -> None:
        """Show the counts.

        Args:
            counts: how many gave each value.
            axis: the ends of the scale.
            ends: the words at both.
        """
        self.hide()
        unit = layout.COLUMN / 2 / max(sum(counts), 1)
        self._to_part.clear().scale(unit, 1).translate(layout.SPREAD_MIDDLE, -layout.SPREAD_Y)
        shown = pieces(axis, counts)
        for piece in shown:
            bar = self.bars[piece.group.colour]
            bar.set_x(piece.start)
            bar.set_width(piece.count)
            bar.set_visible(True)
        narrow = [piece for piece in shown if _width(str(piece.count)) + _BESIDE > piece.count * unit]
        self._count([piece for piece in shown if piece not in narrow], unit)
        top, bottom = (layout.SPREAD_Y + side * layout.SPREAD_HEIGHT / 2 for side in (-1, 1))
        above = self._row(self.above, {piece: str(piece.count) for piece in narrow}, unit)
        below = self._row(self.values, {piece: piece.group.name for piece in shown}, unit)
        ties = [*_ties(above, top, -_TIE), *_ties(below, bottom, _TIE)]
        self.ties.set_data([x for x, _ in ties], [-y for _, y in ties])
        see([self.middle, self.ties, *self.low.lines, *self.high.lines], seen=True)
        self.low.show(f"{axis[0]} {drawable(ends[0])}".rstrip())
        self.high.show(f"{drawable(ends[1])} {axis[1]}".lstrip())

    def _count(self, wide: Sequence[Piece], unit: float) -> None:
        for piece in wide:
            label = self.inside[piece.group.colour]
            label.set_text(str(piece.count))
            label.set_x(_middle(piece, unit))
            label.set_visible(True)

    def _row(
        self, labels: Sequence[StampedText], said: Mapping[Piece, str], unit: float
    ) -> list[tuple[float, float]]:
        """Label the pieces, side by side; returns where each one's middle is and where its label's."""
        wanted = [_middle(piece, unit) for piece in said]
        widths = [_width(text) for text in said.values()]
        placed = apart(wanted, widths, between=(layout.LEFT, layout.RIGHT), gap=_GAP)
        for (piece, text), x in zip(said.items(), placed, strict=True):
            label = labels[piece.group.colour]
            label.set_text(text)
            label.set_x(x)
            label.set_visible(True)
        return list(zip(wanted, placed, strict=True))

    @property
    def top(self) -> float:
        """Where what is shown begins: at the counts above the bar, or where there are none, at the bar."""
        counts = any(label.get_visible() for label in self.above)
        return 0 if counts else layout.SPREAD_Y - layout.SPREAD_HEIGHT / 2 - _TIE

    @property
    def bottom(self) -> float:
        """Where the words under the bar end; 0 where there is no bar."""
        return max(self.low.bottom, self.high.bottom) if self.middle.get_visible() else 0

    def hide(self) -> None:
        """Show nothing."""
        labels = (*self.inside, *self.above, *self.values, *self.low.lines, *self.high.lines)
        see([self.middle, self.ties, *self.bars, *labels], seen=False)


def _label(part: Part, baseline: float, colour: str) -> StampedText:
    return part.text(0, baseline, REGULAR, _SIZE, colour=colour, align="center")


def _width(text: str) -> float:
    return REGULAR.width(text, _SIZE)


def _middle(piece: Piece, unit: float) -> float:
    return layout.SPREAD_MIDDLE + (piece.start + piece.count / 2) * unit


def _ties(places: Sequence[tuple[float, float]], edge: float, away: float) -> list[tuple[float, float]]:
    """From the edge of the bar to the labels that had to make way."""
    moved = [(middle, x) for middle, x in places if abs(middle - x) > _AWAY]
    return [point for middle, x in moved for point in ((middle, edge), (x, edge + away), (nan, nan))]
