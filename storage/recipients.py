"""Who a message to a person would reach now: whether they are still to be written to, and when."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import and_, bindparam, case, exists, func, or_, select
from sqlmodel import Session

from storage import calendars
from storage.patience import is_spent
from storage.tables import (
    DeliveryRow,
    ParticipationRow,
    PatienceRow,
    PersonRow,
    PulseRow,
    RoundRow,
    RoundTeamRow,
    TeamMemberRow,
    TeamRow,
    table,
)
from survey.asking import Availability, Window, next_moment, reminder_window
from survey.calendars import WorkCalendar
from survey.deliveries import Kind, Status
from survey.ids import DeliveryId, PersonId, RoundId, TeamId
from survey.weeks import Week

CalendarOf = Callable[[TeamId, Week], WorkCalendar]
_DELIVERY, _ROUND, _PULSE = table(DeliveryRow), table(RoundRow), table(PulseRow)
_PERSON, _TEAM, _MEMBER = table(PersonRow), table(TeamRow), table(TeamMemberRow)
_PART, _PATIENCE = table(ParticipationRow), table(PatienceRow)
_BESIDE = table(RoundTeamRow)
_QUESTION = _DELIVERY.alias("question_sent")
_IN_ITS_TEAM = _MEMBER.c.team_id == _ROUND.c.team_id
_IN_ITS_POOL = (
    exists()
    .where(_BESIDE.c.round_id == _ROUND.c.id, _BESIDE.c.team_id == _MEMBER.c.team_id)
    .correlate(_ROUND, _MEMBER)
)
_MAY_HAVE_ARRIVED = (Status.SENT, Status.UNSURE)
_ABOUT_A_PERSON = (
    _PERSON.c.id.label("person_id"),
    *(_PERSON.c[name] for name in ("active", "opted_out", "is_guest", "zone", "own_hour")),
    *(_PERSON.c[name] for name in ("paused_until", "away_until", "quiet_until")),
    _TEAM.c.id.label("team_id"),
    _TEAM.c.guests,
    _TEAM.c.archived,
    _TEAM.c.paused_until.label("team_paused_until"),
    _TEAM.c.zone.label("team_zone"),
    _PULSE.c.ask_time,
)
_RECIPIENTS = (
    select(
        _DELIVERY.c.id,
        _DELIVERY.c.kind,
        *_ABOUT_A_PERSON,
        *(_ROUND.c[name] for name in ("week", "asks_on", "opens_at", "closes_at", "leads_count")),
        _MEMBER.c.person_id.label("member"),
        _MEMBER.c.is_lead,
        _PART.c.person_id.label("took_part"),
        _PATIENCE.c.ignored,
        _QUESTION.c.tried_at.label("asked_at"),
    )
    .select_from(_DELIVERY)
    .join(_ROUND, _ROUND.c.id == _DELIVERY.c.round_id)
    .join(_PULSE, _PULSE.c.id == _ROUND.c.pulse_id)
    .join(_PERSON, _PERSON.c.id == _DELIVERY.c.person_id)
    .outerjoin(_MEMBER, and_(_MEMBER.c.person_id == _PERSON.c.id, or_(_IN_ITS_TEAM, _IN_ITS_POOL)))
    .join(_TEAM, _TEAM.c.id == func.coalesce(_MEMBER.c.team_id, _ROUND.c.team_id))
    .outerjoin(_PART, and_(_PART.c.round_id == _ROUND.c.id, _PART.c.person_id == _PERSON.c.id))
    .outerjoin(_PATIENCE, _PATIENCE.c.person_id == _PERSON.c.id)
    .outerjoin(
        _QUESTION,
        and_(
            _QUESTION.c.round_id == _ROUND.c.id,
            _QUESTION.c.recipient == _DELIVERY.c.recipient,
            _QUESTION.c.kind == Kind.ASK,
            _QUESTION.c.status.in_(_MAY_HAVE_ARRIVED),
        ),
    )
    .where(_DELIVERY.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(_DELIVERY.c.id, case((_IN_ITS_TEAM, 0), else_=1), _TEAM.c.id)
)
"""One row for each team through which a delivery could reach somebody, the round's own team first."""
_INVITEES = (
    select(*_ABOUT_A_PERSON, _MEMBER.c.is_lead)
    .select_from(_PERSON)
    .join(_MEMBER, _MEMBER.c.person_id == _PERSON.c.id)
    .join(_TEAM, _TEAM.c.id == _MEMBER.c.team_id)
    .join(_PULSE, _PULSE.c.team_id == bindparam("host"))
    .where(_TEAM.c.id.in_(bindparam("teams", expanding=True)))
    .order_by(_PERSON.c.id, case((_TEAM.c.id == bindparam("host"), 0), else_=1), _TEAM.c.id)
)
_RESTING = (
    select(_PERSON.c.id.label("person_id"))
    .select_from(_PERSON)
    .join(_DELIVERY, _DELIVERY.c.person_id == _PERSON.c.id)
    .join(_ROUND, _ROUND.c.id == _DELIVERY.c.round_id)
    .where(
        or_(
            _ROUND.c.team_id == bindparam("team"),
            _ROUND.c.id.in_(select(_BESIDE.c.round_id).where(_BESIDE.c.team_id == bindparam("team"))),
        ),
        _ROUND.c.week == bindparam("week"),
        _DELIVERY.c.kind == Kind.ASK,
        _DELIVERY.c.message.is_not(None),
        _PERSON.c.every_second_week,
    )
)
_NOT_ASKED = select(_DELIVERY.c.id).where(
    _DELIVERY.c.round_id == bindparam("round_id"),
    _DELIVERY.c.kind == Kind.ASK,
    _DELIVERY.c.status == Status.PENDING,
)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody a delivery is for.

    Attributes:
        window: when it may go; for a reminder, a night after the question at the earliest.
        wanted: they are still on a team of the round and do not lead it, unless leads count (SCIENCE P11);
            they want to be asked; and, for a reminder, were and have not answered.
    """

    window: Window
    availability: Availability
    wanted: bool


def of(
    session: Session, ids: Collection[DeliveryId], *, calendar_of: CalendarOf, data_key: bytes
) -> Mapping[DeliveryId, Recipient]:
    """The recipients of these deliveries to people; opens how patient each is only for reminders.

    Somebody on several teams of a round is reached through the first of them that wants them.
    """
    rows = session.connection().execute(_RECIPIENTS, {"ids": list(ids)}).all()
    found = [(DeliveryId(row.id), _recipient(row, calendar_of, data_key)) for row in rows]
    # The first that wants them counts, so it has to come last: a later pair takes an earlier one's place.
    best_first = sorted(found, key=lambda each: not each[1].wanted)
    return dict(reversed(best_first))


def _recipient(row: Any, calendar_of: CalendarOf, data_key: bytes) -> Recipient:
    span = Window(row.asks_on, row.opens_at, row.closes_at)
    wanted = row.member is not None and _is_welcome(row, leads_count=row.leads_count)
    if row.kind == Kind.REMINDER:
        wanted = wanted and _would_help(row, data_key)
        span = reminder_window(span, asked_at=row.asked_at or row.opens_at)
    calendar = calendar_of(TeamId(row.team_id), Week.parse(row.week))
    return Recipient(window=span, availability=_availability(row, calendar), wanted=wanted)


def reach(session: Session, round_id: RoundId, *, at: datetime) -> tuple[int, int]:
    """How many of those not asked yet can be asked at this moment, and how many later in the round."""
    rows = session.connection().execute(_NOT_ASKED, {"round_id": round_id}).scalars()
    found = of(session, list(rows), calendar_of=calendars.each_once(session), data_key=b"")
    moments = [next_moment(each.window, each.availability, at=at) for each in found.values() if each.wanted]
    now = sum(moment is not None and moment <= at for moment in moments)
    return now, sum(moment is not None for moment in moments) - now


def invitees(
    session: Session, host: TeamId, calendar_of: Mapping[TeamId, WorkCalendar], *, leads_count: bool
) -> Mapping[PersonId, Availability]:
    """Whoever a team's next round is for, and when each may be written to, as it stands now.

    Args:
        session: a reading one will do.
        host: whose round it is, and whose hour holds.
        calendar_of: its teams, each with the calendar of its people; somebody on several of them keeps that
            of the host, or of the first.
        leads_count: whether those who lead a team may be asked through it (SCIENCE P11).
    """
    rows = session.connection().execute(_INVITEES, {"host": host, "teams": list(calendar_of)})
    found: dict[PersonId, Availability] = {}
    for row in rows:
        if _is_welcome(row, leads_count=leads_count):
            reached = _availability(row, calendar_of[TeamId(row.team_id)])
            found.setdefault(PersonId(row.person_id), reached)
    return found


def on_paper(
    session: Session, host: TeamId, calendar_of: Mapping[TeamId, WorkCalendar], *, leads_count: bool
) -> Mapping[PersonId, Availability]:
    """Whoever a team's round would be for if nobody had any wish: what may be told of a team as a number.

    Own hours, pauses, absences and that somebody wants no questions are left out, or a number that changes
    with somebody would tell of theirs. The arguments are those of :func:`invitees`.
    """
    rows = session.connection().execute(_INVITEES, {"host": host, "teams": list(calendar_of)})
    found: dict[PersonId, Availability] = {}
    for row in rows:
        if _may_be_asked(row, leads_count=leads_count):
            reached = Availability(
                zone=ZoneInfo(row.zone or row.team_zone),
                hour=time.fromisoformat(row.ask_time),
                calendar=calendar_of[TeamId(row.team_id)],
            )
            found.setdefault(PersonId(row.person_id), reached)
    return found


def resting(session: Session, team: TeamId, week: Week) -> frozenset[PersonId]:
    """Those who want to be asked every second week, and were asked by this team in the week before."""
    rows = session.connection().execute(_RESTING, {"team": team, "week": str(week.plus(-1))})
    return frozenset(PersonId(row.person_id) for row in rows)


def _availability(row: Any, calendar: WorkCalendar) -> Availability:
    pauses = [each for each in (row.paused_until, row.team_paused_until) if each is not None]
    return Availability(
        zone=ZoneInfo(row.zone or row.team_zone),
        hour=time.fromisoformat(row.own_hour or row.ask_time),
        calendar=calendar,
        back_on=max(pauses, default=None),
        away_until=max(filter(None, (row.away_until, row.quiet_until)), default=None),
    )


def _would_help(row: Any, data_key: bytes) -> bool:
    """Whether a reminder would: the question has gone, there is no answer, and there is patience left."""
    if row.asked_at is None or row.took_part is not None:
        return False
    return not is_spent(row.ignored, PersonId(row.person_id), data_key)


def _is_welcome(row: Any, *, leads_count: bool) -> bool:
    return _may_be_asked(row, leads_count=leads_count) and not row.opted_out


def _may_be_asked(row: Any, *, leads_count: bool) -> bool:
    """What the team and the workspace say, apart from what the person wants."""
    if row.archived or (row.is_lead and not leads_count):
        return False
    return bool(row.active and (row.guests or not row.is_guest))
