"""First tables."""

import sqlalchemy as sa
from alembic import op

from storage.utc import UTCDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "workspace",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_workspace"),
        sa.UniqueConstraint("platform", "ref", name="uq_workspace_platform_ref"),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=True),
        sa.Column("dm_channel", sa.String(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_person_workspace_id_workspace"),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("workspace_id", "ref", name="uq_person_workspace_id_ref"),
    )
    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("scale", sa.String(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("anchor", sa.Boolean(), nullable=False),
        sa.Column("reverse", sa.Boolean(), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "scale IN ('agree5', 'freq5', 'mood5', 'rec11', 'choice1')", name=op.f("ck_question_scale")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_question_workspace_id_workspace"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_question"),
        sa.UniqueConstraint("workspace_id", "key", name="uq_question_workspace_id_key"),
    )
    op.create_table(
        "team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_team_workspace_id_workspace"),
        sa.PrimaryKeyConstraint("id", name="pk_team"),
        sa.UniqueConstraint("workspace_id", "channel", name="uq_team_workspace_id_channel"),
    )
    op.create_table(
        "pulse",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("ask_weekday", sa.Integer(), nullable=False),
        sa.Column("ask_time", sa.String(), nullable=False),
        sa.Column("close_weekday", sa.Integer(), nullable=False),
        sa.Column("close_time", sa.String(), nullable=False),
        sa.Column("digest_weekday", sa.Integer(), nullable=False),
        sa.Column("digest_time", sa.String(), nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("floor", sa.Integer(), nullable=False),
        sa.Column("next_week", sa.String(), nullable=False),
        sa.Column("next_plan_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("floor >= 5", name=op.f("ck_pulse_floor")),
        sa.CheckConstraint("questions BETWEEN 1 AND 3", name=op.f("ck_pulse_questions")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_pulse_team_id_team"),
        sa.PrimaryKeyConstraint("id", name="pk_pulse"),
        sa.UniqueConstraint("team_id", name="uq_pulse_team_id"),
    )
    op.create_index("ix_pulse_next_plan_at", "pulse", ["next_plan_at"])

    op.create_table(
        "team_member",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("is_lead", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_team_member_person_id_person"),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_team_member_team_id_team"),
        sa.PrimaryKeyConstraint("team_id", "person_id", name="pk_team_member"),
    )
    op.create_index("ix_team_member_person_id", "team_member", ["person_id"])

    op.create_table(
        "round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pulse_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("key_name", sa.String(), nullable=False),
        sa.Column("floor", sa.Integer(), nullable=False),
        sa.Column("opens_at", UTCDateTime(), nullable=False),
        sa.Column("closes_at", UTCDateTime(), nullable=False),
        sa.Column("digest_at", UTCDateTime(), nullable=False),
        sa.Column("invited", sa.Integer(), nullable=False),
        sa.Column("participants", sa.Integer(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'closed', 'lost')", name=op.f("ck_round_state")),
        sa.CheckConstraint("floor >= 5", name=op.f("ck_round_floor")),
        sa.ForeignKeyConstraint(["pulse_id"], ["pulse.id"], name="fk_round_pulse_id_pulse"),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_round_team_id_team"),
        sa.PrimaryKeyConstraint("id", name="pk_round"),
        sa.UniqueConstraint("key_name", name="uq_round_key_name"),
        sa.UniqueConstraint("pulse_id", "week", name="uq_round_pulse_id_week"),
    )
    op.create_index("ix_round_state_closes_at", "round", ["state", "closes_at"])
    op.create_index("ix_round_team_id_week", "round", ["team_id", "week"])
    op.create_index("ix_round_week_team_id", "round", ["week", "team_id"])

    op.create_table(
        "comment",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_comment_round_id_round"),
        sa.PrimaryKeyConstraint("round_id", "place", name="pk_comment"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("lease_until", UTCDateTime(), nullable=True),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("message", sa.String(), nullable=True),
        sa.Column("problem", sa.String(), nullable=True),
        sa.CheckConstraint("kind IN ('ask', 'digest', 'comments')", name=op.f("ck_delivery_kind")),
        sa.CheckConstraint(
            "status IN ('pending', 'sending', 'sent', 'unsure', 'failed')", name=op.f("ck_delivery_status")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_delivery_person_id_person"),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_delivery_round_id_round"),
        sa.PrimaryKeyConstraint("id", name="pk_delivery"),
        sa.UniqueConstraint("round_id", "kind", "recipient", name="uq_delivery_round_id_kind_recipient"),
    )
    op.create_index("ix_delivery_status_due_at", "delivery", ["status", "due_at"])

    op.create_table(
        "participation",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_participation_person_id_person"),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_participation_round_id_round"),
        sa.PrimaryKeyConstraint("round_id", "person_id", name="pk_participation"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "round_question",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name="fk_round_question_question_id_question"
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_round_question_round_id_round"),
        sa.PrimaryKeyConstraint("round_id", "position", name="pk_round_question"),
    )
    op.create_index("ix_round_question_question_id_round_id", "round_question", ["question_id", "round_id"])

    op.create_table(
        "sealed_answer",
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_sealed_answer_round_id_round"),
        sa.PrimaryKeyConstraint("token", name="pk_sealed_answer"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_sealed_answer_round_id", "sealed_answer", ["round_id"])

    op.create_table(
        "sealed_comment",
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_sealed_comment_round_id_round"),
        sa.PrimaryKeyConstraint("token", name="pk_sealed_comment"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_sealed_comment_round_id", "sealed_comment", ["round_id"])

    op.create_table(
        "tally",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name="fk_tally_question_id_question"),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_tally_round_id_round"),
        sa.PrimaryKeyConstraint("round_id", "question_id", "value", name="pk_tally"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("tally")
    op.drop_index("ix_sealed_comment_round_id", "sealed_comment")

    op.drop_table("sealed_comment")
    op.drop_index("ix_sealed_answer_round_id", "sealed_answer")

    op.drop_table("sealed_answer")
    op.drop_index("ix_round_question_question_id_round_id", "round_question")

    op.drop_table("round_question")
    op.drop_table("participation")
    op.drop_index("ix_delivery_status_due_at", "delivery")

    op.drop_table("delivery")
    op.drop_table("comment")
    op.drop_index("ix_round_week_team_id", "round")
    op.drop_index("ix_round_team_id_week", "round")
    op.drop_index("ix_round_state_closes_at", "round")

    op.drop_table("round")
    op.drop_index("ix_team_member_person_id", "team_member")

    op.drop_table("team_member")
    op.drop_index("ix_pulse_next_plan_at", "pulse")

    op.drop_table("pulse")
    op.drop_table("team")
    op.drop_table("question")
    op.drop_table("person")
    op.drop_table("workspace")
