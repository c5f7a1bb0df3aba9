"""Locks that a process holds in the database for as long as it wants, or lives: PostgreSQL's advisory locks.

They belong to a connection of their own, so that the server gives them back when the process dies. SQLite has
one process, which holds the whole file (``database.hold``) and may take what it likes. A connection through a
pooler that changes it with every transaction cannot hold a lock.
"""

import threading
from enum import StrEnum
from hashlib import blake2b

from sqlalchemy import Connection, Engine, TextClause, text
from sqlalchemy.exc import SQLAlchemyError


class Purpose(StrEnum):
    """What is locked; each lock has a name besides."""

    SENDING = "sending to a workspace"
    SOCKET = "an app's socket"
    ROSTER = "comparing a workspace's people"


_TRY, _GIVE_BACK = text("SELECT pg_try_advisory_lock(:key)"), text("SELECT pg_advisory_unlock(:key)")
_FREE = text("SELECT pg_try_advisory_xact_lock(:key)")
_NOTICE = {"tcp_keepalives_idle": 20, "tcp_keepalives_interval": 5, "tcp_keepalives_count": 3}
"""A host that vanished without a word keeps its locks until the server notices: after half a minute."""


class Locks:
    """The locks of this process; safe to use from several threads."""

    def __init__(self, engine: Engine) -> None:
        """Hold nothing yet, and no connection either."""
        self._engine = engine
        self._is_shared = engine.dialect.name == "postgresql"
        self._gate = threading.Lock()
        self._connection: Connection | None = None
        self._held: set[int] = set()

    def take(self, purpose: Purpose, name: str) -> bool:
        """Take a lock; False where somebody else has it, or this process took it before.

        Raises:
            SQLAlchemyError: the database does not answer; whatever was held is given back.
        """
        key = _key(purpose, name)
        with self._gate:
            if key in self._held:
                return False
            taken = not self._is_shared or bool(self._ask(_TRY, key))
            if taken:
                self._held.add(key)
            return taken

    def give_back(self, purpose: Purpose, name: str) -> None:
        """Let others take it; does nothing where it is not held."""
        key = _key(purpose, name)
        with self._gate:
            if key in self._held:
                self._held.discard(key)
                if self._is_shared:
                    self._ask(_GIVE_BACK, key)

    def holds(self, purpose: Purpose, name: str) -> bool:
        """Whether this process took it and the server still knows; a connection that broke lost it."""
        key = _key(purpose, name)
        with self._gate:
            if key in self._held and self._is_shared:
                try:
                    self._ask(text("SELECT :key"), key)
                except SQLAlchemyError:
                    return False
            return key in self._held

    def is_free(self, purpose: Purpose, name: str) -> bool:
        """Whether nobody has it now."""
        if not self._is_shared:
            return _key(purpose, name) not in self._held
        with self._engine.begin() as connection:
            return bool(connection.execute(_FREE, {"key": _key(purpose, name)}).scalar())

    def close(self) -> None:
        """Give everything back."""
        with self._gate:
            self._drop()

    def _ask(self, statement: TextClause, key: int) -> object:
        try:
            return self._own().execute(statement, {"key": key}).scalar()
        except SQLAlchemyError:
            self._drop()
            raise

    def _own(self) -> Connection:
        """A connection out of the pool: one that comes back to it would bring its locks along."""
        if self._connection is None:
            made = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            made.detach()
            for name, value in _NOTICE.items():
                made.execute(
                    text("SELECT set_config(:name, :value, false)"), {"name": name, "value": str(value)}
                )
            self._connection = made
        return self._connection

    def _drop(self) -> None:
        self._held.clear()
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def _key(purpose: Purpose, name: str) -> int:
    """PostgreSQL's locks are numbers of 64 bits."""
    return int.from_bytes(blake2b(f"{purpose}: {name}".encode(), digest_size=8).digest(), signed=True)
