"""``/pulse me export``, ``withdraw`` and ``forget``: what is tied to a person, in their own hands."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session

from bot.conversations import moments
from bot.conversations.desk import Desk, Reply, workspace_of
from bot.conversations.messages import ChoiceField, Form, Message, Note, Paragraph, quoted
from bot.conversations.requests import Request, Typed
from bot.conversations.schedules import yes_or_no
from locales.speech import marked, say, say_count
from storage import audit, forgetting, people, personal, rounds, teams
from storage.forgetting import LAST_ADMIN, Search
from storage.people import Person
from storage.personal import OpenRound
from storage.teams import Team
from survey.errors import InputError, NotInvitedError, RoundClosedError
from survey.ids import RoundId, TeamId
from survey.rounds import local_day

FORGET_FORM = "me forget"
NOTHING = marked("Nothing is stored about you here, so there is nothing to change.")
_SEALED = marked(
    "Your answers and comments in rounds that are open are stored sealed, under a code that only the running "
    "program can make from the round's key; they are not in this file in the clear. `/pulse me withdraw` "
    "takes them back. Answers of closed rounds are counts that nobody can tie to you, so none can be listed "
    "here."
)
_CONSEQUENCES = marked(
    "This erases your settings, your place on every team, that you are an admin, every message owed to you, "
    "and what you answered in a round that is open. Rounds that are closed hold counts that nobody can tie "
    "to you. Messages in your chat stay with the chat program."
)
_AGAIN = marked(
    "Your teams: {names}. A team is whoever is in its channel: as long as you stay in it, tonight's look "
    "makes you a new, unknown person there, who is asked again from the next round on. To stay unknown, "
    "leave the channel; to stay and be asked nothing, `/pulse me asked=no` is the way, which keeps that one "
    "wish."
)
_FORGOTTEN = marked(
    "You are forgotten. Every value of the database was read again afterwards: none of them names you."
)
_STILL_NAMED = marked(
    "Your rows are erased. Every value of the database was read again afterwards, and you are still named in "
    "text that somebody typed: {places}. Please ask an admin to take it out."
)
_EMPTIED = marked("The log in which the database keeps changes for a while was emptied.")
_EMPTIED_SOON = marked(
    "The log in which the database keeps changes for a while is being read just now; it is emptied within "
    "minutes."
)


async def export(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Send everything tied to the person as a JSON file to their direct messages."""

    def read(session: Session) -> tuple[str, bytes]:
        person = _known(session, request)
        today = local_day(desk.clock(), workspace_of(session, request).zone)
        return f"pulssi-my-data-{today}.json", _file(session, person, at=desk.clock())

    name, content = await desk.look(read)
    words = say(
        "Everything Pulssi has that is tied to you. This file is for you alone; keep it or delete it."
    )
    await desk.parcels.send_file(request.user, name=name, content=content, words=words)
    return Message(
        say("{file} is in your direct messages. It was made for you and is kept nowhere else.", file=name)
    )


