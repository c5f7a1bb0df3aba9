"""Countries as people call them, in any of our languages."""

import pytest

from bot.conversations import countries
from locales.speech import speaking
from survey.errors import InputError


@pytest.mark.parametrize(
    ("language", "name"), [("en", "Germany (BY)"), ("fi", "Saksa (BY)"), ("sv", "Tyskland (BY)")]
)
def test_a_country_has_its_name_in_the_language_spoken(language: str, name: str) -> None:
    with speaking(language):
        assert countries.name("DE-BY") == name


@pytest.mark.parametrize("text", ["fi", "FI", "Finland", " finland "])
def test_a_country_is_understood_by_its_letters_and_its_name(text: str) -> None:
    assert countries.typed(text) == "FI"


@pytest.mark.parametrize(("text", "code"), [("Turkey", "TR"), ("Türkiye", "TR"), ("none", ""), ("-", "")])
def test_a_country_is_understood_by_either_of_its_names(text: str, code: str) -> None:
    assert countries.typed(text) == code


def test_a_country_without_regions_is_typed_alone() -> None:
    with pytest.raises(InputError, match=r"^country: EE has no regions here. Type EE alone\.$"):
        countries.typed("EE-1")
