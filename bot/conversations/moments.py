"""Days and hours in words."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from survey.rounds import Slot
from survey.weeks import Week

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
OPEN_END = date.max
"""The end of a pause that lasts until somebody ends it."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def moment(at: datetime, zone: ZoneInfo) -> str:
    """``Friday 27 Nov, 12:00 (Helsinki time)``."""
    local = at.astimezone(zone)
    day = f"{WEEKDAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]}"
    return f"{day}, {local:%H:%M} ({place(zone)} time)"


def day(value: date) -> str:
    """``Friday 27 Nov 2026``."""
    return f"{WEEKDAYS[value.weekday()]} {value.day} {_MONTHS[value.month - 1]} {value.year}"


def short_day(value: date) -> str:
    """``Fri 27 Nov``, for a day not long ago."""
    return f"{WEEKDAYS[value.weekday()][:3]} {value.day} {_MONTHS[value.month - 1]}"


def place(zone: ZoneInfo) -> str:
    """The city of a zone: ``Europe/Helsinki`` is Helsinki, ``UTC`` stays UTC."""
    return zone.key.rsplit("/", 1)[-1].replace("_", " ")


def slot(value: Slot) -> str:
    """``Tuesday 09:00``."""
    return f"{WEEKDAYS[value.weekday]} {value.at:%H:%M}"


def week(value: Week) -> str:
    """``week 48``: the year is clear from the season."""
    return f"week {value.number}"


def own_pause(until: date) -> str:
    """What a person's pause means to them."""
    if until == OPEN_END:
        return "You are asked nothing until you type `/pulse resume`."
    return f"You are asked again from {day(until)} on."


def team_pause(name: str, until: date) -> str:
    """What a team's pause means; ``name`` is quoted already."""
    if until == OPEN_END:
        return f"{name} is asked nothing until an admin types `/pulse resume team`."
    return f"{name} is asked again from {day(until)} on."


def lasting(until: date | None, *, today: date) -> date | None:
    """The end of a pause that still lasts; None where there is none."""
    return until if until is not None and until > today else None
