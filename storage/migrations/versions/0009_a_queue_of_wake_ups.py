"""A queue that hands out wake-ups to processes on any host; on PostgreSQL only.

The tables are procrastinate's, in the shape of the version that is installed. Its own later changes of them
need a migration here.
"""

from alembic import op

from storage import wakeups

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None
expands = True

_DROP = """
DO $$
DECLARE found text;
BEGIN
    FOR found IN SELECT oid::regprocedure FROM pg_proc
        WHERE proname LIKE 'procrastinate\\_%' AND pronamespace = current_schema()::regnamespace
    LOOP EXECUTE 'DROP FUNCTION ' || found || ' CASCADE'; END LOOP;
    DROP TABLE procrastinate_events, procrastinate_periodic_defers, procrastinate_jobs, procrastinate_workers;
    FOR found IN SELECT typname FROM pg_type
        WHERE typname LIKE 'procrastinate\\_%' AND typnamespace = current_schema()::regnamespace
    LOOP EXECUTE 'DROP TYPE ' || found; END LOOP;
END
$$
"""


def upgrade() -> None:
    if _has_queue():
        _run(wakeups.schema())


def downgrade() -> None:
    if _has_queue():
        _run(_DROP)


def _has_queue() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _run(statements: str) -> None:
    # Several statements, with percent signs in them: as they are, past everything that would read them.
    op.get_bind().connection.cursor().execute(statements)
