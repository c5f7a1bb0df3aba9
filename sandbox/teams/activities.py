"""What Teams sends to a bot, with the fields that Teams fills in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.teams.posts import Conversation
from sandbox.teams.tenant import Tenant
from sandbox.workspace.messages import Json

QUIET = frozenset({"conversationUpdate", "messageReaction"})
"""Activities that say nothing of the client they came from."""


@dataclass(frozen=True, slots=True)
class Activities:
    """Writes activities of a tenant; ``service_url`` is where the bot is to answer."""

    tenant: Tenant
    service_url: Callable[[], str]

    def make(
        self, kind: str, member: str, conversation: Conversation, *, root: str | None = None, **fields: Any
    ) -> Json:
        """One activity; ``root`` is the message that starts its thread, ``fields`` come on top."""
        now = self.tenant.clock().astimezone(UTC)
        activity_id = self.tenant.next_id()
        activity: Json = {
            "type": kind,
            "id": activity_id if kind == "message" else f"f:{activity_id}",
            "timestamp": now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "channelId": "msteams",
            "serviceUrl": self.service_url(),
            "from": self._sender(member),
            "recipient": {"id": self.tenant.bot_id, "name": self.tenant.company.bot.real_name},
            "conversation": self._place(conversation, root),
            "channelData": self._channel_data(conversation),
        }
        if kind not in QUIET:
            activity |= self._client(member, whole=kind != "installationUpdate")
        fields["channelData"] = {**activity["channelData"], **fields.get("channelData", {})}
        return activity | fields

    def _sender(self, member: str) -> Json:
        aad = self.tenant.aad_id(member)
        return {"id": member, "name": self.tenant.people[member].real_name, "aadObjectId": aad}

    def _place(self, conversation: Conversation, root: str | None) -> Json:
        if conversation.team is None:
            return {
                "id": conversation.id,
                "conversationType": "personal",
                "tenantId": self.tenant.id,
            }
        place = conversation.id if root is None else f"{conversation.id};messageid={root}"
        kind = {"conversationType": "channel", "isGroup": True}
        return {"id": place, **kind, "tenantId": self.tenant.id}

    def _channel_data(self, conversation: Conversation) -> Json:
        data: Json = {"tenant": {"id": self.tenant.id}}
        if conversation.team is None:
            return data
        team = conversation.team
        ids = {"teamsTeamId": team.id, "teamsChannelId": conversation.id}
        named = {"id": team.id, "name": team.name, "aadGroupId": team.aad_group_id}
        return {**data, **ids, "team": named, "channel": {"id": conversation.id}}

    def _client(self, member: str, *, whole: bool) -> Json:
        """Language of the client and, except at an installation, where its clock stands."""
        person = self.tenant.people[member]
        info: Json = {"type": "clientInfo", "locale": person.locale, "platform": "Web"}
        info["country"] = person.locale.rpartition("-")[2]
        fields: Json = {"locale": person.locale, "entities": [info]}
        if whole and person.tz is not None:
            info["timezone"] = person.tz
            local = self.tenant.clock().astimezone(ZoneInfo(person.tz))
            fields |= {"localTimezone": person.tz, "localTimestamp": local.isoformat("T", "milliseconds")}
        return fields
