"""ISO weeks as values: ordered, printable, countable."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

_EPOCH = date(1970, 1, 5)
"""A Monday, so that week numbers of two dates can be subtracted."""


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """One ISO week. ``str(Week(2026, 48))`` is ``2026-W48``."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Week":
        """The week a date lies in."""
        calendar = day.isocalendar()
        return cls(calendar.year, calendar.week)

    @classmethod
    def parse(cls, text: str) -> "Week":
        """Read ``2026-W48``; raises ValueError on anything else."""
        return _parsed(text)

    def __str__(self) -> str:
        return f"{self.year:04d}-W{self.number:02d}"

    def monday(self) -> date:
        """Its first day."""
        return date.fromisocalendar(self.year, self.number, 1)

    def thursday(self) -> date:
        """The day that says which year, and which month, a week belongs to."""
        return date.fromisocalendar(self.year, self.number, 4)

    def next(self) -> "Week":
        """The week after."""
        return self.plus(1)

    def plus(self, weeks: int) -> "Week":
        """So many weeks later."""
        return Week.of(self.monday() + timedelta(weeks=weeks))

    @property
    def index(self) -> int:
        """Whole weeks since a fixed Monday: the difference of two is a number of weeks."""
        return (self.monday() - _EPOCH).days // 7


@lru_cache(maxsize=1024)
def _parsed(text: str) -> Week:
    """Remembered, because ten thousand people are asked in the same few weeks."""
    year, mark, number = text.partition("-W")
    week = Week(int(year), int(number))
    if not mark or str(week) != text:
        raise ValueError(f"{text!r} is not an ISO week like 2026-W48")
    week.monday()
    return week
