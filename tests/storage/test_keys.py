import os
import stat
from pathlib import Path

import pytest

from storage.database import name_of
from storage.errors import KeyFolderError
from storage.keys import KeyFolder


@pytest.fixture
def keys(tmp_path: Path) -> KeyFolder:
    return KeyFolder(tmp_path / "deep" / "keys", randomness=os.urandom)


def test_a_key_is_32_bytes_and_comes_back(keys: KeyFolder) -> None:
    key = keys.create("one")

    assert len(key) == 32
    assert keys.read("one") == key
    assert keys.has("one")
    assert keys.create("two") != key


def test_folder_and_files_are_private(keys: KeyFolder, tmp_path: Path) -> None:
    keys.create("one")
    keys.make_data_key()
    folder = tmp_path / "deep" / "keys"

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}


def test_a_folder_left_open_is_made_private(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir(mode=0o755)

    KeyFolder(tmp_path / "keys", randomness=os.urandom)

    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700


def test_a_name_is_used_once(keys: KeyFolder) -> None:
    first = keys.create("one")

    with pytest.raises(FileExistsError):
        keys.create("one")

    assert keys.read("one") == first


def test_a_destroyed_key_is_overwritten_before_it_is_removed(keys: KeyFolder, tmp_path: Path) -> None:
    key = keys.create("one")
    # A second name keeps the bytes readable, as a recovered disk block would.
    os.link(tmp_path / "deep" / "keys" / "one.round", tmp_path / "recovered")

    keys.destroy("one")

    assert keys.read("one") is None
    assert not keys.has("one")
    assert len((tmp_path / "recovered").read_bytes()) == 32
    assert (tmp_path / "recovered").read_bytes() != key


def test_destroying_twice_is_the_same_as_once(keys: KeyFolder) -> None:
    keys.create("one")

    keys.destroy("one")
    keys.destroy("one")

    assert keys.names() == ()


def test_a_folder_that_is_gone_has_no_key_to_destroy(keys: KeyFolder, tmp_path: Path) -> None:
    (tmp_path / "deep" / "keys").rmdir()

    keys.destroy("one")

    assert list((tmp_path / "deep").iterdir()) == []


def test_a_key_half_written_is_no_key(keys: KeyFolder, tmp_path: Path) -> None:
    keys.create("one")
    (tmp_path / "deep" / "keys" / "one.round").write_bytes(b"half")

    assert keys.read("one") is None


def test_names_are_those_of_rounds_alone(keys: KeyFolder) -> None:
    keys.create("b")
    keys.create("a")
    keys.make_data_key()

    assert keys.names() == ("a", "b")


@pytest.mark.parametrize("name", ["", "../one", "a/b", ".hidden", "data.key", "x" * 101])
def test_a_name_that_could_leave_the_folder_is_refused(keys: KeyFolder, name: str) -> None:
    with pytest.raises(ValueError, match="cannot be the name of a key"):
        keys.create(name)


def test_a_key_folder_belongs_to_one_database(tmp_path: Path) -> None:
    folder = KeyFolder(tmp_path / "keys", randomness=os.urandom)
    folder.belong_to("/data/pulssi.db")
    folder.belong_to("/data/pulssi.db")

    with pytest.raises(KeyFolderError, match=r"belongs to the database /data/pulssi.db, not to /other.db"):
        folder.belong_to("/other.db")


def test_a_database_is_called_by_its_full_path_or_its_address_without_the_password() -> None:
    assert name_of("sqlite:///var/pulssi.db") == str(Path("var/pulssi.db").absolute())
    assert "secret" not in name_of("postgresql+psycopg://pulssi:secret@localhost/pulssi")
