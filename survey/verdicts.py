"""Whether a figure changed more than it usually does: decided when its round closes, and kept with it."""

from dataclasses import dataclass
from enum import StrEnum

from survey.disclosure.figures import Mean
from survey.weeks import Week


class Change(StrEnum):
    """What can be said of a figure beside those before; the first that applies (SCIENCE 4.10)."""

    FEW = "few"
    """Less than half as many answered as usual, so nothing is compared."""
    EARLY = "early"
    """Too few measurements before."""
    NEW_VERSION = "new version"
    """Too few of this version of the question; there were some of an earlier one."""
    OTHER_TEAMS = "other teams"
    """Too few of rounds that these teams shared; there were some of rounds that others did."""
    UP = "up"
    DOWN = "down"
    RISEN = "risen"
    """No single measurement is beyond the usual, and yet the level seems to have gone up for weeks."""
    FALLEN = "fallen"
    WITHIN = "within"


SIGNALS = frozenset({Change.UP, Change.DOWN, Change.RISEN, Change.FALLEN})
"""After these a question is asked, never an explanation given."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a figure's change amounts to.

    Attributes:
        change: the kind.
        measured: how many measurements there were before.
        needed: how many it takes; 0 where that is no question.
        usual: the least and the greatest value, in tenths of the axis, that is still usual; None where they
            would tell of a mean that was not shown, or nothing was compared.
    """

    change: Change
    measured: int = 0
    needed: int = 0
    usual: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Measurement:
    """One closed round's mean of one item, for comparisons only.

    Attributes:
        level: the mean as it was shown; of five to seven answers, of which none is shown, clamped where it
            would tell that nobody is at one end (SCIENCE 5.3). It is never drawn and never told.
        is_shown: whether people saw the mean.
    """

    week: Week
    level: Mean
    answers: int
    invited: int
    is_shown: bool
