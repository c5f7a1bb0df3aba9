"""Where the app is installed: found by workspace or organisation, sealed, gone at once when uninstalled."""

import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from storage import copies, data_keys, installations
from storage.database import reading, transaction
from storage.errors import BrokenSealError
from storage.installations import Installation
from tests.databases import SQLITE
from tests.storage.world import DATA_KEY, World

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
SECRET = "xoxb-1-very-secret"
OWN = Installation("", "T1", "Acme", "B1", "U0BOT", frozenset({"chat:write", "commands"}), SECRET, NOW)
ORG = Installation("E1", "", "Whole Acme", "B2", "U0ORG", frozenset({"chat:write"}), "xoxb-org", NOW)


def save(engine: Engine, *found: Installation) -> None:
    with transaction(engine) as session:
        for each in found:
            installations.save(session, each, data_key=DATA_KEY, randomness=os.urandom)


def find(engine: Engine, team: str, enterprise: str = "", *, key: bytes = DATA_KEY) -> Installation | None:
    with reading(engine) as session:
        return installations.find(session, team, data_key=key, enterprise=enterprise)


def remove(engine: Engine, enterprise: str, team: str, *, before: datetime = LATER) -> tuple[str, ...]:
    with transaction(engine) as session:
        return installations.remove(session, enterprise, team, before=before)


def rows(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return [str(row) for row in connection.execute(text("SELECT * FROM installation"))]


def test_what_was_saved_is_found_by_its_workspace_and_by_no_other(engine: Engine) -> None:
    save(engine, OWN)

    assert find(engine, "T1") == OWN
    assert find(engine, "T2") is None
    assert find(engine, "") is None


def test_installing_again_keeps_one_row(engine: Engine) -> None:
    newer = replace(OWN, token="xoxb-2", name="Acme Oy", installed_at=LATER)

    save(engine, OWN, newer)

    assert find(engine, "T1") == newer
    assert len(rows(engine)) == 1


def test_a_workspace_that_moved_into_an_organisation_has_no_second_row(engine: Engine) -> None:
    moved = replace(OWN, enterprise="E1", token="xoxb-2")

    save(engine, OWN, moved)

    assert find(engine, "T1") == moved
    assert len(rows(engine)) == 1


def test_an_organisations_installation_serves_every_workspace_of_it(engine: Engine) -> None:
    save(engine, ORG, replace(ORG, enterprise="E2", token="xoxb-other"))

    assert ORG.is_org_wide
    assert not OWN.is_org_wide
    assert find(engine, "T7", "E1") == ORG
    assert find(engine, "T7") is None
    with transaction(engine) as session:
        installations.join_org(session, "E1", ["T7", "T8"])
    assert find(engine, "T7") == find(engine, "T8") == ORG
    assert find(engine, "T9") is None


def test_a_workspaces_own_installation_comes_before_its_organisations(engine: Engine) -> None:
    own = replace(OWN, enterprise="E1")

    save(engine, ORG, own)

    assert find(engine, "T1", "E1") == own


def test_a_workspace_that_left_its_organisation_is_served_no_more(engine: Engine) -> None:
    save(engine, ORG)
    with transaction(engine) as session:
        installations.join_org(session, "E1", ["T7", "T8"])
        installations.join_org(session, "E2", ["T8"])
        left = installations.leave_org(session, "E1", ["T7", "T8"])

    assert left == ("T7",)
    assert find(engine, "T7") is None


def test_uninstalling_deletes_the_token_and_says_whom_it_served(engine: Engine) -> None:
    save(engine, OWN, ORG)
    with transaction(engine) as session:
        installations.join_org(session, "E1", ["T7", "T8"])

    assert remove(engine, "", "T1") == ("T1",)
    assert sorted(remove(engine, "E1", "")) == ["T7", "T8"]
    assert remove(engine, "E1", "") == ()
    assert rows(engine) == []


def test_late_news_of_an_uninstall_leaves_what_was_installed_since(engine: Engine) -> None:
    save(engine, replace(OWN, installed_at=LATER))

    assert remove(engine, "", "T1", before=NOW) == ()
    assert find(engine, "T1") is not None


def test_the_token_is_in_no_column_and_in_no_repr(engine: Engine) -> None:
    save(engine, OWN)

    assert SECRET not in "".join(rows(engine))
    assert SECRET not in repr(find(engine, "T1"))


def test_a_token_opens_for_its_own_workspace_alone(engine: Engine) -> None:
    save(engine, OWN, replace(OWN, team="T2", token="xoxb-of-t2"))
    with engine.begin() as connection:
        stolen = connection.execute(text("SELECT sealed FROM installation WHERE team_ref = 'T2'")).scalar()
        connection.execute(text("UPDATE installation SET sealed = :it WHERE team_ref = 'T1'"), {"it": stolen})

    with pytest.raises(BrokenSealError):
        find(engine, "T1")


def test_a_new_data_key_opens_every_token_afterwards(world: World) -> None:
    data_keys.find(world.engine, world.keys, None, randomness=os.urandom)
    old = world.keys.data_key()
    assert old is not None
    with transaction(world.engine) as session:
        installations.save(session, OWN, data_key=old, randomness=os.urandom)

    data_keys.rotate(world.engine, world.keys, old, new=None, randomness=os.urandom)
    new = world.keys.data_key()

    assert new is not None
    assert find(world.engine, "T1", key=new) == OWN
    with pytest.raises(BrokenSealError):
        find(world.engine, "T1", key=old)


def test_the_names_are_known_without_a_key(engine: Engine) -> None:
    save(engine, OWN, ORG)

    with reading(engine) as session:
        assert installations.names(session) == ("Acme", "Whole Acme")


def test_a_state_is_used_once_and_forgotten_when_it_has_expired(engine: Engine) -> None:
    with transaction(engine) as session:
        assert installations.use_state(session, b"1", until=LATER, at=NOW)
        assert not installations.use_state(session, b"1", until=LATER, at=NOW)
        assert installations.use_state(session, b"2", until=LATER + timedelta(hours=1), at=LATER)
        left = session.connection().execute(text("SELECT count(*) FROM used_state")).scalar()

    assert left == 1


@pytest.mark.parametrize("database", [SQLITE])
def test_no_copy_of_the_database_holds_a_token(engine: Engine, tmp_path: Path) -> None:
    save(engine, OWN)

    copies.write(engine, tmp_path / "copy.db")

    with closing(sqlite3.connect(tmp_path / "copy.db")) as kept:
        assert kept.execute("SELECT count(*) FROM installation").fetchone() == (0,)
    assert find(engine, "T1") == OWN
