"""What people type and choose: from a plain value to Slack's ``state.values`` and back to what is missing."""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.workspace.block_ids import elements, everyone
from sandbox.workspace.messages import Json
from sandbox.workspace.refusals import ImpossibleError

TEXTS = frozenset({"plain_text_input", "email_text_input", "url_text_input", "number_input"})
ONE_OPTION = frozenset({"static_select", "external_select", "radio_buttons", "overflow"})
MANY_OPTIONS = frozenset({"checkboxes", "multi_static_select", "multi_external_select"})
PLAIN = {
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "users_select": ("selected_user", "initial_user"),
    "channels_select": ("selected_channel", "initial_channel"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
}
REQUIRED = "Please complete this required field."

Values = dict[str, dict[str, Json]]


def options_of(element: Json) -> list[Json]:
    groups = element.get("option_groups") or []
    return [*(element.get("options") or []), *(option for group in groups for option in group["options"])]


def _option(element: Json, value: object) -> Json:
    for option in options_of(element):
        if option.get("value") == value:
            return option
    if element["type"].endswith("external_select"):
        return {"text": {"type": "plain_text", "text": str(value)}, "value": str(value)}
    raise ImpossibleError(f"There is no option {value!r} to choose in {element['action_id']!r}.")


def entry(element: Json, value: Any) -> Json:
    """What ``state.values`` holds after a person entered ``value``; ``None`` empties it."""
    kind = element["type"]
    if kind in TEXTS:
        return {"type": kind, "value": str(value) if value not in (None, "") else None}
    if kind in ONE_OPTION:
        return {"type": kind, "selected_option": None if value is None else _option(element, value)}
    if kind in MANY_OPTIONS:
        return {"type": kind, "selected_options": [_option(element, one) for one in value or ()]}
    if kind in PLAIN:
        return {"type": kind, PLAIN[kind][0]: value}
    raise ImpossibleError(f"Nothing can be entered in a {kind}.")


def initial(element: Json) -> Json:
    """What ``state.values`` holds before anybody touched the element."""
    kind = element["type"]
    if kind in TEXTS:
        return {"type": kind, "value": element.get("initial_value")}
    if kind in ONE_OPTION:
        return {"type": kind, "selected_option": element.get("initial_option")}
    if kind in MANY_OPTIONS:
        return {"type": kind, "selected_options": element.get("initial_options", [])}
    field, from_field = PLAIN[kind]
    return {"type": kind, field: element.get(from_field, [] if kind.startswith("multi_") else None)}


def keeps_value(element: Json) -> bool:
    return element["type"] in TEXTS | (ONE_OPTION - {"overflow"}) | MANY_OPTIONS or element["type"] in PLAIN


def state_of(blocks: list[Json], values: Values) -> Values:
    """All that ``blocks`` hold: what was entered, or else what they started with."""
    state: Values = {}
    for block, element in everyone(blocks):
        if keeps_value(element):
            entered = values.get(block["block_id"], {}).get(element["action_id"])
            state.setdefault(block["block_id"], {})[element["action_id"]] = entered or initial(element)
    return state


def find(blocks: list[Json], action_id: str, block_id: str | None = None) -> tuple[Json, Json]:
    """The block and the element with this action id."""
    for block, element in everyone(blocks):
        if element["action_id"] == action_id and block_id in (None, block["block_id"]):
            return block, element
    raise ImpossibleError(f"There is nothing called {action_id!r} to press here.")


def enter(blocks: list[Json], values: Values, given: Mapping[str, Mapping[str, Any]]) -> None:
    """Put plain values, keyed by block and action id, into ``values``."""
    for block_id, fields in given.items():
        for action_id, value in fields.items():
            _, element = find(blocks, action_id, block_id)
            values.setdefault(block_id, {})[action_id] = entry(element, value)


def _is_empty(held: Json) -> bool:
    return all(value in (None, "", []) for name, value in held.items() if name != "type")


def mistakes(blocks: list[Json], values: Values) -> dict[str, str]:
    """What Slack's client would complain about before it sends a form, by block id."""
    return dict(_mistakes(blocks, state_of(blocks, values)))


def _mistakes(blocks: list[Json], state: Values) -> Iterator[tuple[str, str]]:
    for block in blocks:
        if block["type"] != "input":
            continue
        for element in elements(block):
            held = state[block["block_id"]][element["action_id"]]
            if _is_empty(held):
                if not block.get("optional", False):
                    yield block["block_id"], REQUIRED
            elif complaint := _complaint(element, held):
                yield block["block_id"], complaint


def _complaint(element: Json, held: Json) -> str | None:
    length = len(held["value"]) if element["type"] == "plain_text_input" else None
    if length is not None and length > element.get("max_length", 3000):
        return f"This text is too long: at most {element.get('max_length', 3000)} characters."
    if length is not None and length < element.get("min_length", 0):
        return f"This text is too short: at least {element['min_length']} characters."
    if "max_selected_items" in element and any(
        isinstance(value, list) and len(value) > element["max_selected_items"] for value in held.values()
    ):
        return f"Choose at most {element['max_selected_items']}."
    return None
