"""One group of answers on its way to disk: the transaction that takes it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Dialect, Engine, bindparam, delete, select

from storage.answers import OpenRound
from storage.bulk import BulkInsert
from storage.elsewhere import Elsewhere
from storage.errors import LostKeyError
from storage.key_store import KeyStore
from storage.tables import ParticipationRow, RoundRow, Row, SealedAnswerRow, SealedCommentRow, table
from storage.upserts import insert_into
from storage.works import Save, Withdrawal, Work, newest, remember
from survey.errors import NotInvitedError, RoundClosedError, SurveyError
from survey.ids import PersonId, RoundId
from survey.rounds import RoundState

_ROUND = table(RoundRow)
_PARTICIPATION = table(ParticipationRow)
_SEALED = (SealedAnswerRow, SealedCommentRow)
_STILL_OPEN = (
    select(_ROUND.c.id, _ROUND.c.closes_at, _ROUND.c.floor)
    .where(_ROUND.c.id.in_(bindparam("ids", expanding=True)), _ROUND.c.state == RoundState.OPEN)
    .order_by(_ROUND.c.id)
    .with_for_update(read=True)
)
"""Until these answers are stored nobody closes or changes their rounds; SQLite has one writer at a time."""


class Batches:
    """Takes groups to the database; built once, so that its statements are compiled once."""

    def __init__(self, engine: Engine, keys: KeyStore) -> None:
        """Prepare the statements in the words of this database."""
        dialect = engine.dialect.name
        self._engine = engine
        self._keys = keys
        self._file = Path(engine.url.database or "") if dialect == "sqlite" else None
        self._identity = self._found()
        self._elsewhere = Elsewhere(keys) if dialect == "postgresql" else None
        self._upserts = {row: _upsert(row, engine.dialect) for row in _SEALED}
        take_part = insert_into(ParticipationRow, dialect=dialect).on_conflict_do_nothing()
        self._take_part = BulkInsert(take_part, ("round_id", "person_id"), dialect=engine.dialect)

    def _found(self) -> int | None:
        """Which file the name leads to; None where there is none."""
        return self._file.stat().st_ino if self._file is not None and self._file.exists() else None

    def _check_file(self) -> None:
        """A deleted or replaced file still takes writes, into nothing: no answer may be thanked for then."""
        if self._found() != self._identity:
            raise FileNotFoundError(f"{self._file} was deleted or replaced while Pulssi was running")

    def save(self, batch: Sequence[Save]) -> dict[Work, SurveyError]:
        """Store a group in one transaction; returns those refused, each with its reason."""
        self._check_file()
        with self._engine.begin() as connection:
            refused = self._refused(connection, batch)
            gone, heard = self._learned(connection, [save for save in batch if save not in refused])
            refused |= gone
            fresh = newest((save for save in batch if save not in refused), heard)
            # PostgreSQL keeps rows as they come: by name and by person, where they lie says nothing of who
            # tapped first, and two groups that meet wait for each other in one direction.
            for row, upsert in self._upserts.items():
                upsert.execute(connection, sorted(_columns(save) for save in fresh if save.row is row))
            _delete(connection, [save.instead_of for save in fresh if save.instead_of])
            people = {(save.open_round.round.id, save.person) for save in fresh}
            self._take_part.execute(connection, sorted(people))
            if self._elsewhere:
                self._elsewhere.tell((save.open_round, save.slot, save.order) for save in fresh)
        for save in fresh:
            remember(save)
        return refused

    def withdraw(self, work: Withdrawal) -> dict[Work, SurveyError]:
        """Take back what a person gave in one transaction; returns the reason where the round is over."""
        round_id = work.open_round.round.id
        with self._engine.begin() as connection:
            if refused := self._refused(connection, [work]):
                return refused
            gone, heard = self._learned(connection, [work])
            if gone:
                return gone
            _delete(connection, work.tokens)
            theirs = (_PARTICIPATION.c.round_id == round_id) & (_PARTICIPATION.c.person_id == work.person)
            connection.execute(delete(_PARTICIPATION).where(theirs))
            passed = work.passed(heard)
            if self._elsewhere:
                self._elsewhere.tell((work.open_round, slot, order) for slot, order in passed.items())
        # Their action times stay: an envelope that comes again must not bring an answer back.
        work.open_round.orders.update(passed)
        work.open_round.tokens.difference_update(work.tokens)
        return {}

    def look(self, open_round: OpenRound, person: PersonId) -> None:
        """Bring what is known of one person up to date, where several processes store answers."""
        if self._elsewhere:
            with self._engine.begin() as connection:
                self._elsewhere.look(connection, [(open_round, person)])

    def _learned(
        self, connection: Connection, works: Sequence[Work]
    ) -> tuple[dict[Work, SurveyError], Mapping[bytes, float]]:
        """Learn what other processes stored of these people.

        Returns:
            What is refused, as its person is not asked any more; when the last clicks of all were.
        """
        if not self._elsewhere or not works:
            return {}, {}
        people = {(work.open_round.round.id, work.person): (work.open_round, work.person) for work in works}
        invited = self._elsewhere.lock(connection, tuple(people.values()))
        heard = self._elsewhere.hear((work.open_round, slot) for work in works for slot in work.slots)
        gone = [work for work in works if (work.open_round.round.id, work.person) not in invited]
        return {work: NotInvitedError() for work in gone}, heard

    def _refused(self, connection: Connection, batch: Sequence[Work]) -> dict[Work, SurveyError]:
        """What may not be stored as things stand inside this transaction."""
        open_rounds = {work.open_round.round.id: work.open_round for work in batch}
        closing = _closing_times(connection, open_rounds)
        lost = self._keys.missing({each.key_name for each in open_rounds.values()})
        refused: dict[Work, SurveyError] = {}
        for work in batch:
            closes_at = closing.get(work.open_round.round.id)
            if closes_at is None or closes_at <= work.at:
                refused[work] = RoundClosedError()
            elif work.open_round.key_name in lost:
                # Memory still holds the key, but closing could not: nobody would ever count this.
                refused[work] = LostKeyError()
        return refused


def _closing_times(
    connection: Connection, open_rounds: Mapping[RoundId, OpenRound]
) -> dict[RoundId, datetime]:
    """When the rounds among these that are still open close; tells them what an admin changed of them."""
    closing: dict[RoundId, datetime] = {}
    for round_id, closes_at, floor in connection.execute(_STILL_OPEN, {"ids": list(open_rounds)}):
        closing[RoundId(round_id)] = closes_at
        known = open_rounds[RoundId(round_id)]
        if (closes_at, floor) != (known.round.closes_at, known.round.floor):
            known.changed(closes_at=closes_at, floor=floor)
    return closing


def _delete(connection: Connection, tokens: Sequence[bytes]) -> None:
    if tokens:
        for row in _SEALED:
            sealed = table(row)
            connection.execute(delete(sealed).where(sealed.c.token.in_(tokens)))


def _columns(save: Save) -> tuple[bytes, RoundId, bytes]:
    return save.token, save.open_round.round.id, save.value


def _upsert(row: type[Row], dialect: Dialect) -> BulkInsert:
    insert = insert_into(row, dialect=dialect.name)
    upsert = insert.on_conflict_do_update(index_elements=["token"], set_={"value": insert.excluded.value})
    return BulkInsert(upsert, ("token", "round_id", "value"), dialect=dialect)
