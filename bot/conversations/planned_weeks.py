"""Weeks to come, as people type them, and whether anything can still be changed of one."""

import re

from bot.conversations import moments
from locales.speech import say
from storage.rotation import Planning
from survey.errors import InputError
from survey.rotation.outlook import FARTHEST
from survey.weeks import Week

_TYPED = re.compile(r"(?:(\d{4})-)?[wW]?(\d{1,2})")


def typed(text: str, planning: Planning) -> Week:
    """A week with a round that is still to be planned: ``50`` or ``2026-W50``; the next one, where empty.

    A number alone is the week of that number nearest to the next round, so that one just over is not taken
    for the same a year later.
    """
    if not text.strip():
        return _next(planning)
    week = read(text, planning.first_week)
    if week is None:
        raise InputError(
            say("week: type the number of a week, like {week}, or {full}.", week=50, full="2026-W50")
        )
    _check(week, planning)
    return week


def _next(planning: Planning) -> Week:
    """The next week with a round."""
    found = planning.ahead(1)
    if not found:
        raise InputError(say("All weeks are quiet ones here, so there is no round to plan."))
    return found[0].week


def read(text: str, near: Week) -> Week | None:
    """The week typed, the one nearest to another where only its number is; None where it is no week."""
    found = _TYPED.fullmatch(text.strip())
    if found is None:
        return None
    years = [int(found[1])] if found[1] else [near.year, near.year + 1, near.year - 1]
    weeks = [week for year in years if (week := _week(year, int(found[2]))) is not None]
    return min(weeks, key=lambda week: abs(week.index - near.index), default=None)


def _week(year: int, number: int) -> Week | None:
    try:
        return Week.parse(f"{year:04d}-W{number:02d}")
    except ValueError:
        return None


def rounds_until(week: Week, planning: Planning) -> int:
    """How many rounds there are at most up to a week to be planned, its own included."""
    return min(FARTHEST, (week.index - planning.first_week.index) // planning.rotation.every + 1)


def _check(week: Week, planning: Planning) -> None:
    """Say why nothing can be changed of a week, and which weeks can."""
    first, every = planning.first_week, planning.rotation.every
    if week < first:
        raise InputError(
            say(
                "week: the round of week {number} is over or open already, and it stays as it is. The next "
                "to be planned is {next}.",
                number=week.number,
                next=moments.week(first),
            )
        )
    if week > first.plus(FARTHEST * every):
        raise InputError(say("week: type a week of the next {count} rounds.", count=FARTHEST))
    if (week.index - first.index) % every:
        before = first.plus((week.index - first.index) // every * every)
        raise InputError(
            say(
                "week: week {number} has no round, since not every week has one. The nearest are weeks "
                "{before} and {after}.",
                number=week.number,
                before=before.number,
                after=before.plus(every).number,
            )
        )
    if planning.is_quiet(week):
        raise InputError(
            say("week: week {number} is a quiet week of the team and has no round.", number=week.number)
        )
