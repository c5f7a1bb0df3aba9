"""Key files: outside the database and its backups, so that destroying a key destroys what it sealed."""

import os
import re
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path

from storage.errors import KeyFolderError
from survey.ports import Randomness

KEY_LENGTH = 32
DATA_KEY = "data.key"
NEW_DATA_KEY = "data.key.new"
"""Where a rotation keeps the key to come until everything is encrypted with it."""
SUFFIX = ".round"
_OWNER = "database"


class KeyFolder:
    """A folder that nobody but Pulssi's own user can read, with one file a round."""

    def __init__(self, path: Path, *, randomness: Randomness) -> None:
        """Make the folder where it is missing."""
        self._path = path.absolute()
        self._randomness = randomness
        self._path.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path.chmod(0o700)

    def create(self, name: str) -> bytes:
        """A new key, on disk for good before it is returned.

        A round's key is created inside the transaction that opens the round: ``closing.finish`` destroys keys
        no round knows, and waits for that transaction.

        Raises:
            FileExistsError: there is a key of this name; keys are never reused.
        """
        return self._write(self._file(name), self._randomness(KEY_LENGTH))

    def adopt(self, name: str, key: bytes) -> None:
        """Take over a key that another store has made; raises FileExistsError where there is one."""
        self._write(self._file(name), key)

    def read(self, name: str) -> bytes | None:
        """The key; None where it is missing or only half of it was ever written."""
        return _read(self._file(name))

    def has(self, name: str) -> bool:
        """Whether the key is there, without reading it."""
        return self._file(name).exists()

    def missing(self, names: Collection[str]) -> frozenset[str]:
        """Those of these whose key is not there."""
        return frozenset(name for name in names if not self.has(name))

    def destroy(self, name: str) -> None:
        """Overwrite and remove the key; does nothing where it is gone already."""
        self._erase(self._file(name))

    def names(self) -> tuple[str, ...]:
        """The names of all keys of rounds."""
        return tuple(sorted(file.name.removesuffix(SUFFIX) for file in self._path.glob(f"*{SUFFIX}")))

    def orders(self, slots: Mapping[str, Collection[bytes]]) -> Mapping[str, Mapping[bytes, float]]:  # noqa: ARG002 - the port's
        """Nothing: a folder has no memory, and on disk the times of clicks must never be (decision 0003)."""
        return {}

    def note_orders(self, orders: Mapping[str, Mapping[bytes, float]]) -> None:
        """Keep nothing, for the same reason."""

    def close(self) -> None:
        """Hold nothing open, as ever."""

    def data_key_file(self, name: str = DATA_KEY) -> Path:
        """Where the key for data at rest is, or would be."""
        return self._path / name

    def data_key(self, name: str = DATA_KEY) -> bytes | None:
        """The key for data at rest; None where it is missing or damaged."""
        return _read(self._path / name)

    def make_data_key(self, name: str = DATA_KEY) -> bytes:
        """Make a key for data at rest; raises FileExistsError where there is one."""
        return self._write(self._path / name, self._randomness(KEY_LENGTH))

    def adopt_data_key(self) -> None:
        """Let the new key for data at rest take the old one's place; the old one is overwritten first."""
        self._erase(self._path / DATA_KEY)
        (self._path / NEW_DATA_KEY).rename(self._path / DATA_KEY)
        self._sync()

    def erase_data_key(self, name: str = DATA_KEY) -> None:
        """Overwrite and remove a key for data at rest; does nothing where there is none."""
        self._erase(self._path / name)

    def belong_to(self, database: str) -> None:
        """Tie the folder to one database: closing destroys every key its own rounds do not know.

        Raises:
            KeyFolderError: it was tied to another one.
        """
        file = self._path / _OWNER
        if not file.exists():
            self._claim(file, database)
        owner = file.read_text(encoding="utf-8")
        if owner != database:
            raise KeyFolderError(
                f"The key folder {self._path} belongs to the database {owner}, not to {database}. Set "
                f"PULSSI_KEY_FOLDER to another folder; if that database was moved here, delete {file}."
            )

    def follow(self, database: str, to: str) -> None:
        """Belong to another database from now on, where the one it belonged to was moved.

        Raises:
            KeyFolderError: it belongs to neither.
        """
        self.belong_to(database)
        self._written(to).replace(self._path / _OWNER)
        self._sync()

    def _claim(self, file: Path, database: str) -> None:
        """Give the owner's file its name once it is whole: other processes may begin at the same moment."""
        whole = self._written(database)
        with suppress(FileExistsError):
            os.link(whole, file)
        whole.unlink()
        self._sync()

    def _written(self, text: str) -> Path:
        file = self._path / f".{_OWNER}.{self._randomness(8).hex()}"
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            _write_all(descriptor, text.encode())
        finally:
            os.close(descriptor)
        return file

    def _file(self, name: str) -> Path:
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,100}", name):
            raise ValueError(f"{name!r} cannot be the name of a key")
        return self._path / f"{name}{SUFFIX}"

    def _write(self, file: Path, key: bytes) -> bytes:
        self._path.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            _write_all(descriptor, key)
        finally:
            os.close(descriptor)
        self._sync()
        return key

    def _erase(self, file: Path) -> None:
        if not self._path.exists():
            return
        with suppress(FileNotFoundError):
            descriptor = os.open(file, os.O_WRONLY | os.O_CLOEXEC)
            try:
                _write_all(descriptor, self._randomness(KEY_LENGTH))
            finally:
                os.close(descriptor)
            file.unlink()
        self._sync()

    def _sync(self) -> None:
        """A name is only safe once its folder is on disk, and only gone then, too."""
        folder = os.open(self._path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _read(file: Path) -> bytes | None:
    try:
        key = file.read_bytes()
    except FileNotFoundError:
        return None
    return key if len(key) == KEY_LENGTH else None


def _write_all(descriptor: int, key: bytes) -> None:
    os.write(descriptor, key)
    os.fsync(descriptor)
