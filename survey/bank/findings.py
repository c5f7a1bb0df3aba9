"""What is wrong with a bank somebody brings along: the line, and why, for words made elsewhere."""

import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum

MOST_FINDINGS = 100
"""More would not be read, and a hostile file must not make a long list."""
_LONGEST_ABOUT = 60
_UNTYPED = {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"}
_EMOJI_JOINER = "\u200d"


class Reason(StrEnum):
    """Why a line cannot be taken; what ``Finding.about`` says is noted with each."""

    TOO_LARGE = "too_large"
    """The file is larger than 256 kB (about: its size in bytes)."""
    NOT_UTF8 = "not_utf8"
    """The bytes are no UTF-8 text."""
    NOT_YAML = "not_yaml"
    """The line does not follow the rules of YAML (about: the line)."""
    SEVERAL_DOCUMENTS = "several_documents"
    """A file holds one bank; this one starts another after ``---``."""
    REFERENCE = "reference"
    """An anchor or alias (``&``, ``*``), with which a small file could unfold into a huge one (about: it)."""
    TAG = "tag"
    """A tag (``!``): a bank is plain text, numbers and true or false (about: the tag)."""
    TOO_DEEP = "too_deep"
    """Lists within lists within lists, deeper than any bank goes."""
    WRONG_TYPE = "wrong_type"
    """Another kind of value belongs here (about: ``text``, ``list``, ``keys``, ``number`` or ``flag``)."""
    UNKNOWN_KEY = "unknown_key"
    """A key a bank does not have here (about: the key)."""
    MISSING_KEY = "missing_key"
    """A key that must be here (about: the key)."""
    DUPLICATE_KEY = "duplicate_key"
    """The same key twice in one place (about: the key)."""
    BAD_KEY = "bad_key"
    """An id or theme key that is not a letter and up to 19 letters, digits and hyphens (about: it)."""
    BAD_LANGUAGE = "bad_language"
    """Not a language like ``sv`` or ``pt-BR`` (about: it)."""
    TOO_MANY_LANGUAGES = "too_many_languages"
    """More languages in one place than a bank may have (about: how many it may)."""
    BAD_VERSION = "bad_version"
    """A version is a whole number from 1 to 999999 (about: what is there)."""
    DUPLICATE_ID = "duplicate_id"
    """Another item has this id, whatever the case of its letters (about: the id)."""
    DUPLICATE_TEXT = "duplicate_text"
    """Another item asks exactly this (about: the other's id)."""
    UNKNOWN_THEME = "unknown_theme"
    """The theme is not among the bank's themes (about: it)."""
    UNKNOWN_SCALE = "unknown_scale"
    """There is no such scale (about: it)."""
    UNKNOWN_PART = "unknown_part"
    """There is no such set (about: it)."""
    CHANGED_POINTS = "changed_points"
    """A scale's values and their meaning are fixed; only its words are the bank's (about: the key)."""
    LABEL_COUNT = "label_count"
    """Not one label a point (about: how many there must be)."""
    EMPTY = "empty"
    """Nothing where words must be."""
    TOO_LONG = "too_long"
    """More characters than fit (about: how many fit)."""
    CONTROL = "control"
    """A character that cannot be seen or turns the direction of writing (about: its code, ``U+202E``)."""
    TOO_MANY_ITEMS = "too_many_items"
    """More items than a bank may have (about: how many it may)."""
    OPTION_COUNT = "option_count"
    """Fewer than 2 or more than 10 options (about: how many there are)."""
    OPTIONS_DIFFER = "options_differ"
    """The languages do not have the same number of options (about: the language)."""
    DUPLICATE_OPTION = "duplicate_option"
    """The same option or label twice (about: it)."""
    OPTIONS_UNUSED = "options_unused"
    """Options on a scale that has its own points or none (about: the scale)."""
    LANGUAGES_DIFFER = "languages_differ"
    """Text and options, or labels and skip choice, are not in the same languages (about: one of them)."""
    GOAL_UNEXPECTED = "goal_unexpected"
    """``{goal}`` in an item that is not a goal template (about: the language)."""
    GOAL_MISSING = "goal_missing"
    """A goal template without ``{goal}`` (about: the language)."""
    NEEDS_POINTS = "needs_points"
    """``reverse`` on a scale that cannot be turned, or ``marker`` on one without a mean (about: the key)."""
    SECOND_MARKER = "second_marker"
    """The theme has a marker already (about: the other's id)."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing to put right in a file.

    Attributes:
        line: counted from 1.
        about: what the reason is about, cut short and safe to show.
    """

    line: int
    reason: Reason
    about: str = ""


@dataclass(slots=True)
class Findings:
    """Gathers what is found, so that a person can put everything right at once."""

    _found: set[Finding] = field(default_factory=set)

    def add(self, line: int, reason: Reason, about: str = "") -> None:
        """Note something."""
        self._found.add(Finding(line, reason, shown(about)))

    def first(self) -> tuple[Finding, ...]:
        """What was found, by line, and no more than anybody reads."""
        return tuple(sorted(self._found)[:MOST_FINDINGS])


def untyped(text: str) -> str:
    """The first character that no keyboard types (control, direction, invisible), or nothing.

    The joiner of emoji is let through.
    """
    hidden = {letter for letter in set(text) if unicodedata.category(letter) in _UNTYPED} - {_EMOJI_JOINER}
    return next((letter for letter in text if letter in hidden), "") if hidden else ""


def shown(text: str) -> str:
    """Words of a file, cut short, with a replacement for everything that could act where it is shown."""
    cut = text if len(text) <= _LONGEST_ABOUT else f"{text[: _LONGEST_ABOUT - 1]}…"
    return "".join("\N{REPLACEMENT CHARACTER}" if untyped(letter) else letter for letter in cut)
