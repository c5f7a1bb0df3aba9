"""Nobody can tell who answered what: releases, promises that cannot be lowered, pools, the audit log."""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

from storage.utc import UTCDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_KINDS = "kind IN ('ask', 'reminder', 'digest', 'comments'{notice})"
_ACTS = (
    "act IN ('set up', 'admin', 'team', 'question', 'schedule', 'calendar', 'pause', 'ask now', "
    "'digest now', 'promise', 'report', 'audit', 'forget', 'purge', 'keys', 'backup', 'restore')"
)
_IS_OPEN = "(SELECT state FROM round WHERE id = NEW.round_id) = 'open'"
_LOWERED = (
    "NEW.floor < OLD.floor OR NEW.leads_count <> OLD.leads_count "
    "OR NEW.retention_months > OLD.retention_months"
)
GUARDS = {
    "promise_kept": (
        "UPDATE",
        "round",
        _LOWERED,
        "a promise can be raised, never lowered",
    ),
    "round_stays_closed": (
        "UPDATE",
        "round",
        "OLD.state <> 'open' AND NEW.state = 'open'",
        "a closed round is never opened again",
    ),
    "tally_written_once": ("INSERT", "tally", f"NOT {_IS_OPEN}", "a closed round never changes"),
    "tally_never_changed": ("UPDATE", "tally", "1 = 1", "a closed round never changes"),
    "release_written_once": ("INSERT", "release", f"NOT {_IS_OPEN}", "a closed round never changes"),
    "release_never_changed": ("UPDATE", "release", "1 = 1", "what was released stays as it was"),
    "audit_never_changed": ("UPDATE", "audit", "1 = 1", "the audit log is only added to"),
    "audit_never_removed": ("DELETE", "audit", "1 = 1", "the audit log is only added to"),
}
"""What no statement through the program gets around: name, event, table, condition, sentence."""


def upgrade() -> None:
    op.create_table(
        "release",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("figure", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_release_round_id_round"),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name="fk_release_question_id_question"),
        sa.PrimaryKeyConstraint("round_id", "question_id", name="pk_release"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "round_team",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_round_team_round_id_round"),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_round_team_team_id_team"),
        sa.PrimaryKeyConstraint("round_id", "team_id", name="pk_round_team"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("actor", sa.Integer(), nullable=True),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("chain", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(_ACTS, name=op.f("ck_audit_act")),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_workspace_id_at", "audit", ["workspace_id", "at"])
    op.create_table(
        "key_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_key_check"),
    )
    _columns()
    _never_used_again(numbers=True)
    with op.batch_alter_table("delivery") as delivery:
        delivery.add_column(sa.Column("team_id", sa.Integer(), nullable=True))
        delivery.create_foreign_key("fk_delivery_team_id_team", "team", ["team_id"], ["id"])
    # Until now a message to a channel went to that of its round's own team.
    op.execute(
        "UPDATE delivery SET team_id = (SELECT team_id FROM round WHERE round.id = delivery.round_id) "
        "WHERE person_id IS NULL"
    )
    _kinds(notice=", 'notice'")
    _execute(guarding)


def _execute(statements: Callable[[str, str], list[str]]) -> None:
    for name in GUARDS:
        for statement in statements(op.get_bind().dialect.name, name):
            op.execute(statement)


def _columns() -> None:
    with op.batch_alter_table("team") as team:
        team.add_column(sa.Column("leads_count", sa.Boolean(), nullable=False, server_default=sa.false()))
        team.add_column(sa.Column("shares_with", sa.Integer(), nullable=True))
        team.create_foreign_key("fk_team_shares_with_team", "team", ["shares_with"], ["id"])
    # Whoever led a team before was asked with it: those rounds promised nothing else.
    with op.batch_alter_table("round") as round_:
        round_.add_column(sa.Column("leads_count", sa.Boolean(), nullable=False, server_default=sa.true()))
        round_.add_column(sa.Column("retention_months", sa.Integer(), nullable=False, server_default="24"))
        round_.create_check_constraint(op.f("ck_round_retention_months"), "retention_months BETWEEN 1 AND 24")


def _never_used_again(*, numbers: bool) -> None:
    """SQLite gives the highest number anew once its row is gone; PostgreSQL's sequences never do."""
    kept = {"sqlite_autoincrement": numbers}
    with op.batch_alter_table("person", recreate="auto" if _is_postgres() else "always", table_kwargs=kept):
        pass


def _is_postgres() -> bool:
    return op.get_bind().dialect.name != "sqlite"


def _kinds(*, notice: str) -> None:
    with op.batch_alter_table("delivery") as delivery:
        delivery.drop_constraint(op.f("ck_delivery_kind"), type_="check")
        delivery.create_check_constraint(op.f("ck_delivery_kind"), _KINDS.format(notice=notice))


def guarding(dialect: str, name: str) -> list[str]:
    """The statements that put up a guard."""
    event, table, condition, sentence = GUARDS[name]
    if dialect == "sqlite":
        raises = f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        return [f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition} {raises}"]
    raises = f"IF {condition} THEN RAISE EXCEPTION '{sentence}' USING ERRCODE = 'check_violation'; END IF;"
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {raises} RETURN NEW; END $$",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def unguarding(dialect: str, name: str) -> list[str]:
    """The statements that take a guard away."""
    if dialect == "sqlite":
        return [f"DROP TRIGGER {name}"]
    return [f"DROP TRIGGER {name} ON {GUARDS[name][1]}", f"DROP FUNCTION {name}()"]


def downgrade() -> None:
    _execute(unguarding)
    op.execute("DELETE FROM delivery WHERE kind = 'notice'")
    _kinds(notice="")
    _never_used_again(numbers=False)
    with op.batch_alter_table("delivery") as delivery:
        delivery.drop_constraint("fk_delivery_team_id_team", type_="foreignkey")
        delivery.drop_column("team_id")
    with op.batch_alter_table("round") as round_:
        round_.drop_constraint(op.f("ck_round_retention_months"), type_="check")
        round_.drop_column("retention_months")
        round_.drop_column("leads_count")
    with op.batch_alter_table("team") as team:
        team.drop_constraint("fk_team_shares_with_team", type_="foreignkey")
        team.drop_column("shares_with")
        team.drop_column("leads_count")
    for table in ("key_check", "audit", "round_team", "release"):
        op.drop_table(table)
