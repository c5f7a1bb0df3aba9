"""What ``pulssi doctor`` looks at on PostgreSQL: whether the server's log would quote what people said."""

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.findings import Finding
from storage.database import connect

_QUIET = {
    "log_error_verbosity": ("terse",),
    "log_min_error_statement": ("fatal", "panic"),
    "log_parameter_max_length_on_error": ("0",),
    "log_statement": ("none", "ddl"),
    "log_min_duration_statement": ("-1",),
    "log_parameter_max_length": ("0",),
    "track_commit_timestamp": ("off",),
}
"""What tells nobody anything: details of an error quote the row, statements bring their values, and a time
of each commit is a time of each answer."""
_ONE_IS_ENOUGH = ("log_statement", "log_min_duration_statement")
"""Without statements in the log there are no values in it, however long they may be."""


def examine(url: str) -> list[Finding]:
    """One finding: what the server's administrator should set, if anything."""
    engine = connect(url)
    try:
        with engine.connect() as connection:
            found = {name: str(connection.execute(text(f"SHOW {name}")).scalar_one()) for name in _QUIET}
    except SQLAlchemyError:
        return [Finding("Database server", "could not be looked at: see Database")]
    finally:
        engine.dispose()
    loud = [name for name, good in _QUIET.items() if found[name] not in good]
    if not {*_ONE_IS_ENOUGH} & {*loud}:
        loud = [name for name in loud if name != "log_parameter_max_length"]
    if loud:
        mend = "; ".join(f"ALTER SYSTEM SET {name} = '{_QUIET[name][0]}'" for name in loud)
        said = "its log may quote rows and what people wrote, or say when"
        return [Finding("Database server", said, f"As its administrator: {mend}; SELECT pg_reload_conf().")]
    return [Finding("Database server", "its log says nothing of rows")]
