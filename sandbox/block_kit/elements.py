"""The elements that sit in blocks, as tables."""

from typing import Any

from sandbox.block_kit.checks import (
    Check,
    Problem,
    Problems,
    anything,
    choice,
    either,
    flag,
    many,
    plain,
    shape,
    string,
    text,
    typed,
    url,
    whole,
)

Fields = dict[str, Check]

NAME = string(255)
PLACEHOLDER = plain(150)
CONFIRM = shape(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    style=choice("primary", "danger"),
)


def option(*kinds: str, links: bool = False) -> Check:
    label = text(75, *kinds)
    more: dict[str, Check] = {"url": url} if links else {}
    return shape({"text": label, "value": string(150)}, description=text(75, *kinds), **more)


PLAIN_OPTION = option("plain_text")
ANY_OPTION = option()
GROUP = shape({"label": plain(75), "options": many(PLAIN_OPTION, 1, 100)})


def starts_with_an_option(value: Any, at: str) -> Problems:
    """What is chosen at the start must be one of the options."""
    groups = value.get("option_groups") or []
    options = [*(value.get("options") or []), *(one for group in groups for one in group["options"])]
    single = value.get("initial_option")
    for chosen in (value.get("initial_options") or []) if single is None else [single]:
        if chosen not in options:
            yield Problem(at, "invalid_initial_option", "initial option must be one of the options")


def unique_values(value: Any, at: str) -> Problems:
    values = [one["value"] for one in value.get("options") or []]
    if len(values) != len(set(values)):
        yield Problem(f"{at}/options", "duplicate", "option values must be unique")


def shorter_than_longest(value: Any, at: str) -> Problems:
    if value.get("min_length", 0) > value.get("max_length", 3000):
        yield Problem(at, "conflict", "min_length must not exceed max_length")


def image(required: dict[str, Check], **optional: Check) -> Check:
    file = shape(None, either("id", "url"), id=NAME, url=url)
    return shape(required, either("image_url", "slack_file"), image_url=url, slack_file=file, **optional)


CHOICES: Fields = {"action_id": NAME, "confirm": CONFIRM, "focus_on_load": flag}
SELECT: Fields = {**CHOICES, "placeholder": PLACEHOLDER}
SEVERAL: Fields = {**SELECT, "max_selected_items": whole(1)}
LISTS: Fields = {"options": many(PLAIN_OPTION, 1, 100), "option_groups": many(GROUP, 1, 100)}
STATIC = (either("options", "option_groups"), starts_with_an_option, unique_values)
DISPATCH = shape(
    trigger_actions_on=many(choice("on_enter_pressed", "on_character_entered"), 1, 2),
)
INPUT: Fields = {
    "action_id": NAME,
    "placeholder": PLACEHOLDER,
    "focus_on_load": flag,
    "dispatch_action_config": DISPATCH,
}
TEN: Fields = {"options": many(ANY_OPTION, 1, 10)}
FEEDBACK = shape({"text": plain(75), "value": string(2000)}, accessibility_label=string(75))
QUERY: Fields = {"min_query_length": whole(0)}
IDS = many(string(255), 0, 1000)
BUTTON: Fields = {
    "action_id": NAME,
    "url": url,
    "value": string(2000),
    "style": choice("primary", "danger"),
    "confirm": CONFIRM,
    "accessibility_label": string(75),
}

ELEMENTS: dict[str, Check] = {
    "button": shape({"text": plain(75)}, **BUTTON),
    "checkboxes": shape(
        TEN, starts_with_an_option, unique_values, initial_options=many(ANY_OPTION, 1, 10), **CHOICES
    ),
    "radio_buttons": shape(TEN, starts_with_an_option, unique_values, initial_option=ANY_OPTION, **CHOICES),
    "overflow": shape(
        {"options": many(option("plain_text", links=True), 1, 5)},
        unique_values,
        action_id=NAME,
        confirm=CONFIRM,
    ),
    "static_select": shape(None, *STATIC, initial_option=PLAIN_OPTION, **LISTS, **SELECT),
    "multi_static_select": shape(
        None, *STATIC, initial_options=many(PLAIN_OPTION, 1, 100), **LISTS, **SEVERAL
    ),
    "external_select": shape(None, initial_option=PLAIN_OPTION, **QUERY, **SELECT),
    "multi_external_select": shape(None, initial_options=many(PLAIN_OPTION, 1, 100), **QUERY, **SEVERAL),
    "users_select": shape(None, initial_user=NAME, **SELECT),
    "multi_users_select": shape(None, initial_users=IDS, **SEVERAL),
    "channels_select": shape(None, initial_channel=NAME, response_url_enabled=flag, **SELECT),
    "multi_channels_select": shape(None, initial_channels=IDS, **SEVERAL),
    "conversations_select": shape(
        None,
        initial_conversation=NAME,
        default_to_current_conversation=flag,
        response_url_enabled=flag,
        filter=anything,
        **SELECT,
    ),
    "multi_conversations_select": shape(
        None, initial_conversations=IDS, default_to_current_conversation=flag, filter=anything, **SEVERAL
    ),
    "datepicker": shape(None, initial_date=string(10, 10), **SELECT),
    "timepicker": shape(None, initial_time=string(5, 5), timezone=string(100), **SELECT),
    "datetimepicker": shape(None, initial_date_time=whole(0), **CHOICES),
    "plain_text_input": shape(
        None,
        shorter_than_longest,
        initial_value=string(3000, 0),
        multiline=flag,
        min_length=whole(0, 3000),
        max_length=whole(1, 3000),
        **INPUT,
    ),
    "email_text_input": shape(None, initial_value=string(3000, 0), **INPUT),
    "url_text_input": shape(None, initial_value=string(3000, 0), **INPUT),
    "number_input": shape(
        {"is_decimal_allowed": flag},
        initial_value=string(100),
        min_value=string(100),
        max_value=string(100),
        **INPUT,
    ),
    "feedback_buttons": shape({"positive_button": FEEDBACK, "negative_button": FEEDBACK}, action_id=NAME),
    "icon_button": shape(
        {"text": plain(75), "icon": choice("trash")},
        action_id=NAME,
        value=string(2000),
        confirm=CONFIRM,
        accessibility_label=string(75),
        visible_to_user_ids=many(string(255), 1, 10),
    ),
    "image": image({"alt_text": string(2000)}),
    "plain_text": text(3000, "plain_text"),
    "mrkdwn": text(3000, "mrkdwn"),
}

_SELECTS = [
    "static_select",
    "external_select",
    "users_select",
    "channels_select",
    "conversations_select",
    "multi_static_select",
    "multi_external_select",
    "multi_users_select",
    "multi_channels_select",
    "multi_conversations_select",
]
_PICKERS = ("datepicker", "timepicker", "datetimepicker", "checkboxes", "radio_buttons")
_TYPED = ("plain_text_input", "email_text_input", "url_text_input", "number_input")

IN_SECTION = typed(ELEMENTS, "button", "image", "overflow", *_SELECTS, *_PICKERS)
IN_ACTIONS = typed(ELEMENTS, "button", "overflow", *_SELECTS, *_PICKERS)
IN_INPUT = typed(ELEMENTS, *_TYPED, *_SELECTS, *_PICKERS)
IN_CONTEXT = typed(ELEMENTS, "image", "plain_text", "mrkdwn")
IN_CONTEXT_ACTIONS = typed(ELEMENTS, "feedback_buttons", "icon_button")
