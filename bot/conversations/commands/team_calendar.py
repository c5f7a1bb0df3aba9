"""``/pulse team calendar``: when a team works, and when it wants to hear nothing."""

from datetime import date, datetime, timedelta

from sqlmodel import Session

from bot.conversations import countries, moments
from bot.conversations.calendars import changed, days_in_words, hours_in_words, quiet_in_words
from bot.conversations.desk import Desk, Reply, admin_of, person_of, team_of
from bot.conversations.messages import ChoiceField, Form, Message, Note, Paragraph, TextField, quoted
from bot.conversations.requests import Request, Typed
from locales.speech import marked, say, say_in
from storage import calendars, owed
from storage.calendars import CalendarSettings
from storage.teams import Team
from survey.audit import Act
from survey.rounds import local_day

FORM = "team calendar"
CALENDAR_READ = timedelta(seconds=30)
"""Whoever sends takes a calendar as read for twenty seconds; after these it is a fresh one."""
_VALUES = ("country", "days", "hours", "quiet", "guests")
_AHEAD = timedelta(days=365)
_FEW = 4
_HOURS = marked(
    "Hours are those of each person's own place: they are asked at the team's hour or their own, and a "
    "question whose moment has passed comes in these hours."
)


async def calendar(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Show when a team works, offer a form to an admin, or set what was typed."""
    values = {name: value for name, value in typed.values.items() if name in _VALUES}
    if not values:
        return await desk.look(lambda session: _show(session, desk, request, typed))

    def store(session: Session) -> Message:
        admin_of(session, request)
        team = team_of(session, request, name=typed.values.get("team", ""))
        calendars.change(session, team.id, changed(calendars.settings(session, team.id), values))
        owed.look_again_team(session, team.id, at=desk.clock() + CALENDAR_READ)
        told = ", ".join(f"{name}={value}" for name, value in values.items())
        desk.note(session, request, Act.CALENDAR, team=team.id, detail=told)
        return _told(session, team, at=desk.clock())

    return await desk.change(store)


def _show(session: Session, desk: Desk, request: Request, typed: Typed) -> Reply:
    team = team_of(session, request, name=typed.values.get("team", ""))
    person = person_of(session, request)
    if person is not None and person.is_admin:
        return _form(session, team, at=desk.clock())
    return _told(session, team, at=desk.clock())


def _told(session: Session, team: Team, *, at: datetime) -> Message:
    known = calendars.settings(session, team.id)
    works = say(
        "{team} works {days}, {hours}.",
        team=quoted(team.name),
        days=days_in_words(known.working_days),
        hours=hours_in_words(known),
    )
    facts = f"{_facts(known)}\n{_days_off(session, team, known, since=local_day(at, team.zone))}"
    return Message(works, (Paragraph(f"**{works}**\n{facts}"), Note(say(_HOURS))))


def _facts(known: CalendarSettings) -> str:
    country = countries.name(known.country) if known.country else ""
    return " · ".join(
        [
            say("Public holidays: {country}", country=country) if country else say("Public holidays: none"),
            say("quiet weeks: {weeks}", weeks=quiet_in_words(known)),
            say_in("fact", "guests: asked, too") if known.guests else say_in("fact", "guests: not asked"),
        ]
    )


def _days_off(session: Session, team: Team, known: CalendarSettings, *, since: date) -> str:
    """The next few days off that would otherwise be working days."""
    found = calendars.days_off(session, team.id, since=since, until=since + _AHEAD)
    felt = [each for each in found if each.day.weekday() in known.working_days][:_FEW]
    if not felt:
        return say("No days off are known.")
    said = ", ".join(f"{moments.day(each.day)} ({quoted(each.name)})" for each in felt)
    return say("Next days off: {days}. `/pulse holiday list` has more.", days=said)


def _form(session: Session, team: Team, *, at: datetime) -> Form:
    known = calendars.settings(session, team.id)
    days_off = _days_off(session, team, known, since=local_day(at, team.zone))
    return Form(
        name=FORM,
        title=say("Team calendar"),
        submit=say("Save"),
        subject=team.channel,
        intro=f"**{quoted(team.name)}**\n{say(_HOURS)}\n{days_off}",
        fields=_fields(known),
    )


def _fields(known: CalendarSettings) -> tuple[TextField | ChoiceField, ...]:
    return (
        TextField(
            "country",
            say("Public holidays of"),
            value=known.country or "none",
            hint=say("Two letters, like FI, with a region where there are several, like DE-BY; or none."),
        ),
        TextField(
            "days",
            say("Working days"),
            value=days_in_words(known.working_days),
            hint=say("Like mon-fri, or mon-thu, sat."),
        ),
        TextField(
            "hours",
            say("Working hours"),
            value=hours_in_words(known),
            hint=say("Like 08:00-18:00."),
        ),
        TextField(
            "quiet",
            say("Quiet weeks"),
            value=quiet_in_words(known),
            hint=say("Weeks without questions, like 27-30, 52-1; or none."),
        ),
        ChoiceField(
            "guests",
            say("Guests of the channel"),
            (("no", say("Not asked")), ("yes", say("Asked, too"))),
            value="yes" if known.guests else "no",
        ),
    )
