"""``pulssi verify-privacy`` passes where all is well, and finds each thing that would tell on people."""

import base64
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.settings import Settings, SettingsError, load
from app.verify.report import RULES, examine, lines
from storage import closing as rounds_closing
from storage import copies, data_keys, schema
from storage.database import connect
from storage.sealing import token
from survey.ids import RoundId
from survey.weeks import Week
from tests.storage.test_closing import answer
from tests.storage.test_traces import crowd
from tests.storage.world import FRIDAY_NOON, TUESDAY, WEEK, World, settle

DAY = timedelta(days=1)
NEXT = WEEK.next()


@dataclass
class Place:
    """An installation with a round that is closed and one that is open, both answered."""

    world: World
    settings: Settings
    closed: RoundId
    open: RoundId
    database: Path
    stolen: tuple[bytes, bytes]
    """A sealed answer of the round now closed: token and value."""
    key: bytes
    """The key of the round now closed."""
    waited: list[float] = field(default_factory=list)

    def sql(self, *statements: str, triggers: bool = True) -> None:
        """Do to the file what the program would never do."""
        with closing(sqlite3.connect(self.database, isolation_level=None)) as raw:
            raw.execute("PRAGMA secure_delete=ON")
            for (name,) in (
                []
                if triggers
                else raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
            ):
                raw.execute(f"DROP TRIGGER {name}")
            for statement in statements:
                raw.execute(statement)

    def said(
        self, *, logs: tuple[Path, ...] = (), backups: tuple[Path, ...] = (), at: datetime = FRIDAY_NOON + DAY
    ) -> list[str]:
        found = examine(self.settings, logs=logs, backups=backups, at=at, wait=self.waited.append)
        return list(lines(found))

    def found(self, **where: object) -> list[str]:
        return [line for line in self.said(**where) if line.startswith("FIND")]  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    file = tmp_path_factory.mktemp("schema") / "empty.db"
    schema.upgrade(f"sqlite:///{file}")
    return file.read_bytes()


@pytest.fixture
def place(tmp_path: Path, empty_database: bytes) -> Iterator[Place]:
    database = tmp_path / "data" / "pulssi.db"
    database.parent.mkdir(mode=0o700)
    database.write_bytes(empty_database)
    url = f"sqlite:///{database}"
    engine = connect(url)
    world = settle(engine, tmp_path)
    data_keys.find(engine, world.keys, None, randomness=os.urandom)
    over, still_open = world.open(remind_at=TUESDAY), world.open(NEXT, remind_at=TUESDAY)
    writer = world.writer()
    writer.start()
    answer(world, writer, over)
    answer(world, writer, still_open)
    writer.stop()
    rows = world.rows(f"sealed_answer WHERE round_id = {over}", "token, value")
    stolen, key = rows[0], world.keys.read(f"key-{WEEK}")
    assert key is not None
    world.close(over)
    assert rounds_closing.finish(engine, world.keys)
    settings = load(
        _env_file=None, database_url=url, pulssi_key_folder=tmp_path / "keys", pulssi_secret_key=None
    )
    yield Place(world, settings, over, still_open, database, stolen, key)  # type: ignore[arg-type]
    engine.dispose()


def test_every_rule_has_a_line_and_a_healthy_installation_has_no_finding(
    place: Place, tmp_path: Path
) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "pulssi.log").write_text('{"event": "round closed", "round": 1, "status": "U010"}\n')

    said = place.said(logs=(tmp_path / "logs",))

    assert [line.split()[1] for line in said] == [*(f"P{number}" for number in range(1, 26)), "Log", "Key"]
    assert [line for line in said if not line.startswith(("pass", "test"))] == []
    assert place.waited == []


def test_the_tests_that_stand_in_for_a_check_exist() -> None:
    root = Path(__file__).parents[2]

    assert all((root / rule.shown_by).is_file() for rule in RULES if rule.shown_by)
    assert all(bool(rule.checks) != bool(rule.shown_by) for rule in RULES)


def test_p17_without_logs_it_says_that_it_cannot_tell(place: Place) -> None:
    assert "skip  P17  logs name nobody and no answer: no log was given" in "\n".join(place.said())


