"""How many gave each value, under the axis: one column a value, all in one colour, which judges nothing."""

from math import nan

from matplotlib.transforms import Affine2D

from charts import layout
from charts.ink import Part, see
from charts.type import REGULAR

_MOST = 11
"""Values of the longest scale."""
_NUMBER = 24.0
"""Three digits of this size fit side by side on it."""


class Columns:
    """Columns on a line of their own, each under its value and with its number; their data are the counts."""

    def __init__(self, part: Part) -> None:
        self._to_part = Affine2D()
        left, right, base = layout.AXIS_LEFT, layout.AXIS_RIGHT, layout.COLUMN_BASE
        self.bars = part.line(
            colour=layout.TINT, width=layout.COLUMN_WIDTH, transform=self._to_part + part.place
        )
        self.base = part.line(((left - 4, base), (right + 4, base)), colour=layout.RULE, width=2)
        self.numbers = [
            part.text(0, 0, REGULAR, _NUMBER, colour=layout.QUIET, align="center") for _ in range(_MOST)
        ]

    @property
    def bottom(self) -> float:
        """Where what belongs under the columns may begin; 0 where none are shown."""
        return layout.COLUMN_BASE + 18 if self.base.get_visible() else 0

    def show(self, counts: tuple[int, ...], unit: float) -> None:
        """Show the counts, ``unit`` pixels from each other; nothing where there are none."""
        see([self.bars, self.base, *self.numbers], seen=bool(counts))
        per = layout.COLUMN_HEIGHT / max((1, *counts))
        self._to_part.clear().scale(unit, per).translate(layout.AXIS_LEFT, -layout.COLUMN_BASE)
        places = [_inside(number, unit, len(counts)) for number in range(len(counts))]
        self.bars.set_data(
            [across for place in places for across in (place, place, nan)],
            [height for count in counts for height in (0, count, nan)],
        )
        for number, label in enumerate(self.numbers[: len(counts)]):
            label.set_text(str(counts[number]))
            label.set_x(layout.AXIS_LEFT + places[number] * unit)
            label.set_y(-layout.COLUMN_BASE + counts[number] * per + 8)
        see(self.numbers[len(counts) :], seen=False)


def _inside(number: int, unit: float, among: int) -> float:
    """Where a column stands: under its value, the outermost two flush with the ends of the axis."""
    inset = (layout.COLUMN_WIDTH / 2 - 4) / unit
    return min(max(float(number), inset), among - 1 - inset)
