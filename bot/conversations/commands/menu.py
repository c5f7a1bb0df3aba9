"""The commands a platform shows in its menu, and how Pulssi introduces itself there.

A menu is short, so each place has the commands that most people in it need; ``help`` names all others.
"""

from dataclasses import dataclass

from bot.conversations.commands import help as helping
from locales.speech import marked, say

ABOUT = marked("One to three short questions a week, and an honest picture back.")
MORE_ABOUT = marked(
    "Pulssi asks a team one to three short questions a week and posts a picture of the answers back to the "
    "team's channel. Answers are sealed while a round is open and counted when it closes; after that nobody "
    "can say what a person answered. Figures with fewer than five answers are never shown. Pulssi is free "
    "software that your own organisation runs, and it keeps answers on that server alone."
)
_HELP = marked("everything you can do here")
_SETUP = marked("the very first step: make Pulssi ready for this organisation")
_PAUSE = marked("ask me nothing until I come back, or until a day that you name")
_OWN = {"help": _HELP, "setup": _SETUP, "pause": _PAUSE}
_PERSONAL = ("help", "results", "status", "me", "pause", "resume", "privacy", "report", "plan", "setup")
"""Where one person talks with the bot: what is theirs, then what leads and admins begin with."""
_TEAM = (
    *("help", "results", "status", "plan", "preview", "schedule"),
    *("report", "talked", "setup team", "ask now"),
)
"""In a team's channel: what the team reads, then what leads and admins do there."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One command, as it is typed after ``pulse``, and what it does in plain text."""

    command: str
    meaning: str


def personal() -> tuple[Entry, ...]:
    """The menu of a conversation with one person, in the language spoken; ten entries at most."""
    return tuple(map(_entry, _PERSONAL))


def team() -> tuple[Entry, ...]:
    """The menu of a team's channel, in the language spoken; ten entries at most."""
    return tuple(map(_entry, _TEAM))


def _entry(command: str) -> Entry:
    meaning = say(_OWN[command]) if command in _OWN else helping.meaning(command)
    return Entry(command, meaning.replace("`", ""))
