"""What a conversation may ask the platform about people and channels."""

from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

from survey.ids import ChannelRef, UserRef


@dataclass(frozen=True, slots=True)
class Profile:
    """One account as the platform tells it; the name never gets this far."""

    user: UserRef
    zone: ZoneInfo | None
    is_workspace_admin: bool
    is_person: bool
    """A member who can be asked: no bot, no deactivated account, nobody from another organisation."""


class Directory(Protocol):
    """Look-ups on the platform. Failures people can mend are InputErrors with a sentence."""

    async def workspace_name(self) -> str:
        """What the workspace calls itself."""
        ...

    async def profile(self, user: UserRef) -> Profile:
        """One account."""
        ...

    async def people_of(self, channel: ChannelRef) -> tuple[Profile, ...]:
        """The members of a channel; the bot must be in it."""
        ...
