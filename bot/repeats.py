"""Which requests were taken already: Slack may deliver one twice, and a command must not run twice.

Kept in memory and by the platform's own id of the request, so that no time and no person is written anywhere.
"""

from collections import OrderedDict

_MOST = 10_000


class Repeats:
    """The newest ids, up to a bound."""

    def __init__(self) -> None:
        """Know nothing."""
        self._known: OrderedDict[str, None] = OrderedDict()

    def knows(self, request: str) -> bool:
        """Whether a request was taken."""
        return request in self._known

    def forget(self, request: str) -> None:
        """Let a request be taken again: it came to nothing, and may be sent once more."""
        self._known.pop(request, None)

    def add(self, request: str) -> bool:
        """Take a request; False where it was taken before."""
        if request in self._known:
            return False
        self._known[request] = None
        if len(self._known) > _MOST:
            self._known.popitem(last=False)
        return True
