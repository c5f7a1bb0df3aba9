"""Keys of rounds in a Redis: what is checked at the start, what is told when it is away, and a whole week."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from app import doctor, store
from app.settings import SettingsError, load
from tests.databases.redis import VOLATILE, RedisServer, redis_server
from tests.office import ASKED, CLOSED, REPORTED, office

SECRET = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="


@pytest.fixture
def server() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


def shared(server: RedisServer) -> dict[str, SecretStr]:
    return {"pulssi_key_store": SecretStr(server.url), "pulssi_secret_key": SecretStr(SECRET)}


async def test_a_week_with_keys_in_redis_leaves_none_behind(tmp_path: Path, server: RedisServer) -> None:
    async with office(tmp_path, changes=shared(server)) as at:
        await at.set_up()
        await at.at(ASKED)
        names = at.running.keys.names()
        for number in range(1, 7):
            await at.answer(f"U{number}", 4)
        await at.at(CLOSED)
        await at.at(REPORTED)

        assert len(names) == 1
        assert at.running.keys.names() == ()
        assert not list((tmp_path / "keys").glob("*.round"))
        assert "6 of 6 took part" in str(at.digests())


async def test_a_tap_while_redis_is_away_is_not_thanked_for_and_lost_keys_are_told(
    tmp_path: Path, server: RedisServer
) -> None:
    async with office(tmp_path, changes=shared(server)) as at:
        await at.set_up()
        await at.at(ASKED)
        await at.answer("U2", 4)
        server.stop()
        refused = await at.tap("U3", "answer:4")
        server.start()
        await at.tap("U4", "answer:4")

        assert not refused.ok
        told = [entry for entry in at.record if "lost the key" in str(entry)]
        assert {entry.get("user") for entry in told} == {"U4"}
        assert at.count()[0] == 1


@pytest.mark.parametrize("given", ["localhost:6379", "http://127.0.0.1", "redis://"])
def test_what_is_no_address_is_refused(given: str) -> None:
    with pytest.raises(SettingsError, match=r"PULSSI_KEY_STORE .* the address of a Redis"):
        load(_env_file=None, pulssi_key_store=given, pulssi_secret_key=SECRET)


def test_several_machines_need_one_key_for_data_at_rest() -> None:
    with pytest.raises(SettingsError, match="PULSSI_SECRET_KEY"):
        load(_env_file=None, pulssi_key_store="redis://127.0.0.1/0")


def test_the_doctor_looks_at_the_store(server: RedisServer, tmp_path: Path) -> None:
    settings = load(_env_file=None, pulssi_key_folder=tmp_path / "keys", **shared(server))
    well = doctor._keys(settings)
    server.stop()
    away = doctor._keys(settings)
    server.options = ("--appendonly", "yes")
    server.start()
    unfit = doctor._keys(settings)

    assert (well.ok, away.ok, unfit.ok) == (True, False, False)
    assert "network" in away.mend
    assert ".." not in away.mend
    server.stop()
    server.options = (*VOLATILE, "--rename-command", "CONFIG", "")
    server.start()
    vouched = settings.model_copy(update={"pulssi_key_store_is_volatile": True})
    assert "you vouch that it writes nothing to disk" in doctor._keys(vouched).said
    assert "writes to disk" in unfit.mend
    assert SECRET not in f"{well}{away}{unfit}"


def test_a_place_is_told_without_its_password() -> None:
    settings = load(
        _env_file=None, pulssi_key_store="redis://:hush@keys:6379/0", pulssi_secret_key=SecretStr(SECRET)
    )

    assert store.where_keys_are(settings) == "PULSSI_KEY_STORE"
    assert "hush" not in repr(settings)
