"""Forms as Adaptive Cards with fields and one button: in a dialog, which Teams calls a task module, or alone.

Some clients open no dialogs; there the same form stands on a card in the chat.
See https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/task-modules/task-modules-bots.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.adaptive_cards import markdown
from bot.adaptive_cards.cards import NOBODY, in_window
from bot.adaptive_cards.frames import LARGEST, Card, fitted, framed, size
from bot.adaptive_cards.markdown import SMALL, Element, Names, Tags, blocks, short
from bot.conversations.messages import (
    ChannelField,
    ChoiceField,
    ChoicesField,
    Field,
    Form,
    FormProblem,
    Message,
    PersonField,
    TextField,
)
from locales.speech import say, say_in

Dialog = dict[str, Any]
FORM = "form"
"""The ``action`` of a form that is sent."""
PEOPLE = "graph.microsoft.com/users"
"""The directory in which a picker searches; what it returns is the id of Entra, never one of the bot's."""
_ADAPTIVE = "application/vnd.microsoft.card.adaptive"
_MOST_SPREAD_OUT = 5
"""Options that are all shown; more of them are a list to open."""
_LONGEST_LABELS = (75, 40, 20)
"""Letters of an option: fewer where there are so many that the dialog would be too large."""
_LOUD: Element = {"color": "Attention", "weight": "Bolder"}


@dataclass(frozen=True, slots=True)
class Filling:
    """A form to be filled in, or once more because it was not taken.

    Attributes:
        problem: the field and the sentence that says why it was not taken.
        values: what was filled in, as the client sent it.
        order: the platform's time at which it was opened; comes back with what is filled in.
    """

    form: Form
    problem: FormProblem | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    order: str = ""


def dialog(asked: Filling | Message, *, names: Names = NOBODY) -> Dialog:
    """A form, or what it turns into when it has been taken, as the value of a ``continue`` response."""
    if isinstance(asked, Message):
        return _window(say_in("title of a window", "Done"), in_window(asked, names=names))
    return _window(asked.form.title, _drawn(asked, "Action.Submit", names))


def on_card(asked: Filling, *, names: Names = NOBODY) -> Card:
    """A form on a card of its own, for clients that open no dialogs."""
    return _drawn(asked, "Action.Execute", names)


def attachment(given: Card) -> dict[str, Any]:
    """A card as messages and dialogs carry it."""
    return {"contentType": _ADAPTIVE, "content": given}


def _drawn(asked: Filling, kind: str, names: Names) -> Card:
    form, called = asked.form, markdown.called([asked.form.intro], names)
    for longest in _LONGEST_LABELS:
        fields = [
            element
            for each in form.fields
            for element in _field(each, _wrong(asked, each), asked.values.get(each.name), names, longest)
        ]
        shown = _card(asked, fields, called, kind)
        if size(shown) <= LARGEST:
            break
    return fitted(shown)


def _wrong(asked: Filling, at: Field) -> str:
    return asked.problem.sentence if asked.problem and asked.problem.field == at.name else ""


def _card(asked: Filling, fields: list[Element], called: Tags, kind: str) -> Card:
    form, problem = asked.form, asked.problem
    elsewhere = problem and problem.field not in {each.name for each in form.fields}
    told = blocks(problem.sentence, {}, **_LOUD) if problem and elsewhere else []
    intro = blocks(form.intro, called) if form.intro else []
    data = {"action": FORM, "form": form.name, "subject": form.subject}
    data |= {"order": asked.order} if asked.order else {}
    verb = {"verb": FORM} if kind == "Action.Execute" else {}
    shown = framed([*told, *intro, *fields], {}, form.title)
    return shown | {"actions": [{"type": kind, "title": form.submit, "data": data, **verb}]}


def _field(asked: Field, wrong: str, value: str | None, names: Names, longest: int) -> list[Element]:
    """A field between what is wrong with it and its hint."""
    told = blocks(wrong, {}, **_LOUD) if wrong else []
    hint = blocks(asked.hint, {}, **SMALL) if asked.hint else []
    element: Element = {
        **_element(asked, value, names, longest),
        "id": asked.name,
        "label": markdown.plain(asked.label, names),
        "isRequired": not asked.optional,
    }
    if not asked.optional:
        element["errorMessage"] = say("Please fill this in.")
    return [*told, element, *hint]


def _element(asked: Field, value: str | None, names: Names, longest: int) -> Element:
    match asked:
        case TextField():
            typed = {"isMultiline": asked.multiline, "maxLength": asked.longest}
            return {"type": "Input.Text", **typed, **_value(asked.value if value is None else value)}
        case ChoiceField():
            return _choices(asked.options, asked.value if value is None else value, longest)
        case ChoicesField():
            return _choices(asked.options, value or "", longest) | {
                "isMultiSelect": True,
                "style": "expanded",
            }
        case PersonField():
            return _people(str(asked.value or "") if value is None else value, names)
        case ChannelField():
            here = str(asked.value or "")
            return {"type": "Input.Text", **_value(names.get(here, here) if value is None else value)}


def _choices(options: tuple[tuple[str, str], ...], value: str, longest: int) -> Element:
    choices = [{"title": markdown.literal(short(label, longest)), "value": each} for each, label in options]
    style = "expanded" if len(options) <= _MOST_SPREAD_OUT else "compact"
    return {"type": "Input.ChoiceSet", "style": style, "wrap": True, "choices": choices, **_value(value)}


def _people(chosen: str, names: Names) -> Element:
    """A search among everybody; whoever is chosen already is a choice of its own, by the id known here."""
    known = names.get(chosen) or say("this person")
    return {
        "type": "Input.ChoiceSet",
        "style": "compact",
        "choices": [{"title": markdown.literal(known), "value": chosen}] if chosen else [],
        "choices.data": {"type": "Data.Query", "dataset": PEOPLE},
        **_value(chosen),
    }


def _value(value: str) -> Element:
    return {"value": value} if value else {}


def _window(title: str, shown: Card) -> Dialog:
    return {"title": title, "card": attachment(shown)}
