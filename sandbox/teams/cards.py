"""Adaptive Cards as the client of Teams sees them: what can be pressed, filled in and looked at."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sandbox.workspace.messages import Json
from sandbox.workspace.refusals import ImpossibleError

CARD = "application/vnd.microsoft.card.adaptive"
ASIDE = frozenset({"data", "fallback", "msteams", "refresh"})
"""Where no element is that is shown now."""


def attachment(card: Json) -> Json:
    return {"contentType": CARD, "content": card}


def of(activity: Mapping[str, Any]) -> list[Json]:
    """The cards that a message brings."""
    attached = activity.get("attachments") or []
    return [a["content"] for a in attached if a.get("contentType") == CARD and "content" in a]


def elements(value: Any, aside: Collection[str] = ASIDE) -> Iterator[Json]:
    """Everything that has a type, in reading order, the card itself included."""
    if isinstance(value, list):
        for inner in value:
            yield from elements(inner, aside)
    elif isinstance(value, dict):
        if "type" in value:
            yield value
        for name, inner in value.items():
            if name not in aside:
                yield from elements(inner, aside)


def images(cards: Sequence[Json]) -> list[Json]:
    """Every picture, also those that are shown where a chart cannot be."""
    return [e for e in elements(list(cards), ASIDE - {"fallback"}) if e["type"] == "Image"]


def actions(cards: Sequence[Json]) -> list[Json]:
    return [e for e in elements(list(cards)) if str(e["type"]).startswith("Action.")]


def inputs(cards: Sequence[Json]) -> list[Json]:
    return [e for e in elements(list(cards)) if str(e["type"]).startswith("Input.")]


def find(cards: Sequence[Json], wanted: str | int | Mapping[str, Any]) -> Json:
    """The button with this title, with this number in reading order, or whose data hold all of this.

    Raises:
        ImpossibleError: there is none, or it is greyed out.
    """
    for number, action in enumerate(actions(cards)):
        data = action.get("data")
        held = data if isinstance(data, dict) else {}
        if isinstance(wanted, str):
            hit = action.get("title") == wanted
        elif isinstance(wanted, int):
            hit = number == wanted
        else:
            hit = all(held.get(name) == value for name, value in wanted.items())
        if hit:
            if action.get("isEnabled") is False:
                raise ImpossibleError(f"The button {wanted!r} cannot be pressed now.")
            return action
    titles = [str(action.get("title")) for action in actions(cards)]
    raise ImpossibleError(f"There is no button {wanted!r} here, only {titles}.")


def filled(cards: Sequence[Json], values: Mapping[str, str]) -> dict[str, str]:
    """What the client sends of the inputs: strings, with what was there where nothing was typed.

    Several choices are one string with commas.

    Raises:
        ImpossibleError: there is no such input, or it takes no such value.
    """
    fields = {str(field["id"]): field for field in inputs(cards)}
    if unknown := values.keys() - fields.keys():
        raise ImpossibleError(f"There is no input {sorted(unknown)} here, only {sorted(fields)}.")
    sent = {name: _entered(field, values.get(name)) for name, field in fields.items()}
    return {name: value for name, value in sent.items() if value is not None}


def missing(cards: Sequence[Json], values: Mapping[str, str]) -> str | None:
    """What the client says of the first required input that is empty."""
    for field in inputs(cards):
        if field.get("isRequired") and not values.get(field["id"]):
            return str(field.get("errorMessage") or "This field is required.")
    return None


def _entered(field: Json, value: str | None) -> str | None:
    """An empty text is sent, an empty choice or number is not; a search offers more than the card names."""
    kind = field["type"]
    if kind == "Input.Toggle":
        return value or str(field.get("value") or field.get("valueOff", "false"))
    shown = str(field.get("value") or "") if value is None else value
    if kind == "Input.ChoiceSet" and "choices.data" not in field:
        offered = {str(choice["value"]) for choice in field.get("choices", [])}
        if wrong := set(filter(None, shown.split(","))) - offered:
            raise ImpossibleError(f"{sorted(wrong)} cannot be chosen here, only {sorted(offered)}.")
    if kind == "Input.Text":
        most = field.get("maxLength")
        if most and len(shown) > most:
            raise ImpossibleError(f"No more than {most} characters can be typed here.")
        return shown
    return shown or None


def data(action: Json) -> Json:
    """What a button carries."""
    carried: Json = action.get("data") or {}
    return carried


def request(sent: Json) -> Json:
    """The value of a request about a dialog."""
    return {"data": sent, "context": {"theme": "default"}}
