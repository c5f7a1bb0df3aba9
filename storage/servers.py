"""What PostgreSQL needs and a file does not: patience, turns, quiet errors, and tables written anew."""

from datetime import timedelta
from typing import Any, cast

from sqlalchemy import URL, Connection, Engine, event, text
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError

from storage.tables import (
    CommentRow,
    DeliveryRow,
    ParticipationRow,
    PatienceRow,
    PersonRow,
    ReferenceRow,
    SealedAnswerRow,
    SealedCommentRow,
    TeamMemberRow,
    WrittenAnswerRow,
)

_REACHED_IN = 2
"""Seconds for a connection to be made; the driver takes no less."""
_UNANSWERED = 900
"""Milliseconds after which a connection that answers nothing any more is given up: then there is still time
to make another and to tell whoever tapped within three seconds."""
_TURN = int.from_bytes(b"turns")
"""The advisory lock of whoever reads before they write, by a number that nobody else uses."""
_MIGRATING = int.from_bytes(b"migrate")
_LEAVE_TRACES = (
    ParticipationRow,
    SealedAnswerRow,
    SealedCommentRow,
    DeliveryRow,
    PatienceRow,
    CommentRow,
    WrittenAnswerRow,
    TeamMemberRow,
    PersonRow,
    ReferenceRow,
)
"""Tables whose rows are deleted, or sealed anew, because of a promise."""
_SOMEBODY_STILL_SEES = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND backend_type = 'client backend' AND age(backend_xmin) > age(pg_current_xact_id()::xid)"
)


def options(url: URL, *, patience: timedelta) -> dict[str, Any]:
    """How to make the engine of a server; what the URL says itself stays."""
    waits = f"-c lock_timeout={patience // timedelta(milliseconds=1)}"
    # Whoever is thanked has their answer on disk, whatever the server does for others.
    kept = "-c synchronous_commit=on"
    wanted = {
        "application_name": "pulssi",
        "connect_timeout": _REACHED_IN,
        "tcp_user_timeout": _UNANSWERED,
    }
    return {
        # A connection that died while it lay in the pool is found before it is used, not by whoever taps.
        "pool_pre_ping": True,
        "pool_timeout": patience.total_seconds(),
        "connect_args": {name: value for name, value in wanted.items() if name not in url.query}
        | {"options": f"{waits} {kept} {url.query.get('options', '')}".strip()},
    }


def prepare(engine: Engine) -> None:
    """Let nothing of what a row holds get into an exception, which may end up in a log (SCIENCE P17)."""
    event.listen(engine, "handle_error", _say_no_values)


def take_turn(connection: Connection) -> None:
    """Wait until no other transaction has its turn; this one keeps it to its end.

    So whoever reads before they write decides on what is still true when they write, as on SQLite. Answers
    take no turns: they lock their round.
    """
    connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": _TURN})


def wait_for_migration(connection: Connection) -> None:
    """Wait, however long it takes, until no other process migrates; none begins before this one has ended."""
    connection.execute(text("SET LOCAL lock_timeout = 0"))
    connection.execute(text("SELECT pg_advisory_xact_lock(:migrating)"), {"migrating": _MIGRATING})
    # Whoever waits for a table makes all others wait behind; older processes still answer taps.
    connection.execute(text("SET LOCAL lock_timeout = '30s'"))


def write_anew(engine: Engine) -> bool:
    """Write anew whatever tables rows were deleted from: deleting leaves them in the table's file.

    Returns:
        Whether nothing is left; not so where somebody writes, or still sees what was deleted.
    """
    quote = engine.dialect.identifier_preparer.quote
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        try:
            seen = connection.execute(_SOMEBODY_STILL_SEES).scalar_one()
            for name in (str(row.__tablename__) for row in _LEAVE_TRACES):
                # By the key and not by arrival: where a row lies says nothing then of when it came.
                connection.execute(text(f"CLUSTER {quote(name)} USING {quote(f'pk_{name}')}"))
        except DBAPIError:
            # Somebody writes, or the disk is full; whoever asked comes back to it.
            return False
    return not seen


def _say_no_values(context: ExceptionContext) -> None:
    """Keep the state and the first line: details quote the row that was refused, or what was typed."""
    original: Any = context.original_exception
    state = getattr(original, "sqlstate", None)
    if state is None:
        return
    # Bad data is named by its value even in the first line.
    primary = "a value does not fit its column" if state.startswith("22") else original.diag.message_primary
    text_ = f"{state}: {primary}"
    context.dialect.loaded_dbapi.Error.__init__(original, text_)
    kind, wrapped = type(original), cast(Exception, context.sqlalchemy_exception)
    wrapped.args = (f"({kind.__module__}.{kind.__name__}) {text_}",)
