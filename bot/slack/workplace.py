"""One workspace as listeners see it: who the bot is there, where commands are served, how it calls."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient

from bot.conversations.desk import Desk
from storage.answers import Place


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the bot is in a workspace.

    Attributes:
        org: the organisation, where its installation is what serves the workspace.
    """

    workspace: str
    bot_id: str
    bot_user: str
    org: str = ""

    @property
    def place(self) -> Place:
        """Where somebody is who taps or types in the workspace."""
        return Place(self.workspace, self.org)


@dataclass(frozen=True, slots=True)
class Workplace:
    """A workspace with everything a listener needs there."""

    identity: Identity
    desk: Desk
    client: AsyncWebClient

    def key(self, name: object) -> str:
        """A name that no other workspace gives to anything."""
        return f"{self.identity.workspace}:{name}"


Find = Callable[[str, str], Awaitable[Workplace | None]]
"""The workplace of a workspace and its organisation, by the platform's names; None where the app is not."""
