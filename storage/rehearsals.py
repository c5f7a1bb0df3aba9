"""What "ask now" would do, told without doing it: how many would be asked when, and who would not.

Everything is counted as if nobody had paused, were away or wanted no questions. A count that knew of such a
wish would tell of it, as soon as somebody looked before and after one person came or went.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session

from storage import calendars, fatigue, pulses, recipients
from storage.tables import DeliveryRow, PersonRow, TeamMemberRow, TeamRow, table
from survey.asking import Availability, Window, next_moment
from survey.deliveries import Kind, Status
from survey.ids import PersonId, TeamId, UserRef
from survey.rotation.sampling import USUAL_SHARE, draw_size, response_rate
from survey.rounds import Pulse, Round

_DELIVERY, _PERSON, _TEAM, _MEMBER = (
    table(each) for each in (DeliveryRow, PersonRow, TeamRow, TeamMemberRow)
)
_OWED = select(_DELIVERY.c.person_id, _DELIVERY.c.status, _DELIVERY.c.lease_until).where(
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
    """Who would be asked, in counts that no wish of anybody enters.

    Attributes:
        moments: how many at most would be asked when, the soonest first.
        asked: how many got the card before, or may have.
        leads: whoever leads one of the teams and is not asked with it; that is known in the team.
        guests: how many are not asked because their team leaves guests out.
        undrawn: how many are not asked because a part of the team is.
        too_late: how many have no working hour left before the round closes, by their team's calendar.
    """

    moments: tuple[tuple[datetime, int], ...]
    asked: int
    leads: tuple[UserRef, ...]
    guests: int
    undrawn: int
    too_late: int


def of_open(session: Session, round_: Round, *, at: datetime) -> Rehearsal:
    """What asking now would do in a round that is open.

    Whom it is for was fixed when it opened; that somebody leads or left since changes no count, so that none
    tells what became of their card.
    """
    rows: Any = session.connection().execute(_OWED, {"round_id": round_.id}).all()
    to_ask = [PersonId(row.person_id) for row in rows if _can_be_asked(row)]
    known = _on_paper(session, round_, leads_count=True)
    return _rehearsal(
        session,
        round_,
        (known.get(person) for person in to_ask),
        asked=sum(row.status != Status.SKIPPED for row in rows) - len(to_ask),
        undrawn=0 if round_.drawn_from is None else round_.drawn_from - len(rows),
        at=at,
    )


def _can_be_asked(row: Any) -> bool:
    """Asking now tries anew what failed for certain; in doubt it may have arrived (``owed.ask_now``)."""
    return bool(row.status == Status.PENDING or (row.status == Status.FAILED and row.lease_until is None))


def of_draft(session: Session, pulse: Pulse, drafted: Round, *, at: datetime) -> Rehearsal:
    """What asking now would do by opening a round first.

    Args:
        drafted: the round as it would open.
    """
    known = list(_on_paper(session, drafted, leads_count=drafted.leads_count).values())
    size = len(known)
    if pulses.samples(session, pulse.id):
        # Who is drawn is chance; how many are is all that is told.
        rate = response_rate(fatigue.released(session, pulse))
        size = draw_size(len(known), share=USUAL_SHARE, response_rate=rate)
    return _rehearsal(session, drafted, known[:size], asked=0, undrawn=len(known) - size, at=at)


def _on_paper(session: Session, round_: Round, *, leads_count: bool) -> Mapping[PersonId, Availability]:
    calendar_of = {team: calendars.of_team(session, team, round_.week) for team in round_.teams}
    at_work = {team: found for team, found in calendar_of.items() if not found.is_quiet(round_.week)}
    return recipients.on_paper(session, round_.team, at_work, leads_count=leads_count)


def _rehearsal(
    session: Session,
    round_: Round,
    to_ask: Iterable[Availability | None],
    *,
    asked: int,
    undrawn: int,
    at: datetime,
) -> Rehearsal:
    # Whoever is asked now is asked in any of their working hours, not on the team's day alone.
    span = Window(None, round_.opens_at, round_.closes_at)
    moments = Counter(next_moment(span, person, at=at) if person else at for person in to_ask)
    too_late = moments.pop(None, 0)
    leads, guests = _apart(session, round_.teams, leads_count=round_.leads_count)
    return Rehearsal(
        moments=tuple(sorted((moment, count) for moment, count in moments.items() if moment is not None)),
        asked=asked,
        leads=leads,
        guests=guests,
        undrawn=undrawn,
        too_late=too_late,
    )


def _apart(
    session: Session, teams: tuple[TeamId, ...], *, leads_count: bool
) -> tuple[tuple[UserRef, ...], int]:
    """Whoever is asked through none of these teams for a reason everybody may know: leads, and guests."""
    rows: Any = session.connection().execute(_ON_TEAMS, {"teams": list(teams)})
    why: dict[UserRef, set[str]] = {}
    for row in rows:
        kept_out = "guest" if row.is_guest and not row.guests else ""
        leads = "lead" if row.is_lead and not leads_count else ""
        why.setdefault(UserRef(row.ref), set()).add(leads or kept_out)
    apart = {user: reasons for user, reasons in why.items() if "" not in reasons}
    leading = tuple(user for user, reasons in apart.items() if "lead" in reasons)
    return leading, len(apart) - len(leading)