@pytest.mark.parametrize(
    ("rule", "statement", "finding"),
    [
        ("P1", "UPDATE release SET figure = '{\"answers\": 4}'", "round 1, question Q1: a figure is out"),
        (
            "P2",
            "PRAGMA ignore_check_constraints=ON; UPDATE round SET floor = 3",
            "round 1 promises fewer than 5",
        ),
        (
            "P2",
            "PRAGMA ignore_check_constraints=ON; UPDATE pulse SET floor = 4",
            "team 1 has a floor under 5",
        ),
        ("P3", "INSERT INTO tally VALUES (2, 1, 4, 3)", "round 2 is open and has rows in tally"),
        ("P4", "SELECT 1", "the guard tally_never_changed is missing"),
        (
            "P5",
            'UPDATE release SET figure = \'{"answers": 7, "mean": [41, "exactly"]}\'',
            "a mean of fewer than 8 answers is out",
        ),
        (
            "P5",
            'UPDATE release SET figure = \'{"answers": 19, "counts": [1, 2]}\'',
            "single counts of fewer than 20 answers are out",
        ),
        ("P12", "ALTER TABLE participation ADD COLUMN value INTEGER", "participation has a column value"),
        ("P12", "CREATE TABLE who_said_what (person_id, value)", "table who_said_what is not Pulssi's"),
        ("P12", "ALTER TABLE tally RENAME COLUMN count TO n", "tally has lost its column count"),
        (
            "P14",
            "UPDATE sealed_answer SET value = x'04'",
            "round 2 has a row in sealed_answer that is not sealed",
        ),
        (
            "P15",
            "DROP TABLE participation; CREATE TABLE participation (round_id, person_id)",
            "participation keeps the order in which its rows came",
        ),
        ("P16", "ALTER TABLE sealed_answer ADD COLUMN given_at DATETIME", "sealed_answer.given_at is a time"),
        (
            "P21",
            "ALTER TABLE sealed_answer ADD COLUMN person_id INTEGER",
            "sealed_answer has a column person_id",
        ),
        ("P22", "UPDATE comment SET text = 'in the clear'", "round 1 has a comment that is not encrypted"),
        ("P22", "ALTER TABLE comment ADD COLUMN question_id INTEGER", "comments have a column question_id"),
        (
            "P22",
            "INSERT INTO written_answer VALUES (1, 1, 0, 'in the clear')",
            "round 1 has a written answer that is not encrypted",
        ),
        (
            "P22",
            "ALTER TABLE written_answer ADD COLUMN person_id INTEGER",
            "written answers have a column person_id",
        ),
        ("P24", "INSERT INTO participation VALUES (1, 1)", "round 1 is over and has rows in participation"),
        (
            "P24",
            "UPDATE delivery SET round_id = 1, recipient = 'r' || id WHERE kind = 'reminder'",
            "round 1 is over and has rows in delivery",
        ),
        ("P25", "UPDATE sealed_answer SET round_id = 1", "round 1 is over and has rows in sealed_answer"),
        ("Log", "SELECT 1", "the guard audit_never_changed is missing"),
        (
            "Log",
            "INSERT INTO audit VALUES (1, '2026-11-24 09:00:00.000000', 1, NULL, 'team', NULL, '', x'00')",
            "the audit log was changed at row 1",
        ),
        ("Key", "DELETE FROM key_check", "no known word tells a wrong key"),
    ],
)
def test_what_would_tell_on_somebody_is_found_in_the_tables(
    place: Place, rule: str, statement: str, finding: str
) -> None:
    place.sql(*statement.split("; "), triggers=False)

    found = [line for line in place.found() if line.split()[1] == rule]

    assert any(finding in line for line in found), place.found()
    assert place.waited == [2.0]


@pytest.mark.parametrize(
    ("after", "finding"),
    [
        (800 * DAY, "round 1 is kept longer than the 24 months it promised"),
        (190 * DAY, "who was asked in round 1 is still known after 180 days"),
    ],
)
def test_p25_what_is_kept_too_long_is_found(place: Place, after: timedelta, finding: str) -> None:
    assert f"FIND  P25  {finding}" in place.found(at=FRIDAY_NOON + after)


