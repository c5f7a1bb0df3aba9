"""Everything that is tied to one person: for them to read, to take along, and to have erased."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Table, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col
from sqlmodel import select as pick

from storage.tables import (
    DeliveryRow,
    ParticipationRow,
    PersonRow,
    PulseRow,
    RoundRow,
    RoundTeamRow,
    Row,
    TeamMemberRow,
    TeamRow,
    table,
)
from survey.deliveries import Kind
from survey.ids import PersonId, RoundId
from survey.rounds import RoundState
from survey.weeks import Week

_PERSON = table(PersonRow)


@dataclass(frozen=True, slots=True)
class OpenRound:
    """An open round a person was asked in, with the promise it opened with.

    Attributes:
        teams: whose people are asked in it; the first is the round's own team.
        zone: where that team's week happens.
        took_part: whether they answered anything so far; for their own eyes.
    """

    id: RoundId
    teams: tuple[str, ...]
    week: Week
    zone: ZoneInfo
    closes_at: datetime
    floor: int
    retention_months: int
    took_part: bool


@dataclass(frozen=True, slots=True)
class Upcoming:
    """What a person's next round in a team promises.

    Attributes:
        teams: whose answers are counted together; the team whose round it is comes first.
        is_asked: False for whoever leads a team that does not count its leads.
    """

    teams: tuple[str, ...]
    floor: int
    is_asked: bool


def open_rounds(session: Session, person: PersonId, *, at: datetime) -> tuple[OpenRound, ...]:
    """The rounds that still take this person's answers, the one that closes first in front."""
    invited = pick(DeliveryRow.round_id).where(
        col(DeliveryRow.person_id) == person, col(DeliveryRow.kind) == Kind.ASK
    )
    statement = (
        pick(RoundRow, TeamRow)
        .join(TeamRow, col(TeamRow.id) == col(RoundRow.team_id))
        .where(
            col(RoundRow.id).in_(invited),
            col(RoundRow.state) == RoundState.OPEN,
            col(RoundRow.closes_at) > at,
        )
        .order_by(col(RoundRow.closes_at), col(RoundRow.id))
    )
    taken = pick(ParticipationRow.round_id).where(col(ParticipationRow.person_id) == person)
    took_part = frozenset(session.exec(taken))
    return tuple(
        OpenRound(
            id=RoundId(round_.id or 0),
            teams=(team.name, *_sharing(session, round_.id)),
            week=Week.parse(round_.week),
            zone=ZoneInfo(team.zone),
            closes_at=round_.closes_at,
            floor=round_.floor,
            retention_months=round_.retention_months,
            took_part=round_.id in took_part,
        )
        for round_, team in session.exec(statement)
    )


def upcoming(session: Session, person: PersonId) -> tuple[Upcoming, ...]:
    """What the next rounds promise, by the name of the team through which the person is asked."""
    host = aliased(TeamRow)
    statement = (
        pick(TeamRow, TeamMemberRow.is_lead, host.name, PulseRow.floor)
        .join(TeamMemberRow, col(TeamMemberRow.team_id) == col(TeamRow.id))
        .join(host, col(host.id) == func.coalesce(col(TeamRow.shares_with), col(TeamRow.id)))
        .join(PulseRow, col(PulseRow.team_id) == col(host.id))
        .where(col(TeamMemberRow.person_id) == person, col(TeamRow.archived).is_(False))
        .order_by(col(TeamRow.name), col(TeamRow.id))
    )
    return tuple(
        Upcoming(
            teams=(team.name,) if team.shares_with is None else (name, team.name),
            floor=floor,
            is_asked=team.leads_count or not leads,
        )
        for team, leads, name, floor in session.exec(statement)
    )


def tied_to(session: Session, person: PersonId) -> dict[str, list[dict[str, object]]]:
    """Every row that points at a person, by table, and their own; found by the keys of the schema itself.

    A table that is added later is therefore in it without anybody thinking of it.
    """
    found = {}
    for each in Row.metadata.sorted_tables:
        rows = [column for column in each.columns if _points_at_a_person(each, column.name)]
        for column in rows:
            statement = select(each).where(column == person)
            found[each.name] = [dict(row) for row in session.connection().execute(statement).mappings()]
    return {name: rows for name, rows in found.items() if rows}


def _points_at_a_person(each: Table, column: str) -> bool:
    if each is _PERSON:
        return column == _PERSON.c.id.name
    return any(key.column is _PERSON.c.id for key in each.c[column].foreign_keys)


def _sharing(session: Session, round_id: int | None) -> tuple[str, ...]:
    statement = (
        pick(TeamRow.name)
        .join(RoundTeamRow, col(RoundTeamRow.team_id) == col(TeamRow.id))
        .where(col(RoundTeamRow.round_id) == round_id)
        .order_by(col(TeamRow.name))
    )
    return tuple(session.exec(statement))
