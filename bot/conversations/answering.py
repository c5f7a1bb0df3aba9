"""What a tap on a card does: save, change, say why."""

import asyncio
from dataclasses import dataclass
from itertools import count

from sqlalchemy import Engine

from bot.conversations import cards
from bot.conversations.crossing import Crossing
from bot.conversations.messages import Form, Message, Shown, TextField, quoted
from locales.speech import language, say
from storage import rounds
from storage.answers import Answered, RoundMemory
from storage.database import reading
from storage.sealing import LONGEST_COMMENT
from storage.writer import AnswerWriter
from survey.errors import NotSavedError, RoundClosedError, SurveyError
from survey.ids import RoundId, UserRef
from survey.ports import Clock, Observer

WHY_FORM = "why"
WHY_FIELD = "why"


def saved() -> Message:
    """What follows a reason; the same whatever was written."""
    return Message(
        say(
            "Your words are in. Until the round closes you can say why again: the new words take the old "
            "ones' place, and an empty field takes them back."
        )
    )


@dataclass(frozen=True, slots=True)
class Pointer:
    """Which question of which round a person points at; all a platform tells besides the value."""

    user: UserRef
    round: RoundId
    question: str


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
        try:
            saved = self._writer.submit_answer(
                at.round, at.user, at.question, click.value, at=self._clock(), order=click.order
            )
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

    def remembered_language(self, user: UserRef) -> str:
        """What somebody reads, without asking the database."""
        return self._memory.language_of(user)

    async def change(self, at: Pointer, *, keep: bool = False) -> Shown:
        """Open an answered question again, or leave it as it is after all."""
        return await asyncio.to_thread(self._card, at, change=None if keep else at.question)

    async def ask_why(self, at: Pointer) -> Form | Shown:
        """The form for a reason, or why there is none any more."""
        return await asyncio.to_thread(self._why_form, at)

    async def say_why(self, at: Pointer, text: str) -> None:
        """Save a reason; raises a SurveyError whose sentence belongs at the field."""
        saved = self._writer.submit_comment(
            at.round, at.user, at.question, text, at=self._clock(), order=next(self._turns)
        )
        await self._crossing.result(saved)

    def _card(self, at: Pointer, *, change: str | None) -> Shown:
        try:
            state = self._state(at)
        except SurveyError as problem:
            return self._refusal(at, problem)
        known = change if state.round.question(change or "") else None
        return Shown(cards.card(state.round, answered=state.answered, change=known))

    def _why_form(self, at: Pointer) -> Form | Shown:
        try:
            state = self._state(at)
        except SurveyError as problem:
            return self._refusal(at, problem)
        question = state.round.question(at.question)
        return Form(
            name=WHY_FORM,
            title=say("Say why"),
            submit=say("Save"),
            subject=f"{at.round}:{at.question}",
            intro=f"**{quoted(question.spoken(language()).text) if question else ''}**\n{_why_promise()}",
            fields=(
                TextField(
                    WHY_FIELD,
                    say("What is behind your answer?"),
                    multiline=True,
                    optional=True,
                    longest=LONGEST_COMMENT,
                ),
            ),
        )

    def _state(self, at: Pointer) -> Answered:
        state = self._writer.state_of(at.round, at.user)
        if not state.round.is_open(at=self._clock()):
            raise RoundClosedError
        return state

    def _refusal(self, at: Pointer, problem: SurveyError) -> Shown:
        if isinstance(problem, RoundClosedError):
            with reading(self._engine) as session:
                return Shown(cards.closed(rounds.get(session, at.round)))
        return Shown(Message(str(problem)), replaces=False)


def _why_promise() -> str:
    return say(
        "Your words are stored apart from your answer and without your name. They are shown to the team, in "
        "random order, only if ten or more people take part; otherwise nobody ever reads them. Write so that "
        "your style does not give you away. What you save replaces what you wrote here before; an empty "
        "field takes it back."
    )
