"""How fast a platform may be called: one bucket for each workspace, method and channel, and a stop for all.

The platform counts by method and workspace and publishes no burst size, so ours is a second's worth. Where it
says "too fast", everything for that workspace waits as long as it says: hammering on costs the app its name.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

from survey.ports import Seconds

_MOST_BUCKETS = 4096
"""Buckets remembered; the longest unused is full again anyway."""


@dataclass(slots=True)
class _Bucket:
    rate: float
    most: float
    level: float
    at: float

    def fill(self, now: float) -> None:
        self.level = min(self.most, self.level + max(0.0, now - self.at) * self.rate)
        self.at = now


class Pace:
    """Says how long to wait; never waits itself.

    Args:
        seconds: a clock that only grows.
        per_minute: calls a minute by method; a method that is not named is not slowed down. Calls with a
            channel are slowed down by that channel alone.
        per_channel: seconds between two messages to one channel.
        patient: whether callers may wait for a turn; on a clock that stands still they would wait for ever.
    """

    def __init__(
        self,
        *,
        seconds: Seconds,
        per_minute: Mapping[str, float],
        per_channel: float = 0.0,
        patient: bool = True,
    ) -> None:
        """Start with full buckets."""
        self.patient = patient
        self._seconds = seconds
        self._per_minute = per_minute
        self._per_channel = per_channel
        self._buckets: OrderedDict[tuple[str, str, str], _Bucket] = OrderedDict()
        self._held: dict[str, float] = {}

    def take(self, workspace: str, method: str, *, channel: str = "", count: int = 1) -> float:
        """Take so many turns, or say how many seconds to wait before asking again; 0.0 is taken."""
        held = self.held(workspace)
        if held:
            return held
        bucket = self._bucket(workspace, method, channel)
        if bucket is None:
            return 0.0
        bucket.fill(self._seconds())
        # A number of turns larger than the bucket is paid for by those who come later.
        needed = min(float(count), bucket.most)
        if bucket.level + 1e-9 < needed:
            return (needed - bucket.level) / bucket.rate
        bucket.level -= count
        return 0.0

    def give_back(self, workspace: str, method: str, *, count: int) -> None:
        """Return turns that were not needed."""
        bucket = self._bucket(workspace, method, "")
        if bucket is not None:
            bucket.level = min(bucket.most, bucket.level + count)

    def hold(self, workspace: str, seconds: float) -> None:
        """Let nothing through to a workspace for so long."""
        self._held[workspace] = max(self._held.get(workspace, 0.0), self._seconds() + seconds)

    def held(self, workspace: str) -> float:
        """Seconds until anything may go to this workspace; 0.0 is now."""
        left = self._held.get(workspace, 0.0) - self._seconds()
        if left <= 0:
            self._held.pop(workspace, None)
            return 0.0
        return left

    def per_minute(self, method: str) -> float | None:
        """Calls of a method a minute; None where nothing slows it down."""
        return self._per_minute.get(method)

    def _bucket(self, workspace: str, method: str, channel: str) -> _Bucket | None:
        key = (workspace, method, channel)
        known = self._buckets.get(key)
        if known is None:
            known = self._new(method, channel)
            if known is None:
                return None
            self._buckets[key] = known
            if len(self._buckets) > _MOST_BUCKETS:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(key)
        return known

    def _new(self, method: str, channel: str) -> _Bucket | None:
        if channel:
            rate, most = (1 / self._per_channel if self._per_channel else 0.0), 1.0
        else:
            rate = self._per_minute.get(method, 0.0) / 60
            most = max(1.0, rate)
        return _Bucket(rate, most, most, self._seconds()) if rate else None
