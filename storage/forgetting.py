"""Forgetting a person: all of it in one transaction, then a search of everything for what may be left.

Answers and comments of open rounds go with the rest, and what the memory of open rounds knows. A closed round
keeps how many people it asked and no more; by that number the ledger tells that somebody is gone, so that the
difference between two figures does not become their answer (SCIENCE P9).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.engine.interfaces import ReflectedForeignKeyConstraint
from sqlmodel import Session, col, delete, select, update

from locales.speech import marked, say
from storage import audit, people, rounds
from storage.answers import RoundMemory
from storage.database import erase_traces, reading, transaction
from storage.tables import (
    DeliveryRow,
    GoalRow,
    ParticipationRow,
    PatienceRow,
    PersonRow,
    ReferenceRow,
    RoundRow,
    SealedAnswerRow,
    SealedCommentRow,
    TeamMemberRow,
    WorkspaceRow,
)
from survey.audit import Act
from survey.deliveries import Kind
from survey.errors import InputError, SurveyError
from survey.ids import RoundId
from survey.rounds import RoundState

_OPEN = select(RoundRow.id).where(col(RoundRow.state) == RoundState.OPEN)
LAST_ADMIN = marked(
    "You are the only admin of Pulssi here. Hand that over first: `/pulse admin add @somebody`; nothing was "
    "changed."
)


@dataclass(frozen=True, slots=True)
class Search:
    """What was looked through after forgetting, and what was found.

    Attributes:
        values: how many values were read, in every column of every table.
        places: the columns in which the person is still named, as ``table.column``.
        log_is_empty: whether the write-ahead log, which keeps what was deleted, was emptied, too.
    """

    tables: int
    values: int
    places: tuple[str, ...]
    log_is_empty: bool


def forget(engine: Engine, memory: RoundMemory, person: people.Person, *, at: datetime) -> Search:
    """Erase everything that is tied to a person, and look for what may be left.

    Raises:
        InputError: they are the only admin.
    """
    open_rounds = _open_rounds(engine, person)
    names = _names_of_answers(memory, person, open_rounds)
    with transaction(engine) as session:
        rounds.lock(session, open_rounds)
        if [admin.id for admin in people.admins(session, person.workspace)] == [person.id]:
            raise InputError(say(LAST_ADMIN))
        for sealed in (SealedAnswerRow, SealedCommentRow):
            session.exec(delete(sealed).where(col(sealed.token).in_(names)))
        _erase_rows(session, person)
        # Nobody's name: whoever wanted to be forgotten is not written down as just that.
        audit.append(session, person.workspace, Act.FORGET, at=at, actor=None)
    memory.forget_person(person.id)
    emptied = erase_traces(engine, repack=True)
    return _search(engine, person, log_is_empty=emptied)


def _open_rounds(engine: Engine, person: people.Person) -> list[RoundId]:
    """The rounds that take answers of this person."""
    asked = select(DeliveryRow.round_id).where(
        col(DeliveryRow.person_id) == person.id,
        col(DeliveryRow.kind) == Kind.ASK,
        col(DeliveryRow.round_id).in_(_OPEN),
    )
    with reading(engine) as session:
        return [RoundId(found) for found in session.exec(asked)]


def _names_of_answers(
    memory: RoundMemory, person: people.Person, open_rounds: Iterable[RoundId]
) -> list[bytes]:
    """What a person's answers are called in the rounds that are open."""
    names: list[bytes] = []
    for round_id in open_rounds:
        # A round that has just closed has counted them, and one without its key can tie them to nobody.
        with suppress(SurveyError):
            # By their number: another process may have invited them since this one read the round.
            names += memory.open_round(round_id).everything_of(person.id)
    return names


def _erase_rows(session: Session, person: people.Person) -> None:
    for row in (ParticipationRow, PatienceRow, TeamMemberRow, DeliveryRow):
        session.exec(delete(row).where(col(row.person_id) == person.id))
    session.exec(update(GoalRow).where(col(GoalRow.owner_id) == person.id).values(owner_id=None))
    home = select(WorkspaceRow.ref).where(col(WorkspaceRow.id) == person.workspace).scalar_subquery()
    theirs = (col(ReferenceRow.workspace_ref) == home, col(ReferenceRow.person_ref) == person.ref)
    session.exec(delete(ReferenceRow).where(*theirs))
    session.exec(delete(PersonRow).where(col(PersonRow.id) == person.id))


def _search(engine: Engine, person: people.Person, *, log_is_empty: bool) -> Search:
    """Read every value of every table, as they are stored, for the person's reference and number."""
    tables, values, places = 0, 0, set()
    named = _Named(person)
    with reading(engine) as session:
        connection = session.connection()
        for name in inspect(connection).get_table_names():
            columns, rows = _contents(connection, name)
            numbers = _columns_of_people(connection, name)
            theirs = [place for place, column in enumerate(columns) if column in numbers]
            tables += 1
            for row in rows:
                values += len(row)
                found = [place for place in theirs if row[place] == person.id]
                places |= {f"{name}.{columns[place]}" for place in (*found, *named.places(row))}
    return Search(tables, values, tuple(sorted(places)), log_is_empty)


class _Named:
    """Where stored values name somebody: their reference, or the words our own tables use for them."""

    def __init__(self, person: people.Person) -> None:
        self._words = (str(person.ref), f"person:{person.id}")
        whole = "|".join(map(re.escape, self._words))
        self._whole = re.compile(rf"(?<![A-Za-z0-9])(?:{whole})(?![A-Za-z0-9])")

    def places(self, row: Sequence[object]) -> list[int]:
        # Whoever typed "forget" waits, and almost no row holds the words at all, in text or in bytes.
        said = repr(row)
        if not any(word in said for word in self._words):
            return []
        return [place for place, value in enumerate(row) if self._whole.search(_as_text(value))]


def _as_text(value: object) -> str:
    return str(value, "latin-1") if isinstance(value, bytes) else str(value)


def _columns_of_people(connection: Connection, name: str) -> set[str]:
    """The columns that hold a person's number, as the schema says."""
    keys: list[ReflectedForeignKeyConstraint] = inspect(connection).get_foreign_keys(name)
    person = PersonRow.__tablename__
    pointing = (key["constrained_columns"] for key in keys if key["referred_table"] == person)
    return {"id"} if name == person else {column for columns in pointing for column in columns}


def _contents(connection: Connection, name: str) -> tuple[list[str], Iterator[tuple[object, ...]]]:
    """The columns of a table, and its rows as the database holds them, whatever their types mean to us."""
    quoted = connection.dialect.identifier_preparer.quote(name)
    everything = text(f"SELECT * FROM {quoted}")  # noqa: S608 - the database's own name of it
    found = connection.execute(everything, execution_options={"yield_per": 1000})
    return list(found.keys()), (tuple(row) for row in found)
