"""What is to be done to an open round: an answer to be stored, or all of a person's to be taken back."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby

from storage.open_rounds import Answered, OpenRound
from storage.tables import Row
from survey.ids import PersonId


@dataclass(frozen=True, slots=True, eq=False)
class Save:
    """An answer or a comment, sealed already.

    Attributes:
        order: the platform's time of the action; it decides which of two clicks was the last.
        row: the table it goes to.
        place: what of the person it changes, where one answer can be in either table; else its token.
        by_form: whether it was sent with a form which that action opened.
        instead_of: what stood for the same answer in the other table, which goes.
    """

    open_round: OpenRound
    person: PersonId
    at: datetime
    order: float
    row: type[Row]
    token: bytes = field(repr=False)
    value: bytes = field(repr=False)
    place: bytes = field(default=b"", repr=False)
    instead_of: bytes = field(default=b"", repr=False)
    by_form: bool = False
    done: Future[Answered] = field(default_factory=Future, repr=False)

    @property
    def slot(self) -> bytes:
        """What the last click decides."""
        return self.place or self.token

    @property
    def slots(self) -> tuple[bytes, ...]:
        """All that it decides about."""
        return (self.slot,)

    def after(self, last: float | None) -> "Save":
        """The same in its place: a form is the last thing given, whatever was tapped while it was filled."""
        if last is None or not self.by_form:
            return self
        return replace(self, order=max(self.order, math.nextafter(last, math.inf)))


@dataclass(frozen=True, slots=True, eq=False)
class Withdrawal:
    """Everything one person gave to a round, to be taken back."""

    open_round: OpenRound
    person: PersonId
    at: datetime
    tokens: tuple[bytes, ...] = field(repr=False)
    done: Future[Answered] = field(default_factory=Future, repr=False)

    @property
    def slots(self) -> tuple[bytes, ...]:
        """All that it decides about."""
        return self.tokens

    def passed(self, heard: Mapping[bytes, float]) -> dict[bytes, float]:
        """The moment after each last click: one that is repeated from now on comes too late."""
        last: dict[bytes, float] = {}
        for slot in self.slots:
            orders = [told[slot] for told in (self.open_round.orders, heard) if slot in told]
            last |= {slot: max(orders)} if orders else {}
        return {slot: math.nextafter(order, math.inf) for slot, order in last.items()}


Work = Save | Withdrawal


def groups(waiting: Iterable[Work]) -> Iterator[list[Work]]:
    """Answers together; a withdrawal alone and in its place, so that what came before and after stays so."""
    for kind, works in groupby(waiting, key=type):
        if kind is Save:
            yield list(works)
        else:
            yield from ([work] for work in works)


def newest(saves: Iterable[Save], heard: Mapping[bytes, float]) -> Sequence[Save]:
    """The last click for each answer; one that is not newer than what is stored came twice or too late.

    Args:
        saves: clicks in the order in which they came.
        heard: orders that processes told each other. They do so before they store, and storing can fail: the
            very click that was heard of is stored, then, when the platform repeats it.
    """
    found: dict[bytes, Save] = {}
    for save in saves:
        stored = found[save.slot].order if save.slot in found else save.open_round.orders.get(save.slot)
        known = max((each for each in (stored, heard.get(save.slot)) if each is not None), default=None)
        placed = save.after(known)
        if known is None or (placed.order >= known and placed.order != stored):
            found[save.slot] = placed
    return tuple(found.values())


def remember(save: Save) -> None:
    """Know in this process that it is stored."""
    save.open_round.orders[save.slot] = save.order
    save.open_round.tokens.add(save.token)
    save.open_round.tokens.discard(save.instead_of)
