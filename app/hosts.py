"""What processes on several hosts need, so that each can go on where another ended."""

from app.roles import Role
from app.settings import Settings, SettingsError
from storage.database import file_of

_FILE = (
    "Only one process can work on a SQLite file, so there is no other role than all. For others, set "
    "DATABASE_URL like postgresql+psycopg://pulssi:password@host/pulssi."
)
_NO_KEY = (
    "PULSSI_SECRET_KEY is not set, and a key file on one host is not there on the others. Set the same key "
    "for every process."
)


def require_role(settings: Settings, role: Role) -> None:
    """Refuse a role for which something is missing.

    Raises:
        SettingsError: says what, a sentence each.
    """
    missing = [] if role is Role.ALL else [*_of_database(settings), *_of_keys(settings)]
    if missing:
        raise SettingsError("\n".join([*missing, "docs/operations.md, “Roles”, has the steps."]))


def _of_database(settings: Settings) -> list[str]:
    return [_FILE] if file_of(settings.database_url) is not None else []


def _of_keys(settings: Settings) -> list[str]:
    """What keeps one process from opening what another sealed."""
    return [_NO_KEY] if settings.pulssi_secret_key is None else []
