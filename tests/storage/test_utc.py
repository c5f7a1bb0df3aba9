from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Dialect, make_url

from storage.utc import UTCDateTime

column = UTCDateTime()
SQLITE: Dialect = make_url("sqlite://").get_dialect()()
POSTGRESQL: Dialect = make_url("postgresql+psycopg://").get_dialect()()
zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(min_value=datetime(1971, 1, 1), max_value=datetime(2200, 1, 1), timezones=zones))  # noqa: DTZ001
def test_a_moment_comes_back_as_the_same_moment_in_utc(moment: datetime) -> None:
    stored = column.process_bind_param(moment, SQLITE)
    assert stored is not None

    from_sqlite = column.process_result_value(stored.replace(tzinfo=None), SQLITE)
    from_postgresql = column.process_result_value(moment, POSTGRESQL)

    assert from_sqlite == from_postgresql == moment
    assert from_sqlite is not None
    assert from_sqlite.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        column.process_bind_param(datetime(2026, 11, 24, 9), SQLITE)  # noqa: DTZ001


def test_no_moment_stays_no_moment() -> None:
    assert column.process_bind_param(None, SQLITE) is None
    assert column.process_result_value(None, SQLITE) is None
