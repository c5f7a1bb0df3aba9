"""``/pulse me``: one's own hour and rhythm, or no questions at all."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.conversations import moments, schedules
from bot.conversations.desk import Desk, Reply, workspace_of
from bot.conversations.messages import ChoiceField, Form, Message, Note, Paragraph, TextField
from bot.conversations.requests import Request, Typed
from locales import formats
from locales.speech import marked, say
from storage import owed, people, teams
from storage.people import Person, Preferences
from survey.calendars import EARLIEST, LATEST_HOUR
from survey.errors import InputError
from survey.rounds import local_day

FORM = "me"
_TEAMS_HOUR = "team"
_RHYTHMS = {
    "weekly": marked("Whenever the team is asked"),
    "second": marked("Every second week at most"),
}
_FROM_WHEN = marked(
    "A new hour counts at once where this week's card is still missing, a new rhythm from the next round on."
)
_OWN_HOUR_WEEKLY = marked("You are asked at {hour} ({place} time), whenever your team is.")
_OWN_HOUR_SECOND = marked("You are asked at {hour} ({place} time), every second week at most.")
_TEAMS_HOUR_WEEKLY = marked("You are asked at your team's hour ({place} time), whenever your team is.")
_TEAMS_HOUR_SECOND = marked("You are asked at your team's hour ({place} time), every second week at most.")
STRANGER = marked(
    "You are on no team here, so you are asked nothing, and there is nothing to change. Once an admin types "
    "`/pulse team add` in your team's channel, this is yours to set."
)


async def me(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Set what was typed for oneself; without values, a form."""
    if not typed.values:
        return await desk.look(lambda session: _form(*myself(session, request)))

    def store(session: Session) -> Message:
        person, zone = myself(session, request)
        wanted = _wanted(person.preferences, typed.values)
        people.prefer(session, person.id, wanted)
        owed.look_again(session, person.id, at=desk.clock())
        return _told(say("Saved."), wanted, zone, today=local_day(desk.clock(), zone))

    return await desk.change(store)


async def show(desk: Desk, request: Request, typed: Typed) -> Reply:
    """One's own settings."""

    def read(session: Session) -> Message:
        person, zone = myself(session, request)
        return _told(say("Your settings."), person.preferences, zone, today=local_day(desk.clock(), zone))

    return await desk.look(read)


def myself(session: Session, request: Request) -> tuple[Person, ZoneInfo]:
    """Whoever typed, and where they are.

    Raises:
        InputError: Pulssi does not know them; the sentence says why.
    """
    workspace = workspace_of(session, request)
    person = people.find(session, workspace.id, request.user)
    if person is None:
        raise InputError(say(STRANGER))
    of_teams = (team.zone for team in teams.teams_of(session, person.id))
    return person, person.zone or next(of_teams, workspace.zone)


def _wanted(current: Preferences, values: Mapping[str, str]) -> Preferences:
    asked = schedules.yes_or_no(values.get("asked", "no" if current.opted_out else "yes"), what="asked")
    rhythm = values.get("rhythm", _rhythm(current)).strip().lower()
    if rhythm not in _RHYTHMS:
        raise InputError(say("rhythm: type weekly, or second for every second week at most."))
    hour = _hour(values["hour"]) if "hour" in values else current.hour
    return replace(current, hour=hour, every_second_week=rhythm == "second", opted_out=not asked)


def _hour(text: str) -> time | None:
    if text.strip().lower() == _TEAMS_HOUR:
        return None
    hour = schedules.hour(text, what="hour")
    if not EARLIEST <= hour <= LATEST_HOUR:
        raise InputError(
            say(
                "hour: type one from {earliest} to {latest}, like 10:00, or {word} for the team's hour.",
                earliest=formats.hour(EARLIEST),
                latest=formats.hour(LATEST_HOUR),
                word=_TEAMS_HOUR,
            )
        )
    return hour


def _rhythm(preferences: Preferences) -> str:
    return "second" if preferences.every_second_week else "weekly"


def own_settings(preferences: Preferences, zone: ZoneInfo, *, today: date) -> str:
    """What a person has set for themselves, in sentences."""
    said = [_words(preferences, zone)]
    if paused := moments.lasting(preferences.paused_until, today=today):
        said += [say("You have paused."), moments.own_pause(paused)]
    return " ".join(said)


def _told(head: str, preferences: Preferences, zone: ZoneInfo, *, today: date) -> Message:
    words = own_settings(preferences, zone, today=today)
    notes = [say("Only you see this."), *(() if preferences.opted_out else (say(_FROM_WHEN),))]
    return Message(f"{head} {words}", (Paragraph(f"**{head}** {words}"), Note(" ".join(notes))))


def _words(preferences: Preferences, zone: ZoneInfo) -> str:
    if preferences.opted_out:
        return say(
            "You are asked nothing any more, and nobody is told. "
            "`/pulse me asked=yes` brings the questions back."
        )
    place, second = moments.place(zone), preferences.every_second_week
    if preferences.hour is None:
        return say(_TEAMS_HOUR_SECOND if second else _TEAMS_HOUR_WEEKLY, place=place)
    return say(
        _OWN_HOUR_SECOND if second else _OWN_HOUR_WEEKLY, hour=formats.hour(preferences.hour), place=place
    )


def _form(person: Person, zone: ZoneInfo) -> Form:
    current = person.preferences
    return Form(
        name=FORM,
        title=say("Your questions"),
        submit=say("Save"),
        intro=say(
            "Only you see this. Hours are {place} time, as your profile says.", place=moments.place(zone)
        ),
        fields=(
            _hour_field(current),
            ChoiceField(
                "rhythm",
                say("How often"),
                tuple((value, say(words)) for value, words in _RHYTHMS.items()),
                value=_rhythm(current),
            ),
            ChoiceField(
                "asked",
                say("Ask me at all"),
                (("yes", say("Yes")), ("no", say("No; nobody is told"))),
                value="no" if current.opted_out else "yes",
                hint=say("You can come back at any time."),
            ),
        ),
    )


def _hour_field(current: Preferences) -> TextField:
    return TextField(
        "hour",
        say("Ask me at"),
        value=formats.hour(current.hour) if current.hour else _TEAMS_HOUR,
        hint=say(
            "From {earliest} to {latest}, or {word} for the team's hour.",
            earliest=formats.hour(EARLIEST),
            latest=formats.hour(LATEST_HOUR),
            word=_TEAMS_HOUR,
        ),
        longest=20,
    )
