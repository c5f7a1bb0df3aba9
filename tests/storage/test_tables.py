"""The promises of SCIENCE 5.5 that the shape of the tables keeps."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path

import pytest
from sqlalchemy import DateTime, Engine, Inspector, LargeBinary, Table, inspect
from sqlalchemy.exc import IntegrityError

from storage.database import connect
from storage.tables import Row
from storage.utc import UTCDateTime
from storage.writer import AnswerWriter
from survey.deliveries import Kind, Status
from survey.errors import Trouble
from survey.ids import RoundId
from survey.rounds import RHYTHMS, RoundState, Skip
from tests import databases
from tests.storage.world import TUESDAY, World

TABLES = Row.metadata.tables
REFUSED = "CHECK constraint failed|violates check constraint"
OF_ANSWERS = ("sealed_answer", "sealed_comment", "tally", "comment", "written_answer")
PERSON_LEVEL = (*OF_ANSWERS, "participation", "patience")


def columns(name: str) -> set[str]:
    return set(TABLES[name].columns.keys())


@pytest.mark.parametrize("name", OF_ANSWERS)
def test_p12_nothing_but_the_round_joins_participation_to_answers(name: str) -> None:
    assert columns("participation") == {"round_id", "person_id"}
    assert columns("participation") & columns(name) == {"round_id"}


@pytest.mark.parametrize("name", OF_ANSWERS)
def test_p12_no_table_of_answers_points_at_a_person_or_a_message(name: str) -> None:
    pointed_at = {key.column.table.name for key in TABLES[name].foreign_keys}

    assert pointed_at <= {"round", "question"}


def test_p22_a_comment_points_at_its_round_alone() -> None:
    assert columns("comment") == {"round_id", "place", "text"}
    assert columns("written_answer") == {"round_id", "question_id", "place", "text"}
    assert columns("sealed_comment") == {"token", "round_id", "value"}


def test_p21_no_row_ties_two_answers_of_one_person_together() -> None:
    assert columns("sealed_answer") == {"token", "round_id", "value"}
    assert [key.name for key in TABLES["sealed_answer"].primary_key] == ["token"]
    assert columns("tally") == {"round_id", "question_id", "value", "count"}


@pytest.mark.parametrize("name", PERSON_LEVEL)
def test_p16_no_moment_is_kept_with_an_answer(name: str) -> None:
    kinds = {type(column.type) for column in TABLES[name].columns}

    assert UTCDateTime not in kinds
    assert not any("time" in kind.__name__.lower() or "date" in kind.__name__.lower() for kind in kinds)


@databases.on_a_file
@pytest.mark.parametrize("name", PERSON_LEVEL)
def test_p15_no_hidden_row_number_keeps_the_order_of_answering(engine: Engine, name: str) -> None:
    with engine.connect() as connection:
        sql = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).scalar_one()
        counters = connection.exec_driver_sql(
            "SELECT count(*) FROM sqlite_sequence WHERE name <> 'person'"
        ).scalar_one()

    assert "WITHOUT ROWID" in sql
    assert counters == 0


@databases.on_a_file
def test_p15_answers_lie_in_another_order_than_they_came_in(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    """They lie by token, and tokens are chance to whoever has no key."""
    came: list[object] = []
    for number, user in enumerate(world.users):
        writer.submit_answer(round_id, user, "Q1", 3, at=TUESDAY, order=number).result()
        (new,) = {token for (token,) in world.rows("sealed_answer", "token")} - set(came)
        came.append(new)

    lie = [token for (token,) in world.lying("sealed_answer", "token")]
    assert set(lie) == set(came)
    assert lie != came


def test_p16_what_is_kept_of_a_closed_round_has_its_number_and_no_moment() -> None:
    assert columns("release") == {"round_id", "question_id", "figure"}
    assert columns("tally") == {"round_id", "question_id", "value", "count"}


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_every_moment_is_aware(table: Table) -> None:
    bare = [column.name for column in table.columns if isinstance(column.type, DateTime)]

    assert bare == []


def test_a_person_has_neither_name_nor_address() -> None:
    assert columns("person") == {
        *("id", "workspace_id", "ref", "zone", "dm_channel", "active", "is_admin", "is_guest"),
        *("opted_out", "own_hour", "every_second_week", "paused_until", "away_until", "quiet_until"),
        *("language", "told_language"),
    }


def test_of_a_persons_patience_nothing_but_a_sealed_number_is_kept() -> None:
    assert columns("patience") == {"person_id", "ignored"}
    assert {key.column.table.name for key in TABLES["patience"].foreign_keys} == {"person"}


def test_p14_what_is_sealed_or_encrypted_is_bytes() -> None:
    assert isinstance(TABLES["sealed_answer"].c.value.type, LargeBinary)
    assert isinstance(TABLES["sealed_comment"].c.value.type, LargeBinary)
    assert isinstance(TABLES["comment"].c.text.type, LargeBinary)
    assert isinstance(TABLES["patience"].c.ignored.type, LargeBinary)


def by_name(found: Sequence[Mapping[str, object]]) -> list[Mapping[str, object]]:
    return sorted(found, key=lambda each: str(each["name"]))


def kinds_of(inspector: Inspector, name: str) -> dict[str, tuple[str, bool]]:
    """The type of every column of a table, and whether it may be empty."""
    found = inspector.get_columns(name)
    return {column["name"]: (str(column["type"]), column["nullable"]) for column in found}


@pytest.fixture
def declared(tmp_path: Path, database: str) -> Iterator[Engine]:
    """A database that the tables made, without any migration."""
    made = connect(databases.blank(tmp_path, database))
    Row.metadata.create_all(made)
    yield made
    made.dispose()


def test_the_migrations_make_the_same_checks_and_constraints_as_the_tables(
    engine: Engine, declared: Engine
) -> None:
    migrated, fresh = inspect(engine), inspect(declared)

    for name in TABLES:
        assert by_name(migrated.get_check_constraints(name)) == by_name(fresh.get_check_constraints(name))
        assert by_name(migrated.get_foreign_keys(name)) == by_name(fresh.get_foreign_keys(name))
        assert migrated.get_pk_constraint(name) == fresh.get_pk_constraint(name)
        assert by_name(migrated.get_unique_constraints(name)) == by_name(fresh.get_unique_constraints(name))
        assert by_name(migrated.get_indexes(name)) == by_name(fresh.get_indexes(name))
        assert kinds_of(migrated, name) == kinds_of(fresh, name)


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("round", "state"),
        ("delivery", "kind"),
        ("delivery", "status"),
        ("question", "scale"),
        ("pulse", "skip_reason"),
        ("team", "trouble"),
    ],
)
def test_a_word_nobody_knows_is_refused(world: World, round_id: RoundId, table: str, column: str) -> None:
    with pytest.raises(IntegrityError, match=REFUSED):
        world.execute(f"UPDATE {table} SET {column} = 'perhaps'")  # noqa: S608


@pytest.mark.parametrize(
    ("table", "column", "words"),
    [
        ("round", "state", RoundState),
        ("delivery", "kind", Kind),
        ("delivery", "status", Status),
        ("pulse", "skip_reason", Skip),
        ("team", "trouble", Trouble),
    ],
)
def test_every_word_of_the_domain_fits(world: World, table: str, column: str, words: type[StrEnum]) -> None:
    world.open(invited=1)

    for word in words:
        world.execute(f"UPDATE {table} SET {column} = '{word}' WHERE id = 1")  # noqa: S608


@pytest.mark.parametrize(("table", "refusal"), [("round", "raised, never lowered"), ("pulse", REFUSED)])
def test_p2_no_floor_goes_under_five(world: World, round_id: RoundId, table: str, refusal: str) -> None:
    with pytest.raises(IntegrityError, match=refusal):
        world.execute(f"UPDATE {table} SET floor = 4")  # noqa: S608


@pytest.mark.parametrize("every", [0, 3, 5])
def test_a_rhythm_nobody_knows_is_refused(world: World, every: int) -> None:
    for known in RHYTHMS:
        world.execute(f"UPDATE pulse SET every = {known}")  # noqa: S608
    with pytest.raises(IntegrityError, match=REFUSED):
        world.execute(f"UPDATE pulse SET every = {every}")  # noqa: S608
