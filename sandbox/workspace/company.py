"""Who works here: the people, channels and groups that a sandbox starts with."""

from collections.abc import Sequence
from dataclasses import dataclass, field

PALETTE = ("#4a6fa5", "#b5523b", "#3f7d58", "#8a5a9c", "#a67c1e", "#2f7f86", "#a34a6d", "#5d6b2f")


@dataclass(slots=True)
class Person:
    """A member as Slack would describe them; ``tz`` may be unknown, as it may be in Slack.

    ``status_expiration`` and ``dnd_until`` are Unix seconds of virtual time, after which the status is gone
    and notifications come again; 0 is a status that stays, and no snooze.
    """

    id: str
    name: str
    real_name: str
    title: str = ""
    email: str = ""
    tz: str | None = "Europe/Helsinki"
    locale: str = "en-US"
    color: str = ""
    status_text: str = ""
    status_emoji: str = ""
    is_admin: bool = False
    is_bot: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    deleted: bool = False
    status_expiration: int = 0
    dnd_until: int = 0

    @property
    def initials(self) -> str:
        words = self.real_name.split() or [self.name]
        return "".join(word[0] for word in (words[0], words[-1])[: len(words)]).upper()


@dataclass(slots=True)
class Channel:
    """A channel, or with ``user`` set the direct messages between that person and the bot."""

    id: str
    name: str
    members: list[str] = field(default_factory=list)
    topic: str = ""
    is_private: bool = False
    is_archived: bool = False
    user: str | None = None


@dataclass(slots=True)
class UserGroup:
    id: str
    handle: str
    name: str
    users: list[str] = field(default_factory=list)
    date_update: int = 0
    """When it last changed, in Unix seconds of virtual time."""


def _pulssi() -> Person:
    return Person(
        id="U0PULSSI", name="pulssi", real_name="Pulssi", is_bot=True, color="#2f7f86", tz="Etc/UTC"
    )


@dataclass(frozen=True, slots=True)
class Company:
    """What a workspace is filled with; a channel whose members include the bot's id has the bot in it."""

    people: Sequence[Person]
    channels: Sequence[Channel]
    groups: Sequence[UserGroup] = ()
    team_id: str = "T0SANDBOX"
    name: str = "Sandbox"
    domain: str = "sandbox"
    bot: Person = field(default_factory=_pulssi)
    app_id: str = "A0PULSSI"
    bot_id: str = "B0PULSSI"
    enterprise_id: str = ""
    enterprise_name: str = ""
    """The organisation that the workspace is part of, if it is of any."""

    @property
    def enterprise(self) -> dict[str, str] | None:
        """The organisation as payloads have it."""
        return {"id": self.enterprise_id, "name": self.enterprise_name} if self.enterprise_id else None


def small_company() -> Company:
    """Three people in two time zones and two channels; the bot is in one of them."""
    people = [
        Person("U1", "aino", "Aino Laine", title="Team lead", email="aino@example.com", is_admin=True),
        Person("U2", "ben", "Ben Okafor", title="Designer", email="ben@example.com", tz="Europe/London"),
        Person("U3", "chiara", "Chiara Rossi", title="Engineer", email="chiara@example.com", locale="it-IT"),
    ]
    channels = [
        Channel("C1", "general", ["U1", "U2", "U3", "U0PULSSI"], topic="Everybody"),
        Channel("C2", "design", ["U1", "U2"], topic="Sketches"),
    ]
    return Company(people=people, channels=channels)
