"""What may go next: the deliveries whose turn has come, in the order in which they should go.

The statements are built once, since they run for every few messages.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Select, and_, bindparam, case, exists, func, or_, select
from sqlmodel import Session

from storage.tables import DeliveryRow, PersonRow, RoundRow, TeamRow, WorkspaceRow, table
from survey.deliveries import TO_PEOPLE, Claim, Kind, Status
from survey.ids import ChannelRef, DeliveryId, RoundId, UserRef
from survey.rounds import RoundState

_DELIVERY, _ROUND, _TEAM = table(DeliveryRow), table(RoundRow), table(TeamRow)
_WORKSPACE, _PERSON = table(WorkspaceRow), table(PersonRow)
_AT = bindparam("at", type_=_DELIVERY.c.due_at.type)
_LOOK_UP: BindParameter[str] = bindparam("look_up", expanding=True)
_TO_PEOPLE = _DELIVERY.c.kind.in_(TO_PEOPLE)
_PENDING = and_(
    _DELIVERY.c.status == Status.PENDING,
    _DELIVERY.c.due_at <= _AT,
    or_(_DELIVERY.c.lease_until.is_(None), _DELIVERY.c.lease_until <= _AT),
)
"""Due, and not told to wait; the moment it was planned for stays, so that its lateness can be told."""
_IN_DOUBT = and_(
    _DELIVERY.c.status == Status.UNSURE, _DELIVERY.c.lease_until <= _AT, _DELIVERY.c.kind.in_(_LOOK_UP)
)
_DIGEST = _DELIVERY.alias("digest")
_FIGURES_TO_COME = exists().where(
    _DIGEST.c.round_id == _DELIVERY.c.round_id,
    _DIGEST.c.team_id == _DELIVERY.c.team_id,
    _DIGEST.c.kind == Kind.DIGEST,
    _DIGEST.c.status.in_([Status.PENDING, Status.SENDING]),
)
_MAY_GO = or_(
    and_(_TO_PEOPLE, _ROUND.c.state == RoundState.OPEN, _ROUND.c.closes_at > _AT, _TEAM.c.trouble.is_(None)),
    and_(
        ~_TO_PEOPLE,
        _ROUND.c.state != RoundState.OPEN,
        or_(_DELIVERY.c.kind != Kind.COMMENTS, ~_FIGURES_TO_COME),
    ),
    _DELIVERY.c.kind == Kind.NOTICE,
)
"""Messages to people while their round is open and their team's channel is in use, messages to channels once
it has ended, and words only behind the figures; only a notice waits for neither."""


def _ready(*columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(_DELIVERY)
        .join(_ROUND, _ROUND.c.id == _DELIVERY.c.round_id)
        .join(_TEAM, _TEAM.c.id == func.coalesce(_DELIVERY.c.team_id, _ROUND.c.team_id))
        .join(_WORKSPACE, _WORKSPACE.c.id == _TEAM.c.workspace_id)
        .outerjoin(_PERSON, _PERSON.c.id == _DELIVERY.c.person_id)
        .where(or_(_PENDING, _IN_DOUBT), _MAY_GO)
    )


_OLDEST_FIRST = (_DELIVERY.c.due_at, _DELIVERY.c.id)
_TURN = func.row_number().over(partition_by=_DELIVERY.c.round_id, order_by=_OLDEST_FIRST)
_WORKSPACES = _ready(_WORKSPACE.c.ref).distinct().order_by(_WORKSPACE.c.ref)
_DUE = (
    _ready(_DELIVERY.c.id, _DELIVERY.c.kind, _PERSON.c.ref)
    .where(_WORKSPACE.c.ref == bindparam("workspace"))
    .order_by(
        case((_TO_PEOPLE, 1), else_=0),
        case((_DELIVERY.c.status == Status.UNSURE, 1), else_=0),
        _TURN,
        *_OLDEST_FIRST,
    )
    .limit(bindparam("most"))
)
_TAKEN = ("id", "kind", "round_id", "attempt", "due_at", "failures", "status", "tried_at")
_CANDIDATES = (
    _ready(
        *(_DELIVERY.c[name] for name in _TAKEN),
        _WORKSPACE.c.ref.label("workspace"),
        _TEAM.c.channel.label("team_channel"),
        _PERSON.c.ref,
        _PERSON.c.dm_channel,
        func.coalesce(
            _PERSON.c.language, _PERSON.c.told_language, _TEAM.c.language, _WORKSPACE.c.language
        ).label("language"),
    )
    .where(_DELIVERY.c.id.in_(bindparam("ids", expanding=True)))
    .with_for_update(skip_locked=True, of=_DELIVERY)
)
_LATER = case(
    (_DELIVERY.c.lease_until > _DELIVERY.c.due_at, _DELIVERY.c.lease_until), else_=_DELIVERY.c.due_at
)
_NEXT = (
    select(func.min(_LATER, type_=_DELIVERY.c.due_at.type))
    .select_from(_DELIVERY)
    .join(_ROUND, _ROUND.c.id == _DELIVERY.c.round_id)
    .join(_TEAM, _TEAM.c.id == _ROUND.c.team_id)
    .join(_WORKSPACE, _WORKSPACE.c.id == _TEAM.c.workspace_id)
    .where(
        _WORKSPACE.c.ref == bindparam("workspace"),
        _DELIVERY.c.status.in_([Status.PENDING, Status.SENDING, Status.UNSURE]),
        _LATER > _AT,
    )
)


@dataclass(frozen=True, slots=True)
class Due:
    """A delivery whose turn may come."""

    id: DeliveryId
    kind: Kind
    user: UserRef | None


def workspaces_due(session: Session, *, at: datetime, look_up: Collection[Kind] = ()) -> tuple[str, ...]:
    """The workspaces with something to send, by the platform's name."""
    rows = session.connection().execute(_WORKSPACES, {"at": at, "look_up": list(look_up)})
    return tuple(rows.scalars())


