"""What happens to a workspace while nobody types: people come, change and leave, groups and channels too.

The app hears of everything that it subscribed to.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sandbox.roads.delivery import Delivery
from sandbox.web_api.wire import dnd_json, person_json
from sandbox.workspace.company import Person
from sandbox.workspace.messages import Json
from sandbox.workspace.refusals import RefusedError
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

    def _described(self, person_id: str) -> Json:
        return person_json(self.ws, self.ws.people[person_id], locale=True)


def _missing(users: Sequence[str], among: Sequence[str]) -> list[str]:
    known = frozenset(among)
    return [user for user in users if user not in known]
