"""The limits that Microsoft publishes for bots, kept only when a connector is asked to.

Source: rate-limit.md of 2026-10-08 and agent-message-size-limit.md in MicrosoftDocs/msteams-docs.
"""

import json
from collections.abc import Callable
from typing import Any

from sandbox.teams.refusals import refusal, throttled
from sandbox.web_api.rates import RateBook
from sandbox.workspace.messages import Json

MOST_BYTES = 100 * 1024
SENDING = ((1.0, 7), (2.0, 8), (30.0, 60), (3600.0, 1800))
READING = ((1.0, 14), (2.0, 16), (120.0, 120), (3600.0, 3600))
PER_TENANT = ((1.0, 50),)
"""Seconds, and how many calls in so many."""


class Limits:
    """Counts calls for each conversation, and all of them for the tenant."""

    def __init__(self, monotonic: Callable[[], float], *, enforced: bool) -> None:
        self._book = RateBook(monotonic) if enforced else None
        self.refused = 0

    def keep(self, method: str, conversation: str) -> None:
        """Count a call, or refuse it with 429."""
        if self._book is None:
            return
        rows = READING if method.startswith("GET") else SENDING
        kind = "read" if method.startswith("GET") else "send"
        counted = [(f"{kind} {conversation} {window}", window, most) for window, most in rows]
        counted += [(f"tenant {window}", window, most) for window, most in PER_TENANT]
        for name, window, most in counted:
            if wait := self._book.wait(name, most=most, window=window):
                self.refused += 1
                raise throttled(wait)


def size(activity: Json) -> int:
    """Bytes of UTF-16; pictures inside are not counted."""
    written = json.dumps(_without_pictures(activity), ensure_ascii=False, separators=(",", ":"))
    return len(written.encode("utf-16-le"))


def keep_size(activity: Json) -> None:
    """Refuse what is too long with 413."""
    if size(activity) > MOST_BYTES:
        raise refusal(413, "MessageSizeTooBig", "Message size too large.")


def _without_pictures(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_pictures(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_without_pictures(inner) for inner in value]
    if isinstance(value, str) and value.startswith("data:image/"):
        return ""
    return value
