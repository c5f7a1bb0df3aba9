"""Figures that have passed the gate, and the floors they passed: all that pictures and words may know."""

from dataclasses import dataclass

FLOOR = 5
"""Fewest answers at which a figure is shown; settings may raise it, nothing lowers it (SCIENCE P2)."""
SENSITIVE_FLOOR = 8
COMMENT_FLOOR = 10
"""Fewest people answering at which comments are shown (SCIENCE 5.4)."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """Fewer answers than the floor: not even their number leaves the gate."""

    floor: int
    invited: int


@dataclass(frozen=True, slots=True)
class Released:
    """What may be shown of one question of one closed round.

    Attributes:
        answers: how many answers count, n.
        invited: how many people were asked, N.
        mean: on the question's axis, one decimal, reversed items already turned; None for a single choice.
        leaders: the labels chosen most often, for a single choice; more than one where they are level.
    """

    answers: int
    invited: int
    mean: float | None
    leaders: tuple[str, ...] = ()


Figure = Released | Withheld
