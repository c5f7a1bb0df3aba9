"""A team's channel also reads about its month and quarter; a person's messages are found without a search."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_KINDS = "kind IN ('ask', 'reminder', 'digest', 'comments', 'notice'{reviews})"


def upgrade() -> None:
    _kinds(reviews=", 'month', 'quarter'")
    op.create_index("ix_delivery_person_id", "delivery", ["person_id"])


def _kinds(*, reviews: str) -> None:
    with op.batch_alter_table("delivery") as delivery:
        delivery.drop_constraint(op.f("ck_delivery_kind"), type_="check")
        delivery.create_check_constraint(op.f("ck_delivery_kind"), _KINDS.format(reviews=reviews))


def downgrade() -> None:
    op.drop_index("ix_delivery_person_id", "delivery")
    op.execute("DELETE FROM delivery WHERE kind IN ('month', 'quarter')")
    _kinds(reviews="")
