"""What the domain asks of the world outside; adapters implement it, jobs and conversations use it."""

from collections.abc import AsyncIterator, Callable, Collection, Mapping
from datetime import datetime
from typing import Protocol

from survey.deliveries import Claim, Kind, Sent
from survey.digests import Digest, Picture
from survey.ids import ChannelRef, UserRef
from survey.people import Audience, Profile
from survey.promises import Announcement
from survey.reviews import Review
from survey.rounds import Round

Clock = Callable[[], datetime]
"""The one source of time: an aware datetime in UTC. The demo plays weeks by handing in another."""

Seconds = Callable[[], float]
"""Seconds that only ever grow, for paces and waits; not a date."""

Randomness = Callable[[int], bytes]
"""So many unpredictable bytes; ``os.urandom`` everywhere but in tests."""


class Messenger(Protocol):
    """Sends what the jobs owe. The calls raise ``NotSentError`` or ``UnsureError`` and nothing else."""

    async def ask(self, claim: Claim, round_: Round) -> Sent:
        """Send a person the question card of an open round."""
        ...

    async def remind(self, claim: Claim, round_: Round) -> Sent:
        """Send the card once more to a person who has not answered."""
        ...

    async def post_digest(self, claim: Claim, digest: Digest, picture: Picture | None) -> Sent:
        """Post a week to the team's channel, with its picture where there is something to draw."""
        ...

    async def post_comments(self, claim: Claim, digest: Digest) -> Sent:
        """Post what people wrote, apart from the figures."""
        ...

    async def post_notice(self, claim: Claim, change: Announcement) -> Sent:
        """Tell a team's channel that what it was promised changes."""
        ...

    async def post_review(self, claim: Claim, review: Review, picture: Picture | None) -> Sent:
        """Post a look back to the team's channel, with its picture where there is something to draw."""
        ...

    def can_look_up(self, kind: Kind, workspace: str | None = None) -> bool:
        """Whether we may see if a message of this kind arrived: in a workspace, or in any at all."""
        ...

    async def look_up(self, claim: Claim) -> Sent | None:
        """Where an earlier attempt of this delivery arrived, if it did."""
        ...


class Presence(Protocol):
    """Who does not want to be disturbed now."""

    async def away(self, workspace: str, users: Collection[UserRef]) -> Mapping[UserRef, datetime]:
        """Until when, for those of a workspace who are away; empty where the platform does not tell."""
        ...


class Directory(Protocol):
    """Look-ups on the platform. Failures people can mend are InputErrors with a sentence."""

    async def workspace_name(self) -> str:
        """What the workspace calls itself."""
        ...

    async def channel_name(self, channel: ChannelRef) -> str:
        """What a channel is called.

        Raises:
            UnreachableChannelError: Pulssi is not in it, or it is archived.
        """
        ...

    async def profile(self, user: UserRef) -> Profile:
        """One account."""
        ...

    async def members_of(self, audience: Audience) -> frozenset[UserRef]:
        """Who is in a channel or group, bots included; the bot must be in the channel.

        Raises:
            UnreachableChannelError: it is not, or the channel is archived.
        """
        ...

    async def profiles(self, users: Collection[UserRef]) -> tuple[Profile, ...]:
        """The accounts of so many people."""
        ...

    def everybody(self) -> AsyncIterator[tuple[Profile, ...]]:
        """All accounts of the workspace, page by page."""
        ...


class Parcels(Protocol):
    """Brings people what is for them alone, into their direct messages."""

    async def send_file(self, user: UserRef, *, name: str, content: bytes, words: str, alt: str = "") -> None:
        """Put a file into a person's direct messages, with a sentence that says what it is.

        Args:
            alt: of a picture, what it shows.

        Raises:
            InputError: it did not arrive; the sentence says so, and what to do.
        """
        ...

    async def send_preview(self, user: UserRef, round_: Round) -> None:
        """Put the card of a round to come into a person's direct messages, in the language spoken.

        Raises:
            InputError: it did not arrive; the sentence says so, and what to do.
        """
        ...


class Observer(Protocol):
    """Counts and measures what happens; never learns who or what."""

    def delivered(self, kind: Kind, *, seconds: float) -> None:
        """A message arrived so many seconds after it was due."""
        ...

    def acknowledged(self, outcome: str) -> None:
        """A tap ended: ``saved``, ``refused`` or ``not_saved``."""
        ...

    def job_done(self, job: str, *, seconds: float, ok: bool) -> None:
        """A job of the timetable ran."""
        ...
