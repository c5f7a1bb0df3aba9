"""What is kept too long goes: rounds past their promise, who was asked, anything sealed left behind."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, select

from storage.tables import (
    CommentRow,
    DeliveryRow,
    ParticipationRow,
    ReleaseRow,
    RoundQuestionRow,
    RoundRow,
    RoundTalkRow,
    RoundTeamRow,
    SealedAnswerRow,
    SealedCommentRow,
    TallyRow,
    WrittenAnswerRow,
)
from survey.deliveries import Kind
from survey.retention import PERSON_LEVEL, STAGING, kept_until
from survey.rounds import RoundState

_OfRound = (
    CommentRow
    | DeliveryRow
    | ParticipationRow
    | ReleaseRow
    | RoundQuestionRow
    | RoundTalkRow
    | RoundTeamRow
    | SealedAnswerRow
    | SealedCommentRow
    | TallyRow
    | WrittenAnswerRow
)
_STAGING = (SealedAnswerRow, SealedCommentRow, ParticipationRow)
_WORDS = (CommentRow, WrittenAnswerRow)
_OF_A_ROUND = (ReleaseRow, TallyRow, *_WORDS, RoundQuestionRow, RoundTeamRow, RoundTalkRow, DeliveryRow)


@dataclass(frozen=True, slots=True)
class Purged:
    """How much went; numbers only.

    Attributes:
        rounds: with their sums, what was released of them, and their messages.
        comments: of those rounds, answers in words included.
        invitations: who was asked in rounds that are over for half a year.
        sealed: rows of closed rounds that should not have been there at all.
    """

    rounds: int
    comments: int
    invitations: int
    sealed: int

    def __bool__(self) -> bool:
        """Whether anything went."""
        return any(asdict(self).values())


def purge(session: Session, *, at: datetime) -> Purged:
    """Delete whatever nobody promised to keep any longer.

    A round goes when the months it promised when it opened are over, whatever the setting says today.
    Rounds that are open stay, however late: closing counts them, and only then they are old.
    """
    over = session.exec(select(RoundRow).where(col(RoundRow.state) != RoundState.OPEN)).all()
    left = [row.id for row in over if row.closes_at <= at - STAGING]
    personal = [row.id for row in over if row.closes_at <= at - PERSON_LEVEL]
    old = [row.id for row in over if kept_until(row.closes_at, row.retention_months) <= at]
    reminders = col(DeliveryRow.kind) == Kind.REMINDER
    to_people = col(DeliveryRow.person_id).is_not(None)
    sealed = sum(_delete(session, table, left) for table in _STAGING)
    sealed += _delete(session, DeliveryRow, left, reminders)
    invitations = _delete(session, DeliveryRow, personal, to_people)
    gone = {table: _delete(session, table, old) for table in _OF_A_ROUND}
    session.exec(delete(RoundRow).where(col(RoundRow.id).in_(old)))
    return Purged(len(old), sum(gone[table] for table in _WORDS), invitations, sealed)


def _delete(
    session: Session, row: type[_OfRound], rounds: list[int | None], *which: ColumnElement[bool]
) -> int:
    return session.exec(delete(row).where(col(row.round_id).in_(rounds), *which)).rowcount
