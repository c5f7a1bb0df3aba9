"""Names what came without a name: Slack gives every block and every element an id of its own."""

from collections.abc import Callable, Iterator
from copy import deepcopy

from sandbox.workspace.messages import Json

INTERACTIVE = frozenset(
    {
        "button",
        "checkboxes",
        "channels_select",
        "conversations_select",
        "datepicker",
        "datetimepicker",
        "email_text_input",
        "external_select",
        "feedback_buttons",
        "icon_button",
        "multi_channels_select",
        "multi_conversations_select",
        "multi_external_select",
        "multi_static_select",
        "multi_users_select",
        "number_input",
        "overflow",
        "plain_text_input",
        "radio_buttons",
        "static_select",
        "timepicker",
        "url_text_input",
        "users_select",
    }
)


def elements(block: Json) -> Iterator[Json]:
    """The interactive elements of one block, those of nested blocks included."""
    inside = [
        block.get("accessory"),
        block.get("element"),
        *_listed(block, "elements"),
        *_listed(block, "actions"),
    ]
    for part in inside:
        if isinstance(part, dict) and part.get("type") in INTERACTIVE:
            yield part
    for nested in (*_listed(block, "child_blocks"), *_nested_cards(block)):
        yield from elements(nested)


def _listed(block: Json, field: str) -> list[Json]:
    value = block.get(field)
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _nested_cards(block: Json) -> list[Json]:
    return _listed(block, "elements") if block.get("type") == "carousel" else []


def everyone(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Each interactive element with the block it sits in."""
    for block in blocks:
        for element in elements(block):
            yield block, element


def named(blocks: list[Json], next_id: Callable[[], str]) -> list[Json]:
    """The same, but every block has a ``block_id`` and every interactive element an ``action_id``.

    What had a name already is shared and not copied: nobody changes a block that was sent.
    """
    return [_named(block, next_id) for block in blocks]


def _named(block: Json, next_id: Callable[[], str]) -> Json:
    if "block_id" not in block:
        block = {**block, "block_id": next_id()}
    if all("action_id" in element for element in elements(block)):
        return block
    block = deepcopy(block)
    for element in elements(block):
        element.setdefault("action_id", next_id())
    return block
