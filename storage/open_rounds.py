"""An open round as it is held in memory: who may answer it, from where, and what is there so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from locales.catalogues import SOURCE
from storage.sealing import ANSWER, COMMENT, token
from survey.errors import NotInvitedError, UnknownQuestionError
from survey.ids import PersonId, QuestionId, UserRef
from survey.questions import Question
from survey.rounds import Round

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


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is who taps or types.

    Attributes:
        workspace: the platform's name of it.
        org: the organisation, where its installation serves all its workspaces: people there have one name
            in all of them and one place for messages from the bot, whichever workspace they are in.
    """

    workspace: str
    org: str = ""

    def reaches(self, home: "Place") -> bool:
        """Whether what is asked in that place can be answered from here."""
        return self.workspace == home.workspace or (self.org != "" and self.org == home.org)


@dataclass(slots=True)
class OpenRound:
    """An open round in memory.

    Attributes:
        round: as it was read, its closing time and its floor kept up to date.
        key_name: where its key is.
        key: the key itself; never shown in a repr, which ends up in logs.
        invited: who may answer.
        home: the workspace in which it is asked.
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
    home: Place = Place("")
    languages: Mapping[PersonId, str] = field(default_factory=dict, repr=False)
    orders: dict[bytes, float] = field(default_factory=dict, repr=False)
    names: dict[tuple[PersonId, QuestionId, bytes], bytes] = field(default_factory=dict, repr=False)
    is_doubted: bool = False

    def admit(self, place: Place) -> None:
        """Refuse what comes from another workspace, whoever is called alike there."""
        if not place.reaches(self.home):
            raise NotInvitedError

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

    def speaks(self, person: PersonId, language: str) -> None:
        """Somebody chose a language."""
        if person in self.invited.values():
            self.languages = {**self.languages, person: language}

    def uninvite(self, person: PersonId) -> None:
        """Take no more answers from somebody, and know nothing of those they gave."""
        if person not in self.invited.values():
            return
        names = {self.names.pop(about) for about in list(self.names) if about[0] == person}
        self.tokens -= names
        self.orders = {name: order for name, order in self.orders.items() if name not in names}
        self.languages = {known: told for known, told in self.languages.items() if known != person}
        self.invited = {ref: other for ref, other in self.invited.items() if other != person}

    def renew(self, read: "OpenRound") -> None:
        """Take over what the database says now; the order of clicks is known here alone, and stays."""
        self.round, self.invited, self.languages = read.round, read.invited, read.languages
        self.tokens, self.is_doubted = read.tokens, False

    def changed(self, *, closes_at: datetime, floor: int) -> None:
        """An admin ended the round early, or raised its floor."""
        self.round = replace(self.round, closes_at=closes_at, floor=floor)
