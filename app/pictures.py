"""Pictures that clients fetch from us: under an address nobody can guess, for as long as they are wanted."""

import secrets
from collections import OrderedDict
from datetime import datetime, timedelta

from survey.digests import Picture
from survey.ports import Clock

LASTS = timedelta(days=30)
"""A digest is looked at for weeks; afterwards its words stay."""
_KEPT = 200


class Pictures:
    """The newest pictures, in memory; after a restart an old digest shows its words alone."""

    def __init__(self, address: str, *, clock: Clock) -> None:
        """Take the public address in front of us."""
        self._address = address.rstrip("/")
        self._clock = clock
        self._kept: OrderedDict[str, tuple[datetime, bytes]] = OrderedDict()

    def host(self, picture: Picture) -> str:
        """Keep a picture; returns where it is fetched."""
        name = secrets.token_urlsafe(24)
        self._kept[name] = self._clock() + LASTS, picture.png
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return f"{self._address}/pictures/{name}.png"

    def fetch(self, name: str) -> bytes | None:
        """The picture of that name; None where there is none, or its time is over."""
        until, png = self._kept.get(name, (None, b""))
        return png if until is not None and self._clock() < until else None
