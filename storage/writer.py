"""The one way of answers to disk: a single thread commits together whatever is waiting.

While one commit is under way the next clicks gather. Nobody is told "saved" before their group is.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from datetime import datetime
from functools import partial
from queue import Empty, SimpleQueue

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from storage import outages, saves
from storage.answers import Answered, OpenRound, Place, RoundMemory
from storage.batches import Batches
from storage.key_store import KeyStore
from storage.saves import Given
from storage.works import Save, Withdrawal, Work, groups
from survey.errors import NotInvitedError, NotSavedError, RoundClosedError, SurveyError
from survey.ids import RoundId, UserRef
from survey.ports import Clock, Randomness

MOST_AT_ONCE = 500


class AnswerWriter:
    """Takes answers from any thread; a future ends when its answer is on disk, or with a SurveyError."""

    def __init__(
        self,
        engine: Engine,
        keys: KeyStore,
        memory: RoundMemory,
        *,
        randomness: Randomness,
        clock: Clock,
    ) -> None:
        """Prepare; nothing is written before ``start``."""
        self._batches = Batches(engine, keys)
        self._memory = memory
        self._answer = partial(saves.answer, randomness=randomness)
        self._words = partial(saves.words, randomness=randomness)
        self._comment = partial(saves.comment, randomness=randomness)
        self._clock = clock
        self._queue: SimpleQueue[Work | None] = SimpleQueue()
        self._gate = threading.Lock()
        self._thread: threading.Thread | None = None
        self._gathered: deque[Work] = deque()
        self._soon: Callable[[Callable[[], None]], None] = lambda hand_over: hand_over()
        self._tell: Callable[[], None] = lambda: None

    def meet(self, *, soon: Callable[[Callable[[], None]], None], tell: Callable[[], None]) -> None:
        """Work with an event loop.

        ``soon`` calls what it is given when the burst of clicks under way is through; ``tell`` is called
        whenever clicks have ended, mostly in the writer's thread, and must not fail.
        """
        self._soon, self._tell = soon, tell

    def start(self) -> None:
        """Begin to write; does nothing where it has begun."""
        with self._gate:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="answers", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Write what is waiting, then end; whatever comes later is refused with NotSavedError."""
        self._hand_over()
        with self._gate:
            thread, self._thread = self._thread, None
        if thread is not None:
            self._queue.put(None)
            thread.join()

    def submit_answer(
        self,
        round_id: RoundId,
        user: UserRef,
        question_key: str,
        value: int,
        *,
        at: datetime,
        order: str | float,
        by_form: bool = False,
        place: Place | None = None,
    ) -> Future[Answered]:
        """Store an answer; the last click wins.

        Args:
            round_id: the round of the card.
            user: who clicked.
            question_key: which question of the round.
            value: a value of its scale, or SKIP.
            at: when we heard of it; decides whether the round was still open.
            order: the platform's time of the action; a click that is not newer than the last is ignored.
            by_form: whether it was sent with a form which that action opened.
            place: where they tapped; a card of another workspace is refused. None where that is known.
        """
        given = Given(user, at, order, by_form=by_form)
        return self._submit(round_id, place, lambda to: self._answer(to, given, question_key, value))

    def submit_words(
        self,
        round_id: RoundId,
        user: UserRef,
        question_key: str,
        text: str,
        *,
        at: datetime,
        order: str,
        place: Place | None = None,
    ) -> Future[Answered]:
        """Store an answer in words, sent with a form; without words the future ends with InputError."""
        given = Given(user, at, order, by_form=True)
        return self._submit(round_id, place, lambda to: self._words(to, given, question_key, text))

    def submit_comment(
        self,
        round_id: RoundId,
        user: UserRef,
        question_key: str | None,
        text: str,
        *,
        at: datetime,
        order: str | float,
        place: Place | None = None,
    ) -> Future[Answered]:
        """Store a person's comment, in place of one they gave before; an empty text takes it back.

        Args:
            round_id: the round of the card.
            user: who wrote.
            question_key: what they wrote about, forgotten when the round closes; None for the whole week.
            text: at most 500 characters, else the future ends with InputError.
            at, order, place: as for an answer.
        """
        given = Given(user, at, order)
        return self._submit(round_id, place, lambda to: self._comment(to, given, question_key, text))

    def withdraw(self, round_id: RoundId, user: UserRef) -> Future[Answered]:
        """Take back everything a person gave to an open round, as if they had never answered."""

        def make(to: OpenRound) -> Work:
            person = to.person(user)
            return Withdrawal(to, person, self._clock(), to.everything_of(person))

        return self._submit(round_id, None, make)

    def state_of(self, round_id: RoundId, user: UserRef, *, place: Place | None = None) -> Answered:
        """What this person's card shows now.

        Raises:
            SurveyError: the round is unknown, closed or without its key, or the person was not invited.
        """
        open_round = self._memory.open_round(round_id, place)
        person = open_round.person(user)
        self._batches.look(open_round, person)
        return open_round.answered_by(person)

    def _submit(
        self, round_id: RoundId, place: Place | None, make: Callable[[OpenRound], Work]
    ) -> Future[Answered]:
        try:
            work = self._made(round_id, place, make)
            # From here on it cannot be cancelled: an answer on its way is stored, whoever still listens.
            work.done.set_running_or_notify_cancel()
        except SurveyError as refusal:
            return saves.refused(refusal)
        except (SQLAlchemyError, OSError) as problem:
            return saves.refused(saves.not_saved(problem))
        self._gathered.append(work)
        self._soon(self._hand_over)
        return work.done

    def _made(self, round_id: RoundId, place: Place | None, make: Callable[[OpenRound], Work]) -> Work:
        known = self._memory.open_round(round_id, place)
        try:
            return make(known)
        except NotInvitedError:
            # Another process may have invited them since this one read the round.
            return make(self._memory.read_anew(round_id))

    def _hand_over(self) -> None:
        """Pass on what has gathered; where nobody writes any more, everybody must know."""
        with self._gate:
            writes = self._thread is not None
            while self._gathered:
                work = self._gathered.popleft()
                if writes:
                    self._queue.put(work)
                else:
                    work.done.set_exception(NotSavedError())
        if not writes:
            self._tell()

    def _run(self) -> None:
        taken: list[Work | None] = []
        while None not in taken:
            taken = self._take()
            for group in groups(work for work in taken if work is not None):
                self._settle(group)
            self._tell()

    def _take(self) -> list[Work | None]:
        taken = [self._queue.get()]
        with suppress(Empty):
            while len(taken) < MOST_AT_ONCE:
                taken.append(self._queue.get_nowait())
        return taken

    def _settle(self, group: Sequence[Work]) -> None:
        """End every future of a group, however storing it goes."""
        try:
            refused = self._store(group)
        except (SQLAlchemyError, OSError) as problem:
            self._settle_alone(group, problem)
        except Exception as bug:  # noqa: BLE001 - a thread that dies of a bug leaves everybody waiting
            for work in group:
                work.done.set_exception(bug)
        else:
            for work in group:
                self._end(work, refused.get(work))

    def _store(self, group: Sequence[Work]) -> dict[Work, SurveyError]:
        first = group[0]
        if isinstance(first, Withdrawal):
            return self._batches.withdraw(first)
        return self._batches.save([work for work in group if isinstance(work, Save)])

    def _settle_alone(self, group: Sequence[Work], problem: SQLAlchemyError | OSError) -> None:
        """One bad row must not take its group along; but waiting for a lock again helps nobody."""
        for work in group:
            if len(group) > 1 and not outages.concerns_all(problem):
                self._settle([work])
            else:
                work.done.set_exception(saves.not_saved(problem))

    def _end(self, work: Work, refusal: SurveyError | None) -> None:
        if refusal is None:
            work.done.set_result(work.open_round.answered_by(work.person))
            return
        if isinstance(refusal, RoundClosedError):
            self._memory.forget(work.open_round.round.id)
        work.done.set_exception(refusal)
