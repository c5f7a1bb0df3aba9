"""Sentences, dates and numbers come in the language spoken, and only there."""

import asyncio
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales import formats
from locales.catalogues import languages, nearest, own_name
from locales.speech import language, marked, marked_in, say, say_count, say_in, speaking
from survey.errors import InputError, NotSavedError

DAY = date(2026, 11, 27)


def test_english_is_spoken_where_nobody_said_otherwise() -> None:
    assert language() == "en"
    assert say("Save") == "Save"


def test_a_language_is_spoken_until_its_block_ends_even_by_a_failure() -> None:
    with speaking("fi"):
        inside = say("Save")
        with pytest.raises(ValueError, match="broken"), speaking("sv"):
            raise ValueError("broken")
        after = say("Save")

    assert inside == after != "Save"
    assert say("Save") == "Save"


async def test_a_thread_speaks_the_language_of_whoever_started_it() -> None:
    with speaking("fi"):
        in_thread = await asyncio.to_thread(say, "Save")

    assert in_thread != "Save"


async def test_two_readers_at_once_do_not_hear_each_other() -> None:
    async def reader(spoken: str) -> str:
        with speaking(spoken):
            await asyncio.sleep(0)
            return language()

    assert await asyncio.gather(*map(reader, languages())) == list(languages())


def test_a_language_nobody_has_is_answered_in_english() -> None:
    with speaking("xx"):
        assert say("Save") == "Save"


@given(st.text())
def test_what_people_typed_is_put_in_as_it_is_and_never_looked_up(typed: str) -> None:
    with speaking("fi"):
        assert say("week {number}", number=typed).removeprefix("viikko ") == typed


def test_counted_things_have_their_form() -> None:
    assert say_count("1 person", "{count} people", 1) == "1 person"
    assert say_count("1 person", "{count} people", 4) == "4 people"
    with speaking("sv"):
        assert say_count("1 person", "{count} people", 4) == "4 personer"


def test_a_word_with_several_meanings_is_told_apart() -> None:
    assert say_in("agree5", "Agree") == "Agree"
    with speaking("sv"):
        assert say_in("agree5", "Agree") == "Instämmer"
        assert say_in("nothing", "Agree") == "Agree"


def test_a_marked_sentence_stays_as_it_is() -> None:
    with speaking("fi"):
        assert marked("Save") == marked_in("agree5", "Save") == "Save"


def test_an_error_is_read_in_the_language_of_its_reader_wherever_it_was_raised() -> None:
    raised = NotSavedError()
    with speaking("fi"):
        finnish = str(raised)

    assert str(raised).startswith("Your answer could not be saved")
    assert finnish != str(raised)
    assert str(InputError("As it was said.")) == "As it was said."


@pytest.mark.parametrize(
    ("told", "found"),
    [("fi-FI", "fi"), ("sv_SE", "sv"), ("EN", "en"), ("de-DE", None), ("", None), (None, None), ("f", None)],
)
def test_the_language_of_a_profile(told: str | None, found: str | None) -> None:
    assert nearest(told) == found


def test_languages_call_themselves_by_their_own_names() -> None:
    assert [own_name(each) for each in ("en", "fi", "sv")] == ["English", "Suomi", "Svenska"]


@pytest.mark.parametrize(
    ("spoken", "long", "short", "hour", "decimal", "listed"),
    [
        ("en", "Friday 27 Nov 2026", "Fri 27 Nov", "09:05", "3.4", "A, B and C"),
        ("fi", "perjantai 27.11.2026", "pe 27.11.", "9.05", "3,4", "A, B ja C"),
        ("sv", "fredag 27 nov. 2026", "fre 27 nov.", "09:05", "3,4", "A, B och C"),
    ],
)
def test_dates_hours_decimals_and_lists(  # noqa: PLR0917
    spoken: str, long: str, short: str, hour: str, decimal: str, listed: str
) -> None:
    with speaking(spoken):
        assert formats.long_day(DAY) == long
        assert formats.short_day(DAY) == short
        assert formats.hour(time(9, 5)) == hour
        assert formats.decimal(3.4) == decimal
        assert formats.decimal(3.4, places=0) == "3"
        assert formats.listed(["A", "B", "C"]) == listed
        assert formats.listed([]) == ""
        assert formats.day(DAY).partition(" ")[0] == formats.weekday(4)
        assert formats.weekday_names(spoken)[0] == formats.weekday(0)
        assert not formats.short_weekday(4).endswith(".")
