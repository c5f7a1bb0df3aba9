"""Questions worth asking, in people's own language: wordings, versions, goals, plans, languages."""

from importlib import import_module

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_SCALES = "scale IN ('agree5', 'freq5', 'mood5', 'rec11', 'choice1'{more})"
_MORE_SCALES = ", 'choices', 'text'"
_ROLES = "role IN ('anchor', 'marker', 'depth', 'baseline', 'goal')"
_ACTS = (
    "act IN ('set up', 'admin', 'team', 'question', {more}'schedule', 'calendar', 'pause', 'ask now', "
    "'digest now', 'promise', 'report', 'audit', 'forget', 'purge', 'keys', 'backup', 'restore')"
)
_MORE_ACTS = "'bank', 'goal', 'plan', 'baseline', 'language', 'lead', "
_LANGUAGES = (("workspace", "language", "en"), *((table, "language", None) for table in ("person", "team")))


def upgrade() -> None:
    _new_tables()
    for table, name, default in (*_LANGUAGES, ("person", "told_language", None)):
        op.add_column(table, sa.Column(name, sa.String(), nullable=default is None, server_default=default))
    op.add_column("pulse", sa.Column("samples", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("pulse", sa.Column("usual_every", sa.Integer(), nullable=True))
    op.add_column("pulse", sa.Column("every_since", sa.String(), nullable=True))
    op.add_column("round", sa.Column("drawn_from", sa.Integer(), nullable=True))
    _questions()
    _acts(_MORE_ACTS)


def _new_tables() -> None:
    op.create_table(
        "goal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_goal_workspace_id_workspace"),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name="fk_goal_owner_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_goal"),
        sa.UniqueConstraint("workspace_id", "number", name="uq_goal_workspace_id_number"),
    )
    op.create_table(
        "plan_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("change", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("instead", sa.String(), nullable=False),
        sa.CheckConstraint("change IN ('pin', 'skip', 'swap', 'theme')", name=op.f("ck_plan_change_change")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_plan_change_team_id_team"),
        sa.PrimaryKeyConstraint("id", name="pk_plan_change"),
    )
    op.create_index("ix_plan_change_team_id_week", "plan_change", ["team_id", "week"])
    op.create_table(
        "baseline",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("first_week", sa.String(), nullable=False),
        sa.Column("spread", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_baseline_team_id_team"),
        sa.PrimaryKeyConstraint("team_id", name="pk_baseline"),
    )
    op.create_table(
        "written_answer",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_written_answer_round_id_round"),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name="fk_written_answer_question_id_question"
        ),
        sa.PrimaryKeyConstraint("round_id", "question_id", "place", name="pk_written_answer"),
        sqlite_with_rowid=False,
    )


def _questions() -> None:
    with op.batch_alter_table("question") as question:
        question.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        question.add_column(sa.Column("theme_key", sa.String(), nullable=False, server_default=""))
        question.add_column(sa.Column("role", sa.String(), nullable=False, server_default="marker"))
        question.add_column(sa.Column("goal_id", sa.Integer(), nullable=True))
        question.add_column(sa.Column("wordings", sa.JSON(), nullable=False, server_default="{}"))
        question.create_foreign_key("fk_question_goal_id_goal", "goal", ["goal_id"], ["id"])
        question.drop_constraint("uq_question_workspace_id_key", type_="unique")
        question.create_unique_constraint(
            "uq_question_workspace_id_key_version", ["workspace_id", "key", "version"]
        )
        question.create_check_constraint(op.f("ck_question_role"), _ROLES)
    op.execute("UPDATE question SET role = 'anchor' WHERE anchor")
    # What every installation started with are questions of the bank, and have its themes.
    op.execute(
        "UPDATE question SET theme_key = substr(key, 1, 3) "
        "WHERE key IN ('GEN-01', 'STR-01', 'RES-01', 'CUS-01', 'IDE-01')"
    )
    op.execute("UPDATE question SET theme_key = lower(theme) WHERE theme_key = ''")
    with op.batch_alter_table("question") as question:
        question.drop_column("anchor")
        question.drop_constraint(op.f("ck_question_scale"), type_="check")
        question.create_check_constraint(op.f("ck_question_scale"), _SCALES.format(more=_MORE_SCALES))


def _acts(more: str) -> None:
    """SQLite makes the table anew for that, so the guards on it are put up again."""
    guards = import_module("storage.migrations.versions.0003_nobody_can_tell")
    names, dialect = ("audit_never_changed", "audit_never_removed"), op.get_bind().dialect.name
    for statement in (each for name in names for each in guards.unguarding(dialect, name)):
        op.execute(statement)
    with op.batch_alter_table("audit") as audit:
        audit.drop_constraint(op.f("ck_audit_act"), type_="check")
        audit.create_check_constraint(op.f("ck_audit_act"), _ACTS.format(more=more))
    for statement in (each for name in names for each in guards.guarding(dialect, name)):
        op.execute(statement)


def downgrade() -> None:
    _acts("")
    with op.batch_alter_table("question") as question:
        question.add_column(sa.Column("anchor", sa.Boolean(), nullable=False, server_default=sa.false()))
        question.drop_constraint(op.f("ck_question_scale"), type_="check")
        question.create_check_constraint(op.f("ck_question_scale"), _SCALES.format(more=""))
    op.execute("UPDATE question SET anchor = (role = 'anchor')")
    # Before, a key stood for one question alone.
    op.execute("UPDATE question SET key = key || ' v' || version WHERE version > 1")
    with op.batch_alter_table("question") as question:
        question.drop_constraint(op.f("ck_question_role"), type_="check")
        question.drop_constraint("uq_question_workspace_id_key_version", type_="unique")
        question.create_unique_constraint("uq_question_workspace_id_key", ["workspace_id", "key"])
        question.drop_constraint("fk_question_goal_id_goal", type_="foreignkey")
        for name in ("version", "theme_key", "role", "goal_id", "wordings"):
            question.drop_column(name)
    op.drop_column("round", "drawn_from")
    for name in ("samples", "usual_every", "every_since"):
        op.drop_column("pulse", name)
    for table, name, _ in (("person", "told_language", None), *_LANGUAGES):
        op.drop_column(table, name)
    for table in ("written_answer", "baseline", "plan_change", "goal"):
        op.drop_table(table)
