"""What is said under a figure: what its change amounts to, then how to read what is drawn."""

from charts import changes, layout
from charts.ink import Paragraph, Part, Style
from charts.type import BOLD, REGULAR
from survey.verdicts import SIGNALS, Verdict


class Foot:
    """Two paragraphs: the verdict, in bold where it is a change, and the note."""

    def __init__(self, part: Part) -> None:
        left, top, column = layout.LEFT, layout.VERDICT_TOP, layout.COLUMN
        plain, bold = Style(layout.VERDICT, REGULAR), Style(layout.VERDICT, BOLD)
        self.plain = Paragraph(part, left, top, plain, width=column)
        self.bold = Paragraph(part, left, top, bold, width=column)
        self.note = Paragraph(part, left, top, Style(layout.NOTE, REGULAR, layout.QUIET), width=column)

    def show(self, verdict: Verdict | None = None, note: str = "") -> None:
        """Show either, both or nothing."""
        said = changes.verdict(verdict) if verdict else ""
        is_signal = verdict is not None and verdict.change in SIGNALS
        self.plain.show("" if is_signal else said)
        self.bold.show(said if is_signal else "")
        ends = self.bold.bottom if is_signal else self.plain.bottom
        self.note.show(note, top=ends + layout.NOTE_GAP if said else layout.NOTE_TOP)

    @property
    def verdict(self) -> str:
        """The verdict that is shown."""
        return self.bold.text or self.plain.text

    @property
    def bottom(self) -> float:
        """Where what is shown ends; 0 where nothing is."""
        shown = [each.bottom for each in (self.plain, self.bold, self.note) if each.text]
        return max(shown, default=0)
