"""${message}."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import storage.utc
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}
expands = False  # True: it only adds, and programs of the version before can go on beside newer ones


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
