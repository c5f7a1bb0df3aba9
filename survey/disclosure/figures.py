"""Figures that have passed the gate, and the floors they passed: all that pictures and words may know."""

from dataclasses import dataclass
from enum import StrEnum

FLOOR = 5
"""Fewest answers at which a figure is shown; settings may raise it, nothing lowers it (SCIENCE P2)."""
SENSITIVE_FLOOR = 8
MEAN_FROM = 8
"""Fewest answers at which a mean is shown; under it the favourable share alone (SCIENCE 5.3)."""
COUNTS_FROM = 20
"""Fewest answers at which it is shown how many gave each answer."""
COMMENT_FLOOR = 10
"""Fewest people answering at which comments are shown (SCIENCE 5.4)."""


class Why(StrEnum):
    """Why a figure, or a part of it, stays in."""

    FEW = "few"
    """Fewer answers than the floor."""
    TOGETHER = "together"
    """Beside another group's figure it would tell about fewer people than the floor (SCIENCE P7)."""
    MOVED = "moved"
    """So few people came or went since the question was last asked that a difference would be theirs (P9)."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """Not shown: not even the number of answers leaves the gate."""

    floor: int
    invited: int
    why: Why = Why.FEW


class Reach(StrEnum):
    """How a mean is to be read."""

    EXACTLY = "exactly"
    AT_LEAST = "at least"
    AT_MOST = "at most"


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean on the question's axis, reversed items already turned, so that more is better.

    Attributes:
        tenths: ten times the mean, rounded half up.
        reach: near an end of the axis only "4.1 or higher" is told, since an exact one would tell what
            everybody answered.
    """

    tenths: int
    reach: Reach = Reach.EXACTLY

    @property
    def value(self) -> float:
        """The mean, or the limit where it is only told to lie beyond one."""
        return self.tenths / 10


@dataclass(frozen=True, slots=True)
class Band:
    """How many of the answers are favourable: from ``low`` to ``high``, exactly so many where these agree."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Released:
    """What may be shown of one question of one closed round.

    Attributes:
        answers: how many answers count, n.
        invited: how many people were asked, N.
        mean: from eight answers up, on a scale that has one.
        band: the favourable answers, where they may stand beside the mean.
        counts: how many gave each value of the scale, unfavourable end first; from twenty answers up, where
            that ties nothing to anybody.
        leader: the option chosen most often, for a choice; empty where none stands out.
        why: what keeps the mean in although there are answers enough for one.
    """

    answers: int
    invited: int
    mean: Mean | None = None
    band: Band | None = None
    counts: tuple[int, ...] = ()
    leader: str = ""
    why: Why | None = None


Figure = Released | Withheld
