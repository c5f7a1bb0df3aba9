"""Who is asked in a week, and when; of a large team perhaps a part, drawn afresh."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from storage import fatigue, pulses, recipients
from survey.asking import Availability, next_moment, reminder_moment
from survey.calendars import WorkCalendar
from survey.ids import PersonId, TeamId
from survey.ports import Randomness
from survey.rotation.sampling import SHORTEST_SEED, USUAL_SHARE, draw, response_rate
from survey.rounds import Invitation, Pulse, window
from survey.weeks import Week


@dataclass(frozen=True, slots=True)
class Invited:
    """Whoever is asked.

    Attributes:
        people: each with their moments, as far as is known by now.
        drawn_from: of how many those asked are a part; None where everybody is asked.
    """

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
    wishes: bool = True,
) -> Invited:
    """Everybody on the teams for whom the round has a good moment, as far as is known by now; each once.

    Args:
        wishes: whether what people want counts. It must not where a round is only shown: whoever looks before
            and after one person leads would learn what that person wants (docs/decisions/0026).
    """
    at_work = {team: calendar for team, calendar in calendar_of.items() if not calendar.is_quiet(week)}
    reach = recipients.invitees if wishes else recipients.on_paper
    reached = reach(session, pulse.team, at_work, leads_count=leads_count)
    asleep = at_work if wishes else ()
    resting = {person for team in asleep for person in recipients.resting(session, team, week)}
    awake = {person: found for person, found in reached.items() if person not in resting}
    everybody = _everybody(pulse, week, awake, at=at)
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
    pulse: Pulse, week: Week, awake: Mapping[PersonId, Availability], *, at: datetime
) -> tuple[Invitation, ...]:
    span = window(pulse.schedule, week=week, zone=pulse.zone)
    found = []
    for person, availability in awake.items():
        # A pause or an absence may end before the moment comes, and is judged then.
        usual = replace(availability, back_on=None, away_until=None)
        due_at = next_moment(span, usual, at=at)
        if due_at is not None:
            wants = pulse.schedule.remind
            remind_at = reminder_moment(span, usual, asked_at=due_at) if wants else None
            found.append(Invitation(person, due_at, remind_at))
    return tuple(found)
