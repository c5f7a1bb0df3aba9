"""People as the chat platform tells of them; the name never gets this far."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from survey.ids import ChannelRef, GroupRef, UserRef


@dataclass(frozen=True, slots=True)
class Profile:
    """One account.

    Attributes:
        is_person: a member who can be asked: no bot, no closed account, nobody from another organisation.
        is_guest: a member of some channels only; asked where the team wants it. None where nobody said.
        away_until: as their status says; None where it says nothing or has no end.
        language: as their profile says, where it is one of ours.
    """

    user: UserRef
    zone: ZoneInfo | None
    is_workspace_admin: bool
    is_person: bool
    is_guest: bool | None = False
    away_until: datetime | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Audience:
    """Who a team is: the members of its channel, or of a user group where there is one."""

    channel: ChannelRef
    group: GroupRef | None = None
