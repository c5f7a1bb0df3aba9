"""The card around its elements, and how much one holds.

A card stays under 28 KB, which every statement of Microsoft's on the size of a message allows; see
https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages.
"""

import json
from collections.abc import Iterator
from typing import Any

from bot.adaptive_cards import markdown
from bot.adaptive_cards.markdown import Element, Tags, short

Card = dict[str, Any]
LARGEST = 28 * 1024
"""Bytes of a card, see :func:`size`."""
_LONGEST_SPOKEN = 1000
_SPARE = 256
"""Bytes for the mark at a cut and for commas."""


def framed(body: list[Element], tags: Tags, spoken: str) -> Card:
    """A card around these elements; ``spoken`` is what it says to those who do not see it."""
    told = short(spoken, _LONGEST_SPOKEN)
    return {
        "type": "AdaptiveCard",
        "version": "1.5",
        "fallbackText": told,
        "speak": told,
        "msteams": _teams(body, markdown.entities(tags)),
        "body": body,
    }


def size(given: Card) -> int:
    """Bytes of a card as Teams counts them: its JSON in UTF-16, without the pictures inside it."""
    written = json.dumps(given, ensure_ascii=False, separators=(",", ":"))
    carried = sum(len(url) for url in _carried(given))
    return len(written.encode("utf-16-le", "surrogatepass")) - 2 * carried


def fitted(given: Card) -> Card:
    """The card within its size: texts are left out from the end, buttons and fields never."""
    over = size(given) - LARGEST
    if over <= 0:
        return given
    body, dropped = given["body"], set[int]()
    over += _SPARE
    for place in reversed(range(len(body))):
        if over > 0 and body[place]["type"] == "TextBlock":
            over -= size(body[place])
            dropped.add(place)
    first = min(dropped, default=-1)
    cut = {"type": "TextBlock", "text": "…", "wrap": True}
    kept = [place for place in range(len(body)) if place == first or place not in dropped]
    left = [cut if place == first else body[place] for place in kept]
    return given | {"body": left, "msteams": _teams(left, given["msteams"].get("entities", []))}


def paged(body: list[Element], tags: Tags, spoken: str) -> list[Card]:
    """As many cards as these elements take."""
    room = LARGEST - size(framed([], {}, spoken)) - size({"entities": markdown.entities(tags)}) - _SPARE
    found: list[list[Element]] = [[]]
    left = room
    for element in body:
        wide = size(element) + 2
        if wide > left and found[-1]:
            found.append([])
            left = room
        found[-1].append(element)
        left -= wide
    return [framed(page, tags, spoken) for page in found]


def _teams(body: list[Element], people: list[Element]) -> Element:
    """What is for Teams alone: the width, and who of these people is mentioned in the body."""
    said = [each["text"] for each in body if each["type"] == "TextBlock"]
    meant = [each for each in people if any(each["text"] in text for text in said)]
    return {"width": "full"} | ({"entities": meant} if meant else {})


def _carried(given: Any) -> Iterator[str]:
    """The pictures inside a card, as they are written there."""
    if isinstance(given, dict | list):
        for each in given.values() if isinstance(given, dict) else given:
            yield from _carried(each)
    elif isinstance(given, str) and given.startswith("data:image/"):
        yield given
