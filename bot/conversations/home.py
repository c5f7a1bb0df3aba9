"""The person's own page in the chat program: their teams, their open rounds, the promise."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine
from sqlmodel import Session

from bot.conversations import duties, moments
from bot.conversations.messages import (
    Buttons,
    Divider,
    Heading,
    Message,
    Note,
    Paragraph,
    Part,
    opens,
    quoted,
)
from bot.conversations.privacy import promise
from locales import formats
from locales.speech import marked, say
from storage import calendars, people, pools, pulses, recipients, rounds, teams, workspaces
from storage.database import reading
from storage.people import Person, Preferences
from storage.teams import Team
from survey.asking import Availability, next_moment
from survey.deliveries import MESSAGES
from survey.ids import UserRef
from survey.pace import Pace
from survey.rounds import Pulse, in_rhythm, local_day, window
from survey.weeks import Week

_APART = marked("You lead this team, so you are not asked with it.")
_TEAMS_HOUR_ALWAYS = marked("You are asked at your team's hour.")
_TEAMS_HOUR_SECOND = marked("You are asked at your team's hour, every second week at most.")
_OWN_HOUR_ALWAYS = marked("You are asked at {hour}, your own hour.")
_OWN_HOUR_SECOND = marked("You are asked at {hour}, your own hour, every second week at most.")
_LOOK_AHEAD = 12
"""So many rounds are looked at for one in which a person can be asked."""


@dataclass(frozen=True, slots=True)
class _Visit:
    """Who opens the page, and when."""

    person: Person
    at: datetime

    def back_on(self, team: Team) -> date | None:
        """The end of a pause, theirs or the team's, the later of both; None where neither has paused."""
        today = local_day(self.at, self.person.zone or team.zone)
        pauses = (self.person.preferences.paused_until, team.paused_until)
        ends = (moments.lasting(until, today=today) for until in pauses)
        return max((end for end in ends if end is not None), default=None)


def home(engine: Engine, *, workspace: str, user: UserRef, at: datetime, floor: int, pace: Pace) -> Message:
    """The page of one person; useful for somebody Pulssi does not know yet, too."""
    per_minute = pace.per_minute(workspace, MESSAGES)
    with reading(engine) as session:
        found = workspaces.find(session, workspace)
        person = people.find(session, found.id, user) if found else None
        own = tuple(teams.teams_of(session, person.id)) if person else ()
        parts: list[Part] = [Heading("Pulssi"), Paragraph(_hello(own, is_set_up=found is not None))]
        if person is not None and own:
            parts.append(Paragraph(_yours(person, today=local_day(at, person.zone or own[0].zone))))
            for team in own:
                parts += [Divider(), Paragraph(_team(session, team, _Visit(person, at)))]
        if found is not None:
            parts.append(_what_i_can_change())
        if person is not None:
            parts += duties.of_lead(session, person, own, per_minute, at)
        if found is not None and person is not None and person.is_admin:
            parts += duties.of_admin(session, found, per_minute, at)
    parts += [
        Divider(),
        Heading(say("What is kept, and who sees what")),
        *(Paragraph(text) for text in promise(floor)),
    ]
    parts.append(Note(say("`/pulse help` in any channel shows what you can do.")))
    return Message("Pulssi", tuple(parts))


def _what_i_can_change() -> Buttons:
    return Buttons(
        "me",
        (
            opens("me", say("My questions")),
            opens("language", say("My language")),
            opens("privacy", say("What is stored about me")),
        ),
    )


def _hello(own: tuple[Team, ...], *, is_set_up: bool) -> str:
    if not is_set_up:
        return say(
            "Pulssi asks a team one to three short questions a week. A workspace admin starts it with "
            "`/pulse setup`."
        )
    if not own:
        return say(
            "You are in no team here yet, so you are asked nothing. An admin types `/pulse team add` in a "
            "team's channel."
        )
    return say("One to three questions a week, one tap each. You answer in your messages with Pulssi.")


