"""What is owed for a round: its messages are written with it, moved by commands, and dropped when it ends."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_
from sqlmodel import Session, col, delete, select, update

from storage import belonging, wakeups
from storage.deliveries import ROUND_CLOSED
from storage.pools import asks
from storage.tables import DeliveryRow, RoundRow
from storage.upserts import upsert
from survey.deliveries import TO_PEOPLE, Kind, Status
from survey.ids import PersonId, RoundId, TeamId
from survey.rounds import Invitation, Round, RoundState

_BEHIND_THE_FIGURES = timedelta(minutes=1)
_ANEW = {"status": Status.PENDING, "lease_until": None, "problem": None}
_MOST_TO_DO_FIRST = (
    Status.UNSURE,
    Status.FAILED,
    Status.PENDING,
    Status.SENDING,
    Status.SKIPPED,
    Status.SENT,
)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the asking of a round has come; numbers only, never who.

    Attributes:
        due: their moment has come, and their message has not gone yet.
        waiting: their moment is still to come.
        skipped: they had no good moment left.
    """

    invited: int
    sent: int
    due: int
    waiting: int
    failed: int
    unsure: int
    skipped: int

    @property
    def pending(self) -> int:
        """Whoever may still be asked."""
        return self.due + self.waiting


def owe(
    session: Session,
    round_id: RoundId,
    teams: Iterable[TeamId],
    invitations: Iterable[Invitation],
    *,
    digest_at: datetime,
) -> None:
    """Owe a new round's messages: one to each person, and the digest to each team's channel.

    Raises:
        ForeignError: a team or somebody invited is of another workspace.
    """
    invited, told = tuple(invitations), tuple(teams)
    home = belonging.of_round(session, round_id)
    belonging.require(session, home, people=(each.person for each in invited), teams=told)
    rows = [_to_channel(round_id, Kind.DIGEST, team, digest_at) for team in told]
    rows += [
        _row(round_id, Kind.ASK, f"person:{each.person}", each.due_at, person=each.person) for each in invited
    ]
    rows += [
        _row(round_id, Kind.REMINDER, f"person:{each.person}", each.remind_at, person=each.person)
        for each in invited
        if each.remind_at is not None
    ]
    session.connection().execute(upsert(session, DeliveryRow).on_conflict_do_nothing(), rows)
    moments = {moment for each in invited for moment in (each.due_at, each.remind_at) if moment}
    wakeups.for_round(session, round_id, {digest_at, *moments})


def owe_comments(session: Session, round_: Round) -> None:
    """Owe a closed round's comments to its channels, a minute behind the figures: never beside them."""
    owe_channels(session, round_, Kind.COMMENTS, round_.digest_at + _BEHIND_THE_FIGURES)


def owe_notices(session: Session, round_: Round, *, due_at: datetime, about: str = "") -> None:
    """Owe a notice of its promise to each channel of a round; ``about`` tells two of one round apart."""
    owe_channels(session, round_, Kind.NOTICE, due_at, about=about)


def owe_channels(session: Session, round_: Round, kind: Kind, due_at: datetime, *, about: str = "") -> None:
    """Owe a message of one kind to each channel of a round, once."""
    rows = [_to_channel(round_.id, kind, team, due_at, about=about) for team in round_.teams]
    session.connection().execute(upsert(session, DeliveryRow).on_conflict_do_nothing(), rows)
    wakeups.for_round(session, round_.id, [due_at])


def progress(session: Session, round_id: RoundId, *, at: datetime) -> Progress:
    """How far the asking of a round has come."""
    is_due = (col(DeliveryRow.due_at) <= at).label("is_due")
    statement = (
        select(DeliveryRow.status, is_due, func.count())
        .where(col(DeliveryRow.round_id) == round_id, col(DeliveryRow.kind) == Kind.ASK)
        .group_by(col(DeliveryRow.status), is_due)
    )
    found = [(Status(status), bool(due), count) for status, due, count in session.exec(statement)]

    def total(*statuses: Status, due: bool | None = None) -> int:
        return sum(count for status, is_due, count in found if status in statuses and due in {None, is_due})

    return Progress(
        invited=sum(count for _, _, count in found),
        sent=total(Status.SENT),
        due=total(Status.PENDING, due=True) + total(Status.SENDING),
        waiting=total(Status.PENDING, due=False),
        failed=total(Status.FAILED),
        unsure=total(Status.UNSURE),
        skipped=total(Status.SKIPPED),
    )


def ask_now(session: Session, round_id: RoundId, *, at: datetime) -> int:
    """Ask everybody not asked yet from this moment on; returns how many that moves.

    What failed for certain is tried anew: an admin says so after mending what was wrong.
    """
    ask = (col(DeliveryRow.round_id) == round_id, col(DeliveryRow.kind) == Kind.ASK)
    early = (col(DeliveryRow.status) == Status.PENDING) & (col(DeliveryRow.due_at) > at)
    # One that failed in doubt keeps its lease: it may have arrived, and is not sent blindly.
    failed = (col(DeliveryRow.status) == Status.FAILED) & col(DeliveryRow.lease_until).is_(None)
    anew = update(DeliveryRow).where(*ask, early | failed).values(due_at=at, failures=0, **_ANEW)
    # What is promised is told when people are asked, not later.
    told = (col(DeliveryRow.round_id) == round_id, col(DeliveryRow.kind) == Kind.NOTICE, early)
    session.exec(update(DeliveryRow).where(*told).values(due_at=at))
    wakeups.for_round(session, round_id, [at])
    return session.exec(anew).rowcount


