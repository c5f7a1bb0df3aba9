"""Days, working hours and quiet weeks: as people type them, and in words."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, time, timedelta
from typing import TypeVar

from bot.conversations import countries, schedules
from bot.conversations.messages import quoted
from locales import formats
from locales.speech import marked, say, say_in
from storage.calendars import CalendarSettings, DayOff
from survey.calendars import WeekSpan, WorkCalendar
from survey.errors import InputError

Value = TypeVar("Value")

MOST_SPANS = 10
YEARS = timedelta(days=5 * 365)
NAMELESS = marked("Day off")
"""What a team's own day off is called where nobody named it; stored like this, said in any language."""
_NONE = frozenset({"none", "-"})
_DAY = timedelta(days=1)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})(?:\.(\d{4})?)?")
_HOURS = re.compile(r"\s*([\d:.]+)\s*[-–]\s*([\d:.]+)\s*")
_SPAN = re.compile(r"(\d{1,2})(?:\s*[-–]\s*(\d{1,2}))?")


def day(text: str, *, what: str, since: date, ahead: timedelta = YEARS) -> date:
    """A day: ``2026-12-24``, ``24.12.2026``, ``24.12.`` or ``mon``; without a year, the next such day.

    Args:
        what: the name of the value, for the sentence when it cannot be read.
        since: the earliest day that makes sense.
        ahead: how much later the latest one is.
    """
    found = _day(text.strip(), since)
    if found is None:
        raise InputError(say("{field}: type a day, like 2026-12-24, 24.12. or mon.", field=what))
    if not since <= found <= since + ahead:
        raise InputError(
            say("{field}: type a day from {first} to {last}.", field=what, first=since, last=since + ahead)
        )
    return found


def changed(current: CalendarSettings, values: Mapping[str, str]) -> CalendarSettings:
    """The current calendar with the typed values in place of its own."""
    begins, ends = _read(values, "hours", _hours, (current.begins, current.ends))
    return CalendarSettings(
        country=_read(values, "country", countries.typed, current.country),
        working_days=_read(values, "days", _working_days, current.working_days),
        begins=begins,
        ends=ends,
        quiet=_read(values, "quiet", _quiet, current.quiet),
        guests=_read(values, "guests", _guests, current.guests),
    )


def days_in_words(days: frozenset[int]) -> str:
    """``Mon-Thu, Sat``, as it can be typed again."""
    runs: list[list[int]] = []
    for number in sorted(days):
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(
        "-".join(formats.short_weekday(end) for end in dict.fromkeys((run[0], run[-1]))) for run in runs
    )


def hours_in_words(settings: CalendarSettings) -> str:
    """``08:00-18:00``."""
    return f"{formats.hour(settings.begins)}-{formats.hour(settings.ends)}"


def quiet_in_words(settings: CalendarSettings) -> str:
    """``27-30, 52-1``, or ``none``."""
    return ", ".join(map(str, settings.quiet)) or say_in("quiet weeks", "none")


def called(day_off: DayOff) -> str:
    """The name of a day off."""
    return say(NAMELESS) if day_off.own and day_off.name == NAMELESS else quoted(day_off.name)


def _read(values: Mapping[str, str], name: str, read: Callable[[str], Value], known: Value) -> Value:
    return read(values[name]) if name in values else known


def _guests(text: str) -> bool:
    return schedules.yes_or_no(text, what="guests")


def _day(text: str, since: date) -> date | None:
    weekday = schedules.weekday(text)
    if weekday is not None:
        return since + (weekday - since.weekday()) % 7 * _DAY
    if found := _ISO.fullmatch(text):
        return _date(int(found[1]), found[2], found[3])
    found = _DOTTED.fullmatch(text)
    if found is None:
        return None
    if found[3]:
        return _date(int(found[3]), found[2], found[1])
    this_year = _date(since.year, found[2], found[1])
    if this_year is not None and this_year >= since:
        return this_year
    return _date(since.year + 1, found[2], found[1])


def _date(year: int, month: str, number: str) -> date | None:
    try:
        return date(year, int(month), int(number))
    except ValueError:
        return None


def _working_days(text: str) -> frozenset[int]:
    days = frozenset(number for part in text.split(",") if part.strip() for number in _span_of_days(part))
    if not days:
        raise _days_problem()
    return days


def _span_of_days(text: str) -> Iterator[int]:
    """The days of ``mon`` or ``sun-thu``; a span may run over the end of the week."""
    ends = [schedules.weekday(end.strip()) for end in text.replace("–", "-").split("-")]
    first, last = ends[0], ends[-1]
    if len(ends) > 2 or first is None or last is None:
        raise _days_problem()
    return ((first + step) % 7 for step in range((last - first) % 7 + 1))


def _days_problem() -> InputError:
    return InputError(say('days: type working days, like "mon-fri" or "mon-thu,sat".'))


def _hours(text: str) -> tuple[time, time]:
    found = _HOURS.fullmatch(text)
    if found is None:
        raise InputError(say("hours: type when a working day begins and ends, like 08:00-18:00."))
    begins, ends = (schedules.hour(end, what="hours") for end in found.groups())
    try:
        WorkCalendar(begins=begins, ends=ends)
    except ValueError as problem:
        reason = say(str(problem))
        raise InputError(say("hours: {reason}, like 08:00-18:00.", reason=reason)) from problem
    return begins, ends


def _quiet(text: str) -> tuple[WeekSpan, ...]:
    if text.strip().lower() in {*_NONE, say_in("quiet weeks", "none").lower()}:
        return ()
    spans = tuple(dict.fromkeys(_span(part) for part in text.split(",") if part.strip()))
    if not 0 < len(spans) <= MOST_SPANS:
        raise _quiet_problem()
    return spans


def _span(text: str) -> WeekSpan:
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise _quiet_problem()
    try:
        return WeekSpan(int(found[1]), int(found[2] or found[1]))
    except ValueError as problem:
        raise _quiet_problem() from problem


def _quiet_problem() -> InputError:
    return InputError(
        say(
            'quiet: type up to {most} week numbers or spans, like "27-30, 52-1", or none; there are weeks 1 '
            "to 53.",
            most=MOST_SPANS,
        )
    )
