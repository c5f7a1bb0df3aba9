"""``/pulse privacy``: what is stored about whoever asks, who looked at their team, and the promise to all."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.conversations import moments
from bot.conversations.commands.audit import actor
from bot.conversations.commands.me import own_settings
from bot.conversations.desk import Desk, Reply
from bot.conversations.messages import Divider, Heading, Message, Note, Paragraph, Part, quoted
from bot.conversations.privacy import promise
from bot.conversations.requests import Request, Typed
from storage import audit, people, personal, teams, workspaces
from storage.people import Person
from storage.personal import OpenRound
from storage.teams import Team
from survey.disclosure.figures import SENSITIVE_FLOOR
from survey.rounds import local_day

_LOOKED_BACK = timedelta(days=90)
_MOST_VIEWS = 10
_STRANGER = "**About you** nothing is stored: no team here asks you anything."
_KEPT = (
    "**How long.** Sealed answers and that you took part: until the round closes. When which card reached "
    "you: 180 days after its round. Released figures: up to {months} months. Your settings: until you "
    "change them or type `/pulse me forget`."
)
_YOURS = (
    "`/pulse me export` sends you all of it as a file, `/pulse me withdraw` takes answers back, `/pulse me "
    "forget` erases everything."
)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Who asks, and what they are part of."""

    person: Person
    teams: tuple[Team, ...]
    rounds: tuple[OpenRound, ...]
    zone: ZoneInfo
    at: datetime


async def privacy(desk: Desk, request: Request, typed: Typed) -> Reply:
    """One screen: first what is true for this person now, below it what is promised to all."""

    def read(session: Session) -> Message:
        parts: list[Part] = [Heading("You and your answers"), *_own(session, desk, request), Divider()]
        parts.append(Heading("What is kept, and who sees what"))
        parts += [Paragraph(text) for text in promise(desk.floor)]
        return Message("What Pulssi keeps and who sees what", tuple(parts))

    return await desk.look(read)


def _own(session: Session, desk: Desk, request: Request) -> Iterator[Part]:
    workspace = workspaces.find(session, request.workspace)
    person = people.find(session, workspace.id, request.user) if workspace else None
    if workspace is None or person is None:
        yield Paragraph(_STRANGER)
        return
    own, at = teams.teams_of(session, person.id), desk.clock()
    zone = person.zone or next((team.zone for team in own), workspace.zone)
    reader = _Reader(person, own, personal.open_rounds(session, person.id, at=at), zone, at)
    yield Paragraph(_stored(session, reader))
    for line in (*_rounds(reader), *_next_rounds(session, reader)):
        yield Paragraph(line)
    yield Paragraph(_views(session, reader))
    months = max((each.retention_months for each in reader.rounds), default=24)
    yield Paragraph(_KEPT.format(months=months))
    yield Note(_YOURS)


def _stored(session: Session, reader: _Reader) -> str:
    person = reader.person
    zone = f"your time zone ({moments.place(person.zone)})" if person.zone else "no time zone"
    roles = [_membership(session, team, person) for team in reader.teams]
    told = [
        "your platform's id for you",
        zone,
        *roles,
        *(["that you are an admin"] if person.is_admin else []),
    ]
    today = local_day(reader.at, reader.zone)
    settings = own_settings(person.preferences, reader.zone, today=today)
    return f"**Stored about you now:** {', '.join(told)}; your settings: {settings}"


def _membership(session: Session, team: Team, person: Person) -> str:
    leads = any(each.id == person.id and each.is_lead for each in teams.members(session, team.id))
    return f"that you {'lead' if leads else 'are on'} {quoted(team.name)}"


def _rounds(reader: _Reader) -> Iterator[str]:
    """What an open round holds of the reader; that they took part is for their eyes alone."""
    for each in reader.rounds:
        names = " with ".join(quoted(name) for name in each.teams)
        until = moments.moment(each.closes_at, each.zone)
        part = (
            "You have taken part: that is stored, and how you answered is sealed beside it. "
            f"You can take it back until {until}."
            if each.took_part
            else f"You have not taken part so far. Whatever you answer can be taken back until {until}."
        )
        yield (
            f"**{names}, {moments.week(each.week)}, is open.** {part} Your taking part in an open round is "
            f"stored until it closes. {_smallest(each.floor, ' and '.join(map(quoted, each.teams)))}"
        )


def _next_rounds(session: Session, reader: _Reader) -> Iterator[str]:
    asking = {name for each in reader.rounds for name in each.teams}
    for each in personal.upcoming(session, reader.person.id):
        name = quoted(each.teams[-1])
        if not each.is_asked:
            yield f"**{name}.** You lead it, so you are not asked: its figures are about the others."
        elif each.teams[-1] not in asking:
            yield f"**{name}, next round.** {_smallest(each.floor, ' and '.join(map(quoted, each.teams)))}"


def _smallest(floor: int, whom: str) -> str:
    return (
        f"The smallest group your answer can appear in: {floor} people of {whom} who answered the same "
        f"question ({max(floor, SENSITIVE_FLOOR)} where it is sensitive)."
    )


def _views(session: Session, reader: _Reader) -> str:
    since = reader.at - _LOOKED_BACK
    found = [view for team in reader.teams for view in audit.report_views(session, team.id, since=since)]
    found.sort(key=lambda view: view.id, reverse=True)
    lines = [
        f"{moments.short_day(local_day(view.at, reader.zone))}: {quoted(view.team)} report, {view.detail} "
        f"({actor(view)})"
        for view in found[:_MOST_VIEWS]
    ]
    more = len(found) - len(lines)
    lines += [f"…and {more} more times."] if more else []
    head = "**Who opened a report of your team in the last 90 days:**"
    return "\n".join([head, *lines]) if lines else f"{head} nobody."