def look_again(session: Session, person: PersonId, *, at: datetime, failed: bool = False) -> int:
    """Judge a person's moments anew: they are back, or want to be asked again. Returns how many rounds.

    ``failed`` counts what failed for certain, too: it could not reach them, and now they can be reached.
    """
    open_rounds = select(RoundRow.id).where(
        col(RoundRow.state) == RoundState.OPEN, col(RoundRow.closes_at) > at
    )
    statement = update(DeliveryRow).where(
        col(DeliveryRow.person_id) == person,
        col(DeliveryRow.kind) == Kind.ASK,
        col(DeliveryRow.round_id).in_(open_rounds),
        or_(
            col(DeliveryRow.status).in_([Status.SKIPPED, Status.PENDING]),
            (col(DeliveryRow.status) == Status.FAILED) & col(DeliveryRow.lease_until).is_(None) & failed,
        ),
    )
    wakeups.for_person(session, person, [at])
    return session.exec(statement.values(due_at=at, failures=0, **_ANEW)).rowcount


def look_again_team(session: Session, team: TeamId, *, at: datetime) -> int:
    """Judge the moments of everybody anew whom a team's open round asks; returns how many people."""
    open_rounds = select(RoundRow.id).where(
        asks(team), col(RoundRow.state) == RoundState.OPEN, col(RoundRow.closes_at) > at
    )
    statement = update(DeliveryRow).where(
        col(DeliveryRow.kind) == Kind.ASK,
        col(DeliveryRow.round_id).in_(open_rounds),
        col(DeliveryRow.status).in_([Status.SKIPPED, Status.PENDING]),
    )
    wakeups.for_team(session, team, [at])
    return session.exec(
        statement.values(status=Status.PENDING, due_at=at, lease_until=None, problem=None)
    ).rowcount


def digest_status(session: Session, round_id: RoundId) -> Status:
    """Where the digest of a round stands; with several channels, where most is still to be done."""
    statement = select(DeliveryRow.status).where(
        col(DeliveryRow.round_id) == round_id, col(DeliveryRow.kind) == Kind.DIGEST
    )
    found = set(session.exec(statement))
    return next(status for status in _MOST_TO_DO_FIRST if status in found)


def owe_digest_now(session: Session, round_id: RoundId, *, at: datetime, again: bool) -> bool:
    """Owe the digest from this moment on, unless it was sent or is being sent.

    Args:
        session: the caller's transaction.
        round_id: the round.
        at: now.
        again: somebody looked and says that a digest in doubt did not arrive.
    """
    may_go = [Status.PENDING, Status.FAILED, *([Status.UNSURE] if again else [])]
    its = (col(DeliveryRow.round_id) == round_id, col(DeliveryRow.kind) == Kind.DIGEST)
    statement = update(DeliveryRow).where(*its, col(DeliveryRow.status).in_(may_go))
    wakeups.for_round(session, round_id, [at])
    return session.exec(statement.values(due_at=at, failures=0, **_ANEW)).rowcount > 0


def drop_stale(session: Session, *, at: datetime) -> int:
    """Owe no question any more that can no longer be answered; returns how many that were."""
    is_over = or_(col(RoundRow.state) != RoundState.OPEN, col(RoundRow.closes_at) <= at)
    over = select(RoundRow.id).where(is_over)
    statement = update(DeliveryRow).where(
        col(DeliveryRow.status) == Status.PENDING,
        col(DeliveryRow.kind).in_(TO_PEOPLE),
        col(DeliveryRow.round_id).in_(over),
    )
    return session.exec(statement.values(status=Status.SKIPPED, problem=ROUND_CLOSED)).rowcount


def forget_reminders(session: Session, round_id: RoundId) -> None:
    """Erase who was reminded: whoever was had not answered."""
    theirs = (col(DeliveryRow.round_id) == round_id, col(DeliveryRow.kind) == Kind.REMINDER)
    session.exec(delete(DeliveryRow).where(*theirs))


def _to_channel(
    round_id: RoundId, kind: Kind, team: TeamId, due_at: datetime, *, about: str = ""
) -> dict[str, object]:
    return _row(round_id, kind, f"team:{team}{about}", due_at, team=team)


def _row(
    round_id: RoundId,
    kind: Kind,
    recipient: str,
    due_at: datetime,
    *,
    person: PersonId | None = None,
    team: TeamId | None = None,
) -> dict[str, object]:
    return {
        "round_id": round_id,
        "kind": kind,
        "recipient": recipient,
        "person_id": person,
        "team_id": team,
        "due_at": due_at,
        "status": Status.PENDING,
        "attempt": 0,
        "failures": 0,
    }
