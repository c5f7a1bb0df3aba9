"""Keys of rounds in the memory of a Redis that writes nothing to disk, for several machines.

A Redis that restarts has lost them, and with them the answers of the rounds that are open: that is the price
of keys that no disk has ever had (decision 0035).
"""

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError, ResponseError
from redis.retry import Retry

from storage.key_store import KeyStoreAwayError, KeyStoreError
from storage.keys import KEY_LENGTH
from survey.ports import Randomness

_SECONDS = 1.0
"""How long a call may take: whoever tapped must hear of a failure within three seconds."""
_KEY, _ORDERS, _OWNER = "pulssi:round-key:", "pulssi:orders:", "pulssi:owner"
_NAME = re.compile(r"[A-Za-z0-9_-]{1,100}")
_HOW = "Start it with --save '' --appendonly no --maxmemory-policy noeviction."


class RedisKeys:
    """The KeyStore in a Redis."""

    def __init__(self, url: str, *, randomness: Randomness, vouched: bool = False) -> None:
        """Connect, and look whether it keeps to what it is for.

        Args:
            url: like ``redis://keys:6379/0``.
            randomness: for the keys.
            vouched: the operator says that it writes nothing to disk, where it does not say so itself.

        Raises:
            KeyStoreError: it writes to disk, gives keys up when memory is short, or takes no writes.
            KeyStoreAwayError: it does not answer.
        """
        self._randomness = randomness
        self._redis: Any = Redis.from_url(
            url, socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS, retry=Retry(NoBackoff(), 0)
        )
        try:
            with _asked():
                _check(self._redis, vouched=vouched)
        except (KeyStoreError, KeyStoreAwayError):
            self.close()
            raise

    def create(self, name: str) -> bytes:
        """A new key, in the store before it is returned."""
        key = self._randomness(KEY_LENGTH)
        self.adopt(name, key)
        return key

    def adopt(self, name: str, key: bytes) -> None:
        """Take over a key that another store has made; raises FileExistsError where there is one."""
        with _asked():
            if not self._redis.set(_place(name), key, nx=True):
                raise FileExistsError(f"there is a key {name} already")

    def read(self, name: str) -> bytes | None:
        """The key; None where it is missing or is none."""
        with _asked():
            key: bytes | None = self._redis.get(_place(name))
        return key if key is not None and len(key) == KEY_LENGTH else None

    def has(self, name: str) -> bool:
        """Whether the key is there."""
        with _asked():
            return bool(self._redis.exists(_place(name)))

    def destroy(self, name: str) -> None:
        """Remove the key; Redis gives its memory back at once."""
        with _asked():
            self._redis.delete(_place(name), f"{_ORDERS}{name}")

    def names(self) -> tuple[str, ...]:
        """The names of all keys of rounds."""
        with _asked():
            found = {place.decode().removeprefix(_KEY) for place in self._redis.scan_iter(f"{_KEY}*")}
        return tuple(sorted(found))

    def orders(self, name: str, slots: Collection[bytes]) -> Mapping[bytes, float]:
        """When these were last given anything, by the platform's time."""
        asked = list(slots)
        with _asked():
            found = self._redis.hmget(f"{_ORDERS}{name}", asked) if asked else []
        return {slot: float(order) for slot, order in zip(asked, found, strict=True) if order is not None}

    def note_orders(self, name: str, orders: Mapping[bytes, float]) -> None:
        """Tell other processes; forgotten with the key."""
        if orders:
            with _asked():
                self._redis.hset(f"{_ORDERS}{name}", mapping={slot: repr(at) for slot, at in orders.items()})

    def belong_to(self, database: str) -> None:
        """Tie the store to one database.

        Raises:
            KeyStoreError: it was tied to another one.
        """
        with _asked():
            self._redis.set(_OWNER, database, nx=True)
            owner = (self._redis.get(_OWNER) or b"").decode()
        if owner != database:
            raise KeyStoreError(
                f"The Redis in PULSSI_KEY_STORE holds keys of the database {owner}, not of {database}. Name "
                f"another database of it (…/1), or delete its key {_OWNER} if that database was moved here."
            )

    def close(self) -> None:
        """Let go of its connections."""
        self._redis.close()


@contextmanager
def _asked() -> Iterator[None]:
    try:
        yield
    except RedisError as problem:
        # Its text can repeat what was sent, a key included.
        raise KeyStoreAwayError(f"PULSSI_KEY_STORE does not answer ({type(problem).__name__})") from None


def _place(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} cannot be the name of a key")
    return f"{_KEY}{name}"


def _check(redis: Any, *, vouched: bool) -> None:
    if redis.info("replication").get("role") != "master":
        raise KeyStoreError("PULSSI_KEY_STORE names a replica, which takes no keys; name its master.")
    try:
        said = {name: value for each in _ASKED for name, value in redis.config_get(each).items()}
    except ResponseError:
        if vouched:
            return
        raise KeyStoreError(
            "The Redis in PULSSI_KEY_STORE does not say whether it writes to disk. Where its provider says "
            "that it does not, set PULSSI_KEY_STORE_IS_VOLATILE=yes."
        ) from None
    if said.get("save") or said.get("appendonly") != "no":
        raise KeyStoreError(f"The Redis in PULSSI_KEY_STORE writes to disk, where keys must never be. {_HOW}")
    if said.get("maxmemory") != "0" and said.get("maxmemory-policy") != "noeviction":
        raise KeyStoreError(f"The Redis in PULSSI_KEY_STORE gives keys up when its memory is full. {_HOW}")


_ASKED = ("save", "appendonly", "maxmemory", "maxmemory-policy")
