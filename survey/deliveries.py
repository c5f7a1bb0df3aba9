"""Messages owed: what the ledger hands to a sender, and how a sending can end."""

from dataclasses import dataclass
from enum import StrEnum

from survey.ids import ChannelRef, DeliveryId, MessageRef, RoundId, UserRef


class Kind(StrEnum):
    """What a delivery brings."""

    ASK = "ask"
    DIGEST = "digest"
    COMMENTS = "comments"


class Status(StrEnum):
    """Where a delivery stands.

    ``unsure`` means the platform may have accepted the message and we do not know: it is shown to admins and
    never sent blindly again.
    """

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNSURE = "unsure"
    FAILED = "failed"


MOST_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery one sender holds until its lease ends; ``attempt`` fences off an earlier holder."""

    id: DeliveryId
    kind: Kind
    round: RoundId
    attempt: int
    workspace: str
    """The platform's name of the workspace (Slack: ``T…``)."""
    user: UserRef | None
    channel: ChannelRef | None
    """The person's direct message where it is known, or the team's channel."""


@dataclass(frozen=True, slots=True)
class Sent:
    """Where the platform put a message."""

    channel: ChannelRef
    message: MessageRef


class NotSentError(Exception):
    """The platform certainly did not take the message.

    Attributes:
        retry_after: seconds to wait before trying again; None where trying again cannot help.
    """

    def __init__(self, reason: str, *, retry_after: float | None) -> None:
        """Keep the platform's error name, never the message."""
        super().__init__(reason)
        self.retry_after = retry_after


class UnsureError(Exception):
    """The platform may or may not have taken the message (time-out, lost connection, server error)."""
