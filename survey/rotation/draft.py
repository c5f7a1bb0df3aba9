"""A week's plan, finished and in the making: what is asked and why, what is passed over and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from survey.questions import Role
from survey.rotation.candidates import Candidate
from survey.rotation.wishes import Wishes
from survey.weeks import Week


class Reason(StrEnum):
    """Why a question is asked."""

    ANCHOR = "anchor"
    PINNED = "pinned"
    SWAPPED = "swapped"
    BASELINE = "baseline"
    CHOSEN = "chosen"
    """The team or its lead chose the theme."""
    SIGNAL = "signal"
    """A closer look at a theme that signalled the round before."""
    GOAL = "goal"
    TURN = "turn"
    DEPTH = "depth"
    """It stands in for the marker of its theme, which rests."""


class Why(StrEnum):
    """Why a question is not asked although it is due or wanted."""

    SKIPPED = "skipped"
    SWAPPED = "swapped"
    """Another was wanted in its place, and that one cannot be asked."""
    RECENT = "recent"
    """It was asked within four weeks."""
    SENSITIVE = "sensitive"
    """The week has a sensitive question already."""
    NO_ROOM = "no room"
    GONE = "gone"
    """There is no such question, or no such theme, any more."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A question that is asked, and why; ``instead_of`` is the key of the one it was swapped for."""

    key: str
    theme: str
    reason: Reason
    instead_of: str = ""


@dataclass(frozen=True, slots=True)
class Passed:
    """A question that is not asked, and why; ``key`` is empty where a whole theme is meant."""

    key: str
    theme: str
    why: Why


@dataclass(frozen=True, slots=True)
class WeekPlan:
    """What one week asks.

    Attributes:
        chosen: anchors first, and then in the order of the reasons.
        passed: what was due or wanted, in the order in which it was passed over.
        empty: places that nothing may take: fewer questions are asked rather than one again too soon.
    """

    week: Week
    chosen: tuple[Chosen, ...]
    passed: tuple[Passed, ...]
    empty: int

    @property
    def keys(self) -> tuple[str, ...]:
        """The questions asked."""
        return tuple(each.key for each in self.chosen)


class Draft:
    """A plan while it is made: no question enters it against the rules, whoever wants it."""

    def __init__(self, candidates: Iterable[Candidate], *, week: int, wishes: Wishes) -> None:
        """Begin with nothing chosen, and no room.

        Args:
            candidates: every question that may be asked.
            week: the index of the week.
            wishes: what people want of it.
        """
        self.week = week
        self.room = 0
        self._wishes = wishes
        self._by_key = {candidate.key: candidate for candidate in candidates}
        self._chosen: dict[str, Chosen] = {}
        self._passed: dict[tuple[str, str], Passed] = {}
        self._settled: set[str] = set()
        self._lines: set[str] = set()
        self._has_sensitive = False

    def offer(self, candidate: Candidate, reason: Reason, *, instead_of: str = "") -> bool:
        """Take a question, or the one it is swapped for; note why not where a rule is against it."""
        if candidate.key in self._settled:
            return False
        instead = self._wishes.swapped.get(candidate.key)
        if instead is not None and reason is not Reason.SWAPPED and candidate.key not in self._wishes.skipped:
            return self._swap(candidate, instead)
        why = self._against(candidate)
        if why is not None:
            self.pass_over(candidate.key, candidate.theme, why)
            return False
        self._take(candidate, reason, instead_of)
        return True

    def offer_key(self, key: str, reason: Reason, *, instead_of: str = "") -> bool:
        """Offer a question that somebody named."""
        candidate = self._by_key.get(key)
        if candidate is None:
            self.pass_over(key, "", Why.GONE)
            return False
        return self.offer(candidate, reason, instead_of=instead_of)

    def pass_over(self, key: str, theme: str, why: Why) -> None:
        """Note that something is not asked; what was noted first stays."""
        self._passed.setdefault((key, theme), Passed(key, theme, why))

    def covers(self, line: str) -> bool:
        """Whether the week has a question of a theme already."""
        return line in self._lines

    def plan(self, week: Week) -> WeekPlan:
        """The plan as it stands."""
        passed = tuple(each for each in self._passed.values() if each.key not in self._settled)
        return WeekPlan(week, tuple(self._chosen.values()), passed, empty=self.room)

    def _against(self, candidate: Candidate) -> Why | None:
        if candidate.key in self._wishes.skipped:
            return Why.SKIPPED
        if candidate.rests(self.week):
            return Why.RECENT
        if candidate.sensitive and self._has_sensitive:
            return Why.SENSITIVE
        return Why.NO_ROOM if self.room <= 0 else None

    def _swap(self, candidate: Candidate, instead: str) -> bool:
        if self.offer_key(instead, Reason.SWAPPED, instead_of=candidate.key):
            self._settled.add(candidate.key)
            return True
        self.pass_over(candidate.key, candidate.theme, Why.SWAPPED)
        return False

    def _take(self, candidate: Candidate, reason: Reason, instead_of: str) -> None:
        self._chosen[candidate.key] = Chosen(candidate.key, candidate.theme, reason, instead_of)
        self._settled.add(candidate.key)
        self._has_sensitive = self._has_sensitive or candidate.sensitive
        self.room -= 1
        if candidate.role in {Role.MARKER, Role.DEPTH}:
            self._lines.add(candidate.line)
