"""What every store of keys promises, be it a folder, a shared one, or a Redis that several machines share."""

import os
import re
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
_PROCESS = """
import os, pathlib, sys, time
place, start, what = sys.argv[1:]
if place.startswith("unix:"):
    from storage.redis_keys import RedisKeys
    keys = RedisKeys(place, randomness=os.urandom)
else:
    from storage.keys import KeyFolder
    keys = KeyFolder(pathlib.Path(place), randomness=os.urandom)
print("ready", flush=True)
while not pathlib.Path(start).exists():
    time.sleep(0.001)
keys.belong_to("one database")
for number in range(30):
    try:
        getattr(keys, what)(f"r-{number}")
    except FileExistsError:
        continue
    print(number)
keys.close()
"""
"""Does the same to thirty keys, at the same moment as others do."""


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


def test_a_name_that_the_others_do_not_have_is_told_among_many(again: Open) -> None:
    again().create("r-1")
    again().create("r-3")

    assert again().missing({"r-1", "r-2", "r-3", "r-4"}) == {"r-2", "r-4"}
    assert again().missing(()) == frozenset()


@pytest.mark.parametrize("kind", ["shared folder", "redis"])
def test_processes_that_begin_at_once_share_a_store(kind: str, tmp_path: Path) -> None:
    with redis_server() as server:
        place = server.url if kind == "redis" else str(tmp_path / "keys")
        made = at_once(place, "create", tmp_path / "create")
        destroyed = at_once(place, "destroy", tmp_path / "destroy")
        left = again_at(place)

        assert sorted(made) == sorted(range(30))
        assert sorted(set(destroyed)) == sorted(range(30))
        assert left == ()


def at_once(place: str, what: str, start: Path) -> list[int]:
    """The numbers of the keys with which any of four processes did it."""
    words = [sys.executable, "-c", _PROCESS, place, str(start), what]
    running = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    for each in running:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    start.touch()
    said = [each.communicate(timeout=30)[0] for each in running]
    assert [each.returncode for each in running] == [0, 0, 0, 0]
    return [int(word) for text in said for word in text.split()]


def again_at(place: str) -> tuple[str, ...]:
    if not place.startswith("unix:"):
        return KeyFolder(Path(place), randomness=os.urandom).names()
    keys = RedisKeys(place, randomness=os.urandom)
    names = keys.names()
    keys.close()
    return names


def test_the_owner_of_a_folder_is_written_whole_and_moves_whole(tmp_path: Path) -> None:
    keys = KeyFolder(tmp_path / "keys", randomness=os.urandom)
    keys.belong_to("one database")
    keys.follow("one database", "another")

    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["database"]
    with pytest.raises(KeyFolderError, match="belongs to the database another"):
        keys.belong_to("one database")


def test_whoever_comes_second_at_the_same_moment_finds_the_first_owner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys, other = (KeyFolder(tmp_path / "keys", randomness=os.urandom) for _ in range(2))
    link = os.link

    def late(whole: Path, file: Path) -> None:
        monkeypatch.setattr(os, "link", link)
        other.belong_to("first")
        link(whole, file)

    monkeypatch.setattr(os, "link", late)

    with pytest.raises(KeyFolderError, match="database first, not to second"):
        keys.belong_to("second")


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


def test_a_redis_that_does_not_answer_is_waited_for_once(server: RedisServer) -> None:
    now = [100.0]
    keys = RedisKeys(server.url, randomness=os.urandom, seconds=lambda: now[0])
    key = keys.create("r-1")
    server.freeze()
    with pytest.raises(KeyStoreAwayError, match="within a second"):
        keys.missing(["r-1"])
    for use in (keys.read, keys.create, keys.destroy):
        with pytest.raises(KeyStoreAwayError, match="a moment ago"):
            use("r-1")
    server.thaw()
    now[0] += 1

    assert keys.read("r-1") == key
    assert keys.missing(["r-1", "r-2"]) == {"r-2"}
    keys.close()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((*VOLATILE, "--requirepass", "hush"), "refuses the password"),
        ((*VOLATILE, "--user", *["default", "on", "nopass", "~*", "-@all", "+ping"]), "forbids its user"),
        ((*VOLATILE, "--maxmemory", "1"), "has no memory left"),
    ],
)
def test_what_a_redis_does_not_allow_is_told_in_words(options: tuple[str, ...], said: str) -> None:
    with redis_server(*options) as server, pytest.raises(KeyStoreAwayError, match=said):
        RedisKeys(server.url, randomness=os.urandom).create("r-1")


