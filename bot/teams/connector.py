"""Calling Teams: the SDK brings the token, the address comes from what was last heard of a conversation."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

from sqlalchemy import Engine

from bot.teams.members import Member, member
from bot.teams.wire import Wire
from storage import references
from storage.database import reading, transaction
from storage.references import Reference
from survey.deliveries import NotSentError
from survey.ids import ChannelRef, UserRef

_PAGE = 500
_MOST = 20_000
"""Conversations whose last word is remembered, so that a tap does not write it again; and members."""


class Connector:
    """The connector's REST paths; each raises what :class:`Wire` does."""

    def __init__(self, wire: Wire, engine: Engine) -> None:
        """Take what calls Teams."""
        self._wire = wire
        self._engine = engine
        self._heard: OrderedDict[tuple[str, str], Reference] = OrderedDict()
        self._met: OrderedDict[tuple[str, UserRef], Member] = OrderedDict()

    async def send(self, workspace: str, conversation: ChannelRef, activity: dict[str, Any]) -> str:
        """Post to a conversation; returns the message's id."""
        service = await self._service(workspace, conversation)
        url = f"{_at(service, conversation)}/activities"
        told = await self._wire.call(workspace, "POST", url, activity, place=conversation)
        return str(told["id"])

    async def whisper(
        self, workspace: str, place: ChannelRef, person: UserRef, activity: dict[str, Any]
    ) -> None:
        """Post to a channel what one of its members alone sees.

        See https://learn.microsoft.com/microsoftteams/platform/agents-in-teams/targeted-messages.
        """
        service = await self._service(workspace, ChannelRef(place.partition(";")[0]))
        body = {**activity, "recipient": {"id": person, "isTargeted": True}}
        url = f"{_at(service, place)}/activities?isTargetedActivity=true"
        await self._wire.call(workspace, "POST", url, body, place=place)

    async def update(
        self, workspace: str, conversation: ChannelRef, message: str, activity: dict[str, Any]
    ) -> None:
        """Let a message show something else, in every client."""
        service = await self._service(workspace, conversation)
        path = f"{_at(service, conversation)}/activities/{quote(message, safe='')}"
        await self._wire.call(workspace, "PUT", path, {**activity, "id": message}, place=conversation)

    async def chat_with(self, workspace: str, person: UserRef) -> ChannelRef:
        """Somebody's chat: the one known, or one that is made; making it twice gives the same."""
        known = await asyncio.to_thread(self._known_chat, workspace, person)
        return known.conversation if known else await self.make_chat(workspace, person)

    async def reaches(self, workspace: str, person: UserRef) -> bool:
        """Whether nothing says that messages to somebody do not arrive."""
        known = await asyncio.to_thread(self._known_chat, workspace, person)
        return known is None or known.reachable

    async def make_chat(self, workspace: str, person: UserRef) -> ChannelRef:
        """Somebody's chat, made where there is none."""
        service = await self._service(workspace, None)
        body = {
            "members": [{"id": person}],
            "tenantId": workspace,
            "channelData": {"tenant": {"id": workspace}},
        }
        made = await self._wire.call(workspace, "POST", f"{service}/v3/conversations", body)
        conversation = ChannelRef(str(made["id"]))
        address = str(made.get("serviceUrl") or service).rstrip("/")
        await self.remember(Reference(workspace, conversation, address, person))
        return conversation

    async def post_to_channel(self, workspace: str, channel: ChannelRef, activity: dict[str, Any]) -> str:
        """Begin a new thread of a channel; returns its message's id."""
        service = await self._service(workspace, channel)
        body = {
            "isGroup": True,
            "tenantId": workspace,
            "channelData": {"channel": {"id": channel}, "tenant": {"id": workspace}},
            "activity": activity,
        }
        told = await self._wire.call(workspace, "POST", f"{service}/v3/conversations", body, place=channel)
        return str(told.get("activityId") or told["id"])

    async def members(self, workspace: str, channel: ChannelRef) -> AsyncIterator[list[dict[str, Any]]]:
        """Who is in a channel, page by page."""
        service, after = await self._service(workspace, channel), ""
        while True:
            path = f"{_at(service, channel)}/pagedMembers?pageSize={_PAGE}"
            path += f"&continuationToken={quote(after)}" if after else ""
            page = await self._wire.call(workspace, "GET", path)
            listed = [each for each in page.get("members", []) if isinstance(each, dict)]
            self._meet(workspace, listed)
            yield listed
            after = str(page.get("continuationToken") or "")
            if not after:
                return

    async def member(self, workspace: str, channel: ChannelRef, person: UserRef) -> dict[str, Any]:
        """One member of a conversation."""
        service = await self._service(workspace, channel)
        url = f"{_at(service, channel)}/members/{quote(person, safe='')}"
        told = await self._wire.call(workspace, "GET", url)
        self._meet(workspace, [told])
        return told

    def met(self, workspace: str, person: UserRef) -> Member | None:
        """What a roster said of somebody last, since the start."""
        return self._met.get((workspace, person))

    def _meet(self, workspace: str, listed: list[dict[str, Any]]) -> None:
        for found in filter(None, map(member, listed)):
            self._met[workspace, found.user] = found
        while len(self._met) > _MOST:
            self._met.popitem(last=False)

    async def remember(self, found: Reference) -> bool:
        """Keep where a conversation is; returns whether that may be new, which it seldom is."""
        known = found.workspace, found.conversation
        if self._heard.get(known) == found:
            return False

        def keep() -> None:
            with transaction(self._engine) as session:
                references.remember(session, found)

        await asyncio.to_thread(keep)
        self._heard[known] = found
        if len(self._heard) > _MOST:
            self._heard.popitem(last=False)
        return True

    async def lose(self, workspace: str, conversation: ChannelRef) -> None:
        """Remember that messages to a conversation do not arrive."""

        def keep() -> None:
            with transaction(self._engine) as session:
                references.note_reachable(session, workspace, conversation, reachable=False)

        await asyncio.to_thread(keep)
        self._heard.pop((workspace, conversation), None)

    def _known_chat(self, workspace: str, person: UserRef) -> Reference | None:
        with reading(self._engine) as session:
            return references.of_person(session, workspace, person)

    async def _service(self, workspace: str, conversation: ChannelRef | None) -> str:
        found = await asyncio.to_thread(self._known_service, workspace, conversation)
        if found is None:
            # Nothing was ever heard from this tenant, so nobody there has the app yet.
            raise NotSentError("not installed", retry_after=None)
        return found

    def _known_service(self, workspace: str, conversation: ChannelRef | None) -> str | None:
        with reading(self._engine) as session:
            known = references.of_conversation(session, workspace, conversation) if conversation else None
            return known.service if known else references.service_of(session, workspace)


def _at(service: str, conversation: ChannelRef) -> str:
    return f"{service}/v3/conversations/{quote(conversation, safe=':@;=.')}"
