"""Questions: what is asked, in which languages, on which scale, and for the sake of what."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from locales.catalogues import SOURCE
from survey.ids import GoalId, QuestionId
from survey.scales import Scale

LONGEST_QUESTION = 200
LONGEST_OPTION = 60
MOST_OPTIONS = 10


class Role(StrEnum):
    """What a question is in the rotation (SCIENCE 3.1 to 3.3).

    An anchor comes every week. A marker is the one question of its theme that takes turns and makes its
    trend; depth questions of a theme come after a signal, by choice, or while the marker rests. Questions of
    the customer baseline come twice a year, those of a goal while it is pursued.
    """

    ANCHOR = "anchor"
    MARKER = "marker"
    DEPTH = "depth"
    BASELINE = "baseline"
    GOAL = "goal"


@dataclass(frozen=True, slots=True)
class Wording:
    """A question in one language; what is empty is taken from the words it was written in."""

    text: str
    theme: str = ""
    options: tuple[str, ...] = ()


Wordings = Mapping[str, Wording]
"""By language, like ``fi``."""


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    """A question before it is stored.

    Attributes:
        key: stable name people type, e.g. ``STR-01`` or ``Q1``.
        text: the question in full, in the words it was written in.
        theme: what it serves, in words, shown on every card; empty where nobody said.
        theme_key: what questions of one theme have in common, e.g. ``STR``; the theme's words where empty.
        reverse: an answer of 5 is the unfavourable end; figures are turned (6 - x) before everything.
        sensitive: needs the higher display floor.
        goal: the goal it asks about, which its theme then names.
        wordings: in other languages.
    """

    key: str
    text: str
    scale: Scale
    theme: str = ""
    theme_key: str = ""
    role: Role = Role.MARKER
    reverse: bool = False
    sensitive: bool = False
    goal: GoalId | None = None
    wordings: Wordings | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A stored question; an edited one is another, with the same key and the next version."""

    id: QuestionId
    key: str
    text: str
    scale: Scale
    theme: str
    theme_key: str
    role: Role
    reverse: bool
    sensitive: bool
    retired: bool
    version: int = 1
    goal: GoalId | None = None
    wordings: tuple[tuple[str, Wording], ...] = ()

    @property
    def anchor(self) -> bool:
        """Whether it is asked every week, so that one series has no gaps."""
        return self.role is Role.ANCHOR

    def spoken(self, language: str) -> "Question":
        """The question as somebody reads it: in their language, else in English, else as it was written."""
        known = dict(self.wordings)
        words = known.get(language) or known.get(SOURCE) or Wording(self.text)
        return replace(
            self,
            text=words.text,
            theme=words.theme or self.theme,
            scale=self.scale.spoken(words.options),
        )
