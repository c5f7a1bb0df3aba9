"""What other processes did meanwhile: those that share a PostgreSQL learn of each other's answers in it.

A person's clicks can reach any of them. Their group locks who clicked, looks what is stored, and asks the key
store, whose memory they share, when each last click was (decision 0035).
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import BigInteger, Connection, Integer, LargeBinary, bindparam, func, select, text, union_all
from sqlalchemy.dialects.postgresql import ARRAY

from storage.answers import OpenRound
from storage.key_store import KeyStore
from storage.tables import DeliveryRow, SealedAnswerRow, SealedCommentRow, table
from survey.deliveries import Kind
from survey.ids import PersonId, RoundId

_ANSWER, _COMMENT, _DELIVERY = table(SealedAnswerRow), table(SealedCommentRow), table(DeliveryRow)
Person = tuple[OpenRound, PersonId]
_LOCK = text(
    "SELECT pg_advisory_xact_lock(round, person) FROM unnest(:rounds, :people) AS who(round, person)"
).bindparams(bindparam("rounds", type_=ARRAY(Integer)), bindparam("people", type_=ARRAY(Integer)))
"""Two numbers make a lock of another kind than one does; in one order, so that nobody waits in a ring."""


def _among(name: str, kind: Any) -> Any:
    return func.any(bindparam(name, type_=ARRAY(kind)))


_NAMED = _among("names", LargeBinary)
_THERE = union_all(*(select(each.c.token).where(each.c.token == _NAMED) for each in (_ANSWER, _COMMENT)))
_INVITED = select(_DELIVERY.c.round_id, _DELIVERY.c.person_id).where(
    _DELIVERY.c.round_id == _among("rounds", BigInteger),
    _DELIVERY.c.person_id == _among("people", BigInteger),
    _DELIVERY.c.kind == Kind.ASK,
)


class Elsewhere:
    """Brings what a process knows of people up to date."""

    def __init__(self, keys: KeyStore) -> None:
        """Take the store whose memory is shared."""
        self._keys = keys

    def lock(self, connection: Connection, people: Sequence[Person]) -> frozenset[tuple[RoundId, PersonId]]:
        """Keep every other process from these people until the transaction ends, and look what is stored.

        Returns:
            Those who are still invited.
        """
        ids = sorted({(known.round.id, person) for known, person in people})
        given = {"rounds": [each for each, _ in ids], "people": [each for _, each in ids]}
        connection.execute(_LOCK, given)
        self.look(connection, people)
        return frozenset(
            (RoundId(one), PersonId(other)) for one, other in connection.execute(_INVITED, given)
        )

    def look(self, connection: Connection, people: Iterable[Person]) -> None:
        """See which answers of these people are stored."""
        names = {(id(known), person): known.everything_of(person) for known, person in people}
        every = [name for each in names.values() for name in each]
        there = {bytes(name) for (name,) in connection.execute(_THERE, {"names": every})}
        for known, person in people:
            known.tokens.difference_update(names[id(known), person])
            known.tokens.update(there.intersection(names[id(known), person]))

    def hear(self, slots: Iterable[tuple[OpenRound, bytes]]) -> dict[bytes, float]:
        """When each of these was last given anything, by the platform's time, as far as processes told."""
        asked: dict[str, set[bytes]] = {}
        for known, slot in slots:
            asked.setdefault(known.key_name, set()).add(slot)
        told = self._keys.orders(asked)
        return {slot: order for orders in told.values() for slot, order in orders.items()}

    def tell(self, given: Iterable[tuple[OpenRound, bytes, float]]) -> None:
        """Let the others know, before the transaction ends: what fails after that the platform may repeat."""
        told: dict[str, dict[bytes, float]] = {}
        for known, slot, order in given:
            told.setdefault(known.key_name, {})[slot] = order
        self._keys.note_orders(told)
