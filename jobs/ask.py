"""Ask: send the question card to everybody whose hour has come."""

import asyncio

from sqlalchemy import Engine

from jobs.dispatch import Send, send_due
from storage import rounds
from storage.database import reading
from survey.deliveries import Claim, Kind
from survey.ports import Clock, Messenger
from survey.rounds import Round


async def ask(engine: Engine, messenger: Messenger, *, clock: Clock) -> int:
    """Send what is due; returns how many cards the platform took."""

    async def prepare(claim: Claim) -> Send:
        round_ = await asyncio.to_thread(_round, engine, claim)
        return lambda: messenger.ask(claim, round_)

    return await send_due(engine, Kind.ASK, prepare, clock=clock)


def _round(engine: Engine, claim: Claim) -> Round:
    with reading(engine) as session:
        return rounds.get(session, claim.round)
