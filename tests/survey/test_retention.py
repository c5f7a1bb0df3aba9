from datetime import UTC, datetime

import pytest

from survey.retention import kept_until


@pytest.mark.parametrize(
    ("closed", "months", "until"),
    [
        ((2026, 11, 27), 24, (2028, 11, 27)),
        ((2026, 11, 27), 1, (2026, 12, 27)),
        ((2026, 11, 30), 3, (2027, 2, 28)),
        ((2026, 12, 31), 2, (2027, 2, 28)),
        ((2027, 10, 31), 4, (2028, 2, 29)),
        ((2026, 1, 15), 11, (2026, 12, 15)),
        ((2026, 1, 15), 12, (2027, 1, 15)),
    ],
)
def test_months_are_those_of_the_calendar(
    closed: tuple[int, int, int], months: int, until: tuple[int, int, int]
) -> None:
    assert kept_until(datetime(*closed, 10, tzinfo=UTC), months) == datetime(*until, 10, tzinfo=UTC)
