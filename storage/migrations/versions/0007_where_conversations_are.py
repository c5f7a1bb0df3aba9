"""Where conversations are reached on a platform that keeps no one address for all."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reference",
        sa.Column("workspace_ref", sa.String(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("service_url", sa.String(), nullable=False),
        sa.Column("person_ref", sa.String(), nullable=True),
        sa.Column("account", sa.String(), nullable=True),
        sa.Column("zone", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_ref", "conversation", name="pk_reference"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_reference_workspace_ref_person_ref", "reference", ["workspace_ref", "person_ref"])


def downgrade() -> None:
    op.drop_table("reference")
