"""How many people gave each answer: all that is left of the answers once a round has closed."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from survey.questions import Question
from survey.scales import SKIP


@dataclass(frozen=True, slots=True)
class Tally:
    """The closed answers to one question of one round.

    Attributes:
        counts: ``{value: how many}`` for the values that were given; skipping is not a value.
        skipped: how many chose the skip option.
    """

    question: Question
    counts: dict[int, int]
    skipped: int = 0

    @property
    def answers(self) -> int:
        """Answers that count, n."""
        return sum(self.counts.values())


def count(question: Question, values: Iterable[int]) -> Tally:
    """Count the answers to one question."""
    counted = Counter(values)
    skipped = counted.pop(SKIP, 0)
    return Tally(question, dict(sorted(counted.items())), skipped)
