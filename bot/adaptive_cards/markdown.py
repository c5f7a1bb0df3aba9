"""The neutral markup as the Markdown of Adaptive Cards, in which only what is ours is markup.

The clients do not agree on Markdown: the backslash of the web client is shown as it is by the phones
(https://github.com/microsoft/AdaptiveCards/issues/5590). So nothing is escaped; an invisible space without
width stands inside everything that could be read as markup. Typed back, it is taken out again with all that
no keyboard types.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from bot.conversations.messages import MENTIONED
from locales.speech import say

Names = Mapping[str, str]
"""What people and channels are called, by their ids; whoever is missing goes by the id in a mention."""
Tags = Mapping[str, str]
"""What stands for everybody mentioned in a card, by their id: ``<at>…</at>``, or the name alone."""
Element = dict[str, Any]
SMALL: Element = {"size": "Small", "isSubtle": True}
"""How small print looks."""
_LONGEST = 3000
_GAP = "\u200b"
_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_TYPED = re.compile(r"`/pulse\b([^`\n]*)`")
"""A command as the conversations write it; on Teams no slash is typed, and code looks like any word."""
_INVITING = "`/invite @Pulssi`"
_CUT = re.compile("\x02[^\x03]*$")
"""What is left of a mention in whose middle a text was cut."""
_LOOKALIKE = str.maketrans({"*": "∗", "`": None, "\x02": None, "\x03": None})
_AROUND = re.compile(r"(?<!\w)_|_(?!\w)")
_WITHIN = (
    re.compile(r"\\"),
    re.compile(r"~(?=~)"),
    re.compile(r"[&<](?=\S)"),
    re.compile(r"\](?=[(\[:])"),
    re.compile(r"[\])\[](?=[-+0-9])"),
    re.compile(r"\{(?=\{)"),
    re.compile(r":(?=//)"),
    re.compile(r"@(?=\w)"),
    re.compile(r"(?<=\w)\.(?=[^\W\d_]{2})"),
)
"""Escapes, struck words, entities and tags, links, lists, dates, addresses: each is broken behind this."""
_BEGINS = re.compile(r"\s|[-+=#>|:~_]|\d+[.)]")
"""At the beginning of a line: headings, quotations, lists, rules, tables, code."""


def tags(texts: Iterable[str], names: Names) -> dict[str, str]:
    """How everybody mentioned in these texts is mentioned; two of one name differ by what nobody sees."""
    found = dict.fromkeys(user for text in texts for user in MENTIONED.findall(text))
    given: dict[str, str] = {}
    for user in found:
        name = literal(names.get(user) or user)
        while f"<at>{name}</at>" in given.values():
            name += _GAP
        given[user] = f"<at>{name}</at>"
    return given


def called(texts: Iterable[str], names: Names) -> dict[str, str]:
    """What everybody mentioned in these texts is called where nobody can be mentioned."""
    people = {user for text in texts for user in MENTIONED.findall(text)}
    return {user: literal(names.get(user) or say("this person")) for user in people}


def entities(given: Tags) -> list[dict[str, Any]]:
    """What tells Teams who is meant by a tag.

    See https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format.
    """
    return [
        {"type": "mention", "text": tag, "mentioned": {"id": user, "name": tag[4:-5]}}
        for user, tag in given.items()
    ]


def lines(text: str, given: Tags) -> list[str]:
    """Markdown line by line, since clients differ on what a newline in a text is; empty ones stay."""
    whole = _BOLD.sub(lambda found: f"**{found[1]}**".replace("\n", "**\n**"), _spoken(text))
    return [_line(line.strip(), given) for line in whole.split("\n")]


def blocks(text: str, given: Tags, **look: Any) -> list[Element]:
    """A text as TextBlocks, one a line; an empty line is a wider space."""
    found: list[Element] = []
    spacing: dict[str, str] = {}
    for line in lines(short(text, _LONGEST), given):
        if line:
            found.append({"type": "TextBlock", "text": line, "wrap": True, **look, **spacing})
        spacing = {"spacing": "None"} if line else {}
    return found


def short(text: str, longest: int) -> str:
    """A text of so many characters at most."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def plain(text: str, names: Names) -> str:
    """A text where nothing is markup, as in a notification or at a field."""

    def named(found: re.Match[str]) -> str:
        return names.get(found[1]) or say("this person")

    return _begun(MENTIONED.sub(named, _spoken(text)), text).replace("**", "").replace("`", "")


def literal(text: str) -> str:
    """One line that is shown as it is, whatever it holds."""
    safe = _AROUND.sub(f"{_GAP}_{_GAP}", text.translate(_LOOKALIKE))
    for markup in _WITHIN:
        safe = markup.sub(lambda found: found[0] + _GAP, safe)
    return _GAP + safe if _BEGINS.match(safe) else safe


def _line(line: str, given: Tags) -> str:
    """One line; what is bold keeps a gap at its ends, where Markdown minds what stands beside the marks."""
    pieces = _BOLD.split(line)
    words = [_piece(piece, given) for piece in pieces]
    whole = "".join(
        f"**{_GAP}{word}{_GAP}**" if number % 2 and word else word for number, word in enumerate(words)
    )
    return _begun(whole, line)


def _spoken(text: str) -> str:
    """A text with what is typed and tapped on Teams."""
    told = _TYPED.sub(lambda found: f"“pulse{found[1]}”", _CUT.sub("", text))
    return told.replace(_INVITING, say("Apps, Pulssi, Add to a team"))


def _begun(drawn: str, text: str) -> str:
    """A sentence that begins with somebody whose name is not known begins like any other."""
    return drawn[:1].upper() + drawn[1:] if MENTIONED.match(text) else drawn


def _piece(text: str, given: Tags) -> str:
    """The words between two marks, where the odd ones are people."""
    between = MENTIONED.split(text.replace("**", ""))
    return "".join(
        given.get(part, "") if number % 2 else literal(part) for number, part in enumerate(between)
    )
