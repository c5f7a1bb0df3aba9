"""What a team reads about its week: gated figures and the words around them."""

from dataclasses import dataclass

from survey.disclosure.figures import Figure, Mean, Released
from survey.statistics.missing import WholeTeam
from survey.statistics.rates import ResponseRate
from survey.verdicts import Verdict
from survey.weeks import Week

LONGEST_HISTORY = 12
"""Measurements of one item a picture shows."""


@dataclass(frozen=True, slots=True)
class Point:
    """One measurement of the same item, as it was released then (a gap stays a gap)."""

    week: Week
    figure: Figure

    @property
    def mean(self) -> Mean | None:
        """The mean that was shown, if one was."""
        return self.figure.mean if isinstance(self.figure, Released) else None


@dataclass(frozen=True, slots=True)
class Tile:
    """One question of the week.

    Attributes:
        axis: the fixed ends of its scale, or None for a choice.
        ends: the words at both ends of the axis; empty for a choice.
        history: this and earlier weeks in which the same item was asked, oldest first, at most twelve.
        verdict: what its change amounts to; None where there is nothing to compare.
        whole_team: where the mean would lie if those had answered, too, who did not; None where none is told.
    """

    question: str
    theme: str
    axis: tuple[int, int] | None
    ends: tuple[str, str] | tuple[()]
    figure: Figure
    history: tuple[Point, ...]
    verdict: Verdict | None = None
    whole_team: WholeTeam | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A question of the week that people answered in words: no figure, and nothing to draw.

    Attributes:
        texts: in random order; None where too few took part for anybody to read them.
    """

    question: str
    theme: str
    texts: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Talk:
    """The one thing to talk about: a theme, or a question that serves none.

    Attributes:
        is_change: whether it changed more than usual, so that what was different is asked, never explained.
    """

    about: str
    is_change: bool = False


@dataclass(frozen=True, slots=True)
class Digest:
    """One team's week.

    Attributes:
        participants: how many people answered anything; None below the floor.
        comments: shown only where enough people took part, in random order.
        lost: the round's key was lost, so nothing can be counted.
        talk: the one thing to talk about; None where nothing is shown.
        lately: how many took part in the last four rounds; one week alone says little about that.
        days_off: how many of the team's working days were days off; a fact of the week, and no explanation.
    """

    team: str
    week: Week
    tiles: tuple[Tile, ...]
    invited: int
    participants: int | None
    floor: int
    comments: tuple[str, ...] = ()
    lost: bool = False
    talk: Talk | None = None
    lately: ResponseRate | None = None
    written: tuple[Written, ...] = ()
    days_off: int = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn digest: PNG bytes and the same facts in words."""

    png: bytes
    alt: str
