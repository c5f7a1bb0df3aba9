"""The key for data at rest is told by a known word, and changed without ever being lost."""

import base64
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine

from storage import comments, data_keys, patience
from storage.database import connect, reading, transaction
from storage.errors import BrokenSealError, DataKeyError
from storage.keys import NEW_DATA_KEY, KeyFolder
from survey.ids import PersonId, RoundId
from tests.storage.world import World

SECRET = base64.urlsafe_b64encode(b"\xff" * 32).decode()
OTHER = base64.urlsafe_b64encode(b"\x01" * 32).decode()


@pytest.fixture
def keys(tmp_path: Path) -> KeyFolder:
    return KeyFolder(tmp_path / "keys", randomness=os.urandom)


def find(engine: Engine, keys: KeyFolder, configured: str | None = None) -> bytes:
    return data_keys.find(engine, keys, configured, randomness=os.urandom)


def say(world: World, key: bytes, *texts: str) -> RoundId:
    """Comments and a counter at rest."""
    round_id = world.open()
    with transaction(world.engine) as session:
        comments.keep(session, round_id, texts, data_key=key, randomness=os.urandom)
        patience.note(session, [PersonId(1)], [], data_key=key, randomness=os.urandom)
    return round_id


def read(world: World, key: bytes) -> list[str]:
    with reading(world.engine) as session:
        return sorted(comments.of_round(session, RoundId(1), data_key=key))


def test_the_first_start_makes_a_key_and_every_later_one_finds_it(engine: Engine, keys: KeyFolder) -> None:
    first = find(engine, keys)

    assert len(first) == 32
    assert find(engine, keys) == first == keys.data_key()


def test_a_configured_key_is_taken_and_no_file_is_made(engine: Engine, keys: KeyFolder) -> None:
    assert find(engine, keys, SECRET + "\n") == b"\xff" * 32
    assert find(engine, keys, SECRET) == b"\xff" * 32
    assert not keys.data_key_file().exists()


@pytest.mark.parametrize("configured", ["passphrase", "c2hvcnQ=", "ä" * 44, "*" * 44])
def test_what_is_no_key_says_how_to_make_one(engine: Engine, keys: KeyFolder, configured: str) -> None:
    with pytest.raises(DataKeyError, match="32 bytes in url-safe base64; make one with") as caught:
        find(engine, keys, configured)

    assert configured not in str(caught.value)


def test_another_key_stops_the_start(engine: Engine, keys: KeyFolder) -> None:
    find(engine, keys, SECRET)

    with pytest.raises(DataKeyError, match="PULSSI_SECRET_KEY is not the key this database was written with"):
        find(engine, keys, OTHER)
    with pytest.raises(DataKeyError, match="PULSSI_SECRET_KEY is not set"):
        find(engine, keys)


def test_a_missing_key_file_is_never_replaced(engine: Engine, keys: KeyFolder) -> None:
    find(engine, keys)
    keys.erase_data_key()

    with pytest.raises(DataKeyError, match=r"is missing: .*data.key is not there.*no new one is made"):
        find(engine, keys)

    assert not keys.data_key_file().exists()


@pytest.mark.parametrize("content", [b"half", bytes(32)])
def test_a_damaged_or_another_file_stops_the_start_and_stays(
    engine: Engine, keys: KeyFolder, content: bytes
) -> None:
    find(engine, keys)
    keys.data_key_file().write_bytes(content)

    with pytest.raises(DataKeyError, match=r"data.key holds is not the key"):
        find(engine, keys)

    assert keys.data_key_file().read_bytes() == content


def test_a_database_older_than_the_known_word_takes_only_the_key_of_its_comments(
    world: World, keys: KeyFolder
) -> None:
    key = keys.make_data_key()
    say(world, key, "one")

    with pytest.raises(DataKeyError, match="is not the key"):
        find(world.engine, keys, SECRET)
    assert world.rows("key_check") == []
    assert find(world.engine, keys) == key

    world.execute("DELETE FROM key_check")
    keys.data_key_file().write_bytes(b"half")
    with pytest.raises(DataKeyError, match="is not the key"):
        find(world.engine, keys)
    keys.erase_data_key()
    with pytest.raises(DataKeyError, match="is missing"):
        find(world.engine, keys)


def test_checking_makes_and_changes_nothing(engine: Engine, keys: KeyFolder) -> None:
    data_keys.check(engine, keys, None)
    assert not keys.data_key_file().exists()
    find(engine, keys, SECRET)

    data_keys.check(engine, keys, SECRET)
    with pytest.raises(DataKeyError):
        data_keys.check(engine, keys, None)


