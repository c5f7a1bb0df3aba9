"""What a tap on a card, and a form it opened, do: save, change, say why."""

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from itertools import count

from sqlalchemy import Engine

from bot.conversations import answer_forms, cards
from bot.conversations.crossing import Crossing
from bot.conversations.messages import Form, Message, Shown
from locales.speech import say
from storage import rounds
from storage.answers import Answered, Place, RoundMemory, home_of
from storage.database import reading
from storage.writer import AnswerWriter
from survey.errors import (
    InputError,
    NotInvitedError,
    NotSavedError,
    RoundClosedError,
    SurveyError,
    UnknownQuestionError,
)
from survey.ids import RoundId, UserRef
from survey.ports import Clock, Observer
from survey.questions import Question
from survey.rounds import Round
from survey.scales import Scale, together


@dataclass(frozen=True, slots=True)
class Pointer:
    """Which question of which round a person points at; all a platform tells besides the value."""

    user: UserRef
    round: RoundId
    question: str
    place: Place


@dataclass(frozen=True, slots=True)
class Click:
    """An answer tapped."""

    at: Pointer
    value: int
    order: float
    """The platform's time of the action, to tell a repeated envelope from a new tap; never stored."""


class Answering:
    """The use cases of a card. Every failure a person can cause comes back as a sentence."""

    def __init__(
        self,
        writer: AnswerWriter,
        memory: RoundMemory,
        engine: Engine,
        *,
        clock: Clock,
        observer: Observer,
    ) -> None:
        """Take the writer that commits answers, and what it remembers of open rounds."""
        self._writer = writer
        self._memory = memory
        self._engine = engine
        self._clock = clock
        self._observer = observer
        self._turns = count()
        self._crossing = Crossing()
        writer.meet(soon=self._crossing.soon, tell=self._crossing.deliver)

    async def answer(self, click: Click) -> Answered:
        """Save an answer; returns after the commit what the card shows now.

        The card itself is left to whoever shows it: the acknowledgement does not wait for that.

        Raises:
            NotSavedError: it could not be kept, through no fault of the person; it must not be acknowledged.
            SurveyError: it was refused; :meth:`refusal` says why, in the language spoken.
        """
        at = click.at
        return await self._saved(
            self._writer.submit_answer(
                at.round,
                at.user,
                at.question,
                click.value,
                at=self._clock(),
                order=click.order,
                place=at.place,
            )
        )

    async def choose(self, at: Pointer, places: Iterable[str], *, order: str) -> Answered:
        """Save the options somebody ticked; returns and raises as :meth:`answer` does.

        Args:
            at: who, and which question.
            places: the options' places.
            order: the platform's time of the tap that opened the form.
        """
        value = together(_place(each) for each in places)
        if not value:
            raise InputError(
                say("Please tick at least one. To leave the question out, close this and skip it.")
            )
        return await self._saved(
            self._writer.submit_answer(
                at.round,
                at.user,
                at.question,
                value,
                at=self._clock(),
                order=order,
                by_form=True,
                place=at.place,
            )
        )

    async def write(self, at: Pointer, text: str, *, order: str) -> Answered:
        """Save an answer in words; returns and raises as :meth:`answer` does."""
        return await self._saved(
            self._writer.submit_words(
                at.round, at.user, at.question, text, at=self._clock(), order=order, place=at.place
            )
        )

    async def _saved(self, saved: Future[Answered]) -> Answered:
        try:
            shown = await self._crossing.result(saved)
        except NotSavedError:
            self._observer.acknowledged("not_saved")
            raise
        except SurveyError:
            self._observer.acknowledged("refused")
            raise
        self._observer.acknowledged("saved")
        return shown

    async def refusal(self, at: Pointer, problem: SurveyError) -> Shown:
        """What somebody sees whose tap was refused."""
        return await asyncio.to_thread(self._refusal, at, problem)

    def remembered_language(self, place: Place, user: UserRef) -> str:
        """What somebody reads, without asking the database."""
        return self._memory.language_of(place, user)

    async def change(self, at: Pointer, *, keep: bool = False) -> Shown:
        """Open an answered question again, or leave it as it is after all."""
        return await asyncio.to_thread(self._card, at, change=None if keep else at.question)

    async def ask_to_choose(self, at: Pointer) -> Form | Shown:
        """The form to tick options in, or why there is none any more."""
        return await asyncio.to_thread(self._form, at, answer_forms.choose, lambda scale: scale.takes_several)

    async def ask_for_words(self, at: Pointer) -> Form | Shown:
        """The form for an answer in words, or why there is none any more."""
        return await asyncio.to_thread(self._form, at, answer_forms.write, lambda scale: scale.takes_words)

    async def ask_why(self, at: Pointer) -> Form | Shown:
        """The form for a reason, or why there is none any more."""
        return await asyncio.to_thread(self._form, at, answer_forms.why, lambda scale: not scale.takes_words)

    async def say_why(self, at: Pointer, text: str) -> None:
        """Save a reason; raises a SurveyError whose sentence belongs at the field."""
        saved = self._writer.submit_comment(
            at.round,
            at.user,
            at.question,
            text,
            at=self._clock(),
            order=next(self._turns),
            place=at.place,
        )
        await self._crossing.result(saved)

    def _card(self, at: Pointer, *, change: str | None) -> Shown:
        try:
            state = self._state(at)
        except SurveyError as problem:
            return self._refusal(at, problem)
        known = change if state.round.question(change or "") else None
        return Shown(cards.card(state.round, answered=state.answered, change=known))

    def _form(
        self, at: Pointer, form: Callable[[Round, Question], Form], fits: Callable[[Scale], bool]
    ) -> Form | Shown:
        try:
            state = self._state(at)
            question = state.round.question(at.question)
            if question is None or not fits(question.scale):
                raise UnknownQuestionError
        except SurveyError as problem:
            return self._refusal(at, problem)
        return form(state.round, question)

    def _state(self, at: Pointer) -> Answered:
        state = self._writer.state_of(at.round, at.user, place=at.place)
        if not state.round.is_open(at=self._clock()):
            raise RoundClosedError
        return state

    def _refusal(self, at: Pointer, problem: SurveyError) -> Shown:
        if isinstance(problem, RoundClosedError):
            with reading(self._engine) as session:
                if at.place.reaches(home_of(session, at.round)):
                    return Shown(cards.closed(rounds.get(session, at.round)))
                problem = NotInvitedError()
        return Shown(Message(str(problem)), replaces=False)


def _place(option: str) -> int:
    """The place of an option that a form sent."""
    if not (option.isascii() and option.isdigit() and len(option) == 1):
        raise UnknownQuestionError
    return int(option)
