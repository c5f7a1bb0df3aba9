"""How many of the answers are favourable, where that is the whole figure: a bar from none to all."""

from math import nan

from matplotlib.transforms import Affine2D

from charts import layout, words
from charts.ink import Part, see
from charts.value import Value
from locales.speech import say_in
from survey.disclosure.figures import Band

_HEIGHT, _LOW = 30, 14
"""What is favourable, or may be, stands out of all answers also where there is no colour."""
_MOST_PARTED = 20
"""Up to so many answers a reader can count; of more, the bar is one piece."""


class ShareOfAnswers:
    """The words, and a bar of as many parts as answers: certain ones full, possible ones tinted, others low.

    The bars' data are numbers of answers.
    """

    def __init__(self, part: Part) -> None:
        self._to_part = Affine2D()
        place = self._to_part + part.place
        self.value = Value(part)
        self.all = part.box(_LOW, layout.RULE, place)
        self.possible = part.box(_HEIGHT, layout.TINT, place)
        self.certain = part.box(_HEIGHT, layout.SERIES, place)
        self.parts = part.line(colour="white", width=4, transform=place)
        below = layout.BELOW_AXIS + layout.SMALL * layout.CAPITAL
        self.none = part.label(layout.LEFT, below)
        self.every = part.label(layout.AXIS_RIGHT + 4, below, align="right")
        self._bottom = below

    def show(self, band: Band, answers: int) -> None:
        """Show so many of the answers."""
        unit = (layout.AXIS_RIGHT - layout.AXIS_LEFT + 8) / answers
        self._to_part.clear().scale(unit, 1).translate(layout.LEFT, -layout.AXIS_Y)
        before, number = words.share(band, answers)
        self.value.show(number, before=before, after=say_in("picture", "favourable"))
        for bar, ends in (
            (self.all, (0, answers)),
            (self.possible, (band.low, band.high)),
            (self.certain, (0, band.low)),
        ):
            bar.set_x(ends[0])
            bar.set_width(ends[1] - ends[0])
        between = range(1, answers if answers <= _MOST_PARTED else 1)
        half = _HEIGHT / 2 + layout.OUTLINE
        self.parts.set_data(
            [place for number in between for place in (number, number, nan)],
            [height for _ in between for height in (-half, half, nan)],
        )
        self.none.set_text("0")
        self.every.set_text(say_in("picture", "all {answers}", answers=answers))
        self._see(seen=True)

    @property
    def bottom(self) -> float:
        """Where the words under the bar end, if there is one."""
        return self._bottom if self.all.get_visible() else 0

    def hide(self) -> None:
        """Show nothing."""
        self._see(seen=False)

    def _see(self, *, seen: bool) -> None:
        bars = (self.all, self.possible, self.certain, self.parts)
        see([*bars, *self.value.texts, self.none, self.every], seen=seen)
