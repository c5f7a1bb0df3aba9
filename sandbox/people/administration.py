"""What happens to a workspace while nobody types: people come, change and leave, groups and channels too.

The app hears of everything that it subscribed to.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sandbox.roads.delivery import Delivery
from sandbox.web_api.wire import dnd_json, person_json
from sandbox.workspace.company import Channel, Person
from sandbox.workspace.messages import Json
from sandbox.workspace.refusals import ImpossibleError, RefusedError
from sandbox.workspace.state import Workspace


@dataclass(frozen=True, slots=True)
class Administration:
    ws: Workspace
    delivery: Delivery

    async def hire(self, person: Person) -> None:
        self.ws.add_person(person)
        self.ws.changes.publish("state")
        await self.delivery.announce({"type": "team_join", "user": self._described(person.id)})

    async def change_person(self, person_id: str, **fields: Any) -> None:
        before = self.ws.person(person_id)
        after = self.ws.people[person_id] = replace(before, **fields)
        self.ws.changes.publish("state")
        # Notifications are no part of a profile.
        if fields.keys() != {"dnd_until"}:
            await self.delivery.announce({"type": "user_change", "user": self._described(person_id)})
        if after.dnd_until != before.dnd_until:
            status = dnd_json(after, self.ws.now())
            event = {"type": "dnd_updated_user", "user": person_id, "dnd_status": status}
            await self.delivery.announce(event)

    async def change_group(self, group_id: str, users: Sequence[str]) -> None:
        group = self.ws.groups.get(group_id)
        if group is None:
            raise RefusedError("no_such_subteam")
        now = [self.ws.person(user).id for user in users]
        added, removed = _missing(now, group.users), _missing(group.users, now)
        if not (added or removed):
            return
        at = int(self.ws.now().timestamp())
        event: Json = {"type": "subteam_members_changed", "subteam_id": group.id}
        event |= {"team_id": self.ws.company.team_id}
        event |= {"date_previous_update": group.date_update, "date_update": at}
        # Slack's types count in numbers, the example on its page in text.
        event |= {"added_users": added, "added_users_count": len(added)}
        event |= {"removed_users": removed, "removed_users_count": len(removed)}
        group.users, group.date_update = now, at
        await self.delivery.announce(event)

    async def archive(self, channel_id: str, by: str | None) -> None:
        channel, person = self._channel(channel_id, archived=False), self._actor(by)
        self._write(channel, person, "archived")
        channel.is_archived = True
        kind = "group_archive" if channel.is_private else "channel_archive"
        await self._tell(channel, {"type": kind, "channel": channel.id, "user": person.id, "is_moved": 0})

    async def unarchive(self, channel_id: str, by: str | None) -> None:
        channel, person = self._channel(channel_id, archived=True), self._actor(by)
        channel.is_archived = False
        if channel.is_private:
            event: Json = {"type": "group_unarchive", "channel": channel.id, "actor_id": person.id}
        else:
            # Slack's help: a public channel comes back without the people who were in it.
            channel.members = [person.id]
            event = {"type": "channel_unarchive", "channel": channel.id, "user": person.id}
        self._write(channel, person, "unarchived")
        await self._tell(channel, event)

    def _channel(self, channel_id: str, *, archived: bool) -> Channel:
        channel = self.ws.channel(channel_id)
        if channel.user is not None:
            raise ImpossibleError("Direct messages are never archived.")
        if channel.is_archived != archived:
            raise ImpossibleError(f"#{channel.name} is {'not' if archived else 'already'} archived.")
        return channel

    def _actor(self, person_id: str | None) -> Person:
        """This person, or else the first who may do such things."""
        if person_id is not None:
            return self.ws.person(person_id)
        people = list(self.ws.people.values())
        return next((person for person in people if person.is_admin), people[0])

    def _write(self, channel: Channel, person: Person, verb: str) -> None:
        line = self.ws.draft(channel, person.id, f"{verb} <#{channel.id}|{channel.name}>.")
        line.subtype = f"channel_{verb.removesuffix('d')}"
        self.ws.post(line)
        self.ws.changes.publish("state", channel.id)

    async def _tell(self, channel: Channel, event: Json) -> None:
        """Of a private channel only those hear who are in it."""
        if not channel.is_private or self.ws.company.bot.id in channel.members:
            await self.delivery.announce(event)

    def _described(self, person_id: str) -> Json:
        return person_json(self.ws, self.ws.people[person_id], locale=True)


def _missing(users: Sequence[str], among: Sequence[str]) -> list[str]:
    known = frozenset(among)
    return [user for user in users if user not in known]
