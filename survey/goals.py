"""Goals: what the organisation wants this year, and what questions ask about for its sake."""

from dataclasses import dataclass
from datetime import date

from survey.ids import GoalId, UserRef

LONGEST_GOAL = 80
"""Characters: the goal's words stand inside questions of at most 200, on every card."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal of a workspace.

    Attributes:
        number: what people call it by: 1, 2 and so on in each workspace; never given twice.
        words: in the organisation's own words.
        theme: which theme of the bank it belongs to, by its key; empty where nobody said.
        owner: who answers for it; None where nobody was named, or they were forgotten.
        until: its last day; None where it has none.
        is_open: whether its questions are asked; a closed goal keeps its trend.
    """

    id: GoalId
    number: int
    words: str
    theme: str
    owner: UserRef | None
    until: date | None
    is_open: bool

    def lasts(self, day: date) -> bool:
        """Whether it is pursued on a day."""
        return self.is_open and (self.until is None or day <= self.until)
