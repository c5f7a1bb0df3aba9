"""Closing a round: answers become counts, words lose their writers, and the key is destroyed.

The order makes a crash harmless: first one transaction that leaves only what may be kept, then the key, then
the write-ahead log. Whatever was left undone, ``finish`` does at the next start.
"""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import Engine, func
from sqlmodel import Session, col, delete, select, update

from storage import comments, owed, patience, reach, releases, rounds, wakeups, written
from storage.answers import RoundMemory
from storage.database import erase_traces, transaction
from storage.errors import BrokenSealError
from storage.key_store import KeyStore
from storage.sealing import open_answer, open_comment
from storage.tables import (
    ParticipationRow,
    RoundRow,
    SealedAnswerRow,
    SealedCommentRow,
    TallyRow,
)
from survey.disclosure.floors import comments_may_show
from survey.ids import PersonId, QuestionId, RoundId
from survey.ports import Randomness
from survey.rounds import Round, RoundState
from survey.tallies import count

_Texts = dict[QuestionId | None, list[str]]
"""What was written, by the question that asked for words; under None, the comments."""


def close(
    engine: Engine,
    keys: KeyStore,
    round_id: RoundId,
    *,
    data_key: bytes,
    randomness: Randomness,
    memory: RoundMemory | None = None,
) -> None:
    """Close a round for good; a round whose key is gone is lost. Does nothing more where it is closed.

    Args:
        engine: the database.
        keys: where the round's key is, and is no more afterwards.
        round_id: the round.
        data_key: what words are encrypted with from now on.
        randomness: shuffles them.
        memory: forgets the round and its key.
    """
    with transaction(engine) as session:
        rounds.lock(session, [round_id])
        round_ = rounds.get(session, round_id)
        name = rounds.key_name(session, round_id)
        if round_.state is RoundState.OPEN:
            key = keys.read(name)
            if key is not None:
                texts = _texts(session, round_, key)
                _count(session, round_, key, texts)
                _keep(session, round_id, texts, data_key=data_key, randomness=randomness)
                if any(texts.values()) and comments_may_show(
                    participants=_participants(session, round_id), floor=round_.floor
                ):
                    owed.owe_comments(session, round_)
            _note_patience(session, round_id, data_key=data_key, randomness=randomness)
            _forget(session, round_id, RoundState.LOST if key is None else RoundState.CLOSED)
    if memory is not None:
        memory.forget(round_id)
    keys.destroy(name)
    erase_traces(engine)


def finish(engine: Engine, keys: KeyStore) -> bool:
    """Destroy every key but those of open rounds, and whatever deleted rows left in the database's files.

    Call it at start and after every close. The key folder belongs to this database alone: keys that its
    rounds do not know are destroyed.

    Returns:
        Whether nothing is left to erase; False while somebody else reads or writes, so call it again.
    """
    # The write lock keeps a round that is just being opened, and its key, out of this.
    with transaction(engine) as session:
        statement = select(RoundRow.key_name).where(col(RoundRow.state) == RoundState.OPEN)
        alive = set(session.exec(statement))
        for name in set(keys.names()) - alive:
            keys.destroy(name)
    return erase_traces(engine, repack=True)


def _count(session: Session, round_: Round, key: bytes, texts: Mapping[QuestionId | None, list[str]]) -> None:
    """Count the answers and let figures out; of what was written only how many did is counted."""
    values: dict[QuestionId, list[int]] = defaultdict(list)
    for row in session.exec(select(SealedAnswerRow).where(col(SealedAnswerRow.round_id) == round_.id)):
        opened = _opened_answer(key, row)
        if opened is not None:
            values[opened[0]].append(opened[1])
    tallies = [
        count(question, values[question.id], written=len(texts.get(question.id, ())))
        for question in round_.questions
    ]
    for tally in tallies:
        for value, times in tally.rows.items():
            session.add(TallyRow(round_id=round_.id, question_id=tally.question.id, value=value, count=times))
    releases.decide(session, round_, [tally for tally in tallies if not tally.question.scale.takes_words])


def _texts(session: Session, round_: Round, key: bytes) -> _Texts:
    statement = select(SealedCommentRow).where(col(SealedCommentRow.round_id) == round_.id)
    # A comment names no question, and only by naming the right one an answer in words can be opened.
    asked = [None, *(question.id for question in round_.questions if question.scale.takes_words)]
    found: _Texts = defaultdict(list)
    for row in session.exec(statement):
        opened = ((about, _opened_words(key, row, about)) for about in asked)
        about, text = next(((about, text) for about, text in opened if text is not None), (None, ""))
        if text:
            found[about].append(text)
    return found


def _keep(
    session: Session, round_id: RoundId, texts: _Texts, *, data_key: bytes, randomness: Randomness
) -> None:
    for about, said in texts.items():
        if about is None:
            comments.keep(session, round_id, said, data_key=data_key, randomness=randomness)
        else:
            written.keep(session, round_id, about, said, data_key=data_key, randomness=randomness)


def _opened_answer(key: bytes, row: SealedAnswerRow) -> tuple[QuestionId, int] | None:
    """None for a row that was tampered with: it counts for nothing, and the others still count."""
    try:
        return open_answer(key, row.token, row.value)
    except BrokenSealError:
        return None


def _opened_words(key: bytes, row: SealedCommentRow, about: QuestionId | None) -> str | None:
    """None for a row that is about something else, or was tampered with."""
    try:
        return open_comment(key, row.token, row.value, about)
    except BrokenSealError:
        return None


def _participants(session: Session, round_id: RoundId) -> int:
    return session.exec(select(func.count()).where(col(ParticipationRow.round_id) == round_id)).one()


def _note_patience(session: Session, round_id: RoundId, *, data_key: bytes, randomness: Randomness) -> None:
    statement = select(ParticipationRow.person_id).where(col(ParticipationRow.round_id) == round_id)
    took_part = {PersonId(person) for person in session.exec(statement)}
    asked = reach.reached(session, round_id)
    patience.note(session, asked, took_part, data_key=data_key, randomness=randomness)


def _forget(session: Session, round_id: RoundId, state: RoundState) -> None:
    participants, invited = _participants(session, round_id), len(reach.reached(session, round_id))
    session.exec(delete(SealedAnswerRow).where(col(SealedAnswerRow.round_id) == round_id))
    session.exec(delete(SealedCommentRow).where(col(SealedCommentRow.round_id) == round_id))
    session.exec(delete(ParticipationRow).where(col(ParticipationRow.round_id) == round_id))
    owed.forget_reminders(session, round_id)
    ended = update(RoundRow).where(col(RoundRow.id) == round_id)
    session.exec(ended.values(state=state, participants=participants, invited=invited))
    # Its digest may have been due before, and waited for this.
    wakeups.for_round(session, round_id, [wakeups.AT_ONCE])
