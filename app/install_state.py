"""The ``state`` that goes to Slack with whoever installs and has to come back with them.

It is signed with a key made of the client secret, which all processes share, and nothing is stored for it
until it comes back: whoever only opens the address leaves nothing behind.
"""

import base64
import binascii
import hashlib
import hmac
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from survey.ports import Randomness

LASTS = timedelta(minutes=10)
_PURPOSE = b"pulssi install state"
_NONCE = 16
_HEAD = struct.Struct(f">Q{_NONCE}s")
_LENGTH = _HEAD.size + hashlib.sha256().digest_size


@dataclass(frozen=True, slots=True)
class State:
    """One that was signed here.

    Attributes:
        digest: what is kept of it once it was used.
        until: when it expires.
    """

    digest: bytes
    until: datetime


def make(client_secret: str, *, at: datetime, randomness: Randomness) -> str:
    """A new one."""
    head = _HEAD.pack(int((at + LASTS).timestamp()), randomness(_NONCE))
    return base64.urlsafe_b64encode(head + _sign(client_secret, head)).decode().rstrip("=")


def read(written: str, client_secret: str) -> State | None:
    """One that came back, expired or not; None where it was not made here."""
    try:
        raw = base64.b64decode(written + "=" * (-len(written) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    head, mark = raw[: _HEAD.size], raw[_HEAD.size :]
    if len(raw) != _LENGTH or not hmac.compare_digest(mark, _sign(client_secret, head)):
        return None
    seconds, _ = _HEAD.unpack(head)
    return State(hashlib.sha256(raw).digest(), datetime.fromtimestamp(seconds, UTC))


def _sign(client_secret: str, head: bytes) -> bytes:
    key = hmac.digest(client_secret.encode(), _PURPOSE, "sha256")
    return hmac.digest(key, head, "sha256")
