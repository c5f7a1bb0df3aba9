"""The platforms that Pulssi is joined to, and which of them a message goes to."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from survey.deliveries import Claim, Kind, NotSentError, Sent
from survey.digests import Digest, Picture
from survey.ids import UserRef
from survey.ports import Directory, Messenger, Parcels, Presence
from survey.promises import Announcement
from survey.reviews import Review
from survey.rounds import Round


@dataclass(frozen=True, slots=True)
class Platform:
    """One workspace of one platform.

    Attributes:
        name: what its workspaces are kept as.
        workspace: what the platform calls it.
        directory: for what a person waits for.
        reader: for jobs that read a lot.
    """

    name: str
    workspace: str
    messenger: Messenger
    presence: Presence
    directory: Directory
    reader: Directory
    parcels: Parcels


Find = Callable[[str], Platform | None]
"""Looks for a workspace that may have come or gone while the service runs; may read the database."""
_UNTIL_IT_IS_BACK = 300.0
"""Seconds after which messages of a workspace without the app are looked at again."""


def nowhere(_: str) -> Platform | None:
    """No workspace comes or goes."""
    return None


class Platforms:
    """The Messenger and Presence ports over several workspaces: each message goes to its own."""

    def __init__(self, joined: Sequence[Platform], find: Find = nowhere) -> None:
        """Take those that are joined as long as the service runs, and what finds the others."""
        self._joined = {each.workspace: each for each in joined}
        self._find = find

    async def find(self, workspace: str) -> Platform | None:
        """The workspace the platform calls so; None where the app is not installed."""
        return self._joined.get(workspace) or await asyncio.to_thread(self._find, workspace)

    async def reader_of(self, workspace: str) -> Directory | None:
        """What jobs read a workspace with, where the app is installed."""
        found = await self.find(workspace)
        return found.reader if found else None

    async def _of(self, claim: Claim) -> Messenger:
        found = await self.find(claim.workspace)
        if found is None:
            raise NotSentError(
                "not installed", retry_after=_UNTIL_IT_IS_BACK, whole_workspace=True, is_failure=False
            )
        return found.messenger

    async def ask(self, claim: Claim, round_: Round) -> Sent:
        """Send the question card."""
        return await (await self._of(claim)).ask(claim, round_)

    async def remind(self, claim: Claim, round_: Round) -> Sent:
        """Send it once more."""
        return await (await self._of(claim)).remind(claim, round_)

    async def post_digest(self, claim: Claim, digest: Digest, picture: Picture | None) -> Sent:
        """Post a week."""
        return await (await self._of(claim)).post_digest(claim, digest, picture)

    async def post_review(self, claim: Claim, review: Review, picture: Picture | None) -> Sent:
        """Post a look back."""
        return await (await self._of(claim)).post_review(claim, review, picture)

    async def post_comments(self, claim: Claim, digest: Digest) -> Sent:
        """Post what people wrote."""
        return await (await self._of(claim)).post_comments(claim, digest)

    async def post_notice(self, claim: Claim, change: Announcement) -> Sent:
        """Tell of a changed promise."""
        return await (await self._of(claim)).post_notice(claim, change)

    def can_look_up(self, kind: Kind, workspace: str | None = None) -> bool:
        """Whether the workspace's platform lets us look; without one, whether any may."""
        if workspace is None:
            comes_and_goes = self._find is not nowhere
            return comes_and_goes or any(each.messenger.can_look_up(kind) for each in self._joined.values())
        found = self._joined.get(workspace) or self._find(workspace)
        return found is not None and found.messenger.can_look_up(kind)

    async def look_up(self, claim: Claim) -> Sent | None:
        """Find an earlier attempt."""
        return await (await self._of(claim)).look_up(claim)

    async def away(self, workspace: str, users: Collection[UserRef]) -> Mapping[UserRef, datetime]:
        """Who of these does not want to be disturbed."""
        found = await self.find(workspace)
        return await found.presence.away(workspace, users) if found else {}
