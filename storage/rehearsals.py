"""What "ask now" would do, told without doing it: how many would be asked when, and who would not."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, or_, select
from sqlmodel import Session

from storage import calendars, recipients
from storage.drafts import Draft
from storage.tables import DeliveryRow, PersonRow, TeamMemberRow, TeamRow, table
from storage.teams import Team
from survey.asking import Availability, Window, next_moment
from survey.deliveries import Kind, Status
from survey.ids import DeliveryId, TeamId, UserRef
from survey.rounds import Pulse, Round, window

_DELIVERY, _PERSON, _TEAM, _MEMBER = (
    table(each) for each in (DeliveryRow, PersonRow, TeamRow, TeamMemberRow)
)
_TO_ASK = or_(
    _DELIVERY.c.status == Status.PENDING,
    and_(_DELIVERY.c.status == Status.FAILED, _DELIVERY.c.lease_until.is_(None)),
)
"""Asking now tries anew what failed for certain, too (see ``owed.ask_now``)."""
_OWED = select(_DELIVERY.c.id, _DELIVERY.c.status, _TO_ASK.label("to_ask")).where(
    _DELIVERY.c.round_id == bindparam("round_id"), _DELIVERY.c.kind == Kind.ASK
)
_ON_TEAMS = (
    select(_PERSON.c.ref, _PERSON.c.is_guest, _TEAM.c.guests, _MEMBER.c.is_lead)
    .select_from(_PERSON)
    .join(_MEMBER, _MEMBER.c.person_id == _PERSON.c.id)
    .join(_TEAM, _TEAM.c.id == _MEMBER.c.team_id)
    .where(_TEAM.c.id.in_(bindparam("teams", expanding=True)), _PERSON.c.active)
    .order_by(_PERSON.c.id)
)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Who would be asked, in counts; a pause or an absence is somebody's own matter, so nobody is named.

    Attributes:
        moments: how many would be asked when, the soonest first.
        asked: how many were asked before, or may have been.
        leads: whoever leads one of the teams and is not asked with it; that is known in the team.
        guests: how many are not asked because their team leaves guests out.
        undrawn: how many are not asked because a part of the team is.
        others: how many cannot be asked for reasons of their own.
    """

    moments: tuple[tuple[datetime, int], ...]
    asked: int
    leads: tuple[UserRef, ...]
    guests: int
    undrawn: int
    others: int


@dataclass(frozen=True, slots=True)
class _People:
    everybody: int
    leads: tuple[UserRef, ...]
    guests: int


def of_open(session: Session, round_: Round, *, at: datetime) -> Rehearsal:
    """What asking now would do in a round that is open."""
    rows: Any = session.connection().execute(_OWED, {"round_id": round_.id}).all()
    to_ask = [DeliveryId(row.id) for row in rows if row.to_ask]
    found = recipients.of(session, to_ask, calendar_of=calendars.each_once(session), data_key=b"")
    wanted = [(each.window, each.availability) for each in found.values() if each.wanted]
    return _rehearsal(
        _people(session, round_.teams, leads_count=round_.leads_count),
        _moments(wanted, at=at),
        asked=sum(not row.to_ask and row.status != Status.SKIPPED for row in rows),
        undrawn=0 if round_.drawn_from is None else round_.drawn_from - len(rows),
    )


def of_draft(session: Session, pulse: Pulse, team: Team, drafted: Draft, *, at: datetime) -> Rehearsal:
    """What asking now would do by opening a round first."""
    invited = drafted.invited
    span = window(pulse.schedule, week=drafted.week, zone=pulse.zone)
    reached = [(span, invited.availability[each.person]) for each in invited.people]
    return _rehearsal(
        _people(session, (team.id, *drafted.beside), leads_count=team.leads_count),
        _moments(reached, at=at),
        asked=0,
        undrawn=0 if invited.drawn_from is None else invited.drawn_from - len(invited.people),
    )


def _moments(reached: Iterable[tuple[Window, Availability]], *, at: datetime) -> Counter[datetime]:
    """How many could be asked when, if any of their working hours would do."""
    found = (next_moment(replace(span, first_day=None), person, at=at) for span, person in reached)
    return Counter(moment for moment in found if moment is not None)


def _people(session: Session, teams: Collection[TeamId], *, leads_count: bool) -> _People:
    """Everybody on these teams, and who of them is asked through none for a reason everybody may know."""
    rows: Any = session.connection().execute(_ON_TEAMS, {"teams": list(teams)})
    why: dict[UserRef, set[str]] = {}
    for row in rows:
        kept_out = "guest" if row.is_guest and not row.guests else ""
        leads = "lead" if row.is_lead and not leads_count else ""
        why.setdefault(UserRef(row.ref), set()).add(leads or kept_out)
    apart = {user: reasons for user, reasons in why.items() if "" not in reasons}
    leads_apart = tuple(user for user, reasons in apart.items() if "lead" in reasons)
    return _People(len(why), leads_apart, len(apart) - len(leads_apart))


def _rehearsal(people: _People, moments: Counter[datetime], *, asked: int, undrawn: int) -> Rehearsal:
    known = len(people.leads) + people.guests + moments.total() + asked + undrawn
    return Rehearsal(
        moments=tuple(sorted(moments.items())),
        asked=asked,
        leads=people.leads,
        guests=people.guests,
        undrawn=undrawn,
        # Somebody asked may have left the team since.
        others=max(0, people.everybody - known),
    )
