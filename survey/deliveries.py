"""Messages owed: what the ledger hands to a sender, and how a sending can end."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from locales.catalogues import SOURCE
from survey.ids import ChannelRef, DeliveryId, MessageRef, RoundId, UserRef


class Kind(StrEnum):
    """What a delivery brings."""

    ASK = "ask"
    REMINDER = "reminder"
    DIGEST = "digest"
    COMMENTS = "comments"
    NOTICE = "notice"
    MONTH = "month"
    QUARTER = "quarter"


TO_PEOPLE = frozenset({Kind.ASK, Kind.REMINDER})
"""Kinds that go to one person, at a moment that is good for them."""

LOOKS_BACK = frozenset({Kind.MONTH, Kind.QUARTER})
"""Kinds that hang on a closed round and come with the next one."""


class Status(StrEnum):
    """Where a delivery stands.

    ``unsure`` means the platform may have accepted the message and we do not know: it is looked up before it
    is sent again, and where it cannot be looked up, it is shown to admins and never sent again. ``skipped``
    means that no good moment was left, or that there was nobody to write to any more.
    """

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNSURE = "unsure"
    FAILED = "failed"
    SKIPPED = "skipped"


MESSAGES = "messages"
"""What the pace calls a message to anybody in a workspace."""
MOST_FAILURES = 5
"""A message that failed so often is given up; waiting for the platform's pace is no failure."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery one sender holds until its lease ends; ``attempt`` fences off an earlier holder.

    Attributes:
        workspace: the platform's name of the workspace (Slack: ``T…``).
        channel: the person's direct message where it is known, or the team's channel.
        due_at: when it was to go.
        language: what the person, or the channel, reads.
        failures: how often it failed.
        doubted_since: when it was tried before with an unknown end: look it up first.
    """

    id: DeliveryId
    kind: Kind
    round: RoundId
    attempt: int
    workspace: str
    user: UserRef | None
    channel: ChannelRef | None
    due_at: datetime
    language: str = SOURCE
    failures: int = 0
    doubted_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """Where the platform put a message."""

    channel: ChannelRef
    message: MessageRef


class NotSentError(Exception):
    """The platform certainly did not take the message.

    Attributes:
        retry_after: seconds to wait before trying again; None where trying again cannot help.
        whole_workspace: whether nothing else can be sent to this workspace meanwhile.
        is_failure: whether it counts against this message; waiting for the workspace never does.
    """

    def __init__(
        self,
        reason: str,
        *,
        retry_after: float | None,
        whole_workspace: bool = False,
        is_failure: bool = True,
    ) -> None:
        """Keep the platform's error name, never the message."""
        super().__init__(reason)
        self.retry_after = retry_after
        self.whole_workspace = whole_workspace
        self.is_failure = is_failure and not whole_workspace


class UnsureError(Exception):
    """The platform may or may not have taken the message (time-out, lost connection, server error)."""


@dataclass(frozen=True, slots=True)
class InDoubt:
    """A look-up that failed: nothing was sent, and it is still not known whether an earlier attempt arrived.

    Attributes:
        seconds: how long to wait before looking again.
    """

    problem: str
    seconds: float


End = Sent | NotSentError | UnsureError | InDoubt
"""How a sending ended."""
