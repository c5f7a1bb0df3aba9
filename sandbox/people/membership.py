"""Who is in a channel: coming and going, and the workspace's own commands for it.

A change shows as a line in the channel, and the app hears of it.
"""

import re
from dataclasses import dataclass

from sandbox.people.gestures import linked
from sandbox.roads.delivery import Delivery
from sandbox.workspace.company import Channel, Person
from sandbox.workspace.messages import Json
from sandbox.workspace.refusals import ImpossibleError
from sandbox.workspace.state import Workspace

COMMANDS = frozenset({"/invite", "/join", "/leave", "/remove"})
_PERSON, _CHANNEL = re.compile(r"<@(\w+)[^>]*>"), re.compile(r"<#(\w+)[^>]*>")
_GROUP = re.compile(r"<!subteam\^(\w+)[^>]*>")


@dataclass(frozen=True, slots=True)
class Membership:
    """What one person may do about it; what they may not is an ImpossibleError with a sentence."""

    ws: Workspace
    delivery: Delivery
    person: Person

    async def put(self, person: Person, channel: Channel, *, member: bool) -> bool:
        """Put a person in or out; false if nothing changed."""
        if not self.ws.set_membership(channel, person.id, member=member):
            return False
        verb = ("joined", "was added to") if member else ("left", "was removed from")
        another = person.id != self.person.id
        by = f" by <@{self.person.id}>" if another else ""
        line = self.ws.draft(channel, person.id, f"{verb[another]} <#{channel.id}|{channel.name}>{by}.")
        line.subtype = "channel_join" if member else "channel_leave"
        self.ws.post(line)
        await self._tell(person, channel, member=member)
        return True

    async def _tell(self, person: Person, channel: Channel, *, member: bool) -> None:
        """The app hears of itself, and of others where it can see them."""
        bot = self.ws.company.bot.id
        if person.id == bot and not member:
            kind = "group_left" if channel.is_private else "channel_left"
            await self.delivery.announce({"type": kind, "channel": channel.id, "actor_id": self.person.id})
        elif bot in channel.members or not channel.is_private:
            event: Json = {"type": "member_joined_channel" if member else "member_left_channel"}
            event |= {"user": person.id, "channel": channel.id, "team": self.ws.company.team_id}
            event["channel_type"] = "G" if channel.is_private else "C"
            invited = member and person.id != self.person.id
            await self.delivery.announce(event | ({"inviter": self.person.id} if invited else {}))

    async def run(self, name: str, rest: str, here: Channel) -> None:
        """Do one of ``COMMANDS``, typed in a channel; another one may be named after it."""
        text = linked(self.ws, rest)
        channel = self._channel(text, here)
        if channel.user is not None:
            raise ImpossibleError(f"{name} works in a channel, not in a direct message.")
        if channel.is_archived:
            raise ImpossibleError(f"#{channel.name} is archived.")
        if name in ("/join", "/leave"):
            await self._own(channel, member=name == "/join")
        else:
            await self._of_others(name, text, channel)

    async def _own(self, channel: Channel, *, member: bool) -> None:
        if not await self.put(self.person, channel, member=member):
            raise ImpossibleError(f"You are {'already' if member else 'not'} in #{channel.name}.")

    async def _of_others(self, name: str, text: str, channel: Channel) -> None:
        """Invite or remove everybody who is named."""
        if self.person.id not in channel.members:
            raise ImpossibleError(f"You are not in #{channel.name}; type /join first.")
        invited = name == "/invite"
        for person in self._people(name, text):
            if not await self.put(person, channel, member=invited):
                is_ = "is already" if invited else "is not"
                raise ImpossibleError(f"{person.real_name} {is_} in #{channel.name}.")
        for person in self._grouped(text):
            await self.put(person, channel, member=invited)

    def _channel(self, text: str, here: Channel) -> Channel:
        named = _CHANNEL.search(text)
        if named and named[1] in self.ws.channels:
            channel = self.ws.channels[named[1]]
            if self.ws.can_see(self.person.id, channel):
                return channel
        if unknown := re.search(r"#(?:\w+\|)?([\w.-]+)", text):
            raise ImpossibleError(f"There is no channel #{unknown[1]} here.")
        return here

    def _people(self, name: str, text: str) -> list[Person]:
        found = [self.ws.people[who] for who in _PERSON.findall(text) if who in self.ws.people]
        if found or _GROUP.search(text):
            return found
        if unknown := re.search(r"(?<!<)@\S+", text):
            raise ImpossibleError(f"There is nobody called {unknown[0]} here.")
        raise ImpossibleError(f"Name somebody with an @, like {name} @{self.ws.company.bot.real_name}.")

    def _grouped(self, text: str) -> list[Person]:
        """Everybody in the groups that are named."""
        groups = [self.ws.groups[name] for name in _GROUP.findall(text) if name in self.ws.groups]
        people = [self.ws.people[user] for group in groups for user in group.users]
        return [person for person in people if not person.deleted]
