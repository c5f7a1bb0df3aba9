"""Typed values out of a written file.

Every function notes what is wrong and returns something neutral, so that one look finds every mistake. A node
of None is a key that is not there; whether it had to be, :func:`keys` says.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from survey.bank.findings import Findings, Reason, untyped
from survey.bank.items import Labels, Texts
from survey.bank.nodes import Listed, Mapped, Node, Written

MOST_LANGUAGES = 50
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,19}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][A-Za-z]{1,3})?")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,5}")
_NOTHING = {"", "~", "null"}
_FLAGS = {"true": True, "false": False}

_Kind = TypeVar("_Kind", bound=StrEnum)


def entries(node: Node | None, findings: Findings) -> tuple[tuple[Written, Node], ...]:
    """Keys and what they stand for; of a key that comes twice, the first."""
    if node is None:
        return ()
    if not isinstance(node, Mapped):
        findings.add(node.line, Reason.WRONG_TYPE, "keys")
        return ()
    found: dict[str, tuple[Written, Node]] = {}
    for key, value in node.entries:
        if not isinstance(key, Written):
            findings.add(key.line, Reason.WRONG_TYPE, "text")
        elif key.text in found:
            findings.add(key.line, Reason.DUPLICATE_KEY, key.text)
        else:
            found[key.text] = (key, value)
    return tuple(found.values())


def keys(
    node: Node | None, findings: Findings, *, needed: tuple[str, ...], others: tuple[str, ...]
) -> Mapping[str, Node]:
    """What the keys of one thing stand for; unknown and missing ones are noted."""
    found = {}
    for key, value in entries(node, findings):
        found[key.text] = value
        if key.text not in needed + others:
            findings.add(key.line, Reason.UNKNOWN_KEY, key.text)
    if isinstance(node, Mapped):
        for name in needed:
            if name not in found:
                findings.add(node.line, Reason.MISSING_KEY, name)
    return found


def listed(node: Node | None, findings: Findings) -> tuple[Node, ...]:
    """The entries of a list."""
    if node is None or isinstance(node, Listed):
        return node.entries if node else ()
    findings.add(node.line, Reason.WRONG_TYPE, "list")
    return ()


def text(node: Node | None, findings: Findings, *, longest: int) -> str:
    """Words on one line, without spaces around them."""
    if node is None:
        return ""
    if not isinstance(node, Written):
        findings.add(node.line, Reason.WRONG_TYPE, "text")
        return ""
    words = re.sub(r"[ \t\n]+", " ", node.text).strip(" ")
    if not words.strip() or (words in _NOTHING and not node.quoted):
        findings.add(node.line, Reason.EMPTY)
        return ""
    if letter := untyped(words):
        findings.add(node.line, Reason.CONTROL, f"U+{ord(letter):04X}")
    if len(words) > longest:
        findings.add(node.line, Reason.TOO_LONG, str(longest))
    return words


def key_named(name: str, line: int, findings: Findings) -> str:
    """A name people can type; it is returned even where they cannot."""
    if not _KEY.fullmatch(name):
        findings.add(line, Reason.BAD_KEY, name)
    return name


def flag(node: Node | None, findings: Findings) -> bool:
    """True or false; false where nothing is said."""
    if node is None:
        return False
    if isinstance(node, Written) and not node.quoted and node.text.lower() in _FLAGS:
        return _FLAGS[node.text.lower()]
    findings.add(node.line, Reason.WRONG_TYPE, "flag")
    return False


def number(node: Node | None, findings: Findings) -> int:
    """A whole number from 0 to 999999."""
    if node is None:
        return 0
    if isinstance(node, Written) and not node.quoted and _NUMBER.fullmatch(node.text):
        return int(node.text)
    findings.add(node.line, Reason.WRONG_TYPE, "number")
    return 0


def member(node: Node | None, kind: type[_Kind], findings: Findings, unknown: Reason) -> _Kind | None:
    """One of a few names; None where it is none of them."""
    name = text(node, findings, longest=60)
    if name in set(kind):
        return kind(name)
    if node and name:
        findings.add(node.line, unknown, name)
    return None


def texts(node: Node | None, findings: Findings, *, longest: int) -> Texts:
    """One text a language."""
    found = _languages(node, findings)
    return Texts(tuple((language, text(value, findings, longest=longest)) for language, value in found))


def labels(node: Node | None, findings: Findings, *, longest: int) -> Labels:
    """One list of labels a language; no label twice in a language."""
    found = _languages(node, findings)
    return Labels(tuple((language, _labels(value, findings, longest=longest)) for language, value in found))


def _languages(node: Node | None, findings: Findings) -> list[tuple[str, Node]]:
    found = entries(node, findings)
    if isinstance(node, Mapped) and not node.entries:
        findings.add(node.line, Reason.EMPTY)
    if len(found) > MOST_LANGUAGES:
        findings.add(found[MOST_LANGUAGES][0].line, Reason.TOO_MANY_LANGUAGES, str(MOST_LANGUAGES))
    for language, _ in found[:MOST_LANGUAGES]:
        if not _LANGUAGE.fullmatch(language.text):
            findings.add(language.line, Reason.BAD_LANGUAGE, language.text)
    return [(language.text, value) for language, value in found[:MOST_LANGUAGES]]


def _labels(node: Node, findings: Findings, *, longest: int) -> tuple[str, ...]:
    words, seen = [], {""}
    for entry in listed(node, findings):
        word = text(entry, findings, longest=longest)
        if word and word.casefold() in seen:
            findings.add(entry.line, Reason.DUPLICATE_OPTION, word)
        seen.add(word.casefold())
        words.append(word)
    return tuple(words)
