"""Digest: post a closed week to its team's channel, once, and then what people wrote."""

import asyncio
from collections.abc import Callable

from sqlalchemy import Engine

from jobs.dispatch import Send, send_due
from storage import digests
from storage.database import reading
from storage.errors import BrokenSealError
from survey.closed_weeks import ClosedQuestion, ClosedWeek, Earlier, compose
from survey.deliveries import Claim, Kind, NotSentError
from survey.digests import Digest, Picture
from survey.ports import Clock, Messenger

_AFTER_A_WRONG_KEY = 3600.0
Draw = Callable[[Digest], Picture]


async def comments(engine: Engine, messenger: Messenger, *, clock: Clock, data_key: bytes) -> int:
    """Post what people wrote in weeks whose digest is due, in a message of its own."""

    async def prepare(claim: Claim) -> Send:
        week = await _week(engine, claim, data_key)
        return lambda: messenger.post_comments(claim, week)

    return await send_due(engine, Kind.COMMENTS, prepare, clock=clock)


async def digest(engine: Engine, messenger: Messenger, draw: Draw, *, clock: Clock, data_key: bytes) -> int:
    """Post what is due.

    Args:
        draw: makes the picture; called in a thread, since drawing takes a tenth of a second and more.

    Returns:
        How many digests the platform took.
    """

    async def prepare(claim: Claim) -> Send:
        week = await _week(engine, claim, data_key)
        picture = await asyncio.to_thread(draw, week) if week.tiles else None
        return lambda: messenger.post_digest(claim, week, picture)

    return await send_due(engine, Kind.DIGEST, prepare, clock=clock)


async def _week(engine: Engine, claim: Claim, data_key: bytes) -> Digest:
    try:
        return await asyncio.to_thread(_compose, engine, claim, data_key)
    except BrokenSealError as problem:
        # Another data key than the comments were written with: the operator can bring the old one back.
        raise NotSentError("wrong data key", retry_after=_AFTER_A_WRONG_KEY) from problem


def _compose(engine: Engine, claim: Claim, data_key: bytes) -> Digest:
    with reading(engine) as session:
        summary = digests.summary(session, claim.round, data_key=data_key)
    earlier = [
        (
            measurement.tally.question.id,
            Earlier(measurement.week, measurement.tally, measurement.invited, measurement.floor),
        )
        for measurement in summary.earlier
    ]
    return compose(
        ClosedWeek(
            team=summary.round.team_name,
            week=summary.round.week,
            questions=tuple(
                ClosedQuestion(tally, tuple(week for asked, week in earlier if asked == tally.question.id))
                for tally in summary.tallies
            ),
            invited=summary.invited,
            participants=summary.participants or 0,
            floor=summary.round.floor,
            comments=summary.comments,
            lost=summary.lost,
        )
    )
