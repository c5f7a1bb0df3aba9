"""Whom the question of a round reached: N, counted when it closes."""

from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy
from sqlalchemy import bindparam, union
from sqlmodel import Session

from storage.tables import DeliveryRow, ParticipationRow, RoundRow, table
from survey.deliveries import Kind, Status
from survey.ids import PersonId, RoundId, TeamId
from survey.rounds import RoundState
from survey.weeks import Week

_REACHED = (Status.SENT, Status.UNSURE, Status.SENDING)
"""Where the question may have arrived: a message in doubt counts, or its reader would answer uncounted."""
_DELIVERY, _TOOK_PART, _ROUND = table(DeliveryRow), table(ParticipationRow), table(RoundRow)
_OTHER = _DELIVERY.alias("other")
_THESE: Any = bindparam("rounds", expanding=True)
_IN_ROUNDS = union(
    sqlalchemy.select(_DELIVERY.c.round_id, _DELIVERY.c.person_id).where(
        _DELIVERY.c.round_id.in_(_THESE),
        _DELIVERY.c.kind == Kind.ASK,
        _DELIVERY.c.status.in_(_REACHED),
        _DELIVERY.c.person_id.is_not(None),
    ),
    sqlalchemy.select(_TOOK_PART.c.round_id, _TOOK_PART.c.person_id).where(_TOOK_PART.c.round_id.in_(_THESE)),
)
_NEAR = (
    sqlalchemy.select(_OTHER.c.round_id)
    .select_from(_DELIVERY)
    .join(_OTHER, _OTHER.c.person_id == _DELIVERY.c.person_id)
    .join(_ROUND, _ROUND.c.id == _OTHER.c.round_id)
    .where(
        _DELIVERY.c.round_id.in_(_THESE),
        _DELIVERY.c.kind == Kind.ASK,
        _OTHER.c.kind == Kind.ASK,
        _ROUND.c.week == bindparam("week"),
        _ROUND.c.state == RoundState.CLOSED,
    )
    .distinct()
)
_UNTIL = (
    sqlalchemy.select(_DELIVERY.c.person_id)
    .join(_ROUND, _ROUND.c.id == _DELIVERY.c.round_id)
    .where(
        _ROUND.c.team_id == bindparam("team"),
        _ROUND.c.week <= bindparam("week"),
        _DELIVERY.c.kind == Kind.ASK,
        _DELIVERY.c.person_id.is_not(None),
    )
    .distinct()
)


def reached(session: Session, round_id: RoundId) -> frozenset[PersonId]:
    """Whom the question of a round reached, as far as they are still known."""
    return reached_each(session, [round_id])[round_id]


def reached_each(session: Session, round_ids: Collection[RoundId]) -> Mapping[RoundId, frozenset[PersonId]]:
    """The same of several rounds."""
    found: dict[RoundId, set[PersonId]] = {each: set() for each in round_ids}
    for round_id, person in session.connection().execute(_IN_ROUNDS, {"rounds": list(round_ids)}):
        found[round_id].add(person)
    return {each: frozenset(people) for each, people in found.items()}


def closed_near(session: Session, round_id: RoundId, week: Week) -> frozenset[RoundId]:
    """The closed rounds of a week that hang together with one by people in common, over several as well."""
    inside, new = {round_id}, {round_id}
    while new:
        near = session.connection().execute(_NEAR, {"rounds": list(new), "week": str(week)}).scalars()
        new = set(near) - inside
        inside |= new
    return frozenset(inside - {round_id})


def meant_until(session: Session, team: TeamId, week: str) -> frozenset[PersonId]:
    """Whom a team's rounds up to a week were meant for, whether or not their card arrived."""
    return frozenset(session.connection().execute(_UNTIL, {"team": team, "week": week}).scalars())
