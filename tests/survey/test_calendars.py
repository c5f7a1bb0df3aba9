from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.calendars import WeekSpan, WorkCalendar
from survey.weeks import Week

MONDAY, SATURDAY = date(2026, 11, 23), date(2026, 11, 28)
NUMBERS = st.integers(1, 53)


@pytest.mark.parametrize(("first", "last"), [(0, 5), (1, 54), (54, 1), (-1, 1)])
def test_a_week_that_no_year_has_is_refused(first: int, last: int) -> None:
    with pytest.raises(ValueError, match="1 to 53"):
        WeekSpan(first, last)


@settings(deadline=None)
@given(NUMBERS, NUMBERS)
def test_a_span_has_its_ends_and_every_week_on_the_way_from_one_to_the_other(first: int, last: int) -> None:
    span = WeekSpan(first, last)
    on_the_way = {(first - 1 + step) % 53 + 1 for step in range((last - first) % 53 + 1)}

    assert {number for number in range(1, 54) if number in span} == on_the_way


def test_a_span_is_written_as_it_is_typed() -> None:
    assert [str(WeekSpan(*weeks)) for weeks in ((28, 31), (52, 1), (8, 8))] == ["28-31", "52-1", "8"]


def test_quiet_weeks_run_over_the_turn_of_the_year() -> None:
    calendar = WorkCalendar(quiet=(WeekSpan(52, 1), WeekSpan(28, 31)))
    weeks = [Week.of(date(2026, 12, day)) for day in (20, 21, 28)] + [Week(2027, 1), Week(2027, 2)]

    assert [str(week) for week in weeks if calendar.is_quiet(week)] == ["2026-W52", "2026-W53", "2027-W01"]
    assert calendar.is_quiet(Week(2027, 28))
    assert not WorkCalendar().is_quiet(Week(2027, 28))


def test_a_team_works_on_its_days_and_not_on_its_days_off() -> None:
    usual, weekend = WorkCalendar(), WorkCalendar(working_days=frozenset({5, 6}))
    closed = WorkCalendar(days_off=frozenset({MONDAY}))

    assert (usual.works_on(MONDAY), usual.works_on(SATURDAY)) == (True, False)
    assert (weekend.works_on(MONDAY), weekend.works_on(SATURDAY)) == (False, True)
    assert not closed.works_on(MONDAY)


@pytest.mark.parametrize("days", [frozenset(), frozenset({7}), frozenset({-1, 0})])
def test_a_team_that_works_on_no_day_there_is_is_refused(days: frozenset[int]) -> None:
    with pytest.raises(ValueError, match="at least one day"):
        WorkCalendar(working_days=days)


@pytest.mark.parametrize(
    ("begins", "ends"),
    [(time(5, 59), time(14)), (time(14), time(22, 1)), (time(9), time(9)), (time(17), time(9))],
)
def test_a_team_that_works_at_night_or_backwards_is_refused(begins: time, ends: time) -> None:
    with pytest.raises(ValueError, match="06:00 or later, end by 22:00"):
        WorkCalendar(begins=begins, ends=ends)


def test_the_longest_working_day_is_from_six_to_ten() -> None:
    calendar = WorkCalendar(begins=time(6), ends=time(22))

    assert (calendar.begins, calendar.ends) == (time(6), time(22))


def test_days_off_of_a_week_are_those_the_team_would_have_worked_on() -> None:
    friday, saturday, next_monday = date(2026, 12, 25), date(2026, 12, 26), date(2026, 12, 28)
    off = frozenset({friday, saturday, next_monday})

    assert WorkCalendar(days_off=off).days_off_in(Week(2026, 52)) == 1
    assert WorkCalendar(days_off=off, working_days=frozenset({4, 5})).days_off_in(Week(2026, 52)) == 2
    assert WorkCalendar(days_off=off).days_off_in(Week(2026, 51)) == 0
