"""Rounds before they open: what a coming week asks whom, and whether it asks at all. Nothing is stored."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from storage import calendars, pools, pulses, rotation, teams
from storage.invitations import Invited, invite
from storage.teams import Team
from survey.calendars import WorkCalendar
from survey.ids import TeamId
from survey.ports import Randomness
from survey.questions import Question
from survey.rounds import PREVIEW, Pulse, Round, RoundState, Skip, Terms, local_day, moments, window
from survey.weeks import Week


@dataclass(frozen=True, slots=True)
class Draft:
    """A round that may be opened; ``beside`` are the teams asked together with the pulse's own."""

    week: Week
    calendar: WorkCalendar
    beside: tuple[TeamId, ...]
    questions: Sequence[Question]
    invited: Invited


def draft(
    session: Session,
    pulse: Pulse,
    team: Team,
    week: Week,
    *,
    at: datetime,
    randomness: Randomness,
    keys: Iterable[str] | None = None,
    wishes: bool = True,
) -> Draft:
    """The round of a pulse's next week, or of a later one.

    Args:
        pulse: the team's own.
        team: one that has rounds of its own.
        week: the next to be planned, or a later one.
        randomness: for the draw, where a part of the team is asked.
        wishes: whether people's own count; not where the round is only shown (see ``invitations.invite``).
        keys: of the questions, where the plan of a later week names them; else the next week's are planned.
    """
    beside = pools.asked_beside(session, team.id, week)
    calendar_of = {each: calendars.of_team(session, each, week) for each in (team.id, *beside)}
    asked = _planned(session, pulse, team, week) if keys is None else keys
    return Draft(
        week,
        calendar_of[team.id],
        beside,
        questions=rotation.named(session, team.workspace, asked),
        invited=invite(
            session,
            pulse,
            week,
            calendar_of,
            at=at,
            leads_count=team.leads_count,
            randomness=randomness,
            wishes=wishes,
        ),
    )


def _planned(session: Session, pulse: Pulse, team: Team, week: Week) -> tuple[str, ...]:
    """The keys of a week; "ask now" may draft one before that planned, and what was changed of it counts."""
    from_here = replace(pulse, next_week=min(pulse.next_week, week))
    return rotation.of_team(session, team, from_here).of_week(week).keys


def why_not(pulse: Pulse, team: Team, drafted: Draft, *, at: datetime) -> Skip | None:
    """Why a week has no round; None where it has one."""
    span = window(pulse.schedule, week=drafted.week, zone=pulse.zone)
    back = team.paused_until
    reasons = (
        (at >= span.closes_at, Skip.LATE),
        (team.trouble is not None, Skip.NO_CHANNEL),
        (back is not None and back > local_day(span.closes_at, pulse.zone), Skip.PAUSED),
        (drafted.calendar.is_quiet(drafted.week), Skip.QUIET),
        (not drafted.questions, Skip.NO_QUESTIONS),
        (not drafted.invited.people, Skip.NOBODY),
    )
    return next((why for holds, why in reasons if holds), None)


def floor_of(session: Session, pulse: Pulse, terms: Terms) -> int:
    """Fewest answers at which a pulse shows a figure: its own, raised to what is promised everywhere."""
    return max(terms.floor, pulses.floor_of(session, pulse.id))


def as_round(session: Session, pulse: Pulse, team: Team, drafted: Draft, *, terms: Terms) -> Round:
    """The round as its cards would show it; its id is that of no round."""
    when = moments(pulse.schedule, week=drafted.week, zone=pulse.zone)
    return Round(
        id=PREVIEW,
        team=team.id,
        team_names=(team.name, *(teams.get(session, each).name for each in drafted.beside)),
        channel=team.channel,
        week=drafted.week,
        zone=pulse.zone,
        state=RoundState.OPEN,
        opens_at=when.opens_at,
        closes_at=when.closes_at,
        digest_at=when.digest_at,
        floor=floor_of(session, pulse, terms),
        questions=tuple(drafted.questions),
        teams=(team.id, *drafted.beside),
        leads_count=team.leads_count,
        retention_months=terms.retention_months,
        drawn_from=drafted.invited.drawn_from,
    )
