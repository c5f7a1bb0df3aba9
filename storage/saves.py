"""What a person gives to an open round: sealed, and ready to be stored."""

from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from locales.speech import say
from storage.answers import Answered, OpenRound
from storage.sealing import seal_answer, seal_comment
from storage.tables import SealedAnswerRow, SealedCommentRow
from storage.works import Save
from survey.errors import InputError, NotSavedError, SurveyError, UnknownQuestionError
from survey.ids import UserRef
from survey.ports import Randomness
from survey.questions import Question


@dataclass(frozen=True, slots=True)
class Given:
    """Who gave something, and when.

    Attributes:
        at: when we heard of it; decides whether the round was still open.
        order: the platform's time of the action; what is not newer than the last is ignored.
        by_form: whether it was sent with a form that the action only opened. It is the last thing given,
            then, whatever was tapped elsewhere while the form was being filled.
    """

    user: UserRef
    at: datetime
    order: str | float
    by_form: bool = False


def answer(to: OpenRound, given: Given, question_key: str, value: int, *, randomness: Randomness) -> Save:
    """An answer that is a value; raises UnknownQuestionError where the question has no such answer."""
    person, question = to.person(given.user), _question(to, question_key)
    if not question.scale.accepts(value):
        raise UnknownQuestionError
    name = to.token_of(person, question.id)
    return Save(
        to,
        person,
        given.at,
        float(given.order),
        SealedAnswerRow,
        name,
        seal_answer(to.key, name, question=question.id, value=value, randomness=randomness),
        instead_of=to.words_of(person, question.id) if question.scale.takes_words else b"",
        by_form=given.by_form,
    )


def words(to: OpenRound, given: Given, question_key: str, text: str, *, randomness: Randomness) -> Save:
    """An answer in words.

    Raises:
        UnknownQuestionError: the question is not answered in words.
        InputError: there are none, or too many.
    """
    person, question = to.person(given.user), _question(to, question_key)
    if not question.scale.takes_words:
        raise UnknownQuestionError
    if not text.strip():
        raise InputError(say("Please write something. To leave the question out, close this and skip it."))
    name, skip = to.words_of(person, question.id), to.token_of(person, question.id)
    return Save(
        to,
        person,
        given.at,
        float(given.order),
        SealedCommentRow,
        name,
        seal_comment(to.key, name, text=text.strip(), randomness=randomness, answers=question.id),
        place=skip,
        instead_of=skip,
        by_form=given.by_form,
    )


def comment(
    to: OpenRound, given: Given, question_key: str | None, text: str, *, randomness: Randomness
) -> Save:
    """A comment; an empty one takes back what was there.

    Raises:
        UnknownQuestionError: the round does not ask this, or it is answered in words anyway.
        InputError: it is too long.
    """
    person, about = to.person(given.user), to.about(question_key)
    if question_key is not None and _question(to, question_key).scale.takes_words:
        raise UnknownQuestionError
    name = to.words_of(person, about)
    sealed = seal_comment(to.key, name, text=text.strip(), randomness=randomness)
    return Save(to, person, given.at, float(given.order), SealedCommentRow, name, sealed)


def refused(refusal: SurveyError) -> Future[Answered]:
    """What somebody gave who was refused at once."""
    future: Future[Answered] = Future()
    future.set_exception(refusal)
    return future


def not_saved(problem: SQLAlchemyError | OSError) -> NotSavedError:
    """What the person reads; the database's own words stay attached for the log."""
    error = NotSavedError()
    error.__cause__ = problem
    return error


def _question(of: OpenRound, key: str) -> Question:
    question = of.round.question(key)
    if question is None:
        raise UnknownQuestionError
    return question
