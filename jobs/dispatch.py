"""Messages owed: claim, send, note the outcome; the ledger decides, this only carries.

A claim is committed before anything is sent, so a crash in between leaves the delivery in doubt, and what is
in doubt is shown to an admin and never sent blindly again.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog
from sqlalchemy import Engine

from storage import deliveries
from storage.database import transaction
from survey.deliveries import MOST_ATTEMPTS, Claim, Kind, NotSentError, Sent, UnsureError
from survey.ports import Clock

Send = Callable[[], Awaitable[Sent]]
Prepare = Callable[[Claim], Awaitable[Send]]
"""Makes a message ready; whatever goes wrong in it, nothing has been sent yet."""
LEASE = timedelta(minutes=2)
"""Longer than any call to the platform may take, retries and a stalled loop included."""
_AT_ONCE = 8
_AFTER_A_BREAKDOWN = 300.0

_log = structlog.get_logger(__name__)


async def send_due(engine: Engine, kind: Kind, prepare: Prepare, *, clock: Clock) -> int:
    """Send what is due of one kind until nothing is left.

    Returns:
        How many messages the platform took.
    """
    taken = 0
    while claims := await asyncio.to_thread(_claim, engine, kind, clock):
        outcomes = await asyncio.gather(*(_deliver(engine, claim, prepare, clock=clock) for claim in claims))
        taken += sum(outcomes)
    return taken


def _claim(engine: Engine, kind: Kind, clock: Clock) -> tuple[Claim, ...]:
    with transaction(engine) as session:
        return deliveries.claim(session, at=clock(), lease=LEASE, limit=_AT_ONCE, kinds=(kind,))


async def _deliver(engine: Engine, claim: Claim, prepare: Prepare, *, clock: Clock) -> bool:
    try:
        send = await _ready(claim, prepare)
        sent = await send()
    except NotSentError as problem:
        await asyncio.to_thread(_not_sent, engine, claim, problem, clock)
        return False
    except UnsureError as problem:
        await asyncio.to_thread(_unsure, engine, claim, problem)
        return False
    await asyncio.to_thread(_sent, engine, claim, sent)
    return True


async def _ready(claim: Claim, prepare: Prepare) -> Send:
    try:
        return await prepare(claim)
    except NotSentError:
        raise
    except Exception as problem:
        # Drawing or reading broke, before anything was sent: that is certain, so it may be tried again.
        raise NotSentError(type(problem).__name__, retry_after=_AFTER_A_BREAKDOWN) from problem


def _sent(engine: Engine, claim: Claim, sent: Sent) -> None:
    with transaction(engine) as session:
        deliveries.sent(session, claim, sent)


def _unsure(engine: Engine, claim: Claim, problem: UnsureError) -> None:
    _log.warning("delivery unsure", delivery=int(claim.id), kind=claim.kind, reason=str(problem))
    with transaction(engine) as session:
        deliveries.unsure(session, claim, str(problem))


def _not_sent(engine: Engine, claim: Claim, problem: NotSentError, clock: Clock) -> None:
    final = problem.retry_after is None or claim.attempt >= MOST_ATTEMPTS
    _log.warning(
        "delivery failed" if final else "delivery put back",
        delivery=int(claim.id),
        kind=claim.kind,
        attempt=claim.attempt,
        reason=str(problem),
    )
    with transaction(engine) as session:
        if final:
            deliveries.failed(session, claim, str(problem))
        else:
            later = clock() + timedelta(seconds=problem.retry_after or 0)
            deliveries.put_back(session, claim, due_at=later, problem=str(problem))
