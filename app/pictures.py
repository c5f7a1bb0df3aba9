"""Pictures that clients fetch from us: under an address nobody can guess, for as long as they are wanted."""

import base64
import re
from datetime import timedelta

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from storage import pictures
from storage.database import reading, transaction
from storage.pictures import Hosted, PictureToken
from survey.deliveries import NotSentError
from survey.digests import Picture
from survey.ports import Clock, Randomness

LASTS = timedelta(days=30)
"""A digest is looked at for weeks; afterwards its words stay."""
_BYTES = 24
"""Of chance: 192 bits, 32 letters."""
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
_RETRY_AFTER = 60.0


class Pictures:
    """The pictures that were hosted lately; every process on the same database gives them out."""

    def __init__(self, address: str, engine: Engine, *, clock: Clock, randomness: Randomness) -> None:
        """Take the public address in front of us, and where pictures are kept."""
        self._address = address.rstrip("/")
        self._engine = engine
        self._clock = clock
        self._randomness = randomness

    def host(self, picture: Picture) -> str:
        """Keep a picture; returns where it is fetched.

        Raises:
            NotSentError: it is not kept, so nothing that shows it may be sent.
        """
        token = PictureToken(base64.urlsafe_b64encode(self._randomness(_BYTES)).decode())
        hosted = Hosted(picture.png, self._clock() + LASTS)
        try:
            with transaction(self._engine) as session:
                pictures.keep(session, token, hosted)
        except SQLAlchemyError as problem:
            raise NotSentError("picture not kept", retry_after=_RETRY_AFTER) from problem
        return f"{self._address}/pictures/{token}.png"

    def fetch(self, name: str) -> Hosted | None:
        """The picture of that name; None where there is none, or its time is over."""
        if not _TOKEN.fullmatch(name):
            return None
        with reading(self._engine) as session:
            return pictures.find(session, PictureToken(name), at=self._clock())

    def seconds_left(self, hosted: Hosted) -> int:
        """For how long a client may keep what it fetched now."""
        return int((hosted.until - self._clock()).total_seconds())
