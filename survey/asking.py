"""The right moment to write to one person.

A person is written to at the team's hour, or their own, in their own time zone: on a day the team works, not
while they are away or have paused. If that moment passes, the next good one is any moment of their working
hours, and then the hour of the next working day, as long as the round is open. Where that hour would come
after the round closes, any of their working hours before will do.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from survey.calendars import EARLIEST, LATEST, WorkCalendar

_DAY = timedelta(days=1)
_NIGHT = timedelta(hours=16)
"""A reminder comes at least so long after the question, that is, not on the same day."""
_TIME_TO_ANSWER = timedelta(hours=4)
"""A reminder comes at least so long before the round closes."""
_A_LITTLE_LATE = timedelta(hours=1)
"""A message that is so late is still on time."""


@dataclass(frozen=True, slots=True)
class Window:
    """When the messages of a round may go.

    Attributes:
        first_day: the day of asking; nobody is asked on an earlier one, wherever they are. None where
            somebody said "ask now": then any working hour will do, from this one on.
        opens_at: in UTC.
        closes_at: in UTC.
    """

    first_day: date | None
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class Availability:
    """When one person may be written to.

    Attributes:
        zone: where they are.
        hour: when they want to be asked, by their own clock.
        calendar: their team's.
        back_on: the first day after a pause, theirs or the team's.
        away_until: as the chat platform tells of an absence; in UTC.
    """

    zone: ZoneInfo
    hour: time
    calendar: WorkCalendar
    back_on: date | None = None
    away_until: datetime | None = None

    def works_on(self, day: date) -> bool:
        """Whether this person can be written to on a day at all."""
        return self.calendar.works_on(day) and (self.back_on is None or day >= self.back_on)


def local_moment(day: date, at: time, zone: ZoneInfo) -> datetime | None:
    """The instant of a local time, in UTC.

    A time that a clock change skips moves on by what is skipped; one that happens twice is the first of the
    two. None where the zone skips the whole day, or the time moves out of the hours in which people may be
    written to.
    """
    instant = datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
    local = instant.astimezone(zone)
    return instant if local.date() == day and EARLIEST <= local.time() <= LATEST else None


def next_moment(window: Window, person: Availability, *, at: datetime) -> datetime | None:
    """The next good moment for this person, ``at`` or later; None where the round has none left."""
    start = max(at, window.opens_at, person.away_until or at)
    for day in _days(window, person.zone, start):
        moment = _moment_on(day, window, person, start) if person.works_on(day) else None
        if moment is not None:
            return moment if moment < window.closes_at else None
    return None


def reminder_moment(window: Window, person: Availability, *, asked_at: datetime) -> datetime | None:
    """When to remind: the last good hour on a day after the question that leaves time to answer.

    None where the round is too short for that.
    """
    latest = None
    for day in _days(window, person.zone, asked_at):
        moment = local_moment(day, person.hour, person.zone) if person.works_on(day) else None
        if moment and asked_at + _NIGHT <= moment <= window.closes_at - _TIME_TO_ANSWER:
            latest = moment
    return latest


def reminder_window(window: Window, *, asked_at: datetime) -> Window:
    """When a reminder may go, planned or late: a night after the question, and with time left to answer."""
    return Window(
        first_day=window.first_day,
        opens_at=max(window.opens_at, asked_at + _NIGHT),
        closes_at=window.closes_at - _TIME_TO_ANSWER + _A_LITTLE_LATE,
    )


def _hour_after(hour: time) -> time:
    """The end of the hour somebody chose."""
    return (datetime.combine(date.min, hour) + _A_LITTLE_LATE).time()


def _days(window: Window, zone: ZoneInfo, start: datetime) -> Iterator[date]:
    """The local days of a round, from the day of asking or of ``start``, whichever is later."""
    day = start.astimezone(zone).date()
    day = max(window.first_day or day, day)
    last = window.closes_at.astimezone(zone).date()
    while day <= last:
        yield day
        day += _DAY


def _moment_on(day: date, window: Window, person: Availability, start: datetime) -> datetime | None:
    """The person's hour on a day where it can be kept, else any of their working hours from ``start`` on."""
    hour = local_moment(day, person.hour, person.zone) if window.first_day is not None else None
    return hour if hour is not None and start <= hour < window.closes_at else _soonest(day, person, start)


def _soonest(day: date, person: Availability, start: datetime) -> datetime | None:
    """``start`` where it lies in working hours, or their beginning where that is still to come."""
    begins = max(EARLIEST, min(person.calendar.begins, person.hour))
    ends = min(LATEST, max(person.calendar.ends, _hour_after(person.hour)))
    local = start.astimezone(person.zone)
    if local.date() == day and begins <= local.time() < ends:
        return start
    opening = local_moment(day, begins, person.zone)
    return opening if opening is not None and opening >= start else None
