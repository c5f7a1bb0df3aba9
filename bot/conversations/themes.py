"""Themes of the question bank as people type and read them."""

from bot.conversations.messages import quoted
from locales.speech import language, say
from survey.bank.items import Bank, Part, Theme
from survey.errors import InputError


def choosable(bank: Bank) -> tuple[Theme, ...]:
    """The themes that take turns: those with a marker among the core items."""
    turning = {item.theme for item in bank.of_part(Part.CORE) if item.marker}
    return tuple(theme for theme in bank.themes if theme.key in turning)


def typed(text: str, bank: Bank) -> str:
    """The key of the theme somebody typed: by its key, or by its name in any language."""
    said = " ".join(text.split()).casefold()
    for theme in choosable(bank):
        names = {theme.key.casefold(), *(name.casefold() for _, name in theme.names.pairs)}
        if said in names:
            return theme.key
    known = ", ".join(f"`{theme.key}`" for theme in choosable(bank))
    raise InputError(
        say("theme: there is no theme {theme}. Type one of {known}.", theme=quoted(text), known=known)
    )


def name(key: str, bank: Bank) -> str:
    """What a theme is called in the language spoken; its key where the bank has lost it."""
    theme = bank.theme(key)
    return theme.names.in_language(language()) if theme else key
