"""What can go wrong with what is remembered; each error is one sentence for whoever can act on it."""

from locales.speech import marked
from survey.errors import SurveyError


class StorageError(Exception):
    """An operator's problem: its text says what is wrong and what to do."""


class DatabaseUrlError(StorageError):
    """The database URL cannot be used."""


class DatabaseInUseError(StorageError):
    """Another process holds this database file."""


class UnsafeDiskError(StorageError):
    """The disk is one on which SQLite loses data."""


class NewerSchemaError(StorageError):
    """The database was written by a newer Pulssi."""


class DataKeyError(StorageError):
    """The key for data at rest cannot be used."""


class KeyFolderError(StorageError):
    """The key folder belongs to another database."""


class CopyError(StorageError):
    """A backup cannot be made there, or cannot be brought back."""


class MoveError(StorageError):
    """A database cannot be copied into that one."""


class BrokenSealError(StorageError):
    """Sealed bytes were changed, moved, or written with another key."""


class LostKeyError(SurveyError):
    """The key of an open round is gone: nothing can be added to it."""

    sentence = marked(
        "Your answer was not saved, because this round lost the key that protects its answers. "
        "Please tell a Pulssi admin; the next questions come next week."
    )
