"""Pulses: the standing orders, and which week each plans next."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select, update
from sqlmodel.sql.expression import Select

from storage.tables import PulseRow, TeamRow
from storage.upserts import upsert
from survey.disclosure.figures import FLOOR
from survey.ids import PulseId, TeamId
from survey.rounds import Pulse, Schedule, Skip, Slot
from survey.weeks import Week

_MONDAY = Slot(0, time(0))


def ensure(session: Session, team: TeamId, schedule: Schedule, *, next_week: Week, floor: int) -> Pulse:
    """The pulse of a team; made with this rhythm if the team has none, else left as it is."""
    statement = upsert(session, PulseRow).values(
        team_id=team,
        floor=max(floor, FLOOR),
        **_columns(schedule, next_week=next_week, zone=_zone(session, team)),
    )
    session.exec(statement.on_conflict_do_nothing(index_elements=["team_id"]))
    row, zone = session.exec(_pulses().where(col(PulseRow.team_id) == team)).one()
    return _pulse(row, zone)


def of_team(session: Session, team: TeamId) -> Pulse | None:
    """The pulse of a team, if it has one."""
    found = session.exec(_pulses().where(col(PulseRow.team_id) == team)).one_or_none()
    return _pulse(*found) if found else None


def set_floor(session: Session, team: TeamId, floor: int) -> None:
    """Change what later rounds of a team's pulse promise; never under the floor of all."""
    statement = update(PulseRow).where(col(PulseRow.team_id) == team)
    session.exec(statement.values(floor=max(floor, FLOOR)))


def floor_of(session: Session, pulse: PulseId) -> int:
    """Fewest answers at which a figure is shown: what the next round of this pulse promises."""
    return session.exec(select(PulseRow.floor).where(col(PulseRow.id) == pulse)).one()


def samples(session: Session, pulse: PulseId) -> bool:
    """Whether only a part of the people is asked, where there are enough of them."""
    return session.exec(select(PulseRow.samples).where(col(PulseRow.id) == pulse)).one()


def set_samples(session: Session, team: TeamId, *, samples: bool) -> None:
    """Ask a part of the people from the next round on, or everybody."""
    session.exec(update(PulseRow).where(col(PulseRow.team_id) == team).values(samples=samples))


def reschedule(session: Session, team: TeamId, schedule: Schedule, *, next_week: Week) -> bool:
    """Change the rhythm from a week on; returns whether the team has a pulse."""
    columns = _columns(schedule, next_week=next_week, zone=_zone(session, team))
    changed = session.exec(update(PulseRow).where(col(PulseRow.team_id) == team).values(**columns))
    return changed.rowcount == 1


def all_of(session: Session) -> tuple[Pulse, ...]:
    """The pulses of all teams that have rounds of their own."""
    statement = _pulses().where(*plans()).order_by(col(PulseRow.id))
    return tuple(_pulse(row, zone) for row, zone in session.exec(statement))


def due(session: Session, *, at: datetime) -> tuple[Pulse, ...]:
    """The pulses whose next week has begun, of teams that have rounds of their own."""
    statement = _pulses().where(col(PulseRow.next_plan_at) <= at, *plans())
    ordered = statement.order_by(col(PulseRow.next_plan_at), col(PulseRow.id))
    return tuple(_pulse(row, zone) for row, zone in session.exec(ordered))


def advance(session: Session, pulse: Pulse, *, to: Week) -> bool:
    """Plan a later week next; False where somebody else did so first."""
    statement = update(PulseRow).where(
        col(PulseRow.id) == pulse.id, col(PulseRow.next_week) == str(pulse.next_week)
    )
    changed = session.exec(statement.values(next_week=str(to), next_plan_at=_MONDAY.on(to, pulse.zone)))
    return changed.rowcount == 1


def note_skip(session: Session, pulse: PulseId, week: Week, why: Skip) -> None:
    """Remember the latest week without a round, for whoever asks why."""
    statement = update(PulseRow).where(col(PulseRow.id) == pulse)
    session.exec(statement.values(skipped_week=str(week), skip_reason=why))


def last_skip(session: Session, team: TeamId) -> tuple[Week, Skip] | None:
    """The latest week without a round, and why it had none."""
    statement = select(PulseRow.skipped_week, PulseRow.skip_reason).where(col(PulseRow.team_id) == team)
    week, why = session.exec(statement).one_or_none() or (None, None)
    return (Week.parse(week), Skip(why)) if week and why else None


def plans() -> tuple[ColumnElement[bool], ...]:
    """Which teams have rounds of their own: not those archived, nor those asked in another team's round."""
    return col(TeamRow.archived).is_(False), col(TeamRow.shares_with).is_(None)


def _pulses() -> Select[PulseRow, str]:
    return select(PulseRow, TeamRow.zone).join(TeamRow, col(TeamRow.id) == col(PulseRow.team_id))


def _zone(session: Session, team: TeamId) -> ZoneInfo:
    return ZoneInfo(session.exec(select(TeamRow.zone).where(col(TeamRow.id) == team)).one())


def _columns(schedule: Schedule, *, next_week: Week, zone: ZoneInfo) -> dict[str, object]:
    slots = {"ask": schedule.ask, "close": schedule.close, "digest": schedule.digest}
    return {
        **{f"{name}_weekday": slot.weekday for name, slot in slots.items()},
        **{f"{name}_time": f"{slot.at:%H:%M}" for name, slot in slots.items()},
        "questions": schedule.questions,
        "every": schedule.every,
        "remind": schedule.remind,
        "next_week": str(next_week),
        "next_plan_at": _MONDAY.on(next_week, zone),
    }


def _pulse(row: PulseRow, zone: str) -> Pulse:
    return Pulse(
        id=PulseId(row.id or 0),
        team=TeamId(row.team_id),
        zone=ZoneInfo(zone),
        schedule=Schedule(
            ask=Slot(row.ask_weekday, time.fromisoformat(row.ask_time)),
            close=Slot(row.close_weekday, time.fromisoformat(row.close_time)),
            digest=Slot(row.digest_weekday, time.fromisoformat(row.digest_time)),
            questions=row.questions,
            every=row.every,
            remind=row.remind,
        ),
        next_week=Week.parse(row.next_week),
    )
