from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.weeks import Week

DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))


@given(DAYS)
def test_a_week_survives_being_written_and_read(day: date) -> None:
    week = Week.of(day)

    assert Week.parse(str(week)) == week


@given(DAYS)
def test_the_next_week_begins_seven_days_later_and_counts_one_more(day: date) -> None:
    week = Week.of(day)

    assert week.next().monday() - week.monday() == timedelta(days=7)
    assert week.next().index - week.index == 1
    assert week < week.next()


@given(DAYS)
def test_a_day_lies_in_the_week_that_is_said_to_hold_it(day: date) -> None:
    monday = Week.of(day).monday()

    assert monday <= day < monday + timedelta(days=7)


@pytest.mark.parametrize("text", ["2026-48", "2026W48", "2026-W8", "2025-W53", "26-W48", "2026-W48x", ""])
def test_what_is_not_a_week_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Week.parse(text)
