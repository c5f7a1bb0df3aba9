"""Messages and forms as Block Kit, within its limits.

The limits (section 3,000 characters, button label 75, 50 blocks a message, 100 in a view) are those of
https://docs.slack.dev/reference/block-kit.
"""

import re
from collections.abc import Iterable
from typing import Any

from bot.conversations.bulletins import Trend
from bot.conversations.messages import (
    MENTIONED,
    Button,
    Buttons,
    ChannelField,
    ChoiceField,
    ChoicesField,
    Divider,
    Field,
    Form,
    Heading,
    Message,
    Note,
    Paragraph,
    Part,
    PersonField,
    TextField,
)
from locales.speech import say, say_in

Block = dict[str, Any]
SUBJECT, CONFIRM = "subject", "form"
_LONGEST_SECTION, _LONGEST_HEADER, _LONGEST_LABEL = 3000, 150, 75
_LONGEST_ALT, _LONGEST_CHART_TITLE, _LONGEST_AXIS_LABEL, _LONGEST_POINT_LABEL = 2000, 50, 50, 20
_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)


def mrkdwn(text: str) -> str:
    """Slack's markup; ``&``, ``<`` and ``>`` are escaped, so nobody can mention a channel through a text."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return MENTIONED.sub(r"<@\1>", _BOLD.sub(r"*\1*", escaped))


def plain(text: str) -> str:
    """A sentence where Slack shows no markup and resolves no mention, as at a field."""
    return MENTIONED.sub(say("this person"), text).replace("**", "").replace("`", "")


def render(message: Message) -> list[Block]:
    """The blocks of a message; a message without parts is one section."""
    return parts(message.parts or (Paragraph(message.text),))


def parts(given: Iterable[Part]) -> list[Block]:
    """The blocks of parts."""
    return [_part(part) for part in given]


def picture(file: str, alt: str) -> Block:
    """An uploaded picture, shown to whoever can read the message."""
    return {"type": "image", "slack_file": {"id": file}, "alt_text": _short(alt, _LONGEST_ALT)}


def line_chart(trend: Trend) -> Block:
    """A line that Slack draws; the SDK has no class for it.

    See https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block.
    """
    points = [(_short(label, _LONGEST_POINT_LABEL), value) for label, value in trend.points]
    data = [{"label": label, "value": value} for label, value in points]
    axis = {
        "categories": [label for label, _ in points],
        "y_label": _short(trend.scale, _LONGEST_AXIS_LABEL),
    }
    name = _short(say_in("name of a line in a chart", "Mean"), _LONGEST_POINT_LABEL)
    return {
        "type": "data_visualization",
        "title": _short(trend.title, _LONGEST_CHART_TITLE),
        "chart": {"type": "line", "series": [{"name": name, "data": data}], "axis_config": axis},
    }


def text_of(message: Message) -> str:
    """The line for notifications and screen readers."""
    return mrkdwn(message.text)


def modal(form: Form, *, origin: str = "") -> Block:
    """A form as a modal; what it is about, and where it was opened, travel in ``private_metadata``."""
    intro = [_part(Paragraph(form.intro))] if form.intro else []
    return {
        "type": "modal",
        "callback_id": f"{CONFIRM}:{form.name}",
        "private_metadata": f"{form.subject}\n{origin}" if origin else form.subject,
        "title": _plain(form.title),
        "submit": _plain(form.submit),
        "close": _plain(say("Cancel")),
        "blocks": [*intro, *(_input(field) for field in form.fields)],
    }


def done(message: Message) -> Block:
    """What a form turns into when it has been taken."""
    return {
        "type": "modal",
        "title": _plain(say_in("title of a window", "Done")),
        "close": _plain(say_in("close a window", "Close")),
        "blocks": render(message),
    }


def home(message: Message) -> Block:
    """A message as the App Home tab."""
    return {"type": "home", "blocks": render(message)}


def _part(part: Part) -> Block:
    match part:
        case Heading(text):
            return {"type": "header", "text": _plain(_short(text, _LONGEST_HEADER))}
        case Paragraph(text):
            return {"type": "section", "text": _marked(text)}
        case Note(text):
            return {"type": "context", "elements": [_marked(text)]}
        case Divider():
            return {"type": "divider"}
        case Buttons(subject, buttons):
            return {
                "type": "actions",
                "block_id": f"{SUBJECT}:{subject}",
                "elements": [_button(button) for button in buttons],
            }


def _button(button: Button) -> Block:
    element: Block = {
        "type": "button",
        "action_id": f"{button.action}:{button.value}",
        "value": button.value,
        "text": _plain(_short(button.label, _LONGEST_LABEL)),
    }
    return element | ({"style": "primary"} if button.primary else {})


def _input(field: Field) -> Block:
    element = _element(field)
    block: Block = {
        "type": "input",
        "block_id": field.name,
        "label": _plain(field.label),
        "element": element,
        "optional": field.optional,
    }
    return block | ({"hint": _plain(field.hint)} if field.hint else {})


def _element(field: Field) -> Block:
    match field:
        case TextField():
            return _text_input(field)
        case ChoiceField():
            return _choice_input(field)
        case ChoicesField():
            options = [_option(value, label) for value, label in field.options]
            return {"type": "checkboxes", "action_id": field.name, "options": options}
        case PersonField():
            chosen = {"initial_user": str(field.value)} if field.value else {}
            return {"type": "users_select", "action_id": field.name, **chosen}
        case ChannelField():
            chosen = {"initial_conversation": str(field.value)} if field.value else {}
            kinds = {"include": ["public", "private"], "exclude_bot_users": True}
            return {"type": "conversations_select", "action_id": field.name, "filter": kinds, **chosen}


def _text_input(field: TextField) -> Block:
    element: Block = {
        "type": "plain_text_input",
        "action_id": field.name,
        "multiline": field.multiline,
        "max_length": field.longest,
    }
    return element | ({"initial_value": field.value} if field.value else {})


def _choice_input(field: ChoiceField) -> Block:
    options = [_option(value, label) for value, label in field.options]
    chosen = [option for option in options if option["value"] == field.value]
    element: Block = {"type": "static_select", "action_id": field.name, "options": options}
    return element | ({"initial_option": chosen[0]} if chosen else {})


def _option(value: str, label: str) -> Block:
    return {"text": _plain(_short(label, _LONGEST_LABEL)), "value": value}


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": True}


def _marked(text: str) -> Block:
    # Verbatim: Slack would make links and mentions of its own of what people typed, like https://… and @here.
    return {"type": "mrkdwn", "text": _short(mrkdwn(text), _LONGEST_SECTION), "verbatim": True}


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
