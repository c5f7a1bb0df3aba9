"""Telling what is wrong with one answer from what is wrong with the place that answers are stored in."""

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolIsEmptyError

from storage.key_store import KeyStoreAwayError

_LOCK_NOT_AVAILABLE = "55P03"


def concerns_all(problem: SQLAlchemyError | OSError) -> bool:
    """Whether each answer of a group would meet the same: a lock somebody holds, a server out of reach.

    Were it tried with one answer after the other, the last would hear of it long after three seconds.
    """
    if isinstance(problem, DBAPIError):
        state = getattr(problem.orig, "sqlstate", "")
        # A connection that could not be made has no state, as nobody answered.
        out_of_reach = problem.connection_invalidated or state is None
        locked = str(getattr(problem.orig, "sqlite_errorname", "")).startswith("SQLITE_BUSY")
        return locked or out_of_reach or state == _LOCK_NOT_AVAILABLE
    return isinstance(problem, PoolIsEmptyError | KeyStoreAwayError)