def restore_key(place: Place) -> str:
    (place.world.folder / "keys" / f"key-{WEEK}.round").write_bytes(place.key)
    return "P13  the key of round 1, which is over, still exists"


def forget_a_key(place: Place) -> str:
    place.world.keys.create("of-nobody")
    return "P13  there is a key of-nobody of no round"


def stash_the_key(place: Place) -> str:
    """A key hidden in another file, and a row of its round that came back from a copy."""
    (place.world.folder / "keys" / "notes.txt").write_bytes(b"remember: " + place.key + b"\n")
    name, value = place.stolen
    place.sql(f"INSERT INTO sealed_answer VALUES (x'{name.hex()}', 1, x'{value.hex()}')")  # noqa: S608
    return "P13  a key found here ties answers of round 1 to people"


def hide_the_key_in_the_database(place: Place) -> str:
    name, value = place.stolen
    place.sql(
        f"INSERT INTO sealed_answer VALUES (x'{name.hex()}', 1, x'{value.hex()}')",  # noqa: S608
        f"UPDATE patience SET ignored = x'{place.key.hex()}' WHERE person_id = 1",  # noqa: S608
    )
    return "P13  a key found here ties answers of round 1 to people"


def keep_key_and_bare_token(place: Place) -> str:
    """A token in a corner that no row points to."""
    (place.world.folder / "keys" / "spare").write_bytes(place.key)
    (place.world.folder / "keys" / "spare").chmod(0o600)
    copy = place.database.with_name("pulssi.db.torn")
    copy.write_bytes(b"torn page" + place.stolen[0] + b"end")
    copy.chmod(0o600)
    return f"P13  {copy} has an answer of a round that is over, and a key found here ties it to somebody"


def open_the_files(place: Place) -> str:
    place.database.chmod(0o644)
    return f"P14  {place.database} can be read by others (mode 0644): chmod 600 {place.database}"


def open_the_folder(place: Place) -> str:
    (place.world.folder / "keys").chmod(0o755)
    return f"P14  {place.world.folder / 'keys'} can be read by others (mode 0755): chmod 700"


def leave_a_journal(place: Place) -> str:
    name, value = place.stolen
    row = b"\x52\x04\x4c\x09\x64" + name + value
    place.database.with_name("pulssi.db-journal").write_bytes(b"page" + row)
    os.chmod(place.database.with_name("pulssi.db-journal"), 0o600)  # noqa: PTH101
    return "P18  pulssi.db-journal still has sealed answers of round 1"


def delete_without_erasing(place: Place) -> str:
    with closing(sqlite3.connect(place.database, isolation_level=None)) as raw:
        raw.execute("PRAGMA secure_delete=OFF")
        raw.execute("DELETE FROM sealed_answer WHERE token IN (SELECT token FROM sealed_answer LIMIT 7)")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return "pages with deleted rows that were not overwritten"


def copy_by_hand(place: Place) -> str:
    copy = place.database.with_name("pulssi.db.by-hand")
    with closing(sqlite3.connect(place.database)) as raw:
        raw.execute("VACUUM INTO ?", (str(copy),))
    copy.chmod(0o600)
    return f"P19  {copy} has rows in participation"


def copy_with_the_key(place: Place) -> str:
    copy = place.database.with_name("pulssi.db.archive")
    key = place.world.keys.read(f"key-{NEXT}")
    assert key is not None
    copy.write_bytes(b"tar" + key)
    copy.chmod(0o600)
    return f"P19  {copy} has a key in it"


@pytest.mark.parametrize(
    "tamper",
    [
        restore_key,
        forget_a_key,
        stash_the_key,
        hide_the_key_in_the_database,
        keep_key_and_bare_token,
        open_the_files,
        open_the_folder,
        leave_a_journal,
        delete_without_erasing,
        copy_by_hand,
        copy_with_the_key,
    ],
)
def test_what_would_tell_on_somebody_is_found_on_the_disk(
    place: Place, tamper: Callable[[Place], str]
) -> None:
    expected = tamper(place)
    place.world.engine.dispose()

    found = place.found()

    assert any(expected in line for line in found), found
    secrets = [place.key, *place.stolen]
    assert not any(secret.hex() in line or repr(secret) in line for line in found for secret in secrets)


