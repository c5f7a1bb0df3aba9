"""What the domain asks of the world outside; adapters implement it, jobs and conversations use it."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from survey.deliveries import Claim, Sent
from survey.digests import Digest, Picture
from survey.rounds import Round

Clock = Callable[[], datetime]
"""The one source of time: an aware datetime in UTC. The demo plays weeks by handing in another."""

Randomness = Callable[[int], bytes]
"""So many unpredictable bytes; ``os.urandom`` everywhere but in tests."""


class Messenger(Protocol):
    """Sends what the jobs owe. The calls raise ``NotSentError`` or ``UnsureError`` and nothing else."""

    async def ask(self, claim: Claim, round_: Round) -> Sent:
        """Send a person the question card of an open round."""
        ...

    async def post_digest(self, claim: Claim, digest: Digest, picture: Picture | None) -> Sent:
        """Post a week to the team's channel, with its picture where there is something to draw."""
        ...

    async def post_comments(self, claim: Claim, digest: Digest) -> Sent:
        """Post what people wrote, apart from the figures."""
        ...
