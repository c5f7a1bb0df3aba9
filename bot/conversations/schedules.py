"""Weekly times as people type them: ``tue 09:00``."""

import re
from datetime import time

from bot.conversations.messages import ChoiceField
from locales import formats
from locales.catalogues import languages
from locales.speech import language, marked, say
from survey.calendars import EARLIEST, LATEST_HOUR
from survey.errors import InputError
from survey.rounds import RHYTHMS, Schedule, Slot

_RHYTHMS = {1: marked("Every week"), 2: marked("Every two weeks"), 4: marked("Every four weeks")}
_YES = frozenset({"yes", "y", "true", "1", "on", "kyllä", "joo", "ja", "j"})
_NO = frozenset({"no", "n", "false", "0", "off", "ei", "nej"})
_HOUR = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?")
_SLOT = re.compile(r"\s*([^\W\d]{2,14})\s+(?:(?:at|klo|kl)\.?\s+)?(\d{1,2})[:.](\d{2})\s*", re.IGNORECASE)


def slot(text: str, *, what: str) -> Slot:
    """A weekday and an hour.

    Args:
        what: the name of the value, for the sentence when it cannot be read.
    """
    found = _SLOT.fullmatch(text)
    day = weekday(found[1]) if found else None
    if found is None or day is None or int(found[2]) > 23 or int(found[3]) > 59:
        raise InputError(say('{field}: type a weekday and a time, like "tue 09:00".', field=what))
    return Slot(day, time(int(found[2]), int(found[3])))


def schedule(current: Schedule, values: dict[str, str]) -> Schedule:
    """The current schedule with the typed values in place of its own."""
    count = values.get("questions", str(current.questions)).strip()
    if count not in {"1", "2", "3"}:
        raise InputError(say("questions: type 1, 2 or 3; more than three a week tires people."))
    ask, close, digest = (
        slot(values[name], what=name) if name in values else known
        for name, known in (("ask", current.ask), ("close", current.close), ("digest", current.digest))
    )
    every = _every(values.get("every", str(current.every)))
    remind = yes_or_no(values.get("remind", "yes" if current.remind else "no"), what="remind")
    try:
        return Schedule(ask, close, digest, questions=int(count), every=every, remind=remind)
    except ValueError as problem:
        field = "close" if EARLIEST <= ask.at <= LATEST_HOUR else "ask"
        raise InputError(
            say(
                "{field}: that week cannot be played: {reason}. For example: "
                '`/pulse schedule ask="tue 09:00" close="fri 12:00" digest="fri 14:00"`.',
                field=field,
                reason=say(str(problem)),
            )
        ) from problem


def pace(current: Schedule) -> tuple[ChoiceField, ChoiceField]:
    """Two fields of a form: how many questions, and how often."""
    numbers = tuple((str(number), str(number)) for number in (1, 2, 3))
    weeks = tuple((str(each), say(_RHYTHMS[each])) for each in RHYTHMS)
    return (
        ChoiceField("questions", say("Questions a week"), numbers, value=str(current.questions)),
        ChoiceField("every", say("How often"), weeks, value=str(current.every)),
    )


def yes_or_no(text: str, *, what: str) -> bool:
    """A choice of two, as people type it; ``what`` is the name of the value."""
    said = text.strip().lower()
    if said not in _YES | _NO:
        raise InputError(say("{field}: type yes or no.", field=what))
    return said in _YES


def hour(text: str, *, what: str) -> time:
    """A time of day like ``10:00`` or ``10``; ``what`` is the name of the value."""
    found = _HOUR.fullmatch(text.strip())
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise InputError(say("{field}: type a time, like 10:00.", field=what))
    return time(int(found[1]), int(found[2] or 0))


def weekday(text: str) -> int | None:
    """The number of a weekday in any of our languages, Monday is 0; None where the letters tell none.

    Letters that begin one day of the language spoken are that day, whatever they begin elsewhere.
    """
    for spoken in (language(), *languages()):
        names = formats.weekday_names(spoken)
        found = [number for number, name in enumerate(names) if name.casefold().startswith(text.casefold())]
        if len(found) == 1:
            return found[0]
    return None


def _every(text: str) -> int:
    count = text.strip().lower().removesuffix("weeks").removesuffix("week").strip()
    if count not in {str(weeks) for weeks in RHYTHMS}:
        raise InputError(say("every: type 1, 2 or 4; so many weeks lie between two rounds."))
    return int(count)
