"""The week's figure in large type, with the small words that say how to read it on the same line."""

from charts import layout
from charts.ink import Part
from charts.type import BOLD, REGULAR

_GAP = 14
_ROOM = layout.AXIS_RIGHT + 4 - layout.LEFT


class Value:
    """Words, a number, words: "at least", "4 of 6", "favourable"."""

    def __init__(self, part: Part) -> None:
        y, colour = layout.VALUE_BASELINE, layout.SERIES
        self.before = part.text(0, y, REGULAR, layout.BESIDE, colour=colour)
        self.number = part.text(0, y, BOLD, layout.VALUE, colour=colour)
        self.after = part.text(0, y, REGULAR, layout.BESIDE, colour=colour)
        self.texts = (self.before, self.number, self.after)

    def show(self, number: str, *, before: str = "", after: str = "", middle: float = 0) -> None:
        """Show a figure over a place on the axis; with words beside it, it does not go beyond the axis."""
        large, small = layout.VALUE, layout.BESIDE
        if _width(before, number, after, large, small) > _ROOM:
            large, small = layout.NARROW
        width = _width(before, number, after, large, small)
        left = middle - width / 2
        if before or after:
            left = min(left, layout.LEFT + _ROOM - width)
        left = max(left, layout.LEFT)
        for text, said, size in zip(self.texts, (before, number, after), (small, large, small), strict=True):
            text.set_text(said)
            text.set_fontsize(size)
        self.before.set_x(left)
        self.number.set_x(left + _width(before, "", "", large, small))
        self.after.set_x(left + _width(before, number, "", large, small) + _GAP)

    @property
    def said(self) -> str:
        """The whole line."""
        return " ".join(text.get_text() for text in self.texts if text.get_text())


def _width(before: str, number: str, after: str, large: float, small: float) -> float:
    """How much of the line these take, with the gaps that set words apart from the number."""
    words = sum(REGULAR.width(said, small) + _GAP for said in (before, after) if said)
    return words + BOLD.width(number, large)
