"""Zones as Microsoft calls them: Windows' own names, or those of everybody else."""

from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.core import get_global

_DAYS = 366


def zone(name: str, locale: str = "", *, at: datetime) -> ZoneInfo | None:
    """The zone that a mailbox names; None where nobody knows it.

    CLDR's table, which Babel brings, has one place for each Windows zone, like Kyiv for the whole of eastern
    Europe. Where the locale's country has a single zone whose clocks go alike, it is that one.
    """
    windows = get_global("windows_zone_mapping").get(name)
    if windows is None:
        return _named(name)
    _, mark, country = locale.replace("_", "-").rpartition("-")
    return _at_home(windows, country.upper() if mark else "", at.year)


@lru_cache(maxsize=1024)
def _at_home(windows: str, country: str, year: int) -> ZoneInfo | None:
    usual, zones = _named(windows), get_global("territory_zones").get(country, ())
    home = _named(zones[0]) if len(zones) == 1 else None
    return home if usual and home and _go_alike(usual, home, year) else usual


def _go_alike(one: ZoneInfo, other: ZoneInfo, year: int) -> bool:
    noons = (datetime(year, 1, 1, 12, tzinfo=one) + timedelta(days=day) for day in range(_DAYS))
    return all(noon.utcoffset() == noon.astimezone(other).utcoffset() for noon in noons)


def _named(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        # An OSError is what a folder of zones gives, like "Europe".
        return None
