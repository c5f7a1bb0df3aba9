"""The picture of a look back: one row a question, each beside its own past on the same axis.

Rows come in the order of the bank, never by score: that would be a ranking. A team looks back once a month,
so the figure is made anew each time, by the same means as that of a week.
"""

from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from charts import changes, layout, png, review_words, sentences, words, writing
from charts.ink import Paragraph, Part, Style, blank
from charts.type import BOLD, REGULAR, Measure, drawable, fit, is_legible
from charts.weekly import DRAWING
from locales.speech import say, say_in
from survey.digests import Picture
from survey.disclosure.figures import Released
from survey.reviews import Line, Review
from survey.reviews import Part as Kind

_LEFT, _RIGHT = 700, 1030
"""Where the axes begin and end; words stand to the left of them, numbers to the right."""
_WORDS = _LEFT - 70 - layout.LEFT
_ROOM = layout.RIGHT - _LEFT
_AXIS_Y = 48
_HIGHEST_ROW, _TITLE_HEIGHT = 260, 84
_NAME = (Measure(24, 2),)
_QUESTION = (Measure(28, 2), Measure(24, 5))
_SAID = (Measure(24, 4),)
_VALUE = 40.0
_TITLE = (Measure(layout.TITLE, 1),)
_KEYS = (Measure(26, 2), Measure(24, 4))
_FOOTER = 190


def draw(review: Review) -> Picture:
    """The look back as a PNG of 1200 pixels' width and as words.

    Raises:
        ValueError: it has no line to draw.
    """
    if not review.lines:
        raise ValueError("a look back without a question has no picture")
    with DRAWING:
        image = _draw(review)
    return Picture(image, review_words.alt(review))


def _draw(review: Review) -> bytes:
    most = layout.HEADER + len(review.lines) * (_HIGHEST_ROW + _TITLE_HEIGHT) + _FOOTER
    figure = blank(most)
    _headline(figure, review)
    end: float = layout.HEADER
    for place, line in enumerate(review.lines):
        if review.is_quarter and (place == 0 or review.lines[place - 1].part is not line.part):
            end = _title(figure, line, end)
        end = round(Row(figure).show(line, end))
    end = _foot(figure, review, end)
    agg: Any = FigureCanvasAgg(figure)
    agg.draw()
    return png.encode(np.asarray(agg.buffer_rgba())[: round(end)])


def _headline(figure: Figure, review: Review) -> None:
    part = Part(figure)
    part.move(0)
    baseline = layout.HEADER - 36
    when = f"· {review_words.when(review)}"
    room = layout.COLUMN - REGULAR.width(when, layout.TITLE) - 16
    _, (name, *_) = fit(writing.team(words.one_line(review.team)), BOLD, room, _TITLE)
    part.text(layout.LEFT, baseline, BOLD, layout.TITLE, colour=layout.TEXT).set_text(name)
    left = layout.LEFT + BOLD.width(name, layout.TITLE) + 16
    part.text(left, baseline, REGULAR, layout.TITLE, colour=layout.QUIET).set_text(when)


def _title(figure: Figure, line: Line, top: float) -> float:
    part = Part(figure)
    part.move(top)
    part.line(((layout.LEFT, 0), (layout.RIGHT, 0)), colour=layout.RULE, width=2)
    title = part.text(layout.LEFT, 60, BOLD, 32, colour=layout.TEXT)
    title.set_text(say_in("part of a review", review_words.TITLES[line.part]))
    return top + _TITLE_HEIGHT


def _foot(figure: Figure, review: Review, top: float) -> float:
    part = Part(figure)
    part.move(top)
    part.line(((layout.LEFT, 0), (layout.RIGHT, 0)), colour=layout.RULE, width=2)
    style = Style(_KEYS, REGULAR, layout.QUIET)
    keys = Paragraph(part, layout.LEFT, 28, style, width=layout.COLUMN)
    keys.show(_keys(review))
    promise = Paragraph(part, layout.LEFT, 28, style, width=layout.COLUMN)
    promise.show(sentences.privacy_from(review.floor), top=keys.bottom + 18 if keys.text else 28)
    return top + promise.bottom + 30


