"""What a tenant keeps: teams, conversations, messages with their cards, pictures."""

import base64
import binascii
from dataclasses import dataclass, field

from sandbox.teams import cards
from sandbox.workspace.messages import Json, StoredFile


@dataclass(slots=True)
class Team:
    """A team; its id is that of its General channel, as in Teams. ``channels`` are names by id."""

    id: str
    name: str
    aad_group_id: str
    members: list[str]
    channels: dict[str, str]
    has_bot: bool


@dataclass(slots=True)
class Conversation:
    """A channel of a team, or with ``person`` set the personal chat of that member and the bot."""

    id: str
    name: str
    team: Team | None = None
    person: str | None = None


@dataclass(slots=True)
class Post:
    """A message of a bot or a member.

    ``activity`` is what was sent, after updates. ``thread`` is the id of the message that it answers in a
    channel. ``replaced`` are the cards that members see instead since they pressed a button on it, by member;
    an update takes them away.
    """

    id: str
    conversation: str
    sender: str
    at: str
    activity: Json
    thread: str | None = None
    only_for: str | None = None
    edited: str | None = None
    files: list[str] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    replaced: dict[str, Json] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The text, or for a card alone what a notification says."""
        return str(self.activity.get("text") or self.activity.get("summary") or "")

    @property
    def cards(self) -> list[Json]:
        return cards.of(self.activity)

    def cards_for(self, member: str) -> list[Json]:
        """What this member sees of it."""
        return [self.replaced[member]] if member in self.replaced else self.cards


def picture(image: Json, file_id: str, *, user: str, created: int) -> StoredFile:
    """A picture of a card; one under a web address has no bytes until somebody looks at it."""
    url = str(image.get("url", ""))
    file = StoredFile(file_id, f"{file_id}.png", "", "image/png", user, created, image.get("altText"))
    if not url.startswith("data:"):
        file.title = url
        return file
    head, _, data = url.partition(",")
    file.mime = head.removeprefix("data:").partition(";")[0]
    try:
        file.content = base64.b64decode(data, validate=True)
    except binascii.Error:
        file.title = "not base64"
    file.size = len(file.content)
    return file
