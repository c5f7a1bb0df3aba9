"""One question of the week: its theme, its words, its figure and its history."""

from charts import layout, words
from charts.history import History
from charts.ink import Canvas, Paragraph, Style
from charts.scale import MeanOnScale
from charts.type import BOLD, REGULAR, drawable
from survey.digests import Tile
from survey.figures import Released, Withheld

_HAIR_SPACE = "\u200a"
_MOST_NAMED = 3


class TileArtists:
    """The artists of one tile; showing a question only sets their data."""

    def __init__(self, canvas: Canvas, top: float) -> None:
        left, column = layout.LEFT, layout.COLUMN
        canvas.line(((left, top), (layout.RIGHT, top)), colour=layout.RULE, width=2)
        label = top + layout.THEME_TOP
        self.theme = Paragraph(
            canvas, left, label, Style(layout.THEME, BOLD, layout.QUIET), width=column - 300
        )
        baseline = label + layout.SMALL * layout.CAPITAL
        self.answers = canvas.label(layout.RIGHT, baseline, align="right")
        question = top + layout.QUESTION_TOP
        self.question = Paragraph(canvas, left, question, Style(layout.QUESTION, REGULAR), width=column)
        body, half = top + layout.HISTORY_TOP, layout.AXIS_RIGHT - left
        quiet = Style(layout.SENTENCE, REGULAR, layout.QUIET)
        self.sentence = Paragraph(canvas, left, body + 36, quiet, width=half)
        self.chosen = canvas.label(left, body + layout.SMALL * layout.CAPITAL)
        blue = Style(layout.LEADERS, BOLD, layout.SERIES)
        self.leaders = Paragraph(canvas, left, body + 42, blue, width=column)
        self.scale = MeanOnScale(canvas, top)
        self.history = History(canvas, top)

    def show(self, tile: Tile) -> None:
        """Show one question; everything of the one before is gone."""
        self.theme.show(_HAIR_SPACE.join(drawable(tile.theme).upper()))
        self.question.show(drawable(tile.question))
        self.history.show(tile.history, axis=tile.axis)
        self._figure(tile)

    def _figure(self, tile: Tile) -> None:
        figure = tile.figure
        sentence = answers = ""
        leaders: tuple[str, ...] = ()
        self.scale.hide()
        if isinstance(figure, Withheld):
            sentence = words.not_shown(figure.floor)
        else:
            answers, leaders = words.answered(figure), figure.leaders
            self._mean(tile, figure)
        self.sentence.show(sentence)
        self.answers.set_text(answers)
        self.chosen.set_text(words.chosen(leaders))
        self.leaders.show(drawable(words.leaders(leaders, most=_MOST_NAMED)))

    def _mean(self, tile: Tile, figure: Released) -> None:
        if tile.axis is not None and figure.mean is not None:
            self.scale.show(figure.mean, axis=tile.axis, ends=words.ends(tile))