def due(
    session: Session, workspace: str, *, at: datetime, limit: int, look_up: Collection[Kind] = ()
) -> tuple[Due, ...]:
    """What is due in a workspace, in the order in which it should go.

    Messages to channels go first: there are few, and a team waits for each. Then every team has its turn, so
    that a large one keeps no small one waiting; what is in doubt comes last.

    Args:
        session: a reading one will do; taking is the ledger's business.
        workspace: the platform's name of the workspace.
        at: now.
        limit: at most so many.
        look_up: kinds of which messages in doubt can be looked up.
    """
    given = {"workspace": workspace, "at": at, "look_up": list(look_up), "most": limit}
    rows = session.connection().execute(_DUE, given)
    return tuple(Due(DeliveryId(row.id), Kind(row.kind), row.ref) for row in rows)


def next_moment(session: Session, workspace: str, *, at: datetime) -> datetime | None:
    """When something in a workspace becomes due next, is to be tried again, or to be looked up."""
    found: datetime | None = session.connection().execute(_NEXT, {"workspace": workspace, "at": at}).scalar()
    return found


def candidates(
    session: Session, ids: Collection[DeliveryId], *, at: datetime, look_up: Collection[Kind] = ()
) -> tuple[Claim, ...]:
    """The claims that could be made of these deliveries now, for ``deliveries.claim`` to make them.

    Lets several processes take different rows on PostgreSQL; SQLite has one writer and needs no lock.
    """
    given = {"ids": list(ids), "at": at, "look_up": list(look_up)}
    claims = {row.id: _claim(row) for row in session.connection().execute(_CANDIDATES, given)}
    return tuple(claims[id_] for id_ in ids if id_ in claims)


def _claim(row: Any) -> Claim:
    channel = row.dm_channel if row.ref else row.team_channel
    in_doubt = row.status == Status.UNSURE
    return Claim(
        id=DeliveryId(row.id),
        kind=Kind(row.kind),
        round=RoundId(row.round_id),
        attempt=row.attempt + 1,
        workspace=row.workspace,
        user=UserRef(row.ref) if row.ref else None,
        channel=ChannelRef(channel) if channel else None,
        due_at=row.due_at,
        language=row.language,
        failures=row.failures,
        doubted_since=(row.tried_at or row.due_at) if in_doubt else None,
    )
