"""What a week may ask: questions as the rotation sees them, without a word of their text."""

from collections.abc import Iterable
from dataclasses import dataclass

from survey.questions import Role

REST = 4
"""A question that is no anchor is asked at most once in so many weeks."""
MOST_QUESTIONS = 3
FORM = 12
"""So many questions of the baseline are asked at once, where it is run as one form (SCIENCE 3.3)."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that may be asked to a team.

    Attributes:
        key: its stable name, e.g. ``STR-01``.
        theme: the key of its theme, or of its goal where it has one; empty where nobody said.
        sensitive: a week has at most one such question.
        weight: of its theme; twice the weight is twice as often.
        last_week: the index of the week it was last asked to this team; None where it never was.
        order: its place in the bank, for what nothing else decides.
        until: the index of the last week in which it may be asked; None where nobody set an end.
    """

    key: str
    theme: str = ""
    role: Role = Role.MARKER
    sensitive: bool = False
    weight: float = 1.0
    last_week: int | None = None
    order: int = 0
    until: int | None = None

    def __post_init__(self) -> None:
        """Refuse a weight that gives no turns."""
        if not 0 < self.weight < float("inf"):
            raise ValueError(f"a theme's weight is a number above 0, not {self.weight}")

    @property
    def line(self) -> str:
        """What it takes turns as: its theme, or itself where it has none."""
        return self.theme or self.key

    def lasts(self, week: int) -> bool:
        """Whether it is still asked in a week."""
        return self.until is None or week <= self.until

    def rests(self, week: int) -> bool:
        """Whether it was asked too lately to be asked in a week."""
        return self.role is not Role.ANCHOR and self.last_week is not None and week - self.last_week < REST


@dataclass(frozen=True, slots=True)
class Slots:
    """How much a week has room for.

    Attributes:
        anchors: questions that come every week.
        turning: places for everything else.
        baseline: places for everything else while the customer baseline is run.
    """

    anchors: int = 1
    turning: int = 2
    baseline: int = 3

    def __post_init__(self) -> None:
        """Refuse what nobody answers in a minute."""
        if not (0 <= self.anchors <= MOST_QUESTIONS and 0 <= self.turning <= MOST_QUESTIONS):
            raise ValueError(
                f"a week has 0 to {MOST_QUESTIONS} anchors and 0 to {MOST_QUESTIONS} other questions"
            )
        if not 1 <= self.baseline <= FORM:
            raise ValueError(f"a week of the baseline has 1 to {FORM} of its questions")


@dataclass(frozen=True, slots=True)
class Rotation:
    """How a team's questions take turns, the same every week.

    Attributes:
        seed: of the organisation; decides what waiting does not.
        slots: the room a week has.
        every: weeks between two rounds.
        baseline_since: the index of the week in which the first run of the baseline began or begins; None
            for no run. The others follow every half year.
    """

    seed: str
    slots: Slots = Slots()
    every: int = 1
    baseline_since: int | None = None


def slots_of(candidates: Iterable[Candidate], *, questions: int, form: bool = False) -> Slots:
    """The places of a week with so many questions: anchors first, and the rest takes turns.

    Args:
        candidates: all questions.
        questions: how many a week has.
        form: whether the baseline is asked at once; spread over weeks it takes the places of the others, so
            that no week gets longer, but for one of anchors alone.
    """
    anchors = sum(candidate.role is Role.ANCHOR for candidate in candidates)
    anchors = min(anchors, questions)
    turning = questions - anchors
    return Slots(anchors=anchors, turning=turning, baseline=FORM if form else max(turning, 1))


def longest_waiting(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Those never asked first, then those asked longest ago; in the order of the bank where that is equal."""
    return sorted(candidates, key=_waiting)


def _waiting(candidate: Candidate) -> tuple[int, int, str]:
    return (
        candidate.last_week if candidate.last_week is not None else -1_000_000,
        candidate.order,
        candidate.key,
    )
