"""Zones as Microsoft calls them."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from babel.core import get_global
from hypothesis import given
from hypothesis import strategies as st

from bot.teams.zone_names import zone

AT = datetime(2026, 11, 23, tzinfo=UTC)
WINDOWS: Mapping[str, str] = get_global("windows_zone_mapping")
COUNTRIES = sorted(get_global("territory_zones"))


@pytest.mark.parametrize("name", sorted(WINDOWS))
def test_every_zone_of_windows_is_one_that_exists(name: str) -> None:
    assert zone(name, at=AT) == ZoneInfo(WINDOWS[name])


@given(st.sampled_from(sorted(WINDOWS)), st.sampled_from(COUNTRIES), st.integers(0, 366))
def test_a_country_never_changes_what_the_clock_shows(name: str, country: str, day: int) -> None:
    noon = datetime(2026, 1, 1, 12, tzinfo=ZoneInfo(WINDOWS[name])) + timedelta(days=day)
    there = zone(name, f"en-{country}", at=AT)

    assert there is not None
    assert noon.astimezone(there).utcoffset() == noon.utcoffset()


@pytest.mark.parametrize(
    ("name", "locale", "expected"),
    [
        ("FLE Standard Time", "fi-FI", "Europe/Helsinki"),
        ("FLE Standard Time", "fi_FI", "Europe/Helsinki"),
        ("FLE Standard Time", "fi", WINDOWS["FLE Standard Time"]),
        ("FLE Standard Time", "en-US", WINDOWS["FLE Standard Time"]),
        # Egypt has one zone, whose clocks change on other days.
        ("FLE Standard Time", "ar-EG", WINDOWS["FLE Standard Time"]),
        ("W. Europe Standard Time", "sv-SE", "Europe/Stockholm"),
        ("Pacific Standard Time", "", "America/Los_Angeles"),
        ("Europe/Helsinki", "en-US", "Europe/Helsinki"),
        ("Asia/Kolkata", "", "Asia/Kolkata"),
    ],
)
def test_a_name_of_either_kind_is_a_zone(name: str, locale: str, expected: str) -> None:
    assert str(zone(name, locale, at=AT)) == expected


@pytest.mark.parametrize(
    "name", ["", "Europe", "Nowhere Standard Time", "tzone://Microsoft/Custom", "../../etc/passwd", "a\0b"]
)
def test_a_name_nobody_knows_is_no_zone(name: str) -> None:
    assert zone(name, "fi-FI", at=AT) is None
