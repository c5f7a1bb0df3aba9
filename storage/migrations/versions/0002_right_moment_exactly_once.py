"""The right moment, exactly once: calendars, pauses, reminders, look-ups."""

import sqlalchemy as sa
from alembic import op

from storage.utc import UTCDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_KINDS = "kind IN ('ask', {reminder}'digest', 'comments')"
_STATUSES = "status IN ('pending', 'sending', 'sent', 'unsure', 'failed'{skipped})"
_TROUBLES = "trouble IN ('archived', 'removed')"
_SKIPS = "skip_reason IN ('late', 'quiet', 'paused', 'no channel', 'no questions', 'nobody')"


def upgrade() -> None:
    op.create_table(
        "day_off",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_day_off_team_id_team"),
        sa.PrimaryKeyConstraint("team_id", "day", name="pk_day_off"),
    )
    op.create_table(
        "patience",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("ignored", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_patience_person_id_person"),
        sa.PrimaryKeyConstraint("person_id", name="pk_patience"),
        sqlite_with_rowid=False,
    )
    op.add_column("workspace", sa.Column("roster_at", UTCDateTime(), nullable=True))
    op.add_column("round", sa.Column("asks_on", sa.Date(), nullable=True))
    _people_and_teams()
    _pulses()
    _deliveries(reminder="'reminder', ", skipped=", 'skipped'")
    with op.batch_alter_table("delivery") as delivery:
        delivery.add_column(sa.Column("failures", sa.Integer(), nullable=False, server_default="0"))
        delivery.add_column(sa.Column("tried_at", UTCDateTime(), nullable=True))


def _pulses() -> None:
    # People were asked until 22:00 before; one such pulse would keep every other from being read.
    op.execute("UPDATE pulse SET ask_time = '21:00' WHERE ask_time > '21:00'")
    with op.batch_alter_table("pulse") as pulse:
        pulse.add_column(sa.Column("every", sa.Integer(), nullable=False, server_default="1"))
        pulse.add_column(sa.Column("remind", sa.Boolean(), nullable=False, server_default=sa.true()))
        pulse.add_column(sa.Column("skipped_week", sa.String(), nullable=True))
        pulse.add_column(sa.Column("skip_reason", sa.String(), nullable=True))
        pulse.create_check_constraint(op.f("ck_pulse_every"), "every IN (1, 2, 4)")
        pulse.create_check_constraint(op.f("ck_pulse_skip_reason"), _SKIPS)


def _people_and_teams() -> None:
    with op.batch_alter_table("person") as person:
        for name in ("is_guest", "opted_out", "every_second_week"):
            person.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
        person.add_column(sa.Column("own_hour", sa.String(), nullable=True))
        person.add_column(sa.Column("paused_until", sa.Date(), nullable=True))
        person.add_column(sa.Column("away_until", UTCDateTime(), nullable=True))
        person.add_column(sa.Column("quiet_until", UTCDateTime(), nullable=True))
    with op.batch_alter_table("team") as team:
        team.add_column(sa.Column("user_group", sa.String(), nullable=True))
        team.add_column(sa.Column("guests", sa.Boolean(), nullable=False, server_default=sa.false()))
        team.add_column(sa.Column("country", sa.String(), nullable=False, server_default=""))
        team.add_column(sa.Column("working_days", sa.String(), nullable=False, server_default="01234"))
        team.add_column(sa.Column("work_begins", sa.String(), nullable=False, server_default="08:00"))
        team.add_column(sa.Column("work_ends", sa.String(), nullable=False, server_default="18:00"))
        team.add_column(sa.Column("quiet_weeks", sa.String(), nullable=False, server_default=""))
        team.add_column(sa.Column("paused_until", sa.Date(), nullable=True))
        team.add_column(sa.Column("trouble", sa.String(), nullable=True))
        team.create_check_constraint(op.f("ck_team_trouble"), _TROUBLES)


def _deliveries(*, reminder: str, skipped: str) -> None:
    """Give the ledger its words anew."""
    with op.batch_alter_table("delivery") as delivery:
        delivery.drop_constraint(op.f("ck_delivery_kind"), type_="check")
        delivery.drop_constraint(op.f("ck_delivery_status"), type_="check")
        delivery.create_check_constraint(op.f("ck_delivery_kind"), _KINDS.format(reminder=reminder))
        delivery.create_check_constraint(op.f("ck_delivery_status"), _STATUSES.format(skipped=skipped))


def downgrade() -> None:
    op.execute("DELETE FROM delivery WHERE kind = 'reminder'")
    op.execute("UPDATE delivery SET status = 'failed' WHERE status = 'skipped'")
    with op.batch_alter_table("delivery") as delivery:
        delivery.drop_column("tried_at")
        delivery.drop_column("failures")
    _deliveries(reminder="", skipped="")
    with op.batch_alter_table("pulse") as pulse:
        pulse.drop_constraint(op.f("ck_pulse_skip_reason"), type_="check")
        pulse.drop_constraint(op.f("ck_pulse_every"), type_="check")
        for name in ("skip_reason", "skipped_week", "remind", "every"):
            pulse.drop_column(name)
    with op.batch_alter_table("team") as team:
        team.drop_constraint(op.f("ck_team_trouble"), type_="check")
        for name in ("trouble", "paused_until", "quiet_weeks", "work_ends", "work_begins", "working_days"):
            team.drop_column(name)
        for name in ("country", "guests", "user_group"):
            team.drop_column(name)
    with op.batch_alter_table("person") as person:
        for name in (
            "quiet_until",
            "away_until",
            "paused_until",
            "own_hour",
            "every_second_week",
            "opted_out",
            "is_guest",
        ):
            person.drop_column(name)
    with op.batch_alter_table("round") as round_:
        round_.drop_column("asks_on")
    with op.batch_alter_table("workspace") as workspace:
        workspace.drop_column("roster_at")
    op.drop_table("patience")
    op.drop_table("day_off")
