"""What is read of open rounds, to be remembered for the clicks that come."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from storage.languages import OF_PERSON
from storage.tables import (
    DeliveryRow,
    PersonRow,
    RoundRow,
    SealedAnswerRow,
    SealedCommentRow,
    WorkspaceRow,
)
from survey.deliveries import Kind
from survey.ids import PersonId, RoundId, UserRef
from survey.rounds import RoundState


def still_open(session: Session, known: Iterable[RoundId]) -> set[RoundId]:
    """Which of these rounds take answers."""
    is_open = select(RoundRow.id).where(
        col(RoundRow.id).in_(list(known)), col(RoundRow.state) == RoundState.OPEN
    )
    return {RoundId(found or 0) for found in session.exec(is_open)}


def people(session: Session, round_id: RoundId) -> list[tuple[UserRef, PersonId, str]]:
    """Who is invited, and what each reads."""
    statement = (
        select(PersonRow.ref, PersonRow.id, OF_PERSON)
        .join(DeliveryRow, col(DeliveryRow.person_id) == col(PersonRow.id))
        .join(WorkspaceRow, col(WorkspaceRow.id) == col(PersonRow.workspace_id))
        .where(col(DeliveryRow.round_id) == round_id, col(DeliveryRow.kind) == Kind.ASK)
    )
    return [(UserRef(ref), PersonId(id_ or 0), told) for ref, id_, told in session.exec(statement)]


def tokens(session: Session, round_id: RoundId) -> set[bytes]:
    """The names of the answers and comments stored so far."""
    answers = select(SealedAnswerRow.token).where(col(SealedAnswerRow.round_id) == round_id)
    words = select(SealedCommentRow.token).where(col(SealedCommentRow.round_id) == round_id)
    return {*session.exec(answers), *session.exec(words)}