def _keys(review: Review) -> str:
    """What the marks are, as far as any is drawn."""
    drawn = [line for line in review.lines if line.mean is not None]
    said = [say("Dot: the mean of these weeks.")] if drawn else []
    if any(line.before is not None for line in drawn):
        said.append(say("Ring: of the time before."))
    if any(line.verdict and line.verdict.usual for line in drawn):
        said.append(say("Grey: the usual variation."))
    return " ".join(said)


class Row:
    """The artists of one question."""

    def __init__(self, figure: Figure) -> None:
        part = self._part = Part(figure)
        part.line(((layout.LEFT, 0), (layout.RIGHT, 0)), colour=layout.RULE, width=1)
        self.name = Paragraph(part, layout.LEFT, 26, Style(_NAME, BOLD, layout.QUIET), width=_WORDS)
        self.question = Paragraph(part, layout.LEFT, 60, Style(_QUESTION, REGULAR), width=_WORDS)
        self.instead = Paragraph(part, _LEFT, 34, Style(_SAID, REGULAR), width=_ROOM)
        self.said = Paragraph(part, _LEFT, 84, Style(_SAID, REGULAR), width=_ROOM)
        self.strong = Paragraph(part, _LEFT, 84, Style(_SAID, BOLD), width=_ROOM)
        self.value = part.text(layout.RIGHT, _AXIS_Y + 14, BOLD, _VALUE, colour=layout.SERIES, align="right")

    def show(self, line: Line, top: float) -> float:
        """Show one line from here on; returns where it ends."""
        self._part.move(top)
        # The title above the baseline says what all its questions are about.
        theme = "" if line.part is Kind.BASELINE or not is_legible(line.theme) else drawable(line.theme)
        self.name.show(theme)
        self.question.show(writing.question(line.question), top=self.name.bottom + 14 if theme else 26)
        if line.mean is None:
            self.instead.show(review_words.figure(line))
        else:
            self._scale(line)
            self.value.set_text(words.number(line.mean))
        verdict = line.verdict if isinstance(line.figure, Released) else None
        told = changes.verdict(verdict) if verdict else ""
        below = self.instead.bottom + 14 if line.mean is None else 84
        (self.strong if verdict and changes.is_change(verdict) else self.said).show(told, top=below)
        said = (self.instead, self.said, self.strong) if line.mean is None else (self.said, self.strong)
        return top + max(self.question.bottom, _AXIS_Y + 30, *(each.bottom for each in said)) + 26

    def _scale(self, line: Line) -> None:
        """Grey behind, then the axis, the ring of the time before and the dot."""
        part, y = self._part, _AXIS_Y
        low, high = line.axis
        unit = (_RIGHT - _LEFT) / (high - low)

        def at(value: float) -> float:
            return _LEFT + (min(max(value, low), high) - low) * unit

        usual = line.verdict.usual if line.verdict else None
        if usual:
            band = [(at(end / 10), y) for end in usual]
            part.line(band, colour=layout.BAND, width=layout.BAND_HEIGHT)
            part.line(band, colour=layout.AXIS, marker="|", size=layout.BAND_HEIGHT)
        part.line(((_LEFT, y), (_RIGHT, y)), colour=layout.AXIS, width=2)
        part.text(_LEFT - 14, y + 9, REGULAR, 24, colour=layout.QUIET, align="right").set_text(str(low))
        part.text(_RIGHT + 14, y + 9, REGULAR, 24, colour=layout.QUIET).set_text(str(high))
        part.line([(at(point), y) for point in range(low, high + 1)], colour=layout.AXIS, marker="|", size=14)
        if line.before is not None:
            part.line([(at(line.before.value), y)], colour=layout.SERIES, marker="o", size=26, hollow=True)
        if line.mean is not None:
            part.line([(at(line.mean.value), y)], colour=layout.SERIES, marker="o", size=26, rim=3)
