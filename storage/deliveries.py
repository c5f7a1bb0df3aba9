"""The ledger of messages owed: taken in turn, claimed with a lease, fenced by the attempt.

A claim is committed before the platform is called and its end after, so a crash in between leaves a lease
that runs out. Nobody knows then whether the message arrived: it becomes ``unsure``, is looked up where the
platform allows that, and is never sent again blindly.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, case, func, or_, select, update
from sqlmodel import Session, col

from storage.tables import DeliveryRow, PersonRow, table
from survey.deliveries import (
    MOST_FAILURES,
    Claim,
    End,
    InDoubt,
    Kind,
    NotSentError,
    Sent,
    Status,
    UnsureError,
)
from survey.ids import DeliveryId, MessageRef, RoundId, UserRef

LEASE_ENDED = "lease ended"
ROUND_CLOSED = "round closed"
NO_MOMENT = "no good moment"
_LATELY = timedelta(days=14)
_DELIVERY, _PERSON = table(DeliveryRow), table(PersonRow)
_CLAIM = (
    update(_DELIVERY)
    .where(_DELIVERY.c.id.in_(bindparam("ids", expanding=True)))
    .values(
        status=Status.SENDING,
        attempt=_DELIVERY.c.attempt + 1,
        lease_until=bindparam("until", type_=_DELIVERY.c.lease_until.type),
        tried_at=case(
            (
                _DELIVERY.c.status == Status.UNSURE,
                func.coalesce(_DELIVERY.c.tried_at, _DELIVERY.c.due_at),
            ),
            else_=bindparam("at", type_=_DELIVERY.c.tried_at.type),
        ),
        problem=None,
    )
)
_MINE = (
    _DELIVERY.c.id == bindparam("it"),
    _DELIVERY.c.attempt == bindparam("mine"),
    or_(_DELIVERY.c.status == Status.SENDING, _DELIVERY.c.status == Status.UNSURE),
)
"""A slow sender may still say how its own attempt ended after its lease ran out, but nobody else's."""
_SENT = (
    update(_DELIVERY)
    .where(*_MINE)
    .values(
        status=Status.SENT,
        channel=bindparam("channel"),
        message=bindparam("message"),
        lease_until=None,
        problem=None,
    )
)
_REMEMBER = (
    update(_PERSON)
    .where(
        _PERSON.c.id
        == select(_DELIVERY.c.person_id).where(_DELIVERY.c.id == bindparam("it")).scalar_subquery()
    )
    .values(dm_channel=bindparam("channel"))
)


def has_ended_leases(session: Session, *, at: datetime) -> bool:
    """Whether there is anything for :func:`end_leases` to do."""
    statement = select(_DELIVERY.c.id).where(*_lease_ended(at)).limit(1)
    return session.connection().execute(statement).first() is not None


def end_leases(session: Session, *, at: datetime) -> None:
    """Doubt what was claimed by a sender that never came back; give up what that happened to so often."""
    failures = _DELIVERY.c.failures + 1
    status = case((failures >= MOST_FAILURES, Status.FAILED), else_=Status.UNSURE)
    ended = update(_DELIVERY).where(*_lease_ended(at))
    session.connection().execute(ended.values(status=status, failures=failures, problem=LEASE_ENDED))


def claim(session: Session, claims: Collection[Claim], *, at: datetime, lease: timedelta) -> None:
    """Take deliveries; commit before sending. ``lease`` is how long a sender may take before we doubt.

    What is in doubt keeps the moment of the try that may have arrived: a sender can die before its look-up.
    """
    given = {"ids": [each.id for each in claims], "until": at + lease, "at": at}
    session.connection().execute(_CLAIM, given)


def postpone(session: Session, delivery: DeliveryId, *, due_at: datetime) -> None:
    """Wait for a better moment; nothing was tried."""
    moved = update(DeliveryRow).where(col(DeliveryRow.id) == delivery)
    session.exec(moved.values(status=Status.PENDING, due_at=due_at, lease_until=None))


