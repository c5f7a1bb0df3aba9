"""A command as typed or as filled into a form: the same words and values either way."""

import shlex
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from locales.speech import say
from survey.errors import InputError
from survey.ids import ChannelRef, UserRef

_PLAIN_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})
"""Chat programs turn straight quotes into typographic ones while people type."""

_UNTYPED = {"Cc", "Cf", "Cs", "Cn"}
"""Unicode categories; the joiner of emoji (U+200D) is let through although it is of them."""


@dataclass(frozen=True, slots=True)
class Request:
    """Who typed what, where."""

    workspace: str
    user: UserRef
    channel: ChannelRef
    channel_name: str
    text: str = ""
    is_direct: bool = False
    """Typed in a direct message, where there is no team."""


@dataclass(frozen=True, slots=True)
class Typed:
    """The words of a command and its ``name=value`` pairs."""

    words: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)

    def after(self, count: int) -> str:
        """What follows the command's own words, as one text."""
        return " ".join(self.words[count:])


def read(text: str) -> Typed:
    """Split what was typed; quotes keep words together.

    Raises:
        InputError: a quote is opened and never closed.
    """
    lexer = shlex.shlex(text.translate(_PLAIN_QUOTES), posix=True)
    lexer.whitespace_split = True
    lexer.quotes = '"'  # an apostrophe is part of a word: don't
    lexer.commenters = ""
    lexer.escape = ""
    try:
        tokens = list(lexer)
    except ValueError as problem:
        raise InputError(
            say(
                "A quotation mark is opened and not closed. Put the whole text between two, like "
                '"How was it?".'
            )
        ) from problem
    pairs = [token.partition("=") for token in tokens]
    named = {name.lower(): value for name, mark, value in pairs if mark and name.isidentifier()}
    words = [name + mark + value for name, mark, value in pairs if not (mark and name.isidentifier())]
    return Typed(tuple(words), named)


def clean(text: str) -> str:
    """Typed text without what no keyboard types: control characters, halves of characters, invisible ones."""
    return "".join(
        letter for letter in text if letter in "\n\t\u200d" or unicodedata.category(letter) not in _UNTYPED
    )
