"""The ledger of messages owed: claimed with a lease, fenced by the attempt, never sent again blindly.

A claim is committed before the platform is called and its end after, so a crash in between leaves a lease
that runs out. Nobody knows then whether the message arrived: it becomes ``unsure``, not ``pending``.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, select, update
from sqlmodel.sql.expression import SelectOfScalar

from storage.tables import DeliveryRow, PersonRow, RoundRow, TeamRow, WorkspaceRow
from storage.upserts import upsert
from survey.deliveries import Claim, Kind, Sent, Status
from survey.ids import ChannelRef, DeliveryId, RoundId, UserRef
from survey.rounds import Round, RoundState

LEASE_ENDED = "lease ended"
ROUND_CLOSED = "round closed"
_BEHIND_THE_FIGURES = timedelta(minutes=1)


def claim(
    session: Session,
    *,
    at: datetime,
    lease: timedelta,
    limit: int,
    kinds: Collection[Kind] | None = None,
) -> tuple[Claim, ...]:
    """Take deliveries that are due: asks of open rounds, digests of rounds that ended.

    Args:
        session: commit it before sending.
        at: now.
        lease: how long a sender may take before the delivery counts as unsure.
        limit: at most so many.
        kinds: only these kinds; None takes all.
    """
    _end_leases(session, at=at)
    taken = (
        update(DeliveryRow)
        .where(col(DeliveryRow.id).in_(_ready(at=at, limit=limit, kinds=kinds)))
        .values(
            status=Status.SENDING, attempt=col(DeliveryRow.attempt) + 1, lease_until=at + lease, problem=None
        )
        .returning(col(DeliveryRow.id))
    )
    return _claims(session, session.exec(taken).scalars().all())


def sent(session: Session, claim: Claim, sent: Sent) -> bool:
    """The message arrived; also remembers the person's direct message for next time.

    Returns:
        False where the delivery has moved on to another attempt or another end.
    """
    if not _end(session, claim, Status.SENT, channel=sent.channel, message=sent.message):
        return False
    person = select(DeliveryRow.person_id).where(col(DeliveryRow.id) == claim.id).scalar_subquery()
    session.exec(update(PersonRow).where(col(PersonRow.id) == person).values(dm_channel=sent.channel))
    return True


def put_back(session: Session, claim: Claim, *, due_at: datetime, problem: str) -> bool:
    """The platform certainly did not take it; try again at a later moment. ``problem`` is a short name."""
    return _end(session, claim, Status.PENDING, due_at=due_at, problem=problem)


def unsure(session: Session, claim: Claim, problem: str) -> bool:
    """The platform may or may not have taken it: show it to admins, never send it again blindly."""
    return _end(session, claim, Status.UNSURE, problem=problem)


def failed(session: Session, claim: Claim, problem: str) -> bool:
    """The platform certainly did not take it, and trying again cannot help."""
    return _end(session, claim, Status.FAILED, problem=problem)


def owe_comments(session: Session, round_: Round) -> None:
    """Owe a closed round's comments to its channel, a minute behind the figures: never beside them."""
    statement = upsert(session, DeliveryRow).values(
        round_id=round_.id,
        kind=Kind.COMMENTS,
        recipient=f"team:{round_.team}",
        person_id=None,
        due_at=round_.digest_at + _BEHIND_THE_FIGURES,
        status=Status.PENDING,
        attempt=0,
    )
    session.exec(statement.on_conflict_do_nothing())


def drop_stale(session: Session, *, at: datetime) -> int:
    """Owe no question any more that can no longer be answered; returns how many that were."""
    over = select(RoundRow.id).where(
        or_(col(RoundRow.state) != RoundState.OPEN, col(RoundRow.closes_at) <= at)
    )
    statement = update(DeliveryRow).where(
        _pending(), col(DeliveryRow.kind) == Kind.ASK, col(DeliveryRow.round_id).in_(over)
    )
    return session.exec(statement.values(status=Status.FAILED, problem=ROUND_CLOSED)).rowcount


