"""Days and hours in words."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from locales import formats
from locales.speech import say
from survey.rounds import Slot
from survey.weeks import Week

OPEN_END = date.max
"""The end of a pause that lasts until somebody ends it."""


def moment(at: datetime, zone: ZoneInfo) -> str:
    """``Friday 27 Nov, 12:00 (Helsinki time)``."""
    local = at.astimezone(zone)
    day, hour = formats.day(local.date()), formats.hour(local.time())
    return say("{day}, {hour} ({place} time)", day=day, hour=hour, place=place(zone))


def day(value: date) -> str:
    """``Friday 27 Nov 2026``."""
    return formats.long_day(value)


def short_day(value: date) -> str:
    """``Fri 27 Nov``, for a day not long ago."""
    return formats.short_day(value)


def place(zone: ZoneInfo) -> str:
    """The city of a zone: ``Europe/Helsinki`` is Helsinki, ``UTC`` stays UTC."""
    return zone.key.rsplit("/", 1)[-1].replace("_", " ")


def slot(value: Slot) -> str:
    """``Tuesday 09:00``."""
    return say("{weekday} {hour}", weekday=formats.weekday(value.weekday), hour=formats.hour(value.at))


def week(value: Week) -> str:
    """``week 48``: the year is clear from the season."""
    return say("week {number}", number=value.number)


def own_pause(until: date) -> str:
    """What a person's pause means to them."""
    if until == OPEN_END:
        return say("You are asked nothing until you type `/pulse resume`.")
    return say("You are asked again from {day} on.", day=day(until))


def team_pause(name: str, until: date) -> str:
    """What a team's pause means; ``name`` is quoted already."""
    if until == OPEN_END:
        return say("{team} is asked nothing until an admin types `/pulse resume team`.", team=name)
    return say("{team} is asked again from {day} on.", team=name, day=day(until))


def lasting(until: date | None, *, today: date) -> date | None:
    """The end of a pause that still lasts; None where there is none."""
    return until if until is not None and until > today else None
