"""Whether a team's lead says that they talked about a week."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "round_talk",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_round_talk_round_id_round"),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_round_talk_team_id_team"),
        sa.PrimaryKeyConstraint("round_id", "team_id", name="pk_round_talk"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("round_talk")