async def withdraw(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Take back everything the person gave to rounds that are open."""
    found = await desk.look(lambda session: _open(session, desk, request))
    taken = [each for each in found if await asyncio.to_thread(_take_back, desk, request, each)]
    if not taken:
        return Message(
            say(
                "No round is open for you, so there is nothing to take back. What a closed round counted is "
                "tied to nobody any more, so it cannot be taken out either."
            )
        )
    names = ", ".join(f"{quoted(each.teams[0])}, {moments.week(each.week)}" for each in taken)
    until = moments.moment(taken[0].closes_at, taken[0].zone)
    told = say(
        "{rounds}: whatever you had answered or written is erased, and so is that you took part.",
        rounds=names,
    )
    note = say(
        "You can answer anew on your card until {until}, or leave it at that; nobody is told.", until=until
    )
    return Message(told, (Paragraph(" ".join([say("**Taken back.**"), told])), Note(note)))


async def forget(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Erase everything tied to the person, once they have said that they mean it."""
    said = typed.values.get("sure", typed.after(2))
    if not said:
        return await desk.look(lambda session: _form(session, request))
    if not yes_or_no(said, what="sure"):
        return Message(say("Nothing was changed."))
    person, own = await desk.look(lambda session: _person_and_teams(session, request))
    at = desk.clock()
    search = await asyncio.to_thread(forgetting.forget, desk.engine, desk.memory, person, at=at)
    return _forgotten(search, own)


def _known(session: Session, request: Request) -> Person:
    person = people.find(session, workspace_of(session, request).id, request.user)
    if person is None:
        raise InputError(say(NOTHING))
    return person


def _open(session: Session, desk: Desk, request: Request) -> tuple[OpenRound, ...]:
    return personal.open_rounds(session, _known(session, request).id, at=desk.clock())


def _take_back(desk: Desk, request: Request, each: OpenRound) -> bool:
    """Whether it was still open; waits until the withdrawal is on disk."""
    try:
        desk.writer.withdraw(each.id, request.user).result()
    except (RoundClosedError, NotInvitedError):
        return False
    return True


def _file(session: Session, person: Person, *, at: datetime) -> bytes:
    tied = personal.tied_to(session, person.id)
    acts = [
        {"at": act.at, "act": act.act, "team": act.team, "detail": act.detail}
        for act in audit.of_actor(session, person.id)
    ]
    whole = {
        "made_at": at,
        "what_this_is": say("Everything that Pulssi's database ties to you, table by table."),
        "sealed": say(_SEALED),
        "tables": {name: [_readable(session, row) for row in rows] for name, rows in tied.items()},
        "what_you_did_in_the_audit_log": acts,
    }
    return json.dumps(whole, indent=2, ensure_ascii=False, default=_written).encode()


def _readable(session: Session, row: Mapping[str, object]) -> dict[str, object]:
    """A row with the names of what its numbers point at."""
    named: dict[str, object] = dict(row)
    team, round_id = row.get("team_id"), row.get("round_id")
    if isinstance(team, int):
        named["team"] = teams.get(session, TeamId(team)).name
    if isinstance(round_id, int):
        asked = rounds.get(session, RoundId(round_id))
        named |= {"team": asked.team_name, "week": str(asked.week)}
    return named


def _written(value: object) -> str:
    if isinstance(value, bytes):
        return say_count("sealed, {count} byte", "sealed, {count} bytes", len(value))
    return str(value)


def _person_and_teams(session: Session, request: Request) -> tuple[Person, tuple[Team, ...]]:
    person = _known(session, request)
    return person, teams.teams_of(session, person.id)


def _form(session: Session, request: Request) -> Form:
    person, own = _person_and_teams(session, request)
    if [admin.id for admin in people.admins(session, person.workspace)] == [person.id]:
        raise InputError(say(LAST_ADMIN))
    return Form(
        name=FORGET_FORM,
        title=say("Forget me"),
        submit=say("Go on"),
        intro=f"{say(_CONSEQUENCES)}\n\n{_afterwards(own)}",
        fields=(
            ChoiceField(
                "sure",
                say("Erase everything about me?"),
                (("no", say("No, leave it as it is")), ("yes", say("Yes, erase all of it"))),
                value="no",
                hint=say("It cannot be undone."),
            ),
        ),
    )


def _forgotten(search: Search, own: Sequence[Team]) -> Message:
    places = ", ".join(f"`{place}`" for place in search.places)
    told = say(_STILL_NAMED, places=places) if places else say(_FORGOTTEN)
    counted = say("Values read: {values} · tables: {tables}.", values=search.values, tables=search.tables)
    log = say(_EMPTIED if search.log_is_empty else _EMPTIED_SOON)
    return Message(told, (Paragraph(f"**{told}** {counted} {log}"), Note(_afterwards(own))))


def _afterwards(own: Sequence[Team]) -> str:
    """What being forgotten cannot do: a team is whoever is in its channel."""
    said = [say("Audit entries of yours keep a number that means nobody.")]
    if own:
        said.insert(0, say(_AGAIN, names=", ".join(quoted(team.name) for team in own)))
    return " ".join(said)
