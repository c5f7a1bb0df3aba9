"""A bot on strings behind a real sandbox: a test decides how it reacts, and sees what it was sent."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sandbox.page.faces import ClockFace
from sandbox.roads.delivery import Ack, Envelope
from sandbox.server import Sandbox
from sandbox.workspace.company import Channel, Company, Person
from sandbox.workspace.messages import Json, Message
from sandbox.workspace.modals import clear_modals, new_view, open_modal, show

NOW = datetime(2026, 11, 19, 12, 3, tzinfo=UTC)
BOT = "U0PULSSI"
COMPANY = Company(
    name="Northwind",
    people=[
        Person("U1", "aino", "Aino Virtanen", title="Team lead", is_admin=True),
        Person("U2", "ben", "Ben Okafor", title="Designer", tz="Europe/London"),
    ],
    channels=[Channel("C1", "platform", ["U1", "U2", BOT], topic="Builds")],
)

Reaction = Callable[[Json], Awaitable[Ack]]


@dataclass
class Strings:
    """The road to the bot: what is sent is kept, and answered as the test says."""

    sent: list[Json] = field(default_factory=list)
    reactions: dict[str, Reaction] = field(default_factory=dict)

    async def deliver(self, envelope: Envelope, *, retry: int = 0) -> Ack:
        payload = envelope.payload
        self.sent.append(payload)
        kind = payload["event"]["type"] if envelope.kind == "events_api" else payload.get("type", "command")
        reaction = self.reactions.get(kind)
        return await reaction(payload) if reaction else Ack()

    def is_open(self) -> bool:
        return True


@dataclass
class Chat:
    """A workspace with its page, and the bot's hands in it."""

    sandbox: Sandbox
    strings: Strings
    faces: list[ClockFace]

    @property
    def url(self) -> str:
        return f"{self.sandbox.url}/"

    def on(self, kind: str, reaction: Reaction) -> None:
        self.strings.reactions[kind] = reaction

    def taps(self) -> list[Json]:
        return [one["actions"][0] for one in self.strings.sent if one.get("type") == "block_actions"]

    def post(self, channel: str, text: str, *, user: str = BOT, **more: Any) -> Message:
        workspace = self.sandbox.workspace
        place = (
            workspace.dm_with(f"U{channel[1:]}") if channel.startswith("D") else workspace.channel(channel)
        )
        message = workspace.draft(place, user, text, more.pop("blocks", None))
        for name, value in more.items():
            setattr(message, name, value)
        return workspace.post(message, method="chat.postMessage")

    def edit(self, message: Message, blocks: list[Json]) -> None:
        message.blocks = self.sandbox.workspace.named_blocks(blocks)
        message.edited = self.sandbox.workspace.next_ts()
        self.sandbox.workspace.tell(message, "chat.update")

    def open_form(self, person: str, body: Json) -> None:
        open_modal(self.sandbox.workspace, person, body)

    def close_forms(self, person: str) -> None:
        clear_modals(self.sandbox.workspace, person)

    def publish_home(self, person: str, blocks: list[Json]) -> None:
        workspace = self.sandbox.workspace
        view = new_view(workspace, person, {"type": "home", "blocks": blocks}, "home")
        workspace.homes[person] = view
        show(workspace, view)


@asynccontextmanager
async def served() -> AsyncIterator[Chat]:
    """A sandbox on a free port, with everybody's direct messages open."""
    faces = [ClockFace("Thursday 14:03")]

    async def jump(_: str) -> None:
        faces.append(ClockFace("Friday 14:00"))

    sandbox = Sandbox(COMPANY, clock=lambda: NOW, clock_face=lambda: faces[-1], jump=jump, retries=())
    chat = Chat(sandbox, Strings(), faces)
    sandbox._delivery.road = chat.strings
    for person in COMPANY.people:
        sandbox.workspace.dm_with(person.id)
    await sandbox.start()
    yield chat
    await sandbox.stop()
