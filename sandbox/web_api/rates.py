"""Slack's rate limits, kept only when a sandbox is asked to."""

import math
from collections import deque
from collections.abc import Callable

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
