"""Pictures that clients fetch from us, so that a restart breaks none."""

import sqlalchemy as sa
from alembic import op

from storage.utc import UTCDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "picture",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("png", sa.LargeBinary(), nullable=False),
        sa.Column("until", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("token", name="pk_picture"),
    )
    op.create_index("ix_picture_until", "picture", ["until"])


def downgrade() -> None:
    op.drop_table("picture")
