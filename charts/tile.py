"""One question of the week: its theme, its words, its figure and its history."""

from matplotlib.figure import Figure

from charts import changes, layout, sentences, words, writing
from charts.changes import Around
from charts.foot import Foot
from charts.history import History
from charts.ink import Paragraph, Part, Style
from charts.scale import MeanOnScale
from charts.share import ShareOfAnswers
from charts.spread import Spread
from charts.type import BOLD, REGULAR
from locales.speech import say, say_in
from survey.digests import Tile
from survey.disclosure.figures import Released, Withheld


class TileArtists:
    """The artists of one tile; showing a question only sets their data."""

    def __init__(self, figure: Figure) -> None:
        self._head, self._body, self._bar, self._low = (Part(figure) for _ in range(4))
        left, column, half = layout.LEFT, layout.COLUMN, layout.AXIS_RIGHT - layout.LEFT
        self._head.line(((left, 0), (layout.RIGHT, 0)), colour=layout.RULE, width=2)
        label = layout.SMALL * layout.CAPITAL
        quiet = Style(layout.THEME, BOLD, layout.QUIET)
        self.theme = Paragraph(self._head, left, layout.THEME_TOP, quiet, width=column - 300)
        self.answers = self._head.label(layout.RIGHT, layout.THEME_TOP + label, align="right")
        asked = Style(layout.QUESTION, REGULAR)
        self.question = Paragraph(self._head, left, layout.QUESTION_TOP, asked, width=column)
        quiet = Style(layout.SENTENCE, REGULAR, layout.QUIET)
        self.sentence = Paragraph(self._body, left, layout.SENTENCE_TOP, quiet, width=half)
        self.chosen = self._body.label(left, label)
        blue = Style(layout.LEADER, BOLD, layout.SERIES)
        self.leader = Paragraph(self._body, left, 42, blue, width=column)
        self.scale = MeanOnScale(self._body)
        self.share = ShareOfAnswers(self._body)
        self.history = History(self._body)
        self.spread = Spread(self._bar)
        self.foot = Foot(self._low)

    def show(self, tile: Tile, top: float) -> float:
        """Show one question from here on; everything of the one before is gone. Returns where it ends."""
        self.theme.show(writing.theme(tile.theme))
        self.question.show(writing.question(tile.question))
        around = changes.around(tile)
        self.history.show(tile.history, axis=tile.axis, usual=around.usual)
        self._figure(tile, around)
        body = top + self.question.bottom + layout.BODY_GAP
        bar = body + layout.SPREAD_TOP - self.spread.top
        drawn = (self.scale, self.share, self.history, self.sentence, self.leader)
        foot = bar + self.spread.bottom if self.spread.bottom else body + max(part.bottom for part in drawn)
        for part, place in ((self._head, top), (self._body, body), (self._bar, bar), (self._low, foot)):
            part.move(place)
        return foot + self.foot.bottom + layout.TILE_END

    def _figure(self, tile: Tile, around: Around) -> None:
        figure = tile.figure
        self.scale.hide()
        self.share.hide()
        self.spread.hide()
        self.foot.show(changes.judged(tile), _note(tile, around))
        if isinstance(figure, Withheld):
            self._words(sentence=sentences.not_shown(figure))
        elif tile.axis is None:
            self._chosen(figure)
        elif figure.mean is not None:
            self._words(figure)
            ends, counts = words.ends(tile), figure.counts
            if counts:
                self.spread.show(counts, axis=tile.axis, ends=ends)
            self.scale.show(figure.mean, axis=tile.axis, ends=("", "") if counts else ends, around=around)
        elif figure.band is not None:
            self._words(figure)
            self.share.show(figure.band, figure.answers)
        else:
            self._words(figure, sentence=say(sentences.NOTHING))

    def _chosen(self, figure: Released) -> None:
        """The option chosen most often, or why none is named."""
        leader, instead = writing.option(figure.leader), writing.instead(figure.leader)
        if leader:
            self._words(figure, leader=leader)
            self.foot.show(note=instead)
        else:
            self._words(figure)
            self.sentence.show(instead or sentences.no_leader(figure), top=0, width=layout.COLUMN)

    def _words(
        self,
        figure: Released | None = None,
        *,
        leader: str = "",
        sentence: str = "",
    ) -> None:
        """Whatever of the figure is said rather than drawn."""
        self.answers.set_text(words.participation(figure) if figure else "")
        self.sentence.show(sentence, top=layout.SENTENCE_TOP)
        self.chosen.set_text(say_in("picture", "Chosen most often") if leader else "")
        self.leader.show(leader)


def _note(tile: Tile, around: Around) -> str:
    """What stands in small under a figure: what is favourable, and what the band and the line are."""
    if not isinstance(tile.figure, Released) or tile.axis is None:
        return ""
    bar = say("Bar: how many gave each answer.") if tile.figure.counts else ""
    said = [sentences.note(tile.figure, axis=tile.axis), bar, *changes.keys(around)]
    return " ".join(filter(None, said))
