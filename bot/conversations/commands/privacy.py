"""``/pulse privacy``: what is stored about whoever asks, who looked at their team, what is promised."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.conversations import moments
from bot.conversations.commands.audit import actor
from bot.conversations.commands.me import own_settings
from bot.conversations.desk import Desk, Reply
from bot.conversations.messages import Divider, Heading, Message, Note, Paragraph, Part, quoted
from bot.conversations.privacy import in_short
from bot.conversations.requests import Request, Typed
from locales import formats
from locales.catalogues import own_name
from locales.speech import say, say_count
from storage import audit, languages, people, personal, teams, workspaces
from storage.audit import Entry
from storage.people import Person
from storage.personal import OpenRound
from storage.teams import Team
from survey.disclosure.figures import SENSITIVE_FLOOR
from survey.rounds import RETENTION_MONTHS, local_day

_LOOKED_BACK = timedelta(days=90)
_MOST_VIEWS = 5


@dataclass(frozen=True, slots=True)
class _Reader:
    """Who asks, and what they are part of."""

    workspace: str
    person: Person
    teams: tuple[Team, ...]
    rounds: tuple[OpenRound, ...]
    zone: ZoneInfo
    at: datetime


async def privacy(desk: Desk, request: Request, typed: Typed) -> Reply:
    """One screen: what is true for this person now, and the promise to all in one paragraph."""

    def read(session: Session) -> Message:
        parts: list[Part] = [Heading(say("You and your answers")), *_own(session, desk, request)]
        parts += [Divider(), Paragraph(in_short(desk.terms.floor))]
        return Message(say("What Pulssi keeps and who sees what"), tuple(parts))

    return await desk.look(read)


def _own(session: Session, desk: Desk, request: Request) -> Iterator[Part]:
    workspace = workspaces.find(session, request.workspace)
    person = people.find(session, workspace.id, request.user) if workspace else None
    if workspace is None or person is None:
        yield Paragraph(say("**About you** nothing is stored: no team here asks you anything."))
        return
    own, at = teams.teams_of(session, person.id), desk.clock()
    zone = person.zone or next((team.zone for team in own), workspace.zone)
    reader = _Reader(
        request.workspace, person, own, personal.open_rounds(session, person.id, at=at), zone, at
    )
    yield Paragraph(_stored(session, reader))
    for line in (*map(_round, reader.rounds), *_next_rounds(session, reader)):
        yield Paragraph(line)
    yield Paragraph("\n".join(_views(session, reader)))
    yield Paragraph(_kept(reader))
    yield Note(
        say(
            "`/pulse me export` sends you all of it, `/pulse me withdraw` takes answers back, `/pulse me "
            "forget` erases everything."
        )
    )


def _stored(session: Session, reader: _Reader) -> str:
    today = local_day(reader.at, reader.zone)
    settings = own_settings(reader.person.preferences, reader.zone, today=today)
    stored = say("**Stored about you now:** {things}.", things="; ".join(_things(session, reader)))
    return f"{stored} {settings}"


def _things(session: Session, reader: _Reader) -> Iterator[str]:
    person = reader.person
    yield say("your platform's id for you")
    yield (
        say("your time zone: {place}", place=moments.place(person.zone))
        if person.zone
        else say("no time zone")
    )
    read = languages.of_person(session, reader.workspace, person.ref)
    yield say("your language: {language}", language=own_name(read))
    led = [team for team in reader.teams if teams.is_lead(session, team.id, person.id)]
    others = [team for team in reader.teams if team not in led]
    if others:
        yield say("that you are on: {teams}", teams=_names(team.name for team in others))
    if led:
        yield say("that you lead: {teams}", teams=_names(team.name for team in led))
    if person.is_admin:
        yield say("that you are an admin")


def _round(each: OpenRound) -> str:
    """What an open round holds of the reader; that they took part is for their eyes alone."""
    until = moments.moment(each.closes_at, each.zone)
    head = say("**{teams}, week {number}, is open.**", teams=_names(each.teams), number=each.week.number)
    if each.took_part:
        told = say(
            "You have taken part: that is stored until it closes, with your answers sealed beside it. You "
            "can take them back until {until}.",
            until=until,
        )
    else:
        told = say(
            "You have not taken part so far. What you answer is sealed, and you can take it back until "
            "{until}.",
            until=until,
        )
    return f"{head} {told} {_smallest(each.floor, each.teams)}"


def _next_rounds(session: Session, reader: _Reader) -> Iterator[str]:
    asking = {name for each in reader.rounds for name in each.teams}
    for each in personal.upcoming(session, reader.person.id):
        name = quoted(each.teams[-1])
        if not each.is_asked:
            yield say(
                "**{team}.** You lead it, so you are not asked: its figures are about the others.", team=name
            )
        elif each.teams[-1] not in asking:
            yield " ".join([say("**{team}, next round.**", team=name), _smallest(each.floor, each.teams)])


def _smallest(floor: int, among: tuple[str, ...]) -> str:
    smallest = say_count(
        "The smallest group your answer can appear in: {count} person of {teams} who answered the same "
        "question.",
        "The smallest group your answer can appear in: {count} people of {teams} who answered the same "
        "question.",
        floor,
        teams=_names(among),
    )
    sensitive = say("For a sensitive question: {number}.", number=max(floor, SENSITIVE_FLOOR))
    return f"{smallest} {sensitive}"


def _names(of_teams: Iterable[str]) -> str:
    return formats.listed([quoted(name) for name in of_teams])


def _kept(reader: _Reader) -> str:
    return say_count(
        "**How long:** answers and that you took part, until the round closes; when a card reached you, 180 "
        "days; released figures, up to {count} month; your settings, until you change them.",
        "**How long:** answers and that you took part, until the round closes; when a card reached you, 180 "
        "days; released figures, up to {count} months; your settings, until you change them.",
        max((each.retention_months for each in reader.rounds), default=RETENTION_MONTHS),
    )


def _views(session: Session, reader: _Reader) -> Iterator[str]:
    """The newest openings of a report of the reader's teams; of the others, how many there were."""
    since = reader.at - _LOOKED_BACK
    found = [view for team in reader.teams for view in audit.report_views(session, team.id, since=since)]
    found.sort(key=lambda view: view.id, reverse=True)
    if not found:
        yield say("**Who opened a report of your team in the last 90 days:** nobody.")
        return
    yield say("**Who opened a report of your team in the last 90 days:**")
    yield from (_view(view, reader) for view in found[:_MOST_VIEWS])
    more = len(found) - _MOST_VIEWS
    if more > 0:
        yield say_count("…and {count} more.", "…and {count} more.", more)


def _view(view: Entry, reader: _Reader) -> str:
    day = moments.short_day(local_day(view.at, reader.zone))
    # What is written down of an opening is English, and one of a few phrases that catalogues know.
    what, who = say(view.detail), actor(view)
    if len(reader.teams) == 1:
        return say("{day}: {what} ({who})", day=day, what=what, who=who)
    return say("{day}: {team}, {what} ({who})", day=day, team=quoted(view.team), what=what, who=who)
