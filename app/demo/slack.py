"""The demo in Slack: its sandbox, joined by a socket as ``pulssi run`` joins Slack."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from app.clock import VirtualClock
from app.demo.company import ADMIN, company
from app.demo.venue import Card
from app.doctor import NEEDED_SCOPES
from app.settings import Settings, load
from bot.conversations import cards
from bot.conversations.answer_forms import WHY_FIELD
from sandbox.page.faces import ClockFace
from sandbox.server import Sandbox
from sandbox.workspace import pictures
from sandbox.workspace.messages import Message, StoredFile
from sandbox.workspace.transcript import Record

_ANSWER, _WHY = f"{cards.ANSWER}:", f"{cards.WHY}:{cards.OPEN}"


class SlackVenue:
    """Lumo's workspace; the bot has no scope it does not need."""

    to_try: Sequence[str] = (
        "You are Aino of customer support, who set Pulssi up. Answer this week's questions in your messages.",
        "Look at #customer-support: the last weeks' pictures are there.",
        "Type /pulse help, or /pulse question add without anything after it.",
        "Jump to Friday with the button at the top: the round closes, and its digest is posted.",
        "Become somebody else at the top left.",
    )

    def __init__(
        self,
        clock: VirtualClock,
        *,
        transcript: Record | None = None,
        clock_face: Callable[[], ClockFace] | None = None,
        jump: Callable[[str], Awaitable[None]] | None = None,
    ) -> None:
        """Build the workspace; it is not opened yet."""
        self.sandbox = Sandbox(
            company(),
            clock=clock,
            transcript=transcript,
            clock_face=clock_face,
            jump=jump,
            scopes=sorted(NEEDED_SCOPES),
        )

    def settings(self, folder: Path) -> Settings:
        """Join by a socket."""
        return load(
            _env_file=None,
            slack_bot_token=SecretStr(self.sandbox.bot_token),
            slack_app_token=SecretStr(self.sandbox.app_token),
            slack_signing_secret=None,
            slack_api_url=self.sandbox.api_url,
            teams_client_id=None,
            teams_client_secret=None,
            teams_tenant_id=None,
            database_url=f"sqlite:///{folder / 'pulssi.db'}",
            pulssi_key_folder=folder / "keys",
            pulssi_secret_key=None,
        )

    @property
    def url(self) -> str:
        """The workspace's own page."""
        return self.sandbox.url

    async def start(self, *, port: int) -> None:
        """Open the workspace, and its page."""
        await self.sandbox.start(port=port)

    async def connect(self, address: str) -> None:  # noqa: ARG002 - the bot calls, nobody calls it
        """Wait for the bot's socket."""
        await self.sandbox.wait_connected()

    async def stop(self) -> None:
        """Close the workspace."""
        await self.sandbox.stop()

    def save(self, folder: Path) -> None:
        """Keep people, channels, messages and files."""
        self.sandbox.save(folder)

    def load(self, folder: Path) -> None:
        """Take them up."""
        self.sandbox.load(folder)

    async def move_in(self) -> None:
        """Nothing: the bot is in the channels, and anybody can type to it."""

    async def type(self, text: str, *, channel: str) -> str:
        """Type a slash command; only the admin sees the answer."""
        outcome = await self.sandbox.member(ADMIN).command(f"/pulse {text}", channel)
        return outcome.ephemeral.text if outcome.ok and outcome.ephemeral else str(outcome.error)

    def mention(self, user: str) -> str:
        """As Slack hands a typed name on."""
        return f"<@{user}>"

    def card(self, user: str) -> Card | None:
        """The newest direct message."""
        inbox = self.sandbox.member(user).inbox()
        if not inbox:
            return None
        asked = next((block for block in _actions(inbox[0]) if _values(block)), None)
        subject = "" if asked is None else str(asked["block_id"])
        return Card(inbox[0].channel, inbox[0].ts, subject, [] if asked is None else _values(asked))

    async def answer(self, user: str, card: Card, value: str) -> None:
        """Tap a button of the question that waits."""
        await self._tap(user, card, f"{_ANSWER}{value}", card.subject)

    async def say_why(self, user: str, card: Card, reason: str) -> None:
        """Open the form of the first question that has one, fill it in and close it."""
        member = self.sandbox.member(user)
        shown = next(each for each in member.inbox() if each.ts == card.message)
        offers = [block["block_id"] for block in _actions(shown) if _offers(block, _WHY)]
        if not offers:
            return
        await self._tap(user, card, _WHY, offers[0])
        view = member.modal()
        if view is not None:
            done = await member.submit(view.id, {WHY_FIELD: {WHY_FIELD: reason}})
            if done.view is not None:
                await member.close_view(done.view.id)

    async def _tap(self, user: str, card: Card, action: str, block: str) -> None:
        outcome = await self.sandbox.member(user).tap(card.place, card.message, action, block_id=block)
        if not outcome.ok:
            raise RuntimeError(f"the demo's bot did not take a tap: {outcome.error}")

    def pictures(self) -> Iterator[tuple[str, bytes]]:
        """Every picture in the workspace, among a message's blocks or as a file."""
        for file in self.sandbox.workspace.files.values():
            if file.mime == "image/png":
                where = "-".join(self._shown_in(file)) or "unshared"
                yield f"{where}-{file.name.removeprefix('pulssi-')}", file.content

    def _shown_in(self, file: StoredFile) -> list[str]:
        workspace = self.sandbox.workspace
        return [
            channel.name
            for channel in workspace.channels.values()
            if any(
                file.id in (*message.files, *pictures.file_ids(message.blocks))
                for message in workspace.messages.get(channel.id, ())
            )
        ]


def _actions(card: Message) -> list[dict[str, Any]]:
    return [block for block in card.blocks or [] if block["type"] == "actions"]


def _values(block: dict[str, Any]) -> list[str]:
    """The answers that a row of buttons offers; none where it asks nothing."""
    elements = block["elements"]
    if not elements[0]["action_id"].startswith(_ANSWER):
        return []
    return [each["value"] for each in elements if each["action_id"].startswith(_ANSWER)]


def _offers(block: dict[str, Any], action: str) -> bool:
    return any(element["action_id"] == action for element in block["elements"])
