"""Close: count the answers of a round whose time is up, and destroy its key."""

from datetime import datetime

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from storage import closing, owed, rounds
from storage.answers import RoundMemory
from storage.database import reading, transaction
from storage.key_store import KeyStore
from survey.ids import RoundId
from survey.ports import Randomness

_log = structlog.get_logger(__name__)


class Closing:
    """Closes rounds, and comes back to what could not be erased at once until it is gone."""

    def __init__(
        self, engine: Engine, keys: KeyStore, memory: RoundMemory, *, data_key: bytes, randomness: Randomness
    ) -> None:
        """Assume that something is left to erase, as after a crash."""
        self._engine = engine
        self._keys = keys
        self._memory = memory
        self._data_key = data_key
        self._randomness = randomness
        self._left = True

    def close(self, *, at: datetime) -> int:
        """Close every round that is due, and finish what an earlier close left undone.

        Returns:
            How many rounds were closed.
        """
        with reading(self._engine) as session:
            due = rounds.due_to_close(session, at=at)
        closed = sum(self._close(round_id) for round_id in due)
        if due:
            with transaction(self._engine) as session:
                owed.drop_stale(session, at=at)
        if due or self._left:
            self._finish()
        return closed

    def _close(self, round_id: RoundId) -> bool:
        self._left = True
        try:
            closing.close(
                self._engine,
                self._keys,
                round_id,
                data_key=self._data_key,
                randomness=self._randomness,
                memory=self._memory,
            )
        except (OSError, SQLAlchemyError) as problem:
            # One round's trouble must not keep the others open; this one is due again at the next look.
            _log.error("round not closed", round=int(round_id), reason=type(problem).__name__)
            return False
        _log.info("round closed", round=int(round_id))
        return True

    def _finish(self) -> None:
        try:
            self._left = not closing.finish(self._engine, self._keys)
        except OSError as problem:
            _log.error("a closed round's key is not destroyed yet", reason=type(problem).__name__)
