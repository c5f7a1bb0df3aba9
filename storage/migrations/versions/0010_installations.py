"""Where the app is installed: tokens encrypted, and workspaces served through their organisation."""

import sqlalchemy as sa
from alembic import op

from storage.utc import UTCDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None
expands = False  # an older program would leave tokens behind when it changes the data key, and copy them


def upgrade() -> None:
    op.create_table(
        "installation",
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("enterprise_ref", "team_ref", "name", "bot_id", "bot_user", "scopes")
        ),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("installed_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("enterprise_ref", "team_ref", name="pk_installation"),
    )
    op.create_index("ix_installation_team_ref", "installation", ["team_ref"])
    op.create_table(
        "org_workspace",
        sa.Column("team_ref", sa.String(), nullable=False),
        sa.Column("enterprise_ref", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("team_ref", name="pk_org_workspace"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_org_workspace_enterprise_ref", "org_workspace", ["enterprise_ref"])
    op.create_table(
        "used_state",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("until", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_used_state"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("used_state")
    op.drop_table("org_workspace")
    op.drop_table("installation")
