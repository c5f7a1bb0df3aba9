"""What a workspace keeps: messages, files, views."""

from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]


@dataclass(slots=True)
class StoredFile:
    id: str
    name: str
    title: str
    mime: str
    user: str
    created: int
    alt: str | None = None
    size: int = 0
    content: bytes = b""
    shares: dict[str, str] = field(default_factory=dict)
    """Channel id to the ts of the message that shows the file."""


@dataclass(slots=True)
class Message:
    """A message; with ``only_for`` set it is ephemeral and nobody else sees it."""

    ts: str
    channel: str
    user: str
    at: str
    text: str = ""
    blocks: list[Json] | None = None
    metadata: Json | None = None
    files: list[str] = field(default_factory=list)
    edited: str | None = None
    only_for: str | None = None
    thread_ts: str | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    subtype: str | None = None
    """Set where the workspace itself wrote: ``channel_join``, ``channel_leave``, ``channel_archive`` …"""


@dataclass(slots=True)
class View:
    """A modal that is open for one person, or that person's home; ``values`` is what is typed in so far."""

    id: str
    user: str
    kind: Literal["modal", "home"]
    body: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    values: dict[str, dict[str, Json]] = field(default_factory=dict)

    @property
    def blocks(self) -> list[Json]:
        blocks: list[Json] = self.body["blocks"]
        return blocks
