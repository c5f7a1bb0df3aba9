"""How fast a platform may be called: one bucket for each workspace, method and channel, and a stop for all.

The platform counts by method and workspace and publishes no burst size, so ours is a second's worth. Where it
says "too fast", everything for that workspace waits as long as it says: hammering on costs the app its name.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from survey.ports import Seconds

_MOST_BUCKETS = 4096
"""Buckets remembered; the longest unused is full again anyway."""


@dataclass(frozen=True, slots=True)
class Burst:
    """What one channel takes: so many calls a second, and so many at once."""

    per_second: float
    most: float = 1.0


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
        at_once: calls of a method at once, where a second's worth is too many.
        per_channel: what a channel takes, by method.
        elsewhere: the same as ``per_minute`` for workspaces that differ, by their names.
        patient: whether callers may wait for a turn; on a clock that stands still they would wait for ever.
    """

    def __init__(
        self,
        *,
        seconds: Seconds,
        per_minute: Mapping[str, float],
        at_once: Mapping[str, float] = MappingProxyType({}),
        per_channel: Mapping[str, Burst] = MappingProxyType({}),
        elsewhere: Mapping[str, Mapping[str, float]] = MappingProxyType({}),
        patient: bool = True,
    ) -> None:
        """Start with full buckets."""
        self.patient = patient
        self._seconds = seconds
        self._per_minute = per_minute
        self._at_once = at_once
        self._per_channel = per_channel
        self._elsewhere = elsewhere
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

    def rest(self, workspace: str) -> float:
        """Seconds until all is full again for a workspace: whoever begins anew then is no faster than we."""
        now = self._seconds()
        missing = [
            (bucket.most - bucket.level) / bucket.rate - (now - bucket.at)
            for (whose, _, _), bucket in self._buckets.items()
            if whose == workspace
        ]
        return max(0.0, self.held(workspace), *missing)

    def per_minute(self, workspace: str, method: str) -> float | None:
        """Calls of a method a minute; None where nothing slows it down."""
        return self._elsewhere.get(workspace, {}).get(method, self._per_minute.get(method))

    def _bucket(self, workspace: str, method: str, channel: str) -> _Bucket | None:
        key = (workspace, method, channel)
        known = self._buckets.get(key)
        if known is None:
            known = self._new(workspace, method, channel)
            if known is None:
                return None
            self._buckets[key] = known
            if len(self._buckets) > _MOST_BUCKETS:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(key)
        return known

    def _new(self, workspace: str, method: str, channel: str) -> _Bucket | None:
        if channel:
            burst = self._per_channel.get(method)
        else:
            rate = (self.per_minute(workspace, method) or 0.0) / 60
            burst = Burst(rate, self._at_once.get(method, max(1.0, rate))) if rate else None
        return _Bucket(burst.per_second, burst.most, burst.most, self._seconds()) if burst else None
