"""How many answer, over several rounds: one week's six of eight may be anything from four tenths to nine."""

from collections.abc import Sequence
from dataclasses import dataclass

from survey.statistics.intervals import Interval, wilson

SHORT, LONG = 4, 12
"""Rounds a response rate is told over (SCIENCE 3.6)."""


@dataclass(frozen=True, slots=True)
class ResponseRate:
    """Answers per person asked, with Wilson's 95 % interval; parts of one."""

    answers: int
    invited: int
    interval: Interval

    @property
    def rate(self) -> float:
        """The rate itself."""
        return self.answers / self.invited


def response_rate(rounds: Sequence[tuple[int, int]], *, over: int) -> ResponseRate | None:
    """The rate over the last rounds; None where there are not so many yet.

    Args:
        rounds: answers and people asked of each, oldest first.
        over: how many rounds.
    """
    last = rounds[-over:]
    invited = sum(asked for _, asked in last)
    if len(last) < over or not invited:
        return None
    answers = sum(answered for answered, _ in last)
    return ResponseRate(answers, invited, wilson(answers, invited))
