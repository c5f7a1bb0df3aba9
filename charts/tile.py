"""One question of the week: its theme, its words, its figure and its history."""

from matplotlib.figure import Figure

from charts import layout, words
from charts.history import History
from charts.ink import Paragraph, Part, Style
from charts.scale import MeanOnScale
from charts.share import ShareBar
from charts.type import BOLD, REGULAR, drawable
from survey.digests import Tile
from survey.disclosure.figures import Released, Withheld

_HAIR_SPACE = "\u200a"


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
        self.bar = ShareBar(self._body)
        self.share = self._body.label(left, label)
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
        ends = (self.scale.bottom, self.bar.bottom, self.history.bottom, self.leaders.bottom)
        return body + self._below(tile, max(ends)) + layout.TILE_END

    def _figure(self, tile: Tile) -> None:
        figure = tile.figure
        self.scale.hide()
        self.bar.hide()
        self.answers.set_text(words.answered(figure) if isinstance(figure, Released) else "")
        self.chosen.set_text("")
        self.leaders.show("")
        self.sentence.show("")
        if isinstance(figure, Withheld):
            self.sentence.show(words.not_shown(figure))
        elif tile.axis is None:
            self._choice(figure)
        elif figure.mean is not None:
            self.scale.show(figure.mean, axis=tile.axis, ends=words.ends(tile))
        else:
            self.leaders.show(words.favourable(figure))
            self.bar.show(figure)

    def _choice(self, figure: Released) -> None:
        if not figure.leader:
            self.sentence.show(f"{words.leader(figure).capitalize()}.")
            return
        self.chosen.set_text("Chosen most often")
        self.leaders.show(drawable(words.leader(figure)))

    def _below(self, tile: Tile, end: float) -> float:
        """Show the small print under everything else; returns where the tile's body ends."""
        figure = tile.figure
        said = ""
        if isinstance(figure, Released):
            beside = words.favourable(figure) if figure.mean is not None else words.moved(figure)
            said = " · ".join(part for part in (beside, words.counts(figure, axis=tile.axis)) if part)
        self.share.set_text(said)
        self.share.set_y(-(end + layout.SHARE_GAP + layout.SMALL * layout.CAPITAL))
        return max(end + (layout.SHARE_GAP + layout.SMALL if said else 0), self.sentence.bottom)
