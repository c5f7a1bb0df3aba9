"""One question of the week: its theme, its words, its figure and its history."""

from matplotlib.figure import Figure

from charts import layout, words
from charts.history import History
from charts.ink import Paragraph, Part, Style
from charts.scale import MeanOnScale
from charts.type import BOLD, REGULAR, drawable
from survey.digests import Tile
from survey.figures import Released, Withheld

_HAIR_SPACE = "\u200a"
_MOST_NAMED = 3


class TileArtists:
    """The artists of one tile; showing a question only sets their data."""

    def __init__(self, figure: Figure) -> None:
        self._head, self._body = Part(figure), Part(figure)
        left, column, half = layout.LEFT, layout.COLUMN, layout.AXIS_RIGHT - layout.LEFT
        self._head.line(((left, 0), (layout.RIGHT, 0)), colour=layout.RULE, width=2)
        label = layout.SMALL * layout.CAPITAL
        quiet = Style(layout.THEME, BOLD, layout.QUIET)
        self.theme = Paragraph(self._head, left, layout.THEME_TOP, quiet, width=column - 300)
        self.answers = self._head.label(layout.RIGHT, layout.THEME_TOP + label, align="right")
        asked = Style(layout.QUESTION, REGULAR)
        self.question = Paragraph(self._head, left, layout.QUESTION_TOP, asked, width=column)
        quiet = Style(layout.SENTENCE, REGULAR, layout.QUIET)
        self.sentence = Paragraph(self._body, left, 36, quiet, width=half)
        self.chosen = self._body.label(left, label)
        blue = Style(layout.LEADERS, BOLD, layout.SERIES)
        self.leaders = Paragraph(self._body, left, 42, blue, width=column)
        self.scale = MeanOnScale(self._body)
        self.history = History(self._body)

    def show(self, tile: Tile, top: float) -> float:
        """Show one question from here on; everything of the one before is gone. Returns where it ends."""
        self.theme.show(_HAIR_SPACE.join(drawable(tile.theme).upper()))
        self.question.show(drawable(tile.question))
        self.history.show(tile.history, axis=tile.axis)
        self._figure(tile)
        body = top + self.question.bottom + layout.BODY_GAP
        self._head.move(top)
        self._body.move(body)
        ends = (self.scale.bottom, self.history.bottom, self.sentence.bottom, self.leaders.bottom)
        return body + max(ends) + layout.TILE_END

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
