"""The promise of a round, and its pace: told to its channels where they change; a floor is never lowered."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import Session, col, select, update

from storage import owed, pools, rounds
from storage.tables import DeliveryRow, RoundRow
from survey.ids import DeliveryId, RoundId, TeamId
from survey.promises import Announcement, needs_saying
from survey.rotation.fatigue import Count, NewPace, Sign
from survey.rounds import Round, RoundState
from survey.weeks import Week

_RAISED, _PACE = "floor", "pace"


def owe_notices(session: Session, round_id: RoundId, *, due_at: datetime) -> bool:
    """Tell the channels of a new round what it promises, where that differs from the round before.

    All of its channels are told if one has to be: they were promised the same.
    """
    round_ = rounds.get(session, round_id)
    if not any(needs_saying(round_, before(session, team, round_.week)) for team in round_.teams):
        return False
    owed.owe_notices(session, round_, due_at=due_at)
    return True


def raise_floor(session: Session, round_id: RoundId, floor: int, *, at: datetime) -> bool:
    """Show figures of an open round only from more answers up, and tell its channels at once.

    Returns:
        False where nothing was raised: the round has ended, or promises as much already.
    """
    round_ = rounds.get(session, round_id)
    statement = update(RoundRow).where(
        col(RoundRow.id) == round_id, col(RoundRow.state) == RoundState.OPEN, col(RoundRow.floor) < floor
    )
    if session.exec(statement.values(floor=floor)).rowcount == 0:
        return False
    owed.owe_notices(session, round_, due_at=at, about=_about((_RAISED, round_.floor, floor)))
    return True


def owe_pace(session: Session, round_id: RoundId, pace: NewPace, *, due_at: datetime) -> None:
    """Tell the channels of a new round why the next ones come more seldom, or as often as before.

    The counts go with the notice: a round that is deleted meanwhile must not change what is told.
    """
    first = (pace.first.answers, pace.first.eligible) if pace.first else ()
    facts = (_PACE, pace.every, pace.sign, pace.now.answers, pace.now.eligible, *first)
    owed.owe_notices(session, rounds.get(session, round_id), due_at=due_at, about=_about(facts))


def announcement(session: Session, delivery: DeliveryId) -> Announcement:
    """What a notice says, as things stand when it is sent."""
    row = session.exec(select(DeliveryRow).where(col(DeliveryRow.id) == delivery)).one()
    round_ = rounds.get(session, RoundId(row.round_id))
    match row.recipient.split(":")[2:]:
        case [kind, was, now] if kind == _RAISED:
            return Announcement(round_, raised=(int(was), int(now)))
        case [kind, *facts] if kind == _PACE:
            return Announcement(round_, pace=_pace(facts))
    return Announcement(round_, before(session, TeamId(row.team_id or 0), round_.week))


def _about(facts: Iterable[object]) -> str:
    return "".join(f":{fact}" for fact in facts)


def _pace(facts: Sequence[str]) -> NewPace:
    every, sign, *counts = facts
    answers, eligible, *first = map(int, counts)
    return NewPace(int(every), Sign(sign), Count(answers, eligible), Count(*first) if first else None)


def before(session: Session, team: TeamId, week: Week) -> Round | None:
    """The last round before a week in which a team was asked, in whatever state."""
    statement = select(RoundRow.id).where(pools.asks(team), col(RoundRow.week) < str(week))
    found = session.exec(statement.order_by(col(RoundRow.week).desc()).limit(1)).one_or_none()
    return rounds.get(session, RoundId(found)) if found else None
