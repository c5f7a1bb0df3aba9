"""Days, hours and weeks as people type them, and back into words."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversations import calendars
from storage.calendars import CalendarSettings
from survey.calendars import WeekSpan
from survey.errors import InputError

TODAY = date(2026, 11, 24)
"""A Tuesday."""
USUAL = CalendarSettings("FI", frozenset(range(5)), time(8), time(18), quiet=(), guests=False)
LATER = st.dates(TODAY, TODAY + calendars.YEARS)
WEEKS = st.integers(1, 53)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-12-24", date(2026, 12, 24)),
        ("2026-12-4", date(2026, 12, 4)),
        ("24.12.2026", date(2026, 12, 24)),
        ("24.12.", date(2026, 12, 24)),
        ("24.12", date(2026, 12, 24)),
        ("1.2.", date(2027, 2, 1)),
        ("24.11.", TODAY),
        ("tue", TODAY),
        ("Wednesday", date(2026, 11, 25)),
        ("mon", date(2026, 11, 30)),
    ],
)
def test_a_day_is_understood_as_people_write_it(text: str, day: date) -> None:
    assert calendars.day(f" {text} ", what="day", since=TODAY) == day


@pytest.mark.parametrize(
    "text", ["", "soon", "t", "2026-13-01", "30.2.", "24.12.26", "2026-11-23", "23.11.2026", "2036-01-01"]
)
def test_no_day_past_or_nonsense_is_taken(text: str) -> None:
    with pytest.raises(InputError, match=r"^day: type a day"):
        calendars.day(text, what="day", since=TODAY)


@given(LATER)
def test_every_day_can_be_typed_with_its_year(day: date) -> None:
    for text in (f"{day}", f"{day.day}.{day.month}.{day.year}"):
        assert calendars.day(text, what="day", since=TODAY) == day


@given(LATER)
def test_a_day_without_its_year_is_the_next_such_day(day: date) -> None:
    try:
        found = calendars.day(f"{day.day}.{day.month}.", what="day", since=TODAY)
    except InputError:
        assert (day.day, day.month) == (29, 2)
    else:
        assert (found.day, found.month) == (day.day, day.month)
        assert timedelta() <= found - TODAY < timedelta(days=366)


@given(st.frozensets(st.integers(0, 6), min_size=1))
def test_working_days_in_words_can_be_typed_again(days: frozenset[int]) -> None:
    words = calendars.days_in_words(days)

    assert calendars.changed(USUAL, {"days": words}).working_days == days


@given(st.lists(st.tuples(WEEKS, WEEKS), max_size=calendars.MOST_SPANS, unique=True))
def test_quiet_weeks_in_words_can_be_typed_again(spans: list[tuple[int, int]]) -> None:
    known = replace(USUAL, quiet=tuple(WeekSpan(*span) for span in spans))

    assert calendars.changed(USUAL, {"quiet": calendars.quiet_in_words(known)}) == known


@given(st.times(time(6), time(21)), st.integers(1, 60))
def test_hours_in_words_can_be_typed_again(begins: time, minutes: int) -> None:
    begins = begins.replace(second=0, microsecond=0)
    ends = begins.replace(hour=begins.hour + 1) if minutes > 30 else time(22)
    known = replace(USUAL, begins=begins, ends=ends)

    assert calendars.changed(USUAL, {"hours": calendars.hours_in_words(known)}) == known


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"days": "fri-"}, "days: type working days"),
        ({"days": "mon-tue-wed"}, "days: type working days"),
        ({"days": ","}, "days: type working days"),
        ({"days": "someday"}, "days: type working days"),
        ({"hours": "08:00"}, "hours: type when a working day begins and ends"),
        ({"hours": "8-25"}, "hours: type a time"),
        ({"hours": "05:00-18:00"}, "hours: working hours begin at 06:00 or later"),
        ({"hours": "08:00-23:00"}, "hours: working hours begin at 06:00 or later"),
        ({"quiet": "54"}, "quiet: type up to 10 week numbers"),
        ({"quiet": "0-3"}, "quiet: type up to 10 week numbers"),
        ({"quiet": "summer"}, "quiet: type up to 10 week numbers"),
        ({"quiet": ","}, "quiet: type up to 10 week numbers"),
        ({"quiet": ",".join(map(str, range(1, 12)))}, "quiet: type up to 10 week numbers"),
        ({"guests": "some"}, "guests: type yes or no"),
        ({"country": "Atlantis"}, "country: type its two letters"),
        ({"country": "DE-XX"}, "country: DE has no region XX"),
    ],
)
def test_a_calendar_that_cannot_be_read_is_one_sentence(values: dict[str, str], problem: str) -> None:
    with pytest.raises(InputError, match=f"^{problem}"):
        calendars.changed(USUAL, values)