def _yours(person: Person, *, today: date) -> str:
    """What this person set for themselves."""
    own = person.preferences
    if own.opted_out:
        return say(
            "You have opted out, so you are asked nothing. `/pulse me asked=yes` brings the questions back."
        )
    if paused := moments.lasting(own.paused_until, today=today):
        return " ".join([say("⏸ You have paused."), moments.own_pause(paused)])
    change = say("`/pulse me` changes that, `/pulse pause` stops it for a while.")
    return f"{_hour(own)} {change}"


def _hour(own: Preferences) -> str:
    if own.hour is None:
        return say(_TEAMS_HOUR_SECOND if own.every_second_week else _TEAMS_HOUR_ALWAYS)
    hour = formats.hour(own.hour)
    return say(_OWN_HOUR_SECOND if own.every_second_week else _OWN_HOUR_ALWAYS, hour=hour)


def _team(session: Session, team: Team, visit: _Visit) -> str:
    """A team by its name, and what is true of it now, if anything is."""
    said = " ".join([*_pause(team, visit), *_week(session, team, visit)])
    return f"**{quoted(team.name)}**\n{said}".strip()


def _pause(team: Team, visit: _Visit) -> tuple[str, ...]:
    paused = moments.lasting(team.paused_until, today=local_day(visit.at, team.zone))
    if paused is None:
        return ()
    if paused == moments.OPEN_END:
        return (say("⏸ The team is asked nothing until an admin types `/pulse resume team`."),)
    return (say("⏸ The team is asked again from {day} on.", day=moments.day(paused)),)


def _week(session: Session, team: Team, visit: _Visit) -> tuple[str, ...]:
    """The open round, or what comes next."""
    latest = rounds.latest(session, team.id)
    if latest is not None and latest.is_open(at=visit.at):
        until = moments.moment(latest.closes_at, latest.zone)
        apart = not latest.leads_count and teams.is_lead(session, team.id, visit.person.id)
        is_open = say("Week {number} is open until {until}.", number=latest.week.number, until=until)
        if visit.person.preferences.opted_out:
            return (is_open,)
        return is_open, say(_APART) if apart else _card(visit, team)
    host = pools.host_of(session, team)
    pulse = pulses.of_team(session, host.id)
    if pulse is None:
        return (say("No rhythm yet."),)
    if not host.leads_count and teams.is_lead(session, team.id, visit.person.id):
        return (say(_APART),)
    asks = None if visit.person.preferences.opted_out else _next(session, pulse, team, visit)
    if asks is None:
        return ()
    when = moments.moment(asks, visit.person.zone or team.zone)
    return (say("The next questions come on {moment}.", moment=when),)


def _card(visit: _Visit, team: Team) -> str:
    if visit.back_on(team) is not None:
        return say("If you have its card, it is in your messages with Pulssi.")
    return say("The card is in your messages with Pulssi, or comes there at your hour.")


def _next(session: Session, pulse: Pulse, team: Team, visit: _Visit) -> datetime | None:
    """When this person is asked next as far as can be told by now; None where that is not to be seen."""
    back_on = visit.back_on(team)
    if back_on == moments.OPEN_END:
        return None
    own, schedule = visit.person.preferences, pulse.schedule
    day = max(back_on or date.min, local_day(visit.at, team.zone))
    week = in_rhythm(pulse.next_week, Week.of(day), every=schedule.every)
    for _ in range(_LOOK_AHEAD):
        calendar = calendars.of_team(session, team.id, week)
        person = Availability(
            visit.person.zone or team.zone, own.hour or schedule.ask.at, calendar, back_on=back_on
        )
        moment = next_moment(window(schedule, week=week, zone=team.zone), person, at=visit.at)
        rests = own.every_second_week and visit.person.id in recipients.resting(session, team.id, week)
        if moment is not None and not rests and not calendar.is_quiet(week):
            return moment
        week = week.plus(schedule.every)
    return None
