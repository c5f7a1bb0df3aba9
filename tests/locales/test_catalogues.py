"""Every language says everything, with the same values and the same marks as the original."""

import re
from collections.abc import Iterator
from functools import cache
from io import BytesIO

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from locales.catalogues import languages
from tests.locales.code import ROOT

KEYWORDS = {
    "say": None,
    "say_count": (1, 2),
    "say_in": ((1, "c"), 2),
    "marked": None,
    "marked_in": ((1, "c"), 2),
}
PACKAGES = ("app", "bot", "charts", "jobs", "locales", "sandbox", "storage", "survey")
TRANSLATED = tuple(language for language in languages() if language != "en")
_VALUE = re.compile(r"{\w+}")
Key = tuple[str | None, tuple[str, ...]]


@cache
def said() -> frozenset[Key]:
    """Every message of the code, as catalogues name it."""
    found: set[Key] = set()
    for package in PACKAGES:
        for _, _, message, _, context in extract_from_dir(ROOT / package, keywords=KEYWORDS):
            found.add((context, message if isinstance(message, tuple) else (message,)))
    return frozenset(found)


def catalogue(language: str) -> Catalog:
    return read_po(BytesIO((ROOT / f"locales/{language}.po").read_bytes()), locale=language)


def messages(language: str) -> Iterator[Message]:
    return (message for message in catalogue(language) if message.id)


def forms(said_so: object) -> tuple[str, ...]:
    """The singular and plural forms of a message or a translation, or the one there is."""
    return tuple(map(str, said_so)) if isinstance(said_so, tuple | list) else (str(said_so or ""),)


def key(message: Message) -> Key:
    return message.context, forms(message.id)


def pairs(message: Message) -> list[tuple[str, str]]:
    """Each original with its translation; a plural form is measured by the original's plural."""
    originals = forms(message.id)
    last = len(originals) - 1
    return [(originals[min(place, last)], text) for place, text in enumerate(forms(message.string))]


def test_there_are_finnish_and_swedish() -> None:
    assert {"fi", "sv"} <= set(TRANSLATED)


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_catalogue_holds_what_the_code_says_and_nothing_else(language: str) -> None:
    known = {key(message) for message in messages(language)}

    assert said() - known == set()
    assert known - said() == set()
    assert list(catalogue(language).obsolete) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_everything_is_translated_and_nothing_is_a_guess(language: str) -> None:
    open_ones = [message.id for message in messages(language) if not all(text for _, text in pairs(message))]
    guesses = [message.id for message in messages(language) if message.fuzzy]

    assert open_ones == []
    assert guesses == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_values_and_the_marks_of_the_original(language: str) -> None:
    wrong = [
        (original, text)
        for message in messages(language)
        for original, text in pairs(message)
        if text and marks(original) != marks(text)
    ]

    assert wrong == []


def marks(text: str) -> tuple[set[str], int, int, int]:
    """The values of a sentence, its code marks, its bold marks and its line breaks."""
    values = set(_VALUE.findall(text)) - {"{count}"}
    return values, text.count("`"), text.count("**"), text.count("\n")


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_field_keeps_its_name_at_the_beginning(language: str) -> None:
    """A form shows such a sentence at the field of that name."""
    moved = [
        text
        for message in messages(language)
        if message.context is None
        for original, text in pairs(message)
        if (field := re.match(r"(\{field\}|[a-z]+): ", original)) and not text.startswith(field[0])
    ]

    assert moved == []
