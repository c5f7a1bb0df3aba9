"""Handing one message to the platform, after a look whether an earlier try arrived where that is in doubt."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from locales.speech import speaking
from survey.deliveries import Claim, End, InDoubt, Kind, NotSentError, Sent, UnsureError
from survey.ids import UserRef
from survey.ports import Messenger, Presence

Send = Callable[[], Awaitable[Sent]]
Prepare = Callable[[Claim], Awaitable[Send]]
"""Makes a message ready; whatever goes wrong in it, nothing has been sent yet."""
_AFTER_A_BREAKDOWN = 300.0
_AFTER_A_LOOK_UP = 60.0


@dataclass(frozen=True, slots=True)
class Post:
    """What sending takes: the platform, and one way to prepare each kind of message."""

    messenger: Messenger
    presence: Presence
    couriers: Mapping[Kind, Prepare]

    def looked_up(self, workspace: str | None = None) -> frozenset[Kind]:
        """Kinds that can be looked up when in doubt: in a workspace, or in any at all."""
        return frozenset(kind for kind in self.couriers if self.messenger.can_look_up(kind, workspace))

    async def away(self, workspace: str, users: Collection[UserRef]) -> Mapping[UserRef, datetime]:
        """Who of these does not want to be disturbed, and until when."""
        return await self.presence.away(workspace, users)

    async def deliver(self, claim: Claim) -> End:
        """Send one message in the language of whoever reads it; every failure comes back as a value."""
        try:
            with speaking(claim.language):
                return await self._look_up(claim) or await (await self._ready(claim))()
        except (NotSentError, UnsureError) as problem:
            return problem

    async def _look_up(self, claim: Claim) -> Sent | InDoubt | None:
        if claim.doubted_since is None:
            return None
        try:
            return await self.messenger.look_up(claim)
        except NotSentError as problem:
            return InDoubt(str(problem), problem.retry_after or _AFTER_A_LOOK_UP)
        except UnsureError as problem:
            return InDoubt(str(problem), _AFTER_A_LOOK_UP)

    async def _ready(self, claim: Claim) -> Send:
        try:
            return await self.couriers[claim.kind](claim)
        except NotSentError:
            raise
        except Exception as problem:
            # Drawing or reading broke, before anything was sent: that is certain, so it may be tried again.
            raise NotSentError(type(problem).__name__, retry_after=_AFTER_A_BREAKDOWN) from problem
