"""How many people gave each answer: all that is left of the answers once a round has closed."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from survey.questions import Question
from survey.scales import SKIP, apart

ANSWERED = -2
"""Stored for the people who answered where one answer is no single value."""


@dataclass(frozen=True, slots=True)
class Tally:
    """The closed answers to one question of one round.

    Attributes:
        counts: ``{value: how many}`` for the values that were given; skipping is not a value. Of a multiple
            choice, how many chose each option: which options went together is not kept of anybody.
        skipped: how many chose the skip option.
        people: how many answered, where the counts do not say so: those of a multiple choice add up to more,
            and answers in words are not counted by what they say.
    """

    question: Question
    counts: dict[int, int]
    skipped: int = 0
    people: int | None = None

    @property
    def answers(self) -> int:
        """Answers that count, n."""
        return sum(self.counts.values()) if self.people is None else self.people

    @property
    def rows(self) -> dict[int, int]:
        """Everything that is kept, as ``{value: how many}``; nothing is kept of nobody."""
        apart_ = {SKIP: self.skipped, ANSWERED: self.people or 0}
        return self.counts | {value: times for value, times in apart_.items() if times}


def count(question: Question, values: Iterable[int], *, written: int = 0) -> Tally:
    """Count the answers to one question.

    Args:
        question: the question.
        values: all answers that are values.
        written: how many answered in words.
    """
    counted = Counter(values)
    skipped = counted.pop(SKIP, 0)
    if question.scale.takes_words:
        return Tally(question, {}, skipped, people=written)
    if not question.scale.takes_several:
        return Tally(question, dict(sorted(counted.items())), skipped)
    chosen: Counter[int] = Counter()
    for answer, times in counted.items():
        chosen.update(dict.fromkeys(apart(answer), times))
    return Tally(question, dict(sorted(chosen.items())), skipped, people=counted.total())
