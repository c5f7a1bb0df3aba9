"""Days and hours in words."""

from datetime import datetime
from zoneinfo import ZoneInfo

from survey.rounds import Slot
from survey.weeks import Week

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def moment(at: datetime, zone: ZoneInfo) -> str:
    """``Friday 27 Nov, 12:00 (Helsinki time)``."""
    local = at.astimezone(zone)
    day = f"{WEEKDAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]}"
    return f"{day}, {local:%H:%M} ({place(zone)} time)"


def place(zone: ZoneInfo) -> str:
    """The city of a zone: ``Europe/Helsinki`` is Helsinki, ``UTC`` stays UTC."""
    return zone.key.rsplit("/", 1)[-1].replace("_", " ")


def slot(value: Slot) -> str:
    """``Tuesday 09:00``."""
    return f"{WEEKDAYS[value.weekday]} {value.at:%H:%M}"


def week(value: Week) -> str:
    """``week 48``: the year is clear from the season."""
    return f"week {value.number}"
