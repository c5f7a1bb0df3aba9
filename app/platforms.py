"""The platforms that Pulssi is joined to, and which of them a message goes to."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from survey.deliveries import Claim, Kind, Sent
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


class Platforms:
    """The Messenger and Presence ports over several platforms: each message goes to its workspace's."""

    def __init__(self, joined: Sequence[Platform]) -> None:
        """Take at least one."""
        self._joined = {each.workspace: each for each in joined}

    def _of(self, claim: Claim) -> Messenger:
        return self._joined[claim.workspace].messenger

    async def ask(self, claim: Claim, round_: Round) -> Sent:
        """Send the question card."""
        return await self._of(claim).ask(claim, round_)

    async def remind(self, claim: Claim, round_: Round) -> Sent:
        """Send it once more."""
        return await self._of(claim).remind(claim, round_)

    async def post_digest(self, claim: Claim, digest: Digest, picture: Picture | None) -> Sent:
        """Post a week."""
        return await self._of(claim).post_digest(claim, digest, picture)

    async def post_review(self, claim: Claim, review: Review, picture: Picture | None) -> Sent:
        """Post a look back."""
        return await self._of(claim).post_review(claim, review, picture)

    async def post_comments(self, claim: Claim, digest: Digest) -> Sent:
        """Post what people wrote."""
        return await self._of(claim).post_comments(claim, digest)

    async def post_notice(self, claim: Claim, change: Announcement) -> Sent:
        """Tell of a changed promise."""
        return await self._of(claim).post_notice(claim, change)

    def can_look_up(self, kind: Kind, workspace: str | None = None) -> bool:
        """Whether the workspace's platform lets us look; without one, whether any does."""
        asked = self._joined.values() if workspace is None else [self._joined[workspace]]
        return any(each.messenger.can_look_up(kind) for each in asked)

    async def look_up(self, claim: Claim) -> Sent | None:
        """Find an earlier attempt."""
        return await self._of(claim).look_up(claim)

    async def away(self, users: Collection[UserRef]) -> Mapping[UserRef, datetime]:
        """Who of these does not want to be disturbed; each platform knows its own people."""
        told = await asyncio.gather(*(each.presence.away(users) for each in self._joined.values()))
        return {user: until for known in told for user, until in known.items()}
