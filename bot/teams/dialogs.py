"""Forms as dialogs, which Teams calls task modules: an Adaptive Card with fields and one button.

See https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/task-modules/task-modules-bots.
"""

from collections.abc import Mapping
from typing import Any

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
from bot.teams import markdown
from bot.teams.cards import NOBODY, in_window
from bot.teams.frames import LARGEST, Card, fitted, framed, size
from bot.teams.markdown import SMALL, Element, Names, Tags, blocks, short
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


def dialog(form: Form, *, names: Names = NOBODY) -> Dialog:
    """A form as the value of a ``continue`` response."""
    return _drawn(form, {}, {}, names)


def problem(form: Form, found: FormProblem, values: Mapping[str, str], *, names: Names = NOBODY) -> Dialog:
    """The form once more, with why it was not taken at the field, and with what was filled in.

    Args:
        form: the form that was sent.
        found: the field and the sentence.
        values: what Teams sent of each field, as it sent it.
        names: what people are called.
    """
    return _drawn(form, {found.field: found.sentence}, values, names)


def done(message: Message, *, names: Names = NOBODY) -> Dialog:
    """What a form turns into when it has been taken."""
    return _window(say_in("title of a window", "Done"), in_window(message, names=names))


def attachment(given: Card) -> dict[str, Any]:
    """A card as messages and dialogs carry it."""
    return {"contentType": _ADAPTIVE, "content": given}


def _drawn(form: Form, problems: Mapping[str, str], values: Mapping[str, str], names: Names) -> Dialog:
    called = markdown.called([form.intro], names)
    for longest in _LONGEST_LABELS:
        fields = [
            element
            for field in form.fields
            for element in _field(field, problems.get(field.name, ""), values.get(field.name), names, longest)
        ]
        shown = _card(form, fields, problems, called)
        if size(shown) <= LARGEST:
            break
    return _window(form.title, fitted(shown))


def _card(form: Form, fields: list[Element], problems: Mapping[str, str], called: Tags) -> Card:
    elsewhere = problems.keys() - {field.name for field in form.fields}
    told = [block for name in sorted(elsewhere) for block in blocks(problems[name], {}, **_LOUD)]
    intro = blocks(form.intro, called) if form.intro else []
    data = {"action": FORM, "form": form.name, "subject": form.subject}
    shown = framed([*told, *intro, *fields], {}, form.title)
    return shown | {"actions": [{"type": "Action.Submit", "title": form.submit, "data": data}]}


def _field(field: Field, wrong: str, value: str | None, names: Names, longest: int) -> list[Element]:
    """A field between what is wrong with it and its hint."""
    told = blocks(wrong, {}, **_LOUD) if wrong else []
    hint = blocks(field.hint, {}, **SMALL) if field.hint else []
    element: Element = {
        **_element(field, value, names, longest),
        "id": field.name,
        "label": markdown.plain(field.label, names),
        "isRequired": not field.optional,
    }
    if not field.optional:
        element["errorMessage"] = say("Please fill this in.")
    return [*told, element, *hint]


def _element(field: Field, value: str | None, names: Names, longest: int) -> Element:
    match field:
        case TextField():
            typed = {"isMultiline": field.multiline, "maxLength": field.longest}
            return {"type": "Input.Text", **typed, **_value(field.value if value is None else value)}
        case ChoiceField():
            return _choices(field.options, field.value if value is None else value, longest)
        case ChoicesField():
            return _choices(field.options, value or "", longest) | {
                "isMultiSelect": True,
                "style": "expanded",
            }
        case PersonField():
            return _people(str(field.value or "") if value is None else value, names)
        case ChannelField():
            here = str(field.value or "")
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