def next_due(session: Session) -> datetime | None:
    """When the next delivery that may go is due; it can lie in the past.

    A digest counts from the moment its round ends: before, waiting for it would be waiting for the close.
    """
    statement = (
        select(DeliveryRow.due_at)
        .join(RoundRow, col(RoundRow.id) == col(DeliveryRow.round_id))
        .where(_pending(), _matches_state())
        .order_by(col(DeliveryRow.due_at))
        .limit(1)
    )
    return session.exec(statement).one_or_none()


def _ready(*, at: datetime, limit: int, kinds: Collection[Kind] | None) -> SelectOfScalar[int | None]:
    """Lets several processes take different rows on PostgreSQL; SQLite has one writer and needs no lock."""
    wanted = col(DeliveryRow.kind).in_(list(Kind) if kinds is None else list(kinds))
    return (
        select(col(DeliveryRow.id))
        .join(RoundRow, col(RoundRow.id) == col(DeliveryRow.round_id))
        .where(_pending(), col(DeliveryRow.due_at) <= at, _may_go(at), wanted)
        .order_by(col(DeliveryRow.due_at), col(DeliveryRow.id))
        .limit(limit)
        .with_for_update(skip_locked=True, of=DeliveryRow)
    )


def _pending() -> ColumnElement[bool]:
    return col(DeliveryRow.status) == Status.PENDING


def _matches_state() -> ColumnElement[bool]:
    is_ask = col(DeliveryRow.kind) == Kind.ASK
    is_open = col(RoundRow.state) == RoundState.OPEN
    return or_(and_(is_ask, is_open), and_(~is_ask, ~is_open))


def _may_go(at: datetime) -> ColumnElement[bool]:
    is_ask = col(DeliveryRow.kind) == Kind.ASK
    return and_(_matches_state(), or_(~is_ask, col(RoundRow.closes_at) > at))


def _end_leases(session: Session, *, at: datetime) -> None:
    statement = update(DeliveryRow).where(
        col(DeliveryRow.status) == Status.SENDING, col(DeliveryRow.lease_until) <= at
    )
    session.exec(statement.values(status=Status.UNSURE, lease_until=None, problem=LEASE_ENDED))


def _end(session: Session, claim: Claim, status: Status, **values: object) -> bool:
    """A slow sender may still say how its own attempt ended after its lease ran out, but nobody else's."""
    statement = update(DeliveryRow).where(
        col(DeliveryRow.id) == claim.id,
        col(DeliveryRow.attempt) == claim.attempt,
        col(DeliveryRow.status).in_([Status.SENDING, Status.UNSURE]),
    )
    ended = statement.values(**{"status": status, "lease_until": None, "problem": None, **values})
    return session.exec(ended).rowcount == 1


def _claims(session: Session, taken: Collection[int]) -> tuple[Claim, ...]:
    statement = (
        select(DeliveryRow, WorkspaceRow.ref, TeamRow.channel, PersonRow)
        .join(RoundRow, col(RoundRow.id) == col(DeliveryRow.round_id))
        .join(TeamRow, col(TeamRow.id) == col(RoundRow.team_id))
        .join(WorkspaceRow, col(WorkspaceRow.id) == col(TeamRow.workspace_id))
        .join(PersonRow, col(PersonRow.id) == col(DeliveryRow.person_id), isouter=True)
        .where(col(DeliveryRow.id).in_(taken))
        .order_by(col(DeliveryRow.due_at), col(DeliveryRow.id))
    )
    return tuple(_claim(*row) for row in session.exec(statement))


def _claim(delivery: DeliveryRow, workspace: str, team: str, person: PersonRow | None) -> Claim:
    channel = person.dm_channel if person else team
    return Claim(
        id=DeliveryId(delivery.id or 0),
        kind=Kind(delivery.kind),
        round=RoundId(delivery.round_id),
        attempt=delivery.attempt,
        workspace=workspace,
        user=UserRef(person.ref) if person else None,
        channel=ChannelRef(channel) if channel else None,
    )
