"""Dates, hours, numbers and lists as the language spoken writes them."""

from collections.abc import Sequence
from datetime import date, time

from babel import Locale
from babel.dates import format_date, format_time, get_day_names
from babel.lists import format_list
from babel.numbers import format_decimal

from locales.catalogues import SOURCE
from locales.speech import language, say_in

_BRITISH = "en_GB"
"""English as it is written in Europe: the day before the month, the week begins on Monday."""


def long_day(value: date) -> str:
    """``Friday 27 Nov 2026``; in Finnish ``perjantai 27.11.2026``."""
    return _by_pattern(value, say_in("date pattern (CLDR)", "EEEE d MMM y"))


def day(value: date) -> str:
    """``Friday 27 Nov``, where the year is clear."""
    return _by_pattern(value, say_in("date pattern (CLDR)", "EEEE d MMM"))


def short_day(value: date) -> str:
    """``Fri 27 Nov``, for a day not long ago."""
    return _by_pattern(value, say_in("date pattern (CLDR)", "EEE d MMM"))


def hour(value: time) -> str:
    """``09:00``; in Finnish ``9.00``."""
    return format_time(value, format=say_in("time pattern (CLDR)", "HH:mm"), locale=_locale(language()))


def weekday(number: int) -> str:
    """The name of a weekday, 0 is Monday: ``Friday``, in Finnish ``perjantai``."""
    return weekday_names(language())[number]


def short_weekday(number: int) -> str:
    """``Fri``, in Finnish ``pe``; 0 is Monday."""
    return str(get_day_names("abbreviated", "stand-alone", _locale(language()))[number]).rstrip(".")


def weekday_names(spoken: str) -> tuple[str, ...]:
    """The weekdays of a language from Monday on."""
    names = get_day_names("wide", "stand-alone", _locale(spoken))
    return tuple(names[number] for number in range(7))


def decimal(value: float, *, places: int = 1) -> str:
    """``3.4``; in Finnish and Swedish ``3,4``."""
    return format_decimal(value, format=f"0.{'0' * places}" if places else "0", locale=_locale(language()))


def listed(words: Sequence[str]) -> str:
    """``Web``; ``Web and Design``; ``Web, Design and Ops``."""
    return format_list(list(words), locale=_locale(language())) if words else ""


def _by_pattern(value: date, pattern: str) -> str:
    return format_date(value, format=pattern, locale=_locale(language()))


def _locale(spoken: str) -> Locale:
    return Locale.parse(_BRITISH if spoken == SOURCE else spoken)
