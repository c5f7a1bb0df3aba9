"""Who is asked in a week, and when; of a large team perhaps a part, drawn afresh."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from storage import fatigue, pulses, recipients
from survey.asking import next_moment, reminder_moment
from survey.calendars import WorkCalendar
from survey.ids import TeamId
from survey.ports import Randomness
from survey.rotation.sampling import SHORTEST_SEED, USUAL_SHARE, draw, response_rate
from survey.rounds import Invitation, Pulse, window
from survey.weeks import Week


@dataclass(frozen=True, slots=True)
class Invited:
    """Whoever is asked; ``drawn_from`` is of how many they are a part, None where everybody is asked."""

    people: tuple[Invitation, ...]
    drawn_from: int | None = None


def invite(
    session: Session,
    pulse: Pulse,
    week: Week,
    calendar_of: Mapping[TeamId, WorkCalendar],
    *,
    at: datetime,
    leads_count: bool,
    randomness: Randomness,
) -> Invited:
    """Everybody on the teams for whom the round has a good moment, as far as is known by now; each once."""
    everybody = _everybody(session, pulse, week, calendar_of, at=at, leads_count=leads_count)
    if not pulses.samples(session, pulse.id):
        return Invited(everybody)
    # The seed is of this round alone and kept nowhere: nobody can foretell a draw, or make it again.
    drawn = draw(
        [each.person for each in everybody],
        seed=randomness(SHORTEST_SEED),
        share=USUAL_SHARE,
        response_rate=response_rate(fatigue.released(session, pulse)),
    )
    if len(drawn) == len(everybody):
        return Invited(everybody)
    return Invited(tuple(each for each in everybody if each.person in drawn), len(everybody))


def _everybody(
    session: Session,
    pulse: Pulse,
    week: Week,
    calendar_of: Mapping[TeamId, WorkCalendar],
    *,
    at: datetime,
    leads_count: bool,
) -> tuple[Invitation, ...]:
    span = window(pulse.schedule, week=week, zone=pulse.zone)
    at_work = {team: calendar for team, calendar in calendar_of.items() if not calendar.is_quiet(week)}
    resting = {person for team in at_work for person in recipients.resting(session, team, week)}
    invitees = recipients.invitees(session, pulse.team, at_work, leads_count=leads_count)
    found = []
    for person, availability in invitees.items():
        due_at = None if person in resting else next_moment(span, availability, at=at)
        if due_at is not None:
            wants = pulse.schedule.remind
            remind_at = reminder_moment(span, availability, asked_at=due_at) if wants else None
            found.append(Invitation(person, due_at, remind_at))
    return tuple(found)
