"""Keys of rounds in the memory of a Redis that writes nothing to disk, for several machines.

A Redis that restarts has lost them, and with them the answers of the rounds that are open: that is the price
of keys that no disk has ever had (decision 0035).
"""

import math
import re
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from redis import Redis, exceptions
from redis.backoff import NoBackoff
from redis.exceptions import RedisError, ResponseError
from redis.retry import Retry

from storage.key_store import KeyStoreAwayError, KeyStoreError
from storage.keys import KEY_LENGTH
from survey.ports import Randomness

_SECONDS = 1.0
"""How long a call may take: whoever tapped must hear of a failure within three seconds. For as long after one
that took longer nobody else waits: who comes next has waited for that one."""
_KEY, _ORDERS, _OWNER = "pulssi:round-key:", "pulssi:orders:", "pulssi:owner"
_NAME = re.compile(r"[A-Za-z0-9_-]{1,100}")
_WHY = {
    exceptions.AuthenticationError: "refuses the password; write it like rediss://:password@keys.example:6379/0",
    exceptions.NoPermissionError: "forbids its user a command; docs/operations.md has the list",
    exceptions.ReadOnlyError: "takes no writes, as a replica does; name its master",
    exceptions.OutOfMemoryError: "has no memory left; give it more",
    exceptions.TimeoutError: "did not answer within a second; look at it and at the network",
}
_HOW = "Start it with --save '' --appendonly no --maxmemory-policy noeviction."
_ASKED = ("save", "appendonly", "maxmemory", "maxmemory-policy")
_NOTE = """
if redis.call('EXISTS', KEYS[1]) == 0 then return end
for at = 1, #ARGV, 2 do
  local known = redis.call('HGET', KEYS[2], ARGV[at])
  if not known or tonumber(known) < tonumber(ARGV[at + 1]) then
    redis.call('HSET', KEYS[2], ARGV[at], ARGV[at + 1])
  end
end
"""
"""A command that was given up can still arrive late: it must not put an older order in a newer one's place,
nor leave any behind when the key is gone."""


class RedisKeys:
    """The KeyStore in a Redis."""

    def __init__(
        self,
        url: str,
        *,
        randomness: Randomness,
        vouched: bool = False,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """Connect, and look whether it keeps to what it is for.

        Args:
            url: like ``redis://keys:6379/0``.
            randomness: for the keys.
            vouched: the operator says that it writes nothing to disk, where it does not say so itself.
            seconds: tells how long ago it did not answer.

        Raises:
            KeyStoreError: the address is none, or it writes to disk, or gives keys up when memory is short.
            KeyStoreAwayError: it does not answer, or not to us.
        """
        self._randomness = randomness
        self._seconds, self._rests_until = seconds, -math.inf
        self._redis = _client(url)
        try:
            with self._asked():
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
        with self._asked():
            if not self._redis.set(_place(name), key, nx=True):
                raise FileExistsError(f"there is a key {name} already")

    def read(self, name: str) -> bytes | None:
        """The key; None where it is missing or is none."""
        with self._asked():
            key: bytes | None = self._redis.get(_place(name))
        return key if key is not None and len(key) == KEY_LENGTH else None

    def has(self, name: str) -> bool:
        """Whether the key is there."""
        return not self.missing((name,))

    def missing(self, names: Collection[str]) -> frozenset[str]:
        """Those of these whose key is not there."""
        places = [(name, _place(name)) for name in names]
        with self._asked(), self._redis.pipeline(transaction=False) as together:
            for _, place in places:
                together.exists(place)
            found = together.execute()
        return frozenset(name for (name, _), there in zip(places, found, strict=True) if not there)

    def destroy(self, name: str) -> None:
        """Remove the key; Redis uses its memory again, but does not wipe it (decision 0035)."""
        with self._asked():
            self._redis.delete(_place(name), f"{_ORDERS}{name}")

    def names(self) -> tuple[str, ...]:
        """The names of all keys of rounds."""
        with self._asked():
            places = self._redis.scan_iter(f"{_KEY}*", count=1000)
            found = {place.decode().removeprefix(_KEY) for place in places}
        return tuple(sorted(found))

    def orders(self, slots: Mapping[str, Collection[bytes]]) -> Mapping[str, Mapping[bytes, float]]:
        """When these were last given anything, by the platform's time."""
        asked = [(name, list(theirs)) for name, theirs in slots.items() if theirs]
        with self._asked(), self._redis.pipeline(transaction=False) as together:
            for name, theirs in asked:
                together.hmget(f"{_ORDERS}{name}", theirs)
            found = together.execute()
        return {
            name: {slot: float(order) for slot, order in zip(theirs, told, strict=True) if order is not None}
            for (name, theirs), told in zip(asked, found, strict=True)
        }

    def note_orders(self, orders: Mapping[str, Mapping[bytes, float]]) -> None:
        """Tell other processes, who keep the newest; forgotten with the key, and not noted without one."""
        with self._asked(), self._redis.pipeline(transaction=False) as together:
            for name, given in orders.items():
                words = [word for slot, order in given.items() for word in (slot, repr(order))]
                together.eval(_NOTE, 2, _place(name), f"{_ORDERS}{name}", *words)
            together.execute()

    def belong_to(self, database: str) -> None:
        """Tie the store to one database.

        Raises:
            KeyStoreError: it was tied to another one.
        """
        with self._asked():
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
    def _asked(self) -> Iterator[None]:
        if self._seconds() < self._rests_until:
            raise KeyStoreAwayError("The Redis in PULSSI_KEY_STORE did not answer a moment ago.")
        try:
            yield
        except RedisError as problem:
            if isinstance(problem, exceptions.TimeoutError):
                self._rests_until = self._seconds() + _SECONDS
            raise KeyStoreAwayError(f"The Redis in PULSSI_KEY_STORE {_why(problem)}.") from None


def _client(url: str) -> Any:
    try:
        return Redis.from_url(
            url, socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS, retry=Retry(NoBackoff(), 0)
        )
    except ValueError:
        # Its text repeats parts of the address, and there can be a password in it.
        raise KeyStoreError(
            "PULSSI_KEY_STORE is not the address of a Redis; write it like redis://127.0.0.1:6379/0."
        ) from None


def _why(problem: RedisError) -> str:
    """What is wrong; never its own text, which can repeat what was sent, a key included."""
    known = (said for kind, said in _WHY.items() if issubclass(type(problem), kind))
    return next(known, f"cannot be reached ({type(problem).__name__}); look whether it runs")


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
