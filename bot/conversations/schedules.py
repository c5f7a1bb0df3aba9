"""Weekly times as people type them: ``tue 09:00``."""

import re
from datetime import time

from bot.conversations.moments import WEEKDAYS
from survey.errors import InputError
from survey.rounds import Schedule, Slot

_SLOT = re.compile(r"\s*([a-z]{2,9})\s+(?:at\s+)?(\d{1,2})[:.](\d{2})\s*", re.IGNORECASE)


def slot(text: str, *, what: str) -> Slot:
    """A weekday and an hour.

    Args:
        what: the name of the value, for the sentence when it cannot be read.
    """
    found = _SLOT.fullmatch(text)
    day = _weekday(found[1]) if found else None
    if found is None or day is None or int(found[2]) > 23 or int(found[3]) > 59:
        raise InputError(f'{what}: type a weekday and a time, like "tue 09:00".')
    return Slot(day, time(int(found[2]), int(found[3])))


def schedule(current: Schedule, values: dict[str, str]) -> Schedule:
    """The current schedule with the typed values in place of its own."""
    count = values.get("questions", str(current.questions)).strip()
    if count not in {"1", "2", "3"}:
        raise InputError("questions: type 1, 2 or 3; more than three a week tires people.")
    slots = {
        name: slot(values[name], what=name) if name in values else getattr(current, name)
        for name in ("ask", "close", "digest")
    }
    try:
        return Schedule(**slots, questions=int(count))
    except ValueError as problem:
        raise InputError(
            f"That week cannot be played: {problem}. For example: "
            '`/pulse schedule ask="tue 09:00" close="fri 12:00" digest="fri 14:00"`.'
        ) from problem


def _weekday(text: str) -> int | None:
    names = [number for number, name in enumerate(WEEKDAYS) if name.casefold().startswith(text.casefold())]
    return names[0] if len(names) == 1 else None
