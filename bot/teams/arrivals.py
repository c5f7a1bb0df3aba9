"""The app is added or removed, people come and go: the roster follows, rounds that are open do not."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import httpx
from sqlmodel import Session

from bot.conversations import roster
from bot.conversations.desk import Desk
from bot.teams.activities import Activity, Sender
from bot.teams.connector import Connector
from storage import languages, people, workspaces
from survey.deliveries import NotSentError
from survey.errors import Trouble
from survey.ids import UserRef
from survey.people import Profile


class Arrivals:
    """What Teams tells of an app and of the people around it."""

    def __init__(self, desk: Desk, connector: Connector) -> None:
        """Take whom the roster belongs to, and what knows where conversations are."""
        self._desk = desk
        self._connector = connector

    async def follow(self, activity: Activity, found: Sender) -> bool:
        """Follow one activity; returns whether somebody has just added the app to their own chat.

        Actions come with ``-upgrade`` behind them where the app's version changed.
        """
        action = str(activity.get("action") or "").removesuffix("-upgrade")
        recipient = activity.get("recipient")
        bot = str(recipient.get("id") or "") if isinstance(recipient, Mapping) else ""
        added, gone = _ids(activity, "membersAdded"), _ids(activity, "membersRemoved")
        if action == "remove" or bot in gone:
            await self._connector.lose(found.workspace, found.conversation)
            await self._trouble(found, Trouble.REMOVED)
            return False
        if action == "add" or bot in added:
            await self._trouble(found, None)
        if found.is_direct:
            await self._do(roster.returned, found, profile=_profile(found), at=self._desk.clock())
            self._desk.wake()
            return action == "add"
        for user in added - {bot}:
            member = await self._newcomer(found, UserRef(user))
            await self._do(roster.joined, found, channel=found.conversation, profile=member)
        for user in gone:
            await self._do(roster.left, found, channel=found.conversation, user=UserRef(user))
        return False

    async def moved(self, found: Sender) -> None:
        """Ask somebody at their own hour and in their own language once a message of theirs tells either."""

        def differs(session: Session) -> bool:
            known = workspaces.find(session, found.workspace)
            person = people.find(session, known.id, found.user) if known else None
            if person is None:
                return False
            spoken = languages.of_person(session, found.workspace, found.user)
            return found.zone not in {None, person.zone} or found.language not in {None, spoken}

        if await self._desk.look(differs):
            await self._do(roster.changed, found, profile=_profile(found), at=self._desk.clock())
            self._desk.wake()

    async def _newcomer(self, found: Sender, user: UserRef) -> Profile:
        # Unanswered, they are taken in as what they seem, and the night tells whether they are a guest.
        with suppress(httpx.HTTPError, NotSentError, ValueError):
            await self._connector.member(found.workspace, found.conversation, user)
        return await self._desk.directory.profile(user)

    async def _trouble(self, found: Sender, trouble: Trouble | None) -> None:
        if not found.is_direct:
            await self._do(roster.troubled, found, channel=found.conversation, trouble=trouble)

    async def _do(self, follow: Any, found: Sender, **told: Any) -> None:
        await asyncio.to_thread(follow, self._desk.engine, workspace=found.workspace, **told)


def _profile(found: Sender) -> Profile:
    """As far as an activity tells; whether they are a guest it does not."""
    return Profile(
        found.user,
        found.zone,
        is_workspace_admin=False,
        is_person=True,
        is_guest=None,
        language=found.language,
    )


def _ids(activity: Activity, name: str) -> set[str]:
    listed = activity.get(name)
    people = listed if isinstance(listed, list) else []
    return {str(each.get("id")) for each in people if isinstance(each, Mapping) and each.get("id")}
