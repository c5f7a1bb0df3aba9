"""Keeps a workspace in a folder: one JSON file, and the bytes of uploaded files beside it."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sandbox.workspace.company import Channel, Person, UserGroup
from sandbox.workspace.messages import Json, Message, StoredFile, View
from sandbox.workspace.refusals import ImpossibleError
from sandbox.workspace.state import Workspace

FORMAT = 1
STATE = "workspace.json"


def save(ws: Workspace, folder: Path) -> None:
    """Write everything but tokens, open clicks and what people are typing."""
    (folder / "files").mkdir(parents=True, exist_ok=True)
    state: Json = {
        "format": FORMAT,
        "people": [asdict(person) for person in ws.people.values()],
        "channels": [asdict(channel) for channel in ws.channels.values()],
        "groups": [asdict(group) for group in ws.groups.values()],
        "messages": [asdict(message) for kept in ws.messages.values() for message in kept],
        "files": [_without_bytes(file) for file in ws.files.values()],
        "homes": [asdict(view) for view in ws.homes.values()],
        "read_until": ws.read_until,
        "numbers": ws.numbers,
        "last_ts": ws.last_ts,
    }
    for file in ws.files.values():
        (folder / "files" / file.id).write_bytes(file.content)
    # Written beside and moved, so that a reader never finds half of it.
    draft = folder / f"{STATE}.new"
    draft.write_text(json.dumps(state, ensure_ascii=False, indent=1), encoding="utf-8")
    draft.replace(folder / STATE)


def _without_bytes(file: StoredFile) -> Json:
    return {name: value for name, value in asdict(file).items() if name != "content"}


def load(ws: Workspace, folder: Path) -> None:
    """Put what was saved in the place of what is there.

    Raises:
        ImpossibleError: there is nothing in this folder, or another version wrote it.
    """
    path = folder / STATE
    if not path.exists():
        raise ImpossibleError(f"There is no saved workspace in {folder}.")
    state: Json = json.loads(path.read_text(encoding="utf-8"))
    if state.get("format") != FORMAT:
        raise ImpossibleError(f"The workspace in {folder} was saved by another version; start anew.")
    ws.people = _by_id(Person, state["people"])
    ws.channels = _by_id(Channel, state["channels"])
    ws.groups = _by_id(UserGroup, state["groups"])
    ws.files = _by_id(StoredFile, state["files"])
    for file in ws.files.values():
        file.content = (folder / "files" / file.id).read_bytes()
    ws.messages = {}
    for fields in state["messages"]:
        message = Message(**fields)
        ws.messages.setdefault(message.channel, []).append(message)
    ws.homes = {fields["user"]: View(**fields) for fields in state["homes"]}
    ws.read_until, ws.numbers = state["read_until"], state["numbers"]
    ws.last_ts = (state["last_ts"][0], state["last_ts"][1])
    ws.changes.publish("state")


def _by_id(make: Callable[..., Any], rows: list[Json]) -> dict[str, Any]:
    return {row["id"]: make(**row) for row in rows}
