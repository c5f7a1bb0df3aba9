"""The database and the keys, opened together and checked against each other."""

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Engine, inspect

from app.settings import Settings, SettingsError
from storage import closing, data_keys, schema
from storage.database import connect, file_of, hold, name_of
from storage.key_store import KeyStore
from storage.keys import KeyFolder
from survey.ports import Randomness


@dataclass(frozen=True, slots=True)
class Store:
    """The database and the keys, open and migrated.

    Attributes:
        folder: where the key for data at rest is, unless it is a setting.
        keys: those of open rounds.
    """

    engine: Engine
    folder: KeyFolder
    keys: KeyStore
    data_key: bytes


@contextmanager
def opened(settings: Settings, randomness: Randomness, *, finish: bool = True) -> Iterator[Store]:
    """The store; a file is kept from any second process for as long as the block runs."""
    with hold(settings.database_url):
        store = open_store(settings, randomness, finish=finish)
        try:
            yield store
        finally:
            store.engine.dispose()
            store.keys.close()


def open_store(settings: Settings, randomness: Randomness, *, finish: bool = True) -> Store:
    """Migrate and open the database, find the keys, ``finish`` what a crash cut short."""
    folder = KeyFolder(settings.pulssi_key_folder, randomness=randomness)
    keys = key_store(settings, randomness)
    try:
        return _opened(settings, folder, keys, randomness, finish=finish)
    except BaseException:
        keys.close()
        raise


def _opened(
    settings: Settings, folder: KeyFolder, keys: KeyStore, randomness: Randomness, *, finish: bool
) -> Store:
    _check_database_is_there(settings, keys)
    schema.upgrade(settings.database_url)
    engine = connect(settings.database_url)
    try:
        keys.belong_to(name_of(settings.database_url))
        key = data_keys.find(engine, folder, configured_key(settings), randomness=randomness)
        if finish:
            closing.finish(engine, keys)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine, folder, keys, key)


def key_store(settings: Settings, randomness: Randomness) -> KeyStore:
    """Where keys of rounds are: in a folder, or in a Redis that several machines share."""
    if settings.pulssi_key_store is None:
        return KeyFolder(settings.pulssi_key_folder, randomness=randomness)
    try:
        from storage.redis_keys import RedisKeys  # noqa: PLC0415 - of the extra `scale`
    except ImportError:
        raise SettingsError(
            "PULSSI_KEY_STORE needs the package redis: pip install 'pulssi[scale]'."
        ) from None
    return RedisKeys(
        settings.pulssi_key_store.get_secret_value(),
        randomness=randomness,
        vouched=settings.pulssi_key_store_is_volatile,
    )


def hand_over(folder: KeyFolder, settings: Settings) -> None:
    """Let the keys of open rounds lie where ``settings`` say, and no longer in this folder."""
    if settings.pulssi_key_store is None:
        return
    with contextlib.closing(key_store(settings, os.urandom)) as keys:
        keys.belong_to(name_of(settings.database_url))
        for name in folder.names():
            key = folder.read(name)
            if key is not None:
                keys.adopt(name, key)
            folder.destroy(name)


def check_key(settings: Settings, url: str) -> None:
    """Make sure that another database, such as a backup, opens with the key at hand.

    Raises:
        DataKeyError: it was written with another key.
    """
    engine = connect(url)
    try:
        if not inspect(engine).has_table("key_check"):
            return
        data_keys.check(
            engine, KeyFolder(settings.pulssi_key_folder, randomness=os.urandom), configured_key(settings)
        )
    finally:
        engine.dispose()


def where_keys_are(settings: Settings) -> str:
    """What to call the place of the keys of rounds; never with a password in it."""
    return str(settings.pulssi_key_folder) if settings.pulssi_key_store is None else "PULSSI_KEY_STORE"


def configured_key(settings: Settings) -> str | None:
    """The secret key an operator set, if any."""
    return settings.pulssi_secret_key.get_secret_value() if settings.pulssi_secret_key else None


def _check_database_is_there(settings: Settings, keys: KeyStore) -> None:
    """Refuse to begin anew beside keys of open rounds: with another database they would all be destroyed."""
    file = file_of(settings.database_url)
    if file is not None and not file.exists() and keys.names():
        raise SettingsError(
            f"{file} is missing, but keys of open rounds are in {where_keys_are(settings)}. Bring the "
            "database back (is its disk mounted?), or delete those keys to give the rounds up."
        )
