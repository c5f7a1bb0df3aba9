"""What is posted to a team's channel: words, a place for a picture among them, and what follows it."""

from dataclasses import dataclass

from bot.conversations.messages import Note, Paragraph, Part


@dataclass(frozen=True, slots=True)
class Trend:
    """One question's exact means as a line, for a platform that draws by itself.

    Attributes:
        title: what the question is about.
        scale: what the numbers are.
        points: week and mean, oldest first; at least two.
        note: what the line leaves out; empty where that is nothing.
    """

    title: str
    scale: str
    points: tuple[tuple[str, float], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A message to a channel; the words alone say everything that a picture or a line shows.

    Attributes:
        name: short and harmless, for the name of the picture's file, like ``2026-W48``.
        title: of the picture's file.
        above: what stands above the picture.
        below: what stands below it.
        trends: for a platform that draws by itself, the most important first.
    """

    name: str
    title: str
    above: tuple[Paragraph, ...]
    below: tuple[Part, ...] = ()
    trends: tuple[Trend, ...] = ()

    @property
    def text(self) -> str:
        """All its words, for notifications and screen readers."""
        parts = (*self.above, *self.below)
        return "\n\n".join(part.text for part in parts if isinstance(part, Paragraph | Note))
