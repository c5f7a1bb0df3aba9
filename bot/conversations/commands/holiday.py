"""``/pulse holiday add``, ``remove`` and ``list``: days on which a team does not work."""

from dataclasses import replace
from datetime import date, timedelta

from sqlmodel import Session

from bot.conversations import moments
from bot.conversations.calendars import NAMELESS, called, day
from bot.conversations.commands.pages import paragraphs
from bot.conversations.commands.picking import named, pick
from bot.conversations.commands.team_calendar import CALENDAR_READ
from bot.conversations.desk import Desk, Reply, admin_of, team_of
from bot.conversations.messages import Form, Heading, Message, Note, Paragraph, TextField, quoted
from bot.conversations.requests import Request, Typed
from locales.speech import marked, say, say_in
from storage import calendars, owed
from storage.calendars import DayOff
from storage.teams import Team
from survey.audit import Act
from survey.errors import InputError
from survey.rounds import local_day

LONGEST_NAME = 60
_AHEAD = timedelta(days=365)
_NO_COUNTRY = marked(
    "No country is set, so no public holidays are known; `/pulse team calendar country=FI` sets it."
)


async def add(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Add a day off of a team's own; without a day, a form."""
    if not typed.after(2) and not typed.values.keys() & {"day", "name"}:
        return await desk.look(lambda session: _form(session, desk, request, typed))

    def store(session: Session) -> Message:
        team, today = _team(session, desk, request, typed)
        wanted, name = _day(typed, today), _name(typed)
        calendars.add_day_off(session, team.id, wanted, name)
        # The day's name is free text, so it stays out of the log.
        desk.note(session, request, Act.CALENDAR, team=team.id, detail=f"day off {wanted} added")
        told = say(
            "{team} does not work on {day}: {name}.",
            team=quoted(team.name),
            day=moments.day(wanted),
            name=called(DayOff(wanted, name, own=True)),
        )
        note = say(
            "Whoever would be asked then is asked another day. `/pulse holiday remove {day}` undoes it.",
            day=wanted,
        )
        return Message(told, (Paragraph(told), Note(note)))

    return await desk.change(store)


async def remove(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Let a team work on a day again, one picked in a form where none is named."""
    if not named(typed, field="day"):
        return await desk.look(lambda session: _pick(session, desk, request, typed))

    def store(session: Session) -> Message:
        team, today = _team(session, desk, request, typed)
        wanted = _day(typed, today)
        if not calendars.remove_day_off(session, team.id, wanted):
            raise InputError(_no_own_day(session, team, wanted))
        owed.look_again_team(session, team.id, at=desk.clock() + CALENDAR_READ)
        desk.note(session, request, Act.CALENDAR, team=team.id, detail=f"day off {wanted} removed")
        left = calendars.days_off(session, team.id, since=wanted, until=wanted)
        told = [
            say(
                "{day} is no day off of {team}'s own any more.",
                day=moments.day(wanted),
                team=quoted(team.name),
            ),
            *(say("It is still a public holiday: {name}.", name=called(each)) for each in left),
        ]
        return Message(" ".join(told))

    return await desk.change(store)


async def list_(desk: Desk, request: Request, typed: Typed) -> Reply:
    """The days off of the coming twelve months."""

    def read(session: Session) -> Message:
        team = team_of(session, request, name=typed.values.get("team", ""))
        today = local_day(desk.clock(), team.zone)
        found = calendars.days_off(session, team.id, since=today, until=today + _AHEAD)
        title = say("Days off of {team}", team=quoted(team.name))
        summed = say("Days off of {team}: {count}", team=quoted(team.name), count=len(found))
        lines = map(_line, found) if found else [say("None are known in the coming twelve months.")]
        known = bool(calendars.settings(session, team.id).country)
        note = say("Nobody is asked on these days.") if known else say(_NO_COUNTRY)
        return Message(summed, (Heading(title), *paragraphs(lines), Note(note)))

    return await desk.look(read)


def _team(session: Session, desk: Desk, request: Request, typed: Typed) -> tuple[Team, date]:
    """The team an admin changes, and the day it is there."""
    admin_of(session, request)
    team = team_of(session, request, name=typed.values.get("team", ""))
    return team, local_day(desk.clock(), team.zone)


def _form(session: Session, desk: Desk, request: Request, typed: Typed) -> Form:
    team, _ = _team(session, desk, request, typed)
    return Form(
        name="holiday add",
        title=say("Add a day off"),
        submit=say("Add day"),
        subject=team.channel,
        intro=say("**{team}** is asked nothing on that day.", team=quoted(team.name)),
        fields=(
            TextField("day", say("Day"), hint=say("Like 24.12. or 2026-12-24.")),
            TextField("name", say("What it is"), optional=True, longest=LONGEST_NAME),
        ),
    )


def _pick(session: Session, desk: Desk, request: Request, typed: Typed) -> Reply:
    """The team's own days off that are to come."""
    team, today = _team(session, desk, request, typed)
    found = calendars.days_off(session, team.id, since=today, until=today + _AHEAD)
    options = [(str(each.day), f"{moments.day(each.day)} · {called(each)}") for each in found if each.own]
    none = say("{team} has no days off of its own. `/pulse holiday add` adds one.", team=quoted(team.name))
    form = pick("holiday remove", say("Remove a day off"), say("Day"), options, none=none, field="day")
    return replace(form, subject=team.channel) if isinstance(form, Form) else form


def _day(typed: Typed, today: date) -> date:
    said = typed.values.get("day", "".join(typed.words[2:3]))
    return day(said, what="day", since=today, ahead=_AHEAD)


def _name(typed: Typed) -> str:
    name = typed.values.get("name", typed.after(3)) or NAMELESS
    if len(name) > LONGEST_NAME:
        raise InputError(
            say("Keep the day's name under {longest} characters; nothing was changed.", longest=LONGEST_NAME)
        )
    return " ".join(name.split())


def _no_own_day(session: Session, team: Team, wanted: date) -> str:
    public = calendars.days_off(session, team.id, since=wanted, until=wanted)
    if public:
        return say(
            "{day} is a public holiday ({name}), no day of the team's; `/pulse team calendar country=none` "
            "does without public holidays.",
            day=moments.day(wanted),
            name=called(public[0]),
        )
    return say(
        "{day} is no day off of {team}. `/pulse holiday list` shows them.",
        day=moments.day(wanted),
        team=quoted(team.name),
    )


def _line(each: DayOff) -> str:
    whose = say_in("kind of day off", "own day") if each.own else say_in("kind of day off", "public")
    return f"{moments.day(each.day)} · {called(each)} · {whose}"
