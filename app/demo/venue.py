"""Where a demo plays: everything that differs from one platform to the next, and nothing else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Card:
    """The newest message in somebody's chat with the bot, as they see it now.

    Attributes:
        subject: which question of which round waits for an answer; empty if none does.
        options: the values of its buttons, in the order in which they are shown.
        key: the question's own part of the subject.
    """

    place: str
    message: str
    subject: str
    options: Sequence[str]

    @property
    def key(self) -> str:
        """The same question in every week."""
        return self.subject.rpartition(":")[2]


class Venue(Protocol):
    """A platform on this machine with the demo's company in it; people are named as in the company.

    Attributes:
        to_try: what a newcomer may do on the page, a sentence each.
    """

    to_try: Sequence[str]

    @property
    def url(self) -> str:
        """Where the page is, once the platform is open."""

    def settings(self, folder: Path) -> Settings:
        """How a service is set that plays here and keeps its data in a folder."""

    async def start(self, *, port: int) -> None:
        """Open the platform; port 0 takes a free one."""

    async def connect(self, address: str) -> None:
        """Let the platform and the running service find each other."""

    async def stop(self) -> None:
        """Close the platform."""

    def save(self, folder: Path) -> None:
        """Keep everything people see in a folder."""

    def load(self, folder: Path) -> None:
        """Take up what was kept there."""

    async def move_in(self) -> None:
        """What has to happen before anybody can type to the bot."""

    async def type(self, text: str, *, channel: str) -> str:
        """Let the admin type a command in a channel; returns what is answered, or the error."""

    def mention(self, user: str) -> str:
        """How somebody is named in a command."""

    def card(self, user: str) -> Card | None:
        """What somebody would answer on now."""

    async def answer(self, user: str, card: Card, value: str) -> None:
        """Press a button of the question that waits.

        Raises:
            RuntimeError: the bot did not take it.
        """

    async def say_why(self, user: str, card: Card, reason: str) -> None:
        """Write a reason where the card offers that, else nothing."""

    def pictures(self) -> Iterator[tuple[str, bytes]]:
        """Every picture that was shown, under a file name that says where."""
