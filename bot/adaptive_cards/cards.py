"""Messages as Adaptive Cards of version 1.5, the newest that Teams takes in chats.

See https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-reference and
https://adaptivecards.io/explorer.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from types import MappingProxyType

from bot.adaptive_cards import figures, markdown
from bot.adaptive_cards.frames import Card, fitted, framed, paged
from bot.adaptive_cards.markdown import SMALL, Element, Names, Tags, blocks, short
from bot.conversations.bulletins import Bulletin
from bot.conversations.cards import CHOOSE, WHY, WRITE
from bot.conversations.messages import (
    OPEN_COMMAND,
    Button,
    Buttons,
    Divider,
    Heading,
    Message,
    Note,
    Paragraph,
    Part,
)

NOBODY: Names = MappingProxyType({})
Action = Callable[[Button, str], Element]
"""Draws a button about a subject."""
TAP, OPEN = "tap", "open"
"""The ``action`` of what a button sends; of those that are executed the verb, too."""
_WINDOWS = frozenset({OPEN_COMMAND, WHY, CHOOSE, WRITE})
"""Actions of buttons that open a window."""
_LONGEST_HEADING = 150
_MOST_ACTIONS, _WIDEST_ROW, _EDGES = 6, 42, 5
"""Actions of a row: those Teams shows, and the letters that 320 pixels hold, a button's edges included."""


def card(message: Message, *, names: Names = NOBODY) -> Card:
    """A message as one card; what is too long for one ends with "…".

    Args:
        message: what is said; without parts, its text is the card.
        names: what the people mentioned are called.
    """
    shown = message.parts or (Paragraph(message.text),)
    tags = markdown.tags(_texts(shown), names)
    return fitted(framed(elements(shown, tags, _on_card), tags, text(message, names=names)))


def pages(message: Message, *, names: Names = NOBODY) -> list[Card]:
    """A message as the cards it takes, for a long reply; they belong one below the other."""
    shown = message.parts or (Paragraph(message.text),)
    tags = markdown.tags(_texts(shown), names)
    return paged(elements(shown, tags, _on_card), tags, text(message, names=names))


def in_window(message: Message, *, names: Names = NOBODY) -> Card:
    """A message as the card of a dialog, where nobody is notified and every button submits the dialog."""
    shown = message.parts or (Paragraph(message.text),)
    called = markdown.called(_texts(shown), names)
    return fitted(framed(elements(shown, called, _in_window), {}, text(message, names=names)))


def text(message: Message, *, names: Names = NOBODY) -> str:
    """The line for notifications."""
    return markdown.plain(message.text, names)


def bulletin(
    shown: Bulletin, *, names: Names = NOBODY, picture: str = "", alt: str = "", native: bool = False
) -> Card:
    """A bulletin with its picture, or with lines that Teams draws and the picture where it cannot.

    Args:
        shown: the bulletin.
        names: what the people mentioned are called.
        picture: its address, ``https:`` or ``data:``; empty where there is none.
        alt: the picture in words.
        native: whether Teams is to draw the lines, where there are any.
    """
    image = [figures.picture(picture, alt)] if picture else []
    tags = markdown.tags(_texts((*shown.above, *shown.below)), names)
    drawn = figures.charts(shown.trends, image) if native and shown.trends else image
    body = [*elements(shown.above, tags, _on_card), *drawn, *elements(shown.below, tags, _on_card)]
    return fitted(framed(body, tags, markdown.plain(shown.text, names)))


def elements(parts: Iterable[Part], tags: Tags, action: Action) -> list[Element]:
    """The elements of parts; a divider is a line above what follows it."""
    found: list[Element] = []
    divided = False
    for part in parts:
        if isinstance(part, Divider):
            divided = True
            continue
        drawn = _part(part, tags, action)
        if divided and drawn:
            drawn[0] |= {"separator": True, "spacing": "Medium"}
            divided = False
        found += drawn
    return found


def _part(part: Paragraph | Heading | Note | Buttons, tags: Tags, action: Action) -> list[Element]:
    match part:
        case Heading(said):
            words = markdown.literal(short(said.replace("**", ""), _LONGEST_HEADING))
            look = {"size": "Medium", "weight": "Bolder", "style": "heading"}
            return [{"type": "TextBlock", "text": words, "wrap": True, **look}]
        case Paragraph(said):
            return blocks(said, tags)
        case Note(said):
            return blocks(said, tags, **SMALL)
        case Buttons(subject, buttons):
            rows = [
                {
                    "type": "ActionSet",
                    "actions": [action(each, subject) for each in row],
                }
                for row in _rows(buttons)
            ]
            return [row | ({"spacing": "Small"} if number else {}) for number, row in enumerate(rows)]


def _rows(buttons: Sequence[Button]) -> Iterator[list[Button]]:
    """Buttons in rows that a telephone can show."""
    row: list[Button] = []
    for button in buttons:
        widths = [len(each.label) + _EDGES for each in (*row, button)]
        if row and (len(widths) > _MOST_ACTIONS or sum(widths) > _WIDEST_ROW):
            yield row
            row = []
        row.append(button)
    if row:
        yield row


def _on_card(button: Button, subject: str) -> Element:
    """A button of a message: it opens a window or does something at once."""
    data = _data(button, subject)
    if button.action in _WINDOWS:
        return _look("Action.Submit", button) | {"data": {"msteams": {"type": "task/fetch"}, **data}}
    return _look("Action.Execute", button) | {"verb": TAP, "data": data}


def _in_window(button: Button, subject: str) -> Element:
    """A button of a dialog, in which Teams knows no other way back."""
    return _look("Action.Submit", button) | {"data": _data(button, subject)}


def _data(button: Button, subject: str) -> Element:
    action = OPEN if button.action in _WINDOWS else TAP
    return {"action": action, "act": f"{button.action}:{button.value}", "subject": subject}


def _look(kind: str, button: Button) -> Element:
    style = {"style": "positive"} if button.primary else {}
    return {"type": kind, "title": button.label, "associatedInputs": "none", **style}


def _texts(parts: Iterable[Part]) -> list[str]:
    return [part.text for part in parts if isinstance(part, Heading | Paragraph | Note)]