def test_p18_who_took_part_is_found_where_sqlite_moved_rows_from(place: Place) -> None:
    place.sql("DELETE FROM participation", "VACUUM")
    crowd(place.settings.database_url)
    columns = "id, pulse_id, team_id, week, state, key_name, floor, opens_at, closes_at, digest_at, invited"
    rest = "pulse_id, team_id, {week}, {state}, {key}, floor, opens_at, closes_at, digest_at, invited"
    statements = [
        f"INSERT INTO round ({columns}) SELECT {number}, "  # noqa: S608
        + rest.format(
            week=f"'{Week(2027, number - 1000)}'",
            state="'closed'" if number == 1006 else "'open'",
            key=f"'key-{number}'",
        )
        + " FROM round WHERE id = 2"
        for number in range(1001, 1009)
    ]
    flags = "active, is_admin, is_guest, opted_out, every_second_week"
    into = f"INSERT INTO person ({flags}, id, workspace_id, ref) VALUES (0, 0, 0, 0, 0"  # noqa: S608
    people = [f"{into}, {number}, 1, 'P{number}')" for number in range(1000, 1400)]
    place.sql(*statements, *people)
    place.sql("PRAGMA wal_checkpoint(TRUNCATE)")

    found = place.found()
    assert rounds_closing.finish(place.world.engine, place.world.keys)

    assert "FIND  P18  pulssi.db still tells who took part in round 1006" in found
    assert place.found() == []


@pytest.mark.parametrize(
    ("line", "finding"),
    [("asked U07 again", "names 1 people"), ("action answer:4", "tells what somebody tapped")],
)
def test_p17_a_log_that_names_somebody_is_found(
    place: Place, tmp_path: Path, line: str, finding: str
) -> None:
    log = tmp_path / "pulssi.log"
    log.write_text(f"{line}\n")

    assert f"FIND  P17  {log} {finding}" in place.found(logs=(log,))


def test_p19_a_backup_that_was_named_is_looked_into(place: Place, tmp_path: Path) -> None:
    bad, good = tmp_path / "bad.db", tmp_path / "good.db"
    with closing(sqlite3.connect(place.database)) as raw:
        raw.execute("VACUUM INTO ?", (str(bad),))
    copies.write(place.world.engine, good)

    found = place.found(backups=(bad, good))

    assert f"FIND  P19  {bad} has sealed answers in it" in found
    assert not [line for line in found if str(good) in line]


def test_a_finding_that_is_gone_at_the_second_look_was_a_round_just_closing(place: Place) -> None:
    place.world.keys.create("of-nobody")
    settings = place.settings

    found = examine(
        settings,
        logs=(),
        backups=(),
        at=FRIDAY_NOON + DAY,
        wait=lambda _: place.world.keys.destroy("of-nobody"),
    )

    assert [line for line in lines(found) if line.startswith("FIND")] == []


def test_a_configured_key_is_tried_too_and_never_said(place: Place) -> None:
    name, value = place.stolen
    place.sql(f"INSERT INTO sealed_answer VALUES (x'{name.hex()}', 1, x'{value.hex()}')")  # noqa: S608
    secret = base64.urlsafe_b64encode(place.key).decode()
    place.settings = place.settings.model_copy(update={"pulssi_secret_key": SecretStr(secret)})

    found = place.found()

    assert "FIND  P13  a key found here ties answers of round 1 to people" in found
    assert secret not in "\n".join(found)


def test_there_has_to_be_a_database_of_this_version(place: Place) -> None:
    schema.downgrade(place.settings.database_url, "0002")
    with pytest.raises(SettingsError, match="run `pulssi migrate` first"):
        place.said()

    place.database.unlink()
    with pytest.raises(SettingsError, match="nothing to check"):
        place.said()


def test_the_token_searched_for_is_the_one_that_is_stored(place: Place) -> None:
    name, _ = place.stolen
    names = {
        token(place.key, person=person, round_id=place.closed, question=question.id)
        for person in place.world.people.values()
        for question in place.world.questions
    }

    assert name in names
