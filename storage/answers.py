"""What a click must know of its open round without asking the database, and what it gets back."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Engine

from locales.catalogues import SOURCE
from storage import remembered, rounds
from storage.database import reading
from storage.errors import LostKeyError
from storage.key_store import KeyStore
from storage.sealing import ANSWER, COMMENT, token
from survey.errors import NotInvitedError, PreviewError, RoundClosedError, UnknownQuestionError
from survey.ids import PersonId, QuestionId, RoundId, UserRef
from survey.questions import Question
from survey.rounds import PREVIEW, Round, RoundState

THE_WEEK = QuestionId(0)
"""What a comment is about that belongs to no question."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A round as one person's card shows it: which of its questions they answered, never how.

    ``language`` is what that person reads.
    """

    round: Round
    answered: frozenset[str]
    language: str = SOURCE


@dataclass(slots=True)
class OpenRound:
    """An open round in memory.

    Attributes:
        round: as it was read, its closing time and its floor kept up to date.
        key_name: where its key is.
        key: the key itself; never shown in a repr, which ends up in logs.
        invited: who may answer.
        tokens: of the answers and comments stored so far.
        languages: what those who are invited read.
        orders: the platform's action time of the last accepted click, by the name of what it changed; kept
            here and nowhere else.
        names: the tokens made so far; each is asked for with every click of its person.
        is_doubted: whether another process may have changed what was read.
    """

    round: Round
    key_name: str
    key: bytes = field(repr=False)
    invited: Mapping[UserRef, PersonId] = field(repr=False)
    tokens: set[bytes] = field(repr=False)
    languages: Mapping[PersonId, str] = field(default_factory=dict, repr=False)
    orders: dict[bytes, float] = field(default_factory=dict, repr=False)
    names: dict[tuple[PersonId, QuestionId, bytes], bytes] = field(default_factory=dict, repr=False)
    is_doubted: bool = False

    def person(self, user: UserRef) -> PersonId:
        """Who that is; raises NotInvitedError for anybody the round was not meant for."""
        try:
            return self.invited[user]
        except KeyError:
            raise NotInvitedError from None

    def about(self, question_key: str | None) -> QuestionId:
        """What somebody writes about; raises UnknownQuestionError where this round does not ask it."""
        if question_key is None:
            return THE_WEEK
        question = self.round.question(question_key)
        if question is None:
            raise UnknownQuestionError
        return question.id

    def answered_by(self, person: PersonId) -> Answered:
        """What this person's card shows."""
        questions = self.round.questions
        keys = (item.key for item in questions if self._has(person, item))
        return Answered(self.round, frozenset(keys), self.languages.get(person, SOURCE))

    def _has(self, person: PersonId, question: Question) -> bool:
        """Whether there is an answer: one that is a value, or one in words."""
        if self.token_of(person, question.id) in self.tokens:
            return True
        return question.scale.takes_words and self.words_of(person, question.id) in self.tokens

    def words_of(self, person: PersonId, question: QuestionId) -> bytes:
        """The name of what this person writes about a question."""
        return self.token_of(person, question, purpose=COMMENT)

    def token_of(self, person: PersonId, question: QuestionId, *, purpose: bytes = ANSWER) -> bytes:
        """The name of what this person gives to a question of this round."""
        about = (person, question, purpose)
        name = self.names.get(about)
        if name is None:
            name = self.names[about] = token(
                self.key, person=person, round_id=self.round.id, question=question, purpose=purpose
            )
        return name

    def everything_of(self, person: PersonId) -> tuple[bytes, ...]:
        """The names of all a person can have given: an answer and a comment a question, one for the week."""
        asked = [question.id for question in self.round.questions]
        answers = [self.token_of(person, question) for question in asked]
        about = [*asked, THE_WEEK]
        return (*answers, *(self.words_of(person, question) for question in about))

    def speaks(self, user: UserRef, language: str) -> None:
        """Somebody chose a language."""
        person = self.invited.get(user)
        if person is not None:
            self.languages = {**self.languages, person: language}

    def uninvite(self, user: UserRef) -> None:
        """Take no more answers from somebody, and know nothing of those they gave."""
        person = self.invited.get(user)
        if person is None:
            return
        names = {self.names.pop(about) for about in list(self.names) if about[0] == person}
        self.tokens -= names
        self.orders = {name: order for name, order in self.orders.items() if name not in names}
        self.languages = {known: told for known, told in self.languages.items() if known != person}
        self.invited = {ref: other for ref, other in self.invited.items() if ref != user}

    def renew(self, read: "OpenRound") -> None:
        """Take over what the database says now; the order of clicks is known here alone, and stays."""
        self.round, self.invited, self.languages = read.round, read.invited, read.languages
        self.tokens, self.is_doubted = read.tokens, False

    def changed(self, *, closes_at: datetime, floor: int) -> None:
        """An admin ended the round early, or raised its floor."""
        self.round = replace(self.round, closes_at=closes_at, floor=floor)


class RoundMemory:
    """Open rounds, each read once when its first click comes; the longest unused goes first."""

    def __init__(self, engine: Engine, keys: KeyStore, *, limit: int = 1024) -> None:
        """Remember at most ``limit`` rounds."""
        self._engine = engine
        self._keys = keys
        self._limit = limit
        self._lock = threading.Lock()
        self._rounds: OrderedDict[RoundId, OpenRound] = OrderedDict()

    def open_round(self, round_id: RoundId) -> OpenRound:
        """The open round with this id.

        Raises:
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
            return known

    def read_anew(self, round_id: RoundId) -> OpenRound:
        """The open round as it is now; when each last click was stays known."""
        with self._lock:
            fresh, known = self._read(round_id), self._rounds.get(round_id)
            if known is not None:
                fresh.orders.update(known.orders)
            self._rounds[round_id] = fresh
            return fresh

    def language_of(self, user: UserRef) -> str:
        """What somebody reads, as far as an open round in memory knows them; else English."""
        with self._lock:
            known = (each for each in self._rounds.values() if user in each.invited)
            found = next(known, None)
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

    def speaks(self, user: UserRef, language: str) -> None:
        """Show somebody their cards in another language from now on."""
        with self._lock:
            for known in self._rounds.values():
                known.speaks(user, language)

    def forget_person(self, user: UserRef) -> None:
        """Forget somebody in every round; what is known of the others stays."""
        with self._lock:
            for known in self._rounds.values():
                known.uninvite(user)

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
                languages={person: language for _, person, language in people},
            )
