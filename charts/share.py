"""The favourable answers as a part of all answers: what is certain in full, what may be in pale."""

from charts import layout
from charts.ink import Part, see
from survey.disclosure.figures import Released

_Y = layout.AXIS_Y
_WIDTH = 22


class ShareBar:
    """A bar as long as all answers; its data are numbers of answers in pixels."""

    def __init__(self, part: Part) -> None:
        self._left, self._right = layout.AXIS_LEFT, layout.AXIS_RIGHT
        ends = ((self._left, _Y), (self._right, _Y))
        self.all = part.line(ends, colour=layout.RULE, width=_WIDTH)
        self.perhaps = part.line(ends, colour=layout.PALE, width=_WIDTH)
        self.surely = part.line(ends, colour=layout.SERIES, width=_WIDTH)

    @property
    def bottom(self) -> float:
        """Where the bar ends, if there is one."""
        return _Y + _WIDTH / 2 if self.all.get_visible() else 0

    def show(self, figure: Released) -> None:
        """Fill the bar up to the favourable answers."""
        low, high = (figure.band.low, figure.band.high) if figure.band else (0, 0)
        unit = (self._right - self._left) / figure.answers
        self.surely.set_xdata([self._left, self._left + low * unit])
        self.perhaps.set_xdata([self._left + low * unit, self._left + high * unit])
        see([self.all, self.perhaps, self.surely], seen=True)

    def hide(self) -> None:
        """Show nothing."""
        see([self.all, self.perhaps, self.surely], seen=False)
