"""What a member changes about a team: who is in it, its channels, whether the bot is there."""

from dataclasses import dataclass
from typing import Any

from sandbox.teams.outcomes import Outcome
from sandbox.teams.people import Member
from sandbox.teams.posts import Team
from sandbox.teams.tenant import Tenant
from sandbox.workspace.refusals import ImpossibleError


@dataclass(frozen=True, slots=True)
class Roster:
    """``await`` a method to do it as ``member``; the bot hears of it while it is in the team."""

    tenant: Tenant
    member: Member
    channel: str

    @property
    def team(self) -> Team:
        return self.tenant.teams[self.channel]

    async def install(self) -> Outcome:
        """Add the app to the team."""
        self._put(has_bot=True)
        await self.member.act("installationUpdate", channel=self.channel, action="add")
        return await self._changed("teamMemberAdded", membersAdded=[{"id": self.tenant.bot_id}])

    async def uninstall(self) -> Outcome:
        await self._changed("teamMemberRemoved", membersRemoved=[{"id": self.tenant.bot_id}])
        self._put(has_bot=False)
        return await self.member.act("installationUpdate", channel=self.channel, action="remove")

    async def add(self, person: str) -> Outcome:
        who = self.tenant.user_id(person)
        self.team.members.append(who)
        return await self._changed("teamMemberAdded", membersAdded=[self._account(who)])

    async def remove(self, person: str) -> Outcome:
        who = self.tenant.user_id(person)
        self.team.members.remove(who)
        return await self._changed("teamMemberRemoved", membersRemoved=[self._account(who)])

    async def rename(self, name: str) -> Outcome:
        """Give the team another name."""
        self.team.name = name
        return await self._changed("teamRenamed")

    async def rename_channel(self, channel: str, name: str) -> Outcome:
        channel_id = self.tenant.channel_id(channel)
        self.team.channels[channel_id] = self.tenant.conversations[channel_id].name = name
        return await self._channel_changed("channelRenamed", channel_id, name)

    async def delete_channel(self, channel: str) -> Outcome:
        """It is gone with everything in it; the bot cannot write there any more."""
        channel_id = self.tenant.channel_id(channel)
        if channel_id == self.channel:
            raise ImpossibleError("The General channel cannot be deleted; delete the team.")
        name = self.team.channels.pop(channel_id)
        del self.tenant.conversations[channel_id]
        return await self._channel_changed("channelDeleted", channel_id, name)

    async def delete(self) -> Outcome:
        """Delete the team; the bot hears of it and cannot write there any more."""
        done = await self._changed("teamDeleted")
        for channel in self.tenant.teams.pop(self.channel).channels:
            del self.tenant.conversations[channel]
        return done

    def _put(self, *, has_bot: bool) -> None:
        self.team.has_bot = has_bot
        self.tenant.changes.publish("state", viewers=frozenset(self.team.members))

    async def _channel_changed(self, event: str, channel_id: str, name: str) -> Outcome:
        return await self._changed(event, channelData={"channel": {"id": channel_id, "name": name}})

    async def _changed(self, event: str, **fields: Any) -> Outcome:
        self.tenant.changes.publish("state")
        if not self.team.has_bot:
            return Outcome(0)
        data = {"eventType": event, **fields.pop("channelData", {})}
        return await self.member.act("conversationUpdate", channel=self.channel, channelData=data, **fields)

    def _account(self, member: str) -> dict[str, str]:
        return {"id": member, "aadObjectId": self.tenant.aad_id(member)}
