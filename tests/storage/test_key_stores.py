"""What every store of keys promises, be it a folder or a Redis that several machines share."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from redis import Redis

from storage.errors import KeyFolderError
from storage.key_store import KeyStore, KeyStoreAwayError, KeyStoreError
from storage.keys import KEY_LENGTH, KeyFolder
from storage.redis_keys import RedisKeys
from tests.databases.redis import VOLATILE, RedisServer, redis_server

Open = Callable[[], KeyStore]
"""Opens the same store once more, as another process would."""


@pytest.fixture
def server() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


@pytest.fixture(params=["folder", "redis"])
def again(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    if request.param == "folder":
        yield lambda: KeyFolder(tmp_path / "keys", randomness=os.urandom)
        return
    with redis_server() as server:
        made: list[RedisKeys] = []

        def opened() -> KeyStore:
            made.append(RedisKeys(server.url, randomness=os.urandom))
            return made[-1]

        yield opened
        for each in made:
            each.close()


def test_a_key_is_made_read_and_destroyed_for_all(again: Open) -> None:
    one, other = again(), again()
    key = one.create("r-1")

    assert len(key) == KEY_LENGTH
    assert (other.read("r-1"), other.has("r-1"), other.names()) == (key, True, ("r-1",))
    other.destroy("r-1")
    assert (one.read("r-1"), one.has("r-1"), one.names()) == (None, False, ())
    one.destroy("r-1")


def test_a_key_that_another_store_has_made_is_taken_over_once(again: Open) -> None:
    again().adopt("r-1", b"k" * KEY_LENGTH)

    assert again().read("r-1") == b"k" * KEY_LENGTH
    with pytest.raises(FileExistsError):
        again().adopt("r-1", b"x" * KEY_LENGTH)


def test_a_name_is_never_used_twice_while_its_key_lives(again: Open) -> None:
    one, other = again(), again()
    key = one.create("r-1")

    with pytest.raises(FileExistsError):
        other.create("r-1")
    assert one.read("r-1") == key


def test_of_many_who_make_the_same_key_at_once_one_does(again: Open) -> None:
    stores = [again() for _ in range(8)]

    def make(store: KeyStore) -> bytes | None:
        try:
            return store.create("r-1")
        except FileExistsError:
            return None

    with ThreadPoolExecutor(8) as pool:
        made = [key for key in pool.map(make, stores) if key is not None]

    assert made == [again().read("r-1")]


@pytest.mark.parametrize("name", ["", "../r", "a b", "x" * 101, "r\n"])
def test_what_cannot_be_a_name_is_refused(again: Open, name: str) -> None:
    for use in (again().create, again().read, again().has, again().destroy):
        with pytest.raises(ValueError, match="cannot be the name"):
            use(name)


def test_a_store_belongs_to_one_database(again: Open) -> None:
    again().belong_to("first")
    again().belong_to("first")

    with pytest.raises((KeyFolderError, KeyStoreError), match=r"first, not .*second"):
        again().belong_to("second")


def test_what_is_no_key_is_not_taken_for_one(server: RedisServer) -> None:
    keys = RedisKeys(server.url, randomness=os.urandom)
    with Redis.from_url(server.url) as client:
        client.set("pulssi:round-key:r-1", b"short")

    assert keys.read("r-1") is None
    assert keys.has("r-1")
    keys.close()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--save", "3600 1", "--appendonly", "no"), "writes to disk"),
        (("--save", "", "--appendonly", "yes"), "writes to disk"),
        ((*VOLATILE[:4], "--maxmemory", "8mb", "--maxmemory-policy", "allkeys-lru"), "gives keys up"),
        ((*VOLATILE, "--replicaof", "127.0.0.1 1"), "name its master"),
        ((*VOLATILE, "--rename-command", "CONFIG", ""), "PULSSI_KEY_STORE_IS_VOLATILE=yes"),
    ],
)
def test_a_redis_that_is_not_for_keys_is_refused(options: tuple[str, ...], said: str) -> None:
    with redis_server(*options) as server, pytest.raises(KeyStoreError, match=said):
        RedisKeys(server.url, randomness=os.urandom)


def test_the_operator_can_vouch_for_a_redis_that_does_not_say(tmp_path: Path) -> None:
    with redis_server(*VOLATILE, "--rename-command", "CONFIG", "") as server:
        keys = RedisKeys(server.url, randomness=os.urandom, vouched=True)

        assert keys.create("r-1") == keys.read("r-1")
        keys.close()


def test_a_redis_that_is_away_is_told_soon_and_without_the_key(server: RedisServer) -> None:
    keys = RedisKeys(server.url, randomness=lambda _: b"k" * KEY_LENGTH)
    keys.create("r-1")
    server.stop()
    began = time.monotonic()
    for use in (keys.read, keys.has, keys.destroy, keys.create):
        with pytest.raises(KeyStoreAwayError) as caught:
            use("r-1")
        assert "kkk" not in str(caught.value)
        assert caught.value.__cause__ is None
    with pytest.raises(KeyStoreAwayError):
        keys.names()

    assert time.monotonic() - began < 5
    keys.close()


def test_a_redis_that_started_anew_has_no_keys_and_can_be_used(server: RedisServer) -> None:
    keys = RedisKeys(server.url, randomness=os.urandom)
    keys.create("r-1")
    server.stop()
    server.start()

    assert (keys.has("r-1"), keys.names()) == (False, ())
    assert keys.create("r-2") == keys.read("r-2")
    keys.close()


def test_nothing_of_a_key_reaches_a_disk(server: RedisServer) -> None:
    keys = RedisKeys(server.url, randomness=os.urandom)
    key = keys.create("r-1")
    files = [path for path in server.folder.rglob("*") if path.is_file()]

    assert all(key not in path.read_bytes() for path in files)
    keys.close()


def test_nobody_loads_it_who_does_not_use_it() -> None:
    code = "import sys, app.wiring; sys.exit('redis' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
