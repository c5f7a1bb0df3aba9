"""What Teams takes as an Adaptive Card of version 1.5, as far as Pulssi uses it.

Names and values are those of https://adaptivecards.io/explorer (1.5), of Teams' own additions on
https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format (``msteams``),
``…/people-picker`` (``choices.data``) and ``…/charts-in-adaptive-cards`` (``Chart.Line``).
"""

from collections.abc import Iterator
from typing import Any

from bot.adaptive_cards.frames import LARGEST, size

Json = dict[str, Any]
MOST_ACTIONS = 6
_ELEMENT = {"type", "id", "fallback", "height", "separator", "spacing", "isVisible", "requires"}
_INPUT = _ELEMENT | {"errorMessage", "isRequired", "label"}
_ACTION = {"type", "id", "title", "iconUrl", "style", "fallback", "tooltip", "isEnabled", "mode", "requires"}
_ELEMENTS: dict[str, tuple[set[str], set[str]]] = {
    "TextBlock": (
        {"text"},
        _ELEMENT
        | {"color", "fontType", "horizontalAlignment", "isSubtle", "maxLines", "size", "weight"}
        | {"wrap", "style"},
    ),
    "Image": (
        {"url", "altText"},
        _ELEMENT | {"backgroundColor", "horizontalAlignment", "selectAction", "size", "style", "width"},
    ),
    "ActionSet": ({"actions"}, _ELEMENT),
    "Input.Text": (
        {"id", "label"},
        _INPUT | {"isMultiline", "maxLength", "placeholder", "regex", "style", "inlineAction", "value"},
    ),
    "Input.ChoiceSet": (
        {"id", "label", "choices"},
        _INPUT | {"isMultiSelect", "style", "value", "placeholder", "wrap", "choices.data"},
    ),
    "Chart.Line": (
        {"data", "fallback"},
        _ELEMENT | {"title", "xAxisTitle", "yAxisTitle", "colorSet", "color", "horizontalAlignment"},
    ),
}
"""By type: what must be there, and what else may be."""
_ACTIONS: dict[str, tuple[set[str], set[str]]] = {
    "Action.Execute": ({"title", "verb", "data"}, _ACTION | {"associatedInputs"}),
    "Action.Submit": ({"title", "data"}, _ACTION | {"associatedInputs"}),
    "Action.ShowCard": ({"title", "card"}, _ACTION),
}
_VALUES: dict[str, set[Any]] = {
    "color": {"Default", "Dark", "Light", "Accent", "Good", "Warning", "Attention"},
    "weight": {"Default", "Lighter", "Bolder"},
    "spacing": {"Default", "None", "Small", "Medium", "Large", "ExtraLarge", "Padding"},
    "associatedInputs": {"auto", "none"},
    "wrap": {True},
    "isSubtle": {True},
    "separator": {True},
}
_SIZES = {
    "TextBlock": {"Default", "Small", "Medium", "Large", "ExtraLarge"},
    "Image": {"Auto", "Stretch", "Small", "Medium", "Large"},
}
_STYLES = {
    "TextBlock": {"default", "heading"},
    "Input.ChoiceSet": {"compact", "expanded", "filtered"},
    **{kind: {"default", "positive", "destructive"} for kind in _ACTIONS},
}


def card_problems(card: Json) -> list[str]:
    """What is wrong with the card of a message or of a dialog."""
    found = [f"{key} is missing" for key in ("fallbackText", "speak") if not card.get(key)]
    if card.get("version") != "1.5" or card.get("type") != "AdaptiveCard":
        found.append("not a card of version 1.5")
    if card.get("msteams", {}).get("width") != "full":
        found.append("the width is not full")
    if size(card) > LARGEST:
        found.append(f"{size(card)} bytes")
    known = {"type", "version", "fallbackText", "speak", "msteams", "body", "actions"}
    found += [f"a card has no {key}" for key in card.keys() - known]
    found += _body_problems(card)
    ids = [each["id"] for each in _nodes(card) if "id" in each and str(each.get("type")).startswith("Input.")]
    return found + [f"two fields are called {name}" for name in set(ids) if ids.count(name) > 1]


def _nodes(node: Any) -> Iterator[Json]:
    if isinstance(node, dict):
        yield node
        for each in node.values():
            yield from _nodes(each)
    elif isinstance(node, list):
        for each in node:
            yield from _nodes(each)


def _body_problems(card: Json) -> list[str]:
    body, actions = card.get("body", []), card.get("actions", [])
    found = [] if body else ["an empty card"]
    for element in body:
        found += _element_problems(element)
    return found + _actions_problems(actions)


def _element_problems(element: Json) -> list[str]:
    kind = element.get("type", "")
    if kind not in _ELEMENTS:
        return [f"no element is a {kind}"]
    found = _shape_problems(element, *_ELEMENTS[kind])
    if kind == "TextBlock" and not (element["text"].strip() and element.get("wrap")):
        found.append("a text that is empty or does not wrap")
    if kind == "ActionSet":
        found += _actions_problems(element["actions"]) if element["actions"] else ["no actions"]
    if kind == "Input.ChoiceSet":
        found += _choices_problems(element)
    if kind == "Input.Text" and len(element.get("value", "")) > element.get("maxLength", 10**6):
        found.append(f"{element['id']} holds more than it takes")
    if kind.startswith("Input.") and element.get("isRequired") and not element.get("errorMessage"):
        found.append(f"{element['id']} does not say that it is needed")
    if kind == "Chart.Line":
        found += _chart_problems(element)
    return found


def _choices_problems(element: Json) -> list[str]:
    choices = element["choices"]
    values = [each["value"] for each in choices]
    chosen = element.get("value", "").split(",") if element.get("isMultiSelect") else [element.get("value")]
    found = [f"choice {each}" for each in choices if each.keys() != {"title", "value"} or not each["title"]]
    found += [f"{each} is no choice" for each in chosen if each and each not in values]
    if element.get("isMultiSelect"):
        found += [f"the comma in {each} ends a value" for each in values if "," in each]
    if not choices and "choices.data" not in element:
        found.append(f"{element['id']} has no choices")
    return found + (["two choices of one value"] if len(set(values)) < len(values) else [])


def _chart_problems(element: Json) -> list[str]:
    found = [] if element["fallback"] == "drop" else _element_problems(element["fallback"])
    for line in element["data"]:
        if line.keys() != {"legend", "values"} or len(line["values"]) < 2:
            found.append("a line without two points")
        found += [f"point {each}" for each in line["values"] if each.keys() != {"x", "y"}]
    return found


def _actions_problems(actions: list[Json]) -> list[str]:
    found = [f"{len(actions)} actions in a row"] if len(actions) > MOST_ACTIONS else []
    for action in actions:
        kind = action.get("type", "")
        if kind not in _ACTIONS:
            found.append(f"no action is a {kind}")
            continue
        found += _shape_problems(action, *_ACTIONS[kind])
        if not action["title"].strip():
            found.append("an action without words")
        if kind == "Action.ShowCard":
            found += _body_problems(action["card"])
    return found


def _shape_problems(node: Json, needed: set[str], other: set[str]) -> list[str]:
    kind = node["type"]
    found = [f"{kind} needs {key}" for key in needed - node.keys()]
    found += [f"{kind} has no {key}" for key in node.keys() - needed - other]
    allowed = _VALUES | {"size": _SIZES.get(kind, set()), "style": _STYLES.get(kind, set())}
    return found + [
        f"{kind}: {key} is never {node[key]}"
        for key, values in allowed.items()
        if key in node and node[key] not in values
    ]
