"""``/pulse team calendar``: when a team works, and when it wants to hear nothing."""

from datetime import date, datetime, timedelta

from sqlmodel import Session

from bot.conversations import countries, moments
from bot.conversations.calendars import changed, days_in_words, hours_in_words, quiet_in_words
from bot.conversations.desk import Desk, Reply, admin_of, person_of, team_of
from bot.conversations.messages import ChoiceField, Form, Message, Note, Paragraph, TextField, quoted
from bot.conversations.requests import Request, Typed
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
_HOURS = (
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
    works = f"{quoted(team.name)} works {days_in_words(known.working_days)}, {hours_in_words(known)}."
    country = countries.name(known.country) if known.country else "none"
    guests = "asked, too" if known.guests else "not asked"
    facts = (
        f"Public holidays: {country} · quiet weeks: {quiet_in_words(known)} · guests: {guests}\n"
        f"{_days_off(session, team, known, since=local_day(at, team.zone))}"
    )
    return Message(works, (Paragraph(f"**{works}**\n{facts}"), Note(_HOURS)))


def _days_off(session: Session, team: Team, known: CalendarSettings, *, since: date) -> str:
    """The next few days off that would otherwise be working days."""
    found = calendars.days_off(session, team.id, since=since, until=since + _AHEAD)
    felt = [each for each in found if each.day.weekday() in known.working_days][:_FEW]
    said = ", ".join(f"{moments.day(each.day)} ({quoted(each.name)})" for each in felt)
    return f"Next days off: {said}. `/pulse holiday list` has more." if felt else "No days off are known."


def _form(session: Session, team: Team, *, at: datetime) -> Form:
    known = calendars.settings(session, team.id)
    days_off = _days_off(session, team, known, since=local_day(at, team.zone))
    return Form(
        name=FORM,
        title="Team calendar",
        submit="Save",
        subject=team.channel,
        intro=f"**{quoted(team.name)}**\n{_HOURS}\n{days_off}",
        fields=(
            TextField(
                "country",
                "Public holidays of",
                value=known.country or "none",
                hint="Two letters, like FI, with a region where there are several, like DE-BY; or none.",
            ),
            TextField(
                "days",
                "Working days",
                value=days_in_words(known.working_days),
                hint="Like mon-fri, or mon-thu, sat.",
            ),
            TextField("hours", "Working hours", value=hours_in_words(known), hint="Like 08:00-18:00."),
            TextField(
                "quiet",
                "Quiet weeks",
                value=quiet_in_words(known),
                hint="Weeks without questions, like 27-30, 52-1; or none.",
            ),
            ChoiceField(
                "guests",
                "Guests of the channel",
                (("no", "Not asked"), ("yes", "Asked, too")),
                value="yes" if known.guests else "no",
            ),
        ),
    )
