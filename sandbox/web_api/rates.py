"""Slack's rate limits, kept only when a sandbox is asked to."""

import math
from collections import deque
from collections.abc import Callable

from sandbox.workspace.refusals import RefusedError

WINDOW = 60.0


class RateBook:
    """Counts calls in a sliding minute for each method, and posts for each channel."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._calls: dict[str, deque[float]] = {}

    def wait(self, name: str, *, most: int, window: float = WINDOW) -> int:
        """Whole seconds to wait before this call may be made; 0 counts it as made."""
        now = self._monotonic()
        calls = self._calls.setdefault(name, deque())
        while calls and calls[0] <= now - window:
            calls.popleft()
        if len(calls) < most:
            calls.append(now)
            return 0
        return max(1, math.ceil(calls[0] + window - now))


class Allowance:
    """So many calls a second for the whole workspace; what a quiet second left over can be used at once."""

    def __init__(self, per_second: float, monotonic: Callable[[], float]) -> None:
        self._per_second = per_second
        self._most = max(1.0, per_second)
        self._left = self._most
        self._counted = monotonic()
        self._monotonic = monotonic

    def wait(self) -> int:
        """Whole seconds to wait before a call may be made; 0 counts it as made."""
        now = self._monotonic()
        self._left = min(self._most, self._left + (now - self._counted) * self._per_second)
        self._counted = now
        if self._left >= 1.0:
            self._left -= 1.0
            return 0
        return max(1, math.ceil((1.0 - self._left) / self._per_second))


class Rates:
    """The limits that this workspace keeps: Slack's published ones, and one for all posts together."""

    def __init__(
        self, monotonic: Callable[[], float], *, published: bool, messages_per_second: float | None
    ) -> None:
        self._book = RateBook(monotonic) if published else None
        self._messages = Allowance(messages_per_second, monotonic) if messages_per_second else None
        self.refused = 0

    def keep(self, method: str, channel: str, *, per_minute: int) -> None:
        """Count a call, or refuse it."""
        wait, posts = 0, method == "chat.postMessage"
        if self._book is not None:
            wait = self._book.wait(method, most=per_minute)
            if not wait and posts:
                wait = self._book.wait(f"posts to {channel}", most=1, window=1.0)
        if not wait and posts and self._messages is not None:
            wait = self._messages.wait()
        if wait:
            self.refused += 1
            raise RefusedError("ratelimited", retry_after=wait)
