"""What happens to a workspace while nobody types: people come, change and leave, groups and channels too.

The app hears of everything that it subscribed to.
"""

from dataclasses import dataclass, replace
from typing import Any

from sandbox.roads.delivery import Delivery
from sandbox.web_api.wire import dnd_json, person_json
from sandbox.workspace.company import Person
from sandbox.workspace.messages import Json
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

    def _described(self, person_id: str) -> Json:
        return person_json(self.ws, self.ws.people[person_id], locale=True)
