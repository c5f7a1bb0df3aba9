"""What taps, forms and typed words turn into before they are sent to the app."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from sandbox.workspace.company import Person
from sandbox.workspace.inputs import Values, entry, keeps_value
from sandbox.workspace.messages import Json, View
from sandbox.workspace.state import Workspace

SHOWN = ("type", "action_id", "text", "value", "style", "placeholder", "accessibility_label")

_AFTER_A_NAME = re.compile(r"(?![\w-]|\.\w)")


def action(ws: Workspace, block: Json, element: Json, option: Any, typed: Values) -> Json:
    """A tap as Slack describes it; what was chosen stays chosen in ``typed``."""
    described = {name: element[name] for name in SHOWN if name in element}
    described |= {"block_id": block["block_id"], "action_ts": ws.next_ts()}
    if element["type"] == "feedback_buttons":
        both = (element["positive_button"], element["negative_button"])
        described |= next((one for one in both if one["value"] == option), both[0])
        return described
    if element["type"] in ("button", "icon_button"):
        return described
    held = entry(element, option)
    if keeps_value(element):
        typed.setdefault(block["block_id"], {})[element["action_id"]] = held
    return described | held


def response_urls(ws: Workspace, view: View) -> list[Json]:
    """Where the app may answer, if the form asked for a conversation with that in mind."""
    urls = []
    for block in view.blocks:
        element = block.get("element") or {}
        chosen = view.values.get(block["block_id"], {}).get(element.get("action_id", ""), {})
        channel = chosen.get("selected_conversation") or chosen.get("selected_channel")
        if element.get("response_url_enabled") and channel in ws.channels:
            url = f"{ws.base_url}/response/{ws.response_urls.make(view.user, channel)}"
            ids = {"block_id": block["block_id"], "action_id": element["action_id"]}
            urls.append({**ids, "channel_id": channel, "response_url": url})
    return urls


def linked(ws: Workspace, text: str) -> str:
    """Names of people, groups and channels become links, as Slack does for apps that ask for it."""
    text = _named("@", _addressees(ws), text) if "@" in text else text
    return _named("#", _places(ws), text) if "#" in text else text


def _places(ws: Workspace) -> dict[str, str]:
    return {c.name.lower(): f"<#{c.id}|{c.name}>" for c in ws.channels.values() if not c.user}


def _addressees(ws: Workspace) -> dict[str, str]:
    """Groups by handle; people by handle, by full name, and by a first name that only one person has."""
    present = [person for person in ws.people.values() if not person.deleted]
    firsts = Counter(_first_name(person) for person in present)
    called = {_first_name(person): person for person in present if firsts[_first_name(person)] == 1}
    called |= {person.real_name.lower(): person for person in present}
    handles = {person.name.lower(): person for person in (*ws.people.values(), *present)}
    groups = {group.handle.lower(): f"<!subteam^{group.id}|@{group.handle}>" for group in ws.groups.values()}
    links = {name: f"<@{person.id}|{person.name}>" for name, person in called.items() if name}
    return links | groups | {name: f"<@{person.id}|{person.name}>" for name, person in handles.items()}


def _first_name(person: Person) -> str:
    return person.real_name.partition(" ")[0].lower()


def _named(sign: str, links: Mapping[str, str], text: str) -> str:
    """Replace names after a sign that begins a word or a value; the longest name wins."""
    longest = max(map(len, links), default=0)
    shown, done = "", 0
    for start in re.finditer(rf"(?<![^\s=(\"“]){sign}", text):
        ends = range(min(start.end() + longest, len(text)), start.end(), -1)
        for end in (end for end in ends if _AFTER_A_NAME.match(text, end)):
            if link := links.get(text[start.end() : end].lower()):
                shown, done = f"{shown}{text[done : start.start()]}{link}", end
                break
    return shown + text[done:]
