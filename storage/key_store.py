"""Where the keys of open rounds are: what every store of them promises, and what can go wrong with one."""

from collections.abc import Collection, Mapping
from typing import Protocol

from storage.errors import StorageError


class KeyStore(Protocol):
    """Keys of rounds by their names; a key that was destroyed is nowhere any more."""

    def create(self, name: str) -> bytes:
        """A new key, safe before it is returned; raises FileExistsError where there is one of this name."""
        ...

    def adopt(self, name: str, key: bytes) -> None:
        """Take over a key that another store has made; raises FileExistsError where there is one."""
        ...

    def read(self, name: str) -> bytes | None:
        """The key; None where it is missing or damaged."""
        ...

    def has(self, name: str) -> bool:
        """Whether the key is there."""
        ...

    def missing(self, names: Collection[str]) -> frozenset[str]:
        """Those of these whose key is not there; one question, however many they are."""
        ...

    def destroy(self, name: str) -> None:
        """Remove the key for good; does nothing where it is gone already."""
        ...

    def names(self) -> tuple[str, ...]:
        """The names of all keys."""
        ...

    def orders(self, slots: Mapping[str, Collection[bytes]]) -> Mapping[str, Mapping[bytes, float]]:
        """When these were last given anything, by the names of their rounds' keys.

        That is as far as processes told each other. Neither is there anything of a key that is gone.
        """
        ...

    def note_orders(self, orders: Mapping[str, Mapping[bytes, float]]) -> None:
        """Tell other processes, who keep the newest; forgotten with the key, and not noted without one."""
        ...

    def belong_to(self, database: str) -> None:
        """Tie the store to one database: closing destroys every key its own rounds do not know."""
        ...

    def close(self) -> None:
        """Let go of what it holds open."""
        ...


class KeyStoreError(StorageError):
    """The store cannot be used as it is set up."""


class KeyStoreAwayError(StorageError, OSError):
    """The store does not answer: what needs a key is tried again, and nobody is told that it was saved."""
