"""Saying things in the reader's language.

Every sentence stands in the code in English, whole, inside :func:`say` or :func:`say_count`, and the
catalogue of a language holds its translation under exactly these words. Who reads is known where a request, a
tap or a delivery comes in; there :func:`speaking` sets the language for all that is said until it ends, also
in the threads ``asyncio.to_thread`` starts (decision 0023).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from locales.catalogues import SOURCE, catalogue

_spoken: ContextVar[str] = ContextVar("language", default=SOURCE)


def language() -> str:
    """The language that is being spoken, like ``fi``."""
    return _spoken.get()


@contextmanager
def speaking(wanted: str) -> Iterator[None]:
    """Say everything in a language until the block ends."""
    token = _spoken.set(wanted)
    try:
        yield
    finally:
        _spoken.reset(token)


def say(message: str, /, **values: object) -> str:
    """A sentence in the language spoken, with ``{name}`` replaced by the value of that name.

    Values are put in after the translation, so what people typed is never looked up and never a pattern.
    """
    said = catalogue(language()).gettext(message)
    return said.format(**values) if values else said


def say_in(context: str, message: str, /, **values: object) -> str:
    """A word that other languages have several words for; ``context`` says which is meant."""
    said = catalogue(language()).pgettext(context, message)
    return said.format(**values) if values else said


def say_count(one: str, many: str, count: int, /, **values: object) -> str:
    """A sentence about ``{count}`` things, in the plural form of the language spoken."""
    return catalogue(language()).ngettext(one, many, count).format(count=count, **values)


def marked(message: str) -> str:
    """A sentence that is kept as it is, and said later through :func:`say`; catalogues find it by this."""
    return message


def marked_in(context: str, message: str) -> str:  # noqa: ARG001 - for who extracts it
    """A word that is kept as it is, and said later through :func:`say_in` in the same context."""
    return message
