"""``/pulse pause`` and ``/pulse resume``: for oneself, and for a whole team."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from sqlmodel import Session

from bot.conversations import calendars, moments
from bot.conversations.commands.me import myself
from bot.conversations.desk import Desk, Reply, admin_of, pulse_of, team_of
from bot.conversations.messages import Message, Note, Paragraph, quoted
from bot.conversations.requests import Request, Typed
from locales.speech import marked, say
from storage import owed, people, rounds, teams
from storage.people import Person
from storage.teams import Team
from survey.audit import Act
from survey.rounds import local_day

_IN_WORDS = "until "
_OPTED_OUT = marked(
    "You have opted out, so you are asked nothing all the same; `/pulse me asked=yes` changes that."
)
_RESUMED = marked("{team} is asked again from today on.")
_NOT_PAUSED = marked("{team} has not paused.")


async def pause(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Ask me nothing until a day, or until I come back."""

    def store(session: Session) -> Message:
        person, zone = myself(session, request)
        until = _until(typed, after=1, today=local_day(desk.clock(), zone))
        people.prefer(session, person.id, replace(person.preferences, paused_until=until))
        # An earlier pause may have been longer than this one.
        owed.look_again(session, person.id, at=desk.clock())
        told = moments.own_pause(until)
        note = say(_OPTED_OUT) if person.preferences.opted_out else _how_to_end(until)
        return Message(told, (Paragraph(" ".join([say("**You have paused.**"), told])), Note(note)))

    return await desk.change(store)


async def resume(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Ask me again."""

    def store(session: Session) -> Message:
        person, zone = myself(session, request)
        today = local_day(desk.clock(), zone)
        paused = moments.lasting(person.preferences.paused_until, today=today)
        people.prefer(session, person.id, replace(person.preferences, paused_until=None))
        owed.look_again(session, person.id, at=desk.clock())
        told = say("You are asked again from today on.") if paused else say("You have not paused.")
        lines = [f"**{told}**", *_still_silent(session, person, today)]
        if len(lines) == 1:
            lines.append(say("If this week's card is still missing, it comes at the next good moment."))
        return Message(told, (Paragraph(" ".join(lines)),))

    return await desk.change(store)


async def pause_team(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Ask a whole team nothing until a day, or until an admin ends it."""

    def store(session: Session) -> Message:
        admin_of(session, request)
        team = team_of(session, request, name=typed.values.get("team", ""))
        until = _until(typed, after=2, today=local_day(desk.clock(), team.zone))
        teams.pause(session, team.id, until)
        detail = "paused" if until == moments.OPEN_END else f"paused until {until}"
        desk.note(session, request, Act.PAUSE, team=team.id, detail=detail)
        owed.look_again_team(session, team.id, at=desk.clock())
        told = moments.team_pause(quoted(team.name), until)
        head = say("{team} has paused.", team=quoted(team.name))
        lines = [f"**{head}**", told, *_open(session, team)]
        note = say("`/pulse resume team` ends the pause earlier; weeks that lie in it have no round.")
        return Message(told, (Paragraph(" ".join(lines)), Note(note)))

    return await desk.change(store)


async def resume_team(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Ask a team again."""

    def store(session: Session) -> Message:
        admin_of(session, request)
        team = team_of(session, request, name=typed.values.get("team", ""))
        paused = moments.lasting(team.paused_until, today=local_day(desk.clock(), team.zone))
        teams.pause(session, team.id, None)
        desk.note(session, request, Act.PAUSE, team=team.id, detail="resumed")
        owed.look_again_team(session, team.id, at=desk.clock())
        name = quoted(team.name)
        told = say(_RESUMED if paused else _NOT_PAUSED, team=name)
        return Message(told, (Paragraph(f"**{told}** {_next(session, team)}"),))

    return await desk.change(store)


def _until(typed: Typed, *, after: int, today: date) -> date:
    """The first day of being asked again: a day after today, or no end where none is typed."""
    said = f"{typed.after(after)} {typed.values.get('until', '')}".strip()
    if not said:
        return moments.OPEN_END
    day = said[len(_IN_WORDS) :] if said.lower().startswith(_IN_WORDS) else said
    return calendars.day(day, what="until", since=today + timedelta(days=1))


def _how_to_end(until: date) -> str:
    if until == moments.OPEN_END:
        return say("Nobody is told. `/pulse pause mon` would end by itself on Monday.")
    return say("Nobody is told. `/pulse resume` ends the pause earlier.")


def _still_silent(session: Session, person: Person, today: date) -> list[str]:
    """Why somebody who resumes is still asked nothing."""
    if person.preferences.opted_out:
        return [say(_OPTED_OUT)]
    return [
        moments.team_pause(quoted(team.name), paused)
        for team in teams.teams_of(session, person.id)
        if (paused := moments.lasting(team.paused_until, today=today))
    ]


def _open(session: Session, team: Team) -> Iterator[str]:
    """What a pause leaves as it is."""
    found = rounds.of_team_open(session, team.id)
    if found is not None:
        yield say(
            "Week {number} stays open until {until} for those who have their card.",
            number=found.week.number,
            until=moments.moment(found.closes_at, found.zone),
        )


def _next(session: Session, team: Team) -> str:
    if rounds.of_team_open(session, team.id) is not None:
        return say("Whoever is still to be asked this week gets the card at their next good moment.")
    pulse = pulse_of(session, team)
    asks = moments.moment(pulse.schedule.ask.on(pulse.next_week, team.zone), team.zone)
    return say("The next questions come on {moment}; `/pulse ask now` does not wait for that.", moment=asks)
