"""Keeps a tenant in a folder: one JSON file, and the bytes of pictures beside it."""

import json
from dataclasses import asdict
from pathlib import Path

from sandbox.teams.posts import Conversation, Post, Team
from sandbox.teams.tenant import Tenant
from sandbox.workspace.company import Person
from sandbox.workspace.messages import Json, StoredFile
from sandbox.workspace.refusals import ImpossibleError

FORMAT = 1
STATE = "tenant.json"


def save(tenant: Tenant, folder: Path) -> None:
    """Write everything but keys and the dialogs that are open."""
    (folder / "files").mkdir(parents=True, exist_ok=True)
    state: Json = {
        "format": FORMAT,
        "tenant": tenant.id,
        "people": {member: asdict(person) for member, person in tenant.people.items()},
        "installed": sorted(tenant.installed),
        "silenced": tenant.silenced,
        "teams": [asdict(team) for team in tenant.teams.values()],
        "chats": sorted(chat.person for chat in tenant.conversations.values() if chat.person),
        "posts": [asdict(post) for posts in tenant.posts.values() for post in posts],
        "files": [_without_bytes(file) for file in tenant.files.values()],
        "read_until": tenant.read_until,
        "last_id": tenant.last_id,
    }
    for file in tenant.files.values():
        (folder / "files" / file.id).write_bytes(file.content)
    # Written beside and moved, so that a reader never finds half of it.
    draft = folder / f"{STATE}.new"
    draft.write_text(json.dumps(state, ensure_ascii=False, indent=1), encoding="utf-8")
    draft.replace(folder / STATE)


def _without_bytes(file: StoredFile) -> Json:
    return {name: value for name, value in asdict(file).items() if name != "content"}


def load(tenant: Tenant, folder: Path) -> None:
    """Put what was saved in the place of what is there.

    Raises:
        ImpossibleError: there is nothing in this folder, or another version wrote it.
    """
    path = folder / STATE
    if not path.exists():
        raise ImpossibleError(f"There is no saved tenant in {folder}.")
    state: Json = json.loads(path.read_text(encoding="utf-8"))
    if state.get("format") != FORMAT:
        raise ImpossibleError(f"The tenant in {folder} was saved by another version; start anew.")
    tenant.people = {member: Person(**fields) for member, fields in state["people"].items()}
    tenant.installed, tenant.silenced = set(state["installed"]), state["silenced"]
    _load_places(tenant, state)
    tenant.posts = {}
    for fields in state["posts"]:
        tenant.posts.setdefault(fields["conversation"], []).append(Post(**fields))
    tenant.files = {fields["id"]: StoredFile(**fields) for fields in state["files"]}
    for file in tenant.files.values():
        file.content = (folder / "files" / file.id).read_bytes()
    tenant.read_until, tenant.last_id = state["read_until"], state["last_id"]
    tenant.changes.publish("state")


def _load_places(tenant: Tenant, state: Json) -> None:
    tenant.teams = {fields["id"]: Team(**fields) for fields in state["teams"]}
    tenant.conversations = {
        channel: Conversation(channel, name, team=team)
        for team in tenant.teams.values()
        for channel, name in team.channels.items()
    }
    for member in state["chats"]:
        tenant.chat_with(member)