def skip(session: Session, delivery: DeliveryId) -> None:
    """Owe it no more: no good moment is left, or there is nobody to write to."""
    skipped = update(DeliveryRow).where(col(DeliveryRow.id) == delivery)
    session.exec(skipped.values(status=Status.SKIPPED, problem=NO_MOMENT))


def note(session: Session, ended: Iterable[tuple[Claim, End]], *, at: datetime) -> int:
    """Note how sendings ended; almost all of them arrived.

    Returns:
        How many were noted: a delivery that has moved on to another attempt or another end stays as it is.
    """
    arrived, noted = [], 0
    for claim, how in ended:
        if isinstance(how, Sent):
            arrived.append((claim, how))
        else:
            noted += _end(session, claim, _values(claim, how, at))
    return noted + _arrived(session, arrived)


def _arrived(session: Session, arrived: Sequence[tuple[Claim, Sent]]) -> int:
    """Note what arrived, and where a person's direct messages are, for next time."""
    if not arrived:
        return 0
    values = [
        {"it": claim.id, "mine": claim.attempt, "channel": sent.channel, "message": sent.message}
        for claim, sent in arrived
    ]
    noted: int = session.connection().execute(_SENT, values).rowcount
    new = [
        {"it": claim.id, "channel": sent.channel}
        for claim, sent in arrived
        if claim.user is not None and claim.channel != sent.channel
    ]
    if new:
        session.connection().execute(_REMEMBER, new)
    return noted


def counts(session: Session, kinds: Collection[Kind], *, at: datetime) -> dict[tuple[Kind, Status], int]:
    """How many messages of the last fourteen days stand where."""
    statement = (
        select(_DELIVERY.c.kind, _DELIVERY.c.status, func.count())
        .where(_DELIVERY.c.kind.in_(kinds), _DELIVERY.c.due_at > at - _LATELY)
        .group_by(_DELIVERY.c.kind, _DELIVERY.c.status)
    )
    rows = session.connection().execute(statement)
    return {(Kind(kind), Status(status)): count for kind, status, count in rows}


def card_of(session: Session, round_id: RoundId, user: UserRef) -> MessageRef | None:
    """The newest message with a person's card of an open round: a reminder is newer than the first."""
    statement = (
        select(_DELIVERY.c.message)
        .join(_PERSON, _PERSON.c.id == _DELIVERY.c.person_id)
        .where(_DELIVERY.c.round_id == round_id, _PERSON.c.ref == user, _DELIVERY.c.message.is_not(None))
        .order_by(_DELIVERY.c.due_at.desc())
        .limit(1)
    )
    found = session.connection().execute(statement).scalar()
    return MessageRef(found) if found else None


def _values(claim: Claim, how: NotSentError | UnsureError | InDoubt, at: datetime) -> dict[str, object]:
    if isinstance(how, NotSentError) and not how.is_failure:
        later = at + timedelta(seconds=how.retry_after or 0)
        return {"status": Status.PENDING, "problem": str(how), "lease_until": later}
    if isinstance(how, InDoubt):
        again = {"tried_at": claim.doubted_since, "lease_until": at + timedelta(seconds=how.seconds)}
        return {**again, "status": Status.UNSURE, "problem": how.problem}
    failed = {"failures": claim.failures + 1, "problem": str(how)}
    if isinstance(how, NotSentError):
        final = how.retry_after is None or claim.failures + 1 >= MOST_FAILURES
        later = at + timedelta(seconds=how.retry_after or 0)
        status = Status.FAILED if final else Status.PENDING
        return {**failed, "status": status, "lease_until": None if final else later}
    # The lease stays: only when it ends has the platform had the time to show the message.
    given_up = claim.failures + 1 >= MOST_FAILURES
    return {**failed, "status": Status.FAILED if given_up else Status.UNSURE}


def _end(session: Session, claim: Claim, values: dict[str, object]) -> bool:
    statement = update(_DELIVERY).where(*_MINE).values(**{"problem": None, **values})
    done = session.connection().execute(statement, {"it": claim.id, "mine": claim.attempt})
    return done.rowcount == 1


def _lease_ended(at: datetime) -> tuple[ColumnElement[bool], ...]:
    return (col(DeliveryRow.status) == Status.SENDING, col(DeliveryRow.lease_until) <= at)
