"""Who is in a channel and what is known of them, asked of Teams; names and addresses stay where they are.

The roster tells neither zone nor language. Those come with what people send, or from the mailbox of whoever
never wrote, where Graph may be asked; else they have the workspace's.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from contextlib import suppress
from typing import TypeVar

import httpx
from sqlalchemy import Engine

from bot.teams.connector import Connector
from bot.teams.graph import Graph, Mailbox
from bot.teams.members import member
from locales.speech import marked, say
from storage import references
from storage.database import reading
from storage.references import Reference
from survey.deliveries import NotSentError
from survey.errors import InputError, Trouble, UnreachableChannelError
from survey.ids import ChannelRef, UserRef
from survey.people import Audience, Profile

_NOT_IN = marked("I am not in this channel's team yet. Add Pulssi to the team and try again.")
_GROUPS = marked("Microsoft Teams has no user groups that Pulssi can read; leave out `group=`.")
_SILENT = marked("Teams did not answer that just now. Please try again in a minute.")
Result = TypeVar("Result")


class TeamsDirectory:
    """The Directory port on Teams, for one tenant."""

    def __init__(
        self,
        connector: Connector,
        engine: Engine,
        *,
        workspace: str,
        admins: Collection[str],
        graph: Graph | None = None,
        within: float | None = None,
    ) -> None:
        """Take what calls Teams.

        Args:
            admins: whom the operator named as administrators, by their ids in the organisation's directory:
                Teams does not tell a bot who is one.
            graph: what reads mailboxes, where that is permitted.
            within: seconds for reading all that are wanted at once; who is left over is read at night.
        """
        self._connector = connector
        self._engine = engine
        self._workspace = workspace
        self._graph = graph
        self._within = within
        self._admins = frozenset(each.lower() for each in admins)

    async def workspace_name(self) -> str:
        """Teams tells a bot no name of a tenant."""
        return "Microsoft Teams"

    async def channel_name(self, channel: ChannelRef) -> str:
        """Refuse a channel Pulssi is not in; Teams tells no name of it."""
        await self.members_of(Audience(channel))
        return ""

    async def profile(self, user: UserRef) -> Profile:
        """What is known of one person; their own chat is asked where no roster told of them yet."""
        known = await asyncio.to_thread(self._known, [user])
        if user in known and self._connector.met(self._workspace, user) is None:
            # Unanswered, whether they are a guest stays as it was.
            with suppress(httpx.HTTPError, NotSentError, ValueError):
                await self._connector.member(self._workspace, known[user].conversation, user)
        (found,) = await self.profiles([user])
        return found

    async def profiles(self, users: Collection[UserRef]) -> tuple[Profile, ...]:
        """What is known of several."""
        known = await asyncio.to_thread(self._known, users)
        silent = {
            self._account(user, known.get(user)): user for user in users if self._is_silent(user, known)
        }
        read = await self._graph.mailboxes(silent, within=self._within) if self._graph else {}
        mailboxes = {silent[account]: mailbox for account, mailbox in read.items()}
        return tuple(self._profile(user, known.get(user), mailboxes.get(user)) for user in sorted(users))

    def _known(self, users: Collection[UserRef]) -> Mapping[UserRef, Reference]:
        with reading(self._engine) as session:
            return references.of_people(session, self._workspace, users)

    def _is_silent(self, user: UserRef, known: Mapping[UserRef, Reference]) -> bool:
        """Whether somebody never told their zone and may have a mailbox here; a guest's is elsewhere."""
        met = self._connector.met(self._workspace, user)
        return (user not in known or known[user].zone is None) and not (met and met.is_guest)

    def _account(self, user: UserRef, known: Reference | None) -> str:
        met = self._connector.met(self._workspace, user)
        return next((each.account for each in (known, met) if each and each.account), "")

    def _profile(self, user: UserRef, known: Reference | None, mailbox: Mailbox | None) -> Profile:
        """What somebody's own messages tell comes before what their mailbox does."""
        met = self._connector.met(self._workspace, user)
        told = [each for each in (known, mailbox) if each]
        return Profile(
            user,
            next((each.zone for each in told if each.zone), None),
            is_workspace_admin=self._account(user, known).lower() in self._admins,
            is_person=True,
            is_guest=met.is_guest if met else None,
            language=next((each.language for each in told if each.language), None),
        )

    async def members_of(self, audience: Audience) -> frozenset[UserRef]:
        """The people of a channel."""
        if audience.group is not None:
            raise InputError(say(_GROUPS))
        found: set[UserRef] = set()
        pages = self._connector.members(self._workspace, audience.channel)
        while (page := await _asked(lambda: anext(pages, None))) is not None:
            found |= {each.user for each in map(member, page) if each}
        return frozenset(found)

    async def everybody(self) -> AsyncIterator[tuple[Profile, ...]]:
        """The people of every channel that Pulssi is in."""
        with reading(self._engine) as session:
            known = references.channels(session, self._workspace)
        for each in known:
            try:
                members = await self.members_of(Audience(each.conversation))
            except UnreachableChannelError:
                continue
            yield await self.profiles(members)


async def _asked(call: Callable[[], Awaitable[Result]]) -> Result:
    try:
        return await call()
    except httpx.HTTPStatusError as problem:
        if problem.response.status_code in {403, 404}:
            raise UnreachableChannelError(say(_NOT_IN), trouble=Trouble.REMOVED) from problem
        raise InputError(say(_SILENT)) from problem
    except NotSentError as problem:
        if problem.retry_after is not None:
            raise InputError(say(_SILENT)) from problem
        raise UnreachableChannelError(say(_NOT_IN), trouble=Trouble.REMOVED) from problem
    except (httpx.HTTPError, ValueError) as problem:
        raise InputError(say(_SILENT)) from problem
