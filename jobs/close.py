"""Close: count the answers of a round whose time is up, and destroy its key."""

from datetime import datetime

import structlog
from sqlalchemy import Engine

from storage import closing, deliveries, rounds
from storage.answers import RoundMemory
from storage.database import reading, transaction
from storage.keys import KeyFolder
from survey.ports import Randomness

_log = structlog.get_logger(__name__)


def close(
    engine: Engine,
    keys: KeyFolder,
    memory: RoundMemory,
    *,
    at: datetime,
    data_key: bytes,
    randomness: Randomness,
) -> int:
    """Close every round that is due; a close that was cut short is finished.

    Returns:
        How many rounds were closed.
    """
    with reading(engine) as session:
        due = rounds.due_to_close(session, at=at)
    for round_id in due:
        closing.close(engine, keys, round_id, data_key=data_key, randomness=randomness, memory=memory)
        _log.info("round closed", round=int(round_id))
    if due:
        closing.finish(engine, keys)
        with transaction(engine) as session:
            deliveries.drop_stale(session, at=at)
    return len(due)
