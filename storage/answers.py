"""What a click must know of its open round without asking the database."""

import threading
from collections import OrderedDict

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from locales.catalogues import SOURCE
from storage import installations, remembered, rounds
from storage.database import reading
from storage.errors import LostKeyError
from storage.key_store import KeyStore
from storage.open_rounds import THE_WEEK, Answered, OpenRound, Place
from storage.tables import RoundRow, TeamRow, WorkspaceRow
from survey.errors import PreviewError, RoundClosedError
from survey.ids import PersonId, RoundId, UserRef
from survey.rounds import PREVIEW, RoundState

__all__ = ["THE_WEEK", "Answered", "OpenRound", "Place", "RoundMemory", "home_of"]


class RoundMemory:
    """Open rounds, each read once when its first click comes; the longest unused goes first."""

    def __init__(self, engine: Engine, keys: KeyStore, *, limit: int = 1024) -> None:
        """Remember at most ``limit`` rounds."""
        self._engine = engine
        self._keys = keys
        self._limit = limit
        self._lock = threading.Lock()
        self._rounds: OrderedDict[RoundId, OpenRound] = OrderedDict()

    def open_round(self, round_id: RoundId, place: Place | None = None) -> OpenRound:
        """The open round with this id.

        Args:
            round_id: its id.
            place: where somebody taps, so that a card of another workspace opens nothing; None where that
                is known.

        Raises:
            NotInvitedError: it is asked in another workspace.
            PreviewError: it is none yet, only shown.
            UnknownQuestionError: there is no such round.
            RoundClosedError: it is closed or lost.
            LostKeyError: it is open, but its key is gone.
        """
        if round_id == PREVIEW:
            raise PreviewError
        # Reading happens inside the lock: a round read just before it closes must not be remembered after.
        with self._lock:
            known = self._rounds.get(round_id)
            if known is not None and known.is_doubted:
                known.renew(self._read(round_id))
            if known is None:
                known = self._rounds[round_id] = self._read(round_id)
                while len(self._rounds) > self._limit:
                    self._rounds.popitem(last=False)
            self._rounds.move_to_end(round_id)
        if place is not None:
            known.admit(place)
        return known

    def read_anew(self, round_id: RoundId) -> OpenRound:
        """The open round as it is now; a process that has the database to itself knows it already."""
        with self._lock:
            known = self._rounds.get(round_id)
            if known is not None and self._engine.dialect.name == "postgresql":
                known.renew(self._read(round_id))
        return self.open_round(round_id)

    def language_of(self, place: Place, user: UserRef) -> str:
        """What somebody reads, as far as an open round in memory knows them; else English."""
        with self._lock:
            here = (each for each in self._rounds.values() if place.reaches(each.home))
            found = next((each for each in here if user in each.invited), None)
            return found.languages.get(found.invited[user], SOURCE) if found else SOURCE

    def forget(self, round_id: RoundId) -> None:
        """Forget a round that closed, its key first of all."""
        with self._lock:
            self._rounds.pop(round_id, None)

    def refresh(self) -> None:
        """Another process may have closed rounds, or changed them: forget those, and read the others anew."""
        with self._lock, reading(self._engine) as session:
            for round_id in set(self._rounds) - remembered.still_open(session, self._rounds):
                del self._rounds[round_id]
            for known in self._rounds.values():
                known.is_doubted = True

    def speaks(self, person: PersonId, language: str) -> None:
        """Show somebody their cards in another language from now on."""
        with self._lock:
            for known in self._rounds.values():
                known.speaks(person, language)

    def forget_person(self, person: PersonId) -> None:
        """Forget somebody in every round; what is known of the others stays."""
        with self._lock:
            for known in self._rounds.values():
                known.uninvite(person)

    def _read(self, round_id: RoundId) -> OpenRound:
        with reading(self._engine) as session:
            round_ = rounds.get(session, round_id)
            if round_.state is not RoundState.OPEN:
                raise RoundClosedError
            name = rounds.key_name(session, round_id)
            key = self._keys.read(name)
            if key is None:
                raise LostKeyError
            people = remembered.people(session, round_id)
            return OpenRound(
                round_,
                name,
                key,
                invited={ref: person for ref, person, _ in people},
                tokens=remembered.tokens(session, round_id),
                home=home_of(session, round_id),
                languages={person: language for _, person, language in people},
            )


def home_of(session: Session, round_id: RoundId) -> Place:
    """The workspace in which a round is asked."""
    statement = (
        select(WorkspaceRow.ref)
        .join(TeamRow, col(TeamRow.workspace_id) == col(WorkspaceRow.id))
        .join(RoundRow, col(RoundRow.team_id) == col(TeamRow.id))
        .where(col(RoundRow.id) == round_id)
    )
    workspace = session.exec(statement).one()
    return Place(workspace, installations.org_of(session, workspace))
