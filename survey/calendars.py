"""When a team works: its days, its hours, the days off, and the weeks in which it wants to hear nothing."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from locales.speech import marked
from survey.weeks import Week

EARLIEST, LATEST = time(6), time(22)
"""Nobody is written to outside these local hours."""
LATEST_HOUR = time(21)
"""The latest hour to choose: a send that takes a while still ends by 22:00."""
WORKING_DAYS = frozenset(range(5))
"""Monday to Friday."""


@dataclass(frozen=True, slots=True)
class WeekSpan:
    """ISO week numbers from one to another, both included; ``52-1`` runs over the turn of the year."""

    first: int
    last: int

    def __post_init__(self) -> None:
        """Refuse a week that no year has."""
        if not (1 <= self.first <= 53 and 1 <= self.last <= 53):
            raise ValueError(marked("weeks are numbered 1 to 53"))

    def __contains__(self, number: int) -> bool:
        if self.first <= self.last:
            return self.first <= number <= self.last
        return number >= self.first or number <= self.last

    def __str__(self) -> str:
        return f"{self.first}-{self.last}" if self.first != self.last else str(self.first)


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """One team's working time; the hours are those of each person's own place.

    Attributes:
        working_days: weekdays, Monday is 0.
        begins: when a working day begins.
        ends: when it ends; a message may go up to then.
        days_off: public holidays and the team's own days off.
        quiet: weeks in which no round is opened.
    """

    working_days: frozenset[int] = WORKING_DAYS
    begins: time = time(8)
    ends: time = time(18)
    days_off: frozenset[date] = frozenset()
    quiet: tuple[WeekSpan, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a team that never works, or works at night."""
        if not self.working_days or not self.working_days <= frozenset(range(7)):
            raise ValueError(marked("a team works on at least one day of the week"))
        if not EARLIEST <= self.begins < self.ends <= LATEST:
            raise ValueError(
                marked("working hours begin at 06:00 or later, end by 22:00, and begin before they end")
            )

    def works_on(self, day: date) -> bool:
        """Whether the team works on a day."""
        return day.weekday() in self.working_days and day not in self.days_off

    def days_off_in(self, week: Week) -> int:
        """How many days of a week the team would work on if they were not days off."""
        days = (week.monday() + timedelta(days=weekday) for weekday in self.working_days)
        return sum(day in self.days_off for day in days)

    def is_quiet(self, week: Week) -> bool:
        """Whether the team wants no round in a week."""
        return any(week.number in span for span in self.quiet)