def test_a_user_who_may_do_what_the_page_for_operators_lists_is_enough() -> None:
    page = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")
    (rules,) = re.findall(r"^ACL SETUSER pulssi on >\S+ (.+)$", page, re.MULTILINE)
    with redis_server(*VOLATILE, "--user", "default", "on", "nopass", *rules.split()) as server:
        keys = RedisKeys(server.url, randomness=os.urandom)
        keys.belong_to("one database")
        key = keys.create("r-1")
        keys.note_orders({"r-1": {b"a": 1.0}})

        assert (keys.read("r-1"), keys.names()) == (key, ("r-1",))
        assert keys.missing(["r-1", "r-2"]) == {"r-2"}
        assert keys.orders({"r-1": [b"a"]}) == {"r-1": {b"a": 1.0}}
        keys.destroy("r-1")
        assert keys.names() == ()
        keys.close()


def test_a_wrong_password_is_not_repeated() -> None:
    with redis_server(*VOLATILE, "--requirepass", "hush") as server:
        url = server.url.replace("unix://", "unix://:quite-wrong@")
        with pytest.raises(KeyStoreAwayError, match="refuses the password") as caught:
            RedisKeys(url, randomness=os.urandom)

        assert "quite-wrong" not in str(caught.value)
        keys = RedisKeys(server.url.replace("unix://", "unix://:hush@"), randomness=os.urandom)
        assert keys.names() == ()
        keys.close()


def test_a_redis_that_became_a_replica_takes_no_keys_and_says_so(server: RedisServer) -> None:
    keys = RedisKeys(server.url, randomness=os.urandom)
    with Redis.from_url(server.url) as client:
        client.replicaof("127.0.0.1", "1")

    with pytest.raises(KeyStoreAwayError, match="name its master"):
        keys.create("r-1")
    keys.close()


@pytest.mark.parametrize("url", ["redis://keys:port/0", "unix:///keys.sock?db=first"])
def test_an_address_that_cannot_be_read_is_told_without_repeating_it(url: str) -> None:
    with pytest.raises(KeyStoreError, match="not the address of a Redis") as caught:
        RedisKeys(url, randomness=os.urandom)

    assert url not in str(caught.value)


def test_orders_are_the_newest_of_all_and_go_with_their_key(server: RedisServer) -> None:
    one, other = (RedisKeys(server.url, randomness=os.urandom) for _ in range(2))
    one.create("r-1")
    one.create("r-2")
    one.note_orders({"r-1": {b"a": 1700000000.123457, b"b": 2.0}, "r-2": {b"a": 5.0}})
    other.note_orders({"r-1": {b"a": 1700000000.123456, b"b": 3.0}})
    asked = {"r-1": [b"a", b"b", b"c"], "r-2": [b"a"], "r-3": [b"a"], "r-4": []}

    assert other.orders(asked) == {
        "r-1": {b"a": 1700000000.123457, b"b": 3.0},
        "r-2": {b"a": 5.0},
        "r-3": {},
    }
    one.destroy("r-1")
    other.note_orders({"r-1": {b"a": 9.0}})
    assert other.orders(asked) == {"r-1": {}, "r-2": {b"a": 5.0}, "r-3": {}}
    with Redis.from_url(server.url) as client:
        assert sorted(client.keys()) == [b"pulssi:orders:r-2", b"pulssi:round-key:r-2"]
    one.close()
    other.close()


def test_an_order_that_was_given_up_and_arrives_late_changes_nothing_newer(server: RedisServer) -> None:
    one, other = (RedisKeys(server.url, randomness=os.urandom) for _ in range(2))
    one.create("r-1")
    server.freeze()
    with pytest.raises(KeyStoreAwayError):
        one.note_orders({"r-1": {b"a": 1.0}})
    server.thaw()
    other.note_orders({"r-1": {b"a": 2.0}})
    other.names()

    assert other.orders({"r-1": [b"a"]}) == {"r-1": {b"a": 2.0}}
    one.close()
    other.close()


def test_a_folder_keeps_no_orders(tmp_path: Path) -> None:
    keys = KeyFolder(tmp_path / "keys", randomness=os.urandom)
    keys.create("r-1")
    keys.note_orders({"r-1": {b"a": 1.0}})

    assert keys.orders({"r-1": [b"a"]}) == {}


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
