"""What people who plan changed of a team's rotation."""

from dataclasses import dataclass
from enum import StrEnum

from survey.weeks import Week


class Change(StrEnum):
    """How a week's plan differs from the rotation's own."""

    PIN = "pin"
    SKIP = "skip"
    SWAP = "swap"
    THEME = "theme"


@dataclass(frozen=True, slots=True)
class PlanChange:
    """One change of one week.

    Attributes:
        key: the question's key; for a theme, the theme's.
        instead: what is asked in its place, where it is swapped.
    """

    week: Week
    change: Change
    key: str
    instead: str = ""
