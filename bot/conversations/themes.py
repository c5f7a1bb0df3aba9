"""Themes of the question bank as people type and read them."""

from collections.abc import Iterable

from bot.conversations.messages import quoted
from locales.speech import language, say
from survey.bank.findings import shown
from survey.bank.items import Bank, Part, Theme
from survey.errors import InputError


def choosable(bank: Bank) -> tuple[Theme, ...]:
    """The themes that take turns: those with a marker among the core items."""
    turning = {item.theme for item in bank.of_part(Part.CORE) if item.marker}
    return tuple(theme for theme in bank.themes if theme.key in turning)


def asked(bank: Bank) -> tuple[Theme, ...]:
    """The themes that questions can serve: all but that of the templates, which are filled with a goal."""
    filled = {item.theme for item in bank.of_part(Part.GOAL_TEMPLATE)}
    return tuple(theme for theme in bank.themes if theme.key not in filled)


def named(text: str, themes: Iterable[Theme]) -> Theme | None:
    """The theme somebody typed, by its key or by its name in any language; None where it is none of these."""
    said = " ".join(text.split()).casefold()
    for theme in themes:
        if said in {theme.key.casefold(), *(name.casefold() for _, name in theme.names.pairs)}:
            return theme
    return None


def typed(text: str, bank: Bank) -> str:
    """The key of the theme that takes turns and that somebody typed."""
    return typed_among(text, choosable(bank)).key


def typed_among(text: str, themes: tuple[Theme, ...]) -> Theme:
    """The theme somebody typed, by its key or by its name in any language.

    Raises:
        InputError: it is none of these; the sentence says which there are.
    """
    if theme := named(text, themes):
        return theme
    known = ", ".join(f"`{theme.key}`" for theme in themes)
    raise InputError(
        say("theme: there is no theme {theme}. Type one of {known}.", theme=quoted(shown(text)), known=known)
    )


def name(key: str, bank: Bank) -> str:
    """What a theme is called in the language spoken; its key where the bank has lost it."""
    theme = bank.theme(key)
    return theme.names.in_language(language()) if theme else key