def test_everything_at_rest_is_encrypted_anew(world: World) -> None:
    old = find(world.engine, world.keys)
    say(world, old, "one", "two")
    before = {table: world.rows(table) for table in ("comment", "patience", "key_check")}

    counted = data_keys.rotate(world.engine, world.keys, old, new=None, randomness=os.urandom)
    new = find(world.engine, world.keys)

    assert counted == (2, 1)
    assert new != old
    assert read(world, new) == ["one", "two"]
    with pytest.raises(BrokenSealError):
        read(world, old)
    assert all(set(world.rows(table)).isdisjoint(rows) for table, rows in before.items())
    (_, sealed) = world.rows("patience")[0]
    assert isinstance(sealed, bytes)
    assert not patience.is_spent(sealed, PersonId(1), new)
    assert old not in b"".join(file.read_bytes() for file in world.folder.rglob("*") if file.is_file())


def test_a_given_key_takes_the_place_of_the_file(world: World) -> None:
    old = find(world.engine, world.keys)
    say(world, old, "one")

    data_keys.rotate(world.engine, world.keys, old, new=data_keys.parse(SECRET), randomness=os.urandom)

    assert not world.keys.data_key_file().exists()
    assert read(world, find(world.engine, world.keys, SECRET)) == ["one"]


def test_a_comment_that_cannot_be_read_stops_the_rotation_and_nothing_is_changed(world: World) -> None:
    old = find(world.engine, world.keys)
    say(world, old, "one", "two")
    world.execute(f"UPDATE comment SET text = {world.blob(bytes(1))} WHERE place = 1")  # noqa: S608

    with pytest.raises(BrokenSealError):
        data_keys.rotate(world.engine, world.keys, old, new=None, randomness=os.urandom)

    assert find(world.engine, world.keys) == old
    assert not world.keys.data_key_file(NEW_DATA_KEY).exists()


_DIES = """
import os, signal, sys
from pathlib import Path
from storage import data_keys
from storage.database import connect
from storage.keys import KeyFolder

def die(*_args, **_kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

url, folder, point = sys.argv[1:]
where, name = {
    "before anything is encrypted": (data_keys.comments, "encrypt_anew"),
    "before the commit": (data_keys, "_sealed"),
    "after the commit": (KeyFolder, "adopt_data_key"),
    "while the old key is overwritten": (Path, "unlink"),
    "before the new name": (Path, "rename"),
}[point]
keys = KeyFolder(Path(folder), randomness=os.urandom)
engine, old = connect(url), keys.data_key()
setattr(where, name, die)
data_keys.rotate(engine, keys, old, new=None, randomness=os.urandom)
"""


@pytest.mark.parametrize(
    ("point", "happened"),
    [
        ("before anything is encrypted", False),
        ("before the commit", False),
        ("after the commit", True),
        ("while the old key is overwritten", True),
        ("before the new name", True),
    ],
)
def test_a_rotation_killed_anywhere_leaves_a_key_that_opens_everything(
    world: World, url: str, point: str, happened: bool
) -> None:
    old = find(world.engine, world.keys)
    say(world, old, "one", "two")
    world.engine.dispose()

    died = subprocess.run(
        [sys.executable, "-c", _DIES, url, str(world.folder / "keys"), point],
        cwd=Path(__file__).parents[2],
        check=False,
        capture_output=True,
    )
    engine = connect(url)
    key = find(engine, world.keys)

    assert died.returncode == -signal.SIGKILL, died.stderr.decode()
    assert read(world, key) == ["one", "two"]
    assert (key != old) == happened
    assert not world.keys.data_key_file(NEW_DATA_KEY).exists()
    assert world.keys.data_key() == key
    engine.dispose()


def test_half_a_file_of_a_first_start_is_made_anew_where_nothing_needs_it(
    engine: Engine, keys: KeyFolder
) -> None:
    keys.data_key_file().touch()

    assert find(engine, keys) == keys.data_key()
    assert len(find(engine, keys)) == 32


def test_the_key_in_use_is_no_new_one(engine: Engine, keys: KeyFolder) -> None:
    old = find(engine, keys, SECRET)

    with pytest.raises(DataKeyError, match="is the one in use already"):
        data_keys.rotate(engine, keys, old, new=old, randomness=os.urandom)


def test_checking_a_backup_leaves_both_keys_of_a_rotation_that_was_cut_short(world: World) -> None:
    old = find(world.engine, world.keys)
    say(world, old, "one")
    new = world.keys.make_data_key(NEW_DATA_KEY)

    data_keys.check(world.engine, world.keys, None)

    assert (world.keys.data_key(), world.keys.data_key(NEW_DATA_KEY)) == (old, new)
