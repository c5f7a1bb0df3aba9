"""The one clock of the program, and one that can be set."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from survey.pace import Pace
from survey.ports import Clock


def system_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


def unhurried(clock: Clock) -> Pace:
    """A pace for played time: as fast as can be, but waits that the platform asks for count by this clock."""
    return Pace(seconds=lambda: clock().timestamp(), per_minute={}, patient=False)


class VirtualClock:
    """A clock that stands still until it is moved, or runs on from where it was set.

    The demo plays weeks with it through the same code that production runs.
    """

    def __init__(self, start: datetime) -> None:
        """Stand still at a moment."""
        self._base = start
        self._real: Callable[[], datetime] | None = None
        self._since = start

    def __call__(self) -> datetime:
        """The moment this clock shows."""
        return self._base + self._elapsed()

    def move_to(self, moment: datetime) -> None:
        """Jump forward; a moment already past changes nothing, since time never runs backwards."""
        self._base = max(moment, self()) - self._elapsed()

    def run(self, real: Callable[[], datetime]) -> None:
        """From now on, run at the pace of another clock."""
        self._base, self._real, self._since = self(), real, real()

    def _elapsed(self) -> timedelta:
        return self._real() - self._since if self._real else timedelta()
