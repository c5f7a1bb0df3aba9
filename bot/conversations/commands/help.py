"""``/pulse`` and ``/pulse help``."""

from sqlmodel import Session

from bot.conversations.commands.pages import paragraphs
from bot.conversations.desk import NOT_SET_UP, Desk, Reply
from bot.conversations.messages import Heading, Message, Note, Part
from bot.conversations.requests import Request, Typed
from locales.speech import marked, say
from storage import people, workspaces

_EVERYBODY = (
    ("/pulse status", marked("where each team's week stands")),
    ("/pulse team list", marked("teams and their rhythm")),
    ("/pulse question list", marked("what is asked; `question show STR-01` tells all about one")),
    ("/pulse bank list", marked("the questions that come with Pulssi; `bank list theme=CUS` shows a theme")),
    ("/pulse schedule", marked("when this team is asked")),
    ("/pulse promise", marked("from how many answers up figures are shown, and who is asked")),
    ("/pulse team calendar", marked("when this team works")),
    ("/pulse holiday list", marked("its days off")),
    ("/pulse me", marked("your own hour and rhythm, or no questions at all; `me show` shows them")),
    ("/pulse pause 24.12.", marked("ask me nothing until that day; without a day, until I come back")),
    ("/pulse resume", marked("ask me again")),
    (
        "/pulse results",
        marked("your team's latest figures with their picture; also `results CUS`, or `results choose`"),
    ),
    ("/pulse report", marked("your team's figures of the last rounds; `csv=yes` sends them as a file")),
    ("/pulse privacy", marked("what is stored about you, who opened your team's report, what is promised")),
    ("/pulse me withdraw", marked("take back what you answered in a round that is open")),
    ("/pulse me export", marked("everything tied to you, as a file in your direct messages")),
    ("/pulse me forget", marked("erase all of it")),
    ("/pulse plan", marked("what the next rounds ask, and why; `weeks=12` looks farther")),
    ("/pulse preview", marked("the next round's card as people get it; also `week=50` or `language=fi`")),
    ("/pulse baseline", marked("how far the customer questions have come that are asked twice a year")),
    ("/pulse goal list", marked("what the questions are for")),
    ("/pulse language", marked("the language I speak with you; `language fi` says it at once")),
    ("/pulse admin list", marked("whom to ask")),
)
_ADMINS = (
    ("/pulse setup team", marked("a form for a new team: channel, lead, rhythm, language")),
    ("/pulse team lead @Aino", marked("let somebody lead this team; `remove=@Aino` takes it back")),
    ("/pulse team add", marked("make this channel's members a team")),
    ("/pulse team add group=@handle guests=yes", marked("or those of a user group, guests included")),
    (
        "/pulse team share with=Support",
        marked("ask a small team together with another, for one result; or `with=none`"),
    ),
    ("/pulse team remove", marked("ask this team no more")),
    (
        "/pulse promise floor=8 leads=counted",
        marked("show figures from 8 answers up; ask leads with their team"),
    ),
    ("/pulse promise change", marked("the same as a form")),
    (
        '/pulse team calendar country=FI days="mon-fri" hours=08:00-18:00 quiet="27-30, 52-1" guests=no',
        marked("when the team works; without values, a form"),
    ),
    ('/pulse holiday add 2026-12-07 "Office closed"', marked("a day off; `holiday remove` takes it back")),
    (
        '/pulse question add "…" scale=agree5 theme="…" fi="…"',
        marked("add a question, in other languages, too; without a text, a form"),
    ),
    (
        '/pulse goal add "…" theme=CUS owner=@Aino until=31.12.',
        marked("set a goal and ask about it; `goal close 1` ends it"),
    ),
    (
        "/pulse plan pin STR-02 week=50",
        marked("ask it in that week; also `plan skip`, `plan swap CUS-01 for=CUS-02`, `plan reset`"),
    ),
    ("/pulse plan theme CUS week=50", marked("look at a theme; whoever leads the team may, too")),
    ("/pulse plan change", marked("the same as a form")),
    (
        "/pulse baseline start spread=no",
        marked("ask the customer baseline at once; else week by week. `baseline stop` ends it"),
    ),
    ("/pulse language channel=fi", marked("what I speak in this team's channel; or `workspace=fi`")),
    ("/pulse question edit Q1", marked("change it, in a form that says what begins a new trend")),
    ("/pulse question retire Q1", marked("ask it no more; `question restore Q1` brings it back")),
    (
        "/pulse bank add CUS-02",
        marked("ask a question of the bank; `bank export` and `bank import` move banks"),
    ),
    ('/pulse schedule ask="tue 09:00" close="fri 12:00" digest="fri 14:00"', marked("change the rhythm")),
    ("/pulse schedule every=2 remind=no", marked("every two weeks (or 1, or 4), without a reminder")),
    ("/pulse schedule sample=yes", marked("ask a part of at least 30 people, drawn anew each time")),
    (
        "/pulse pause team 24.12.",
        marked("ask the team nothing until that day, or until `/pulse resume team`"),
    ),
    ("/pulse ask now", marked("ask this team without waiting for its hour")),
    ("/pulse ask now --dry-run", marked("say who would be asked when and who not, and send nothing")),
    ("/pulse digest now", marked("close this week's round now and post its digest")),
    (
        "/pulse talked",
        marked("note that the team talked about its last week; whoever leads it may, too"),
    ),
    ("/pulse admin add @Aino", marked("let somebody else change things; `admin remove` takes it back")),
    ("/pulse audit", marked("what admins did and who opened a report, and whether that log is whole")),
)


async def help_(desk: Desk, request: Request, typed: Typed) -> Reply:
    """What this person can do here."""
    role = await desk.look(lambda session: _role(session, request))
    if role is None:
        return Message(say(NOT_SET_UP))
    parts: list[Part] = [Heading(say("What you can do here")), *paragraphs(_lines(_EVERYBODY))]
    if role:
        parts += [*paragraphs([say("**As an admin**"), *_lines(_ADMINS)])]
    note = Note(say("You answer in the direct message from Pulssi, one tap a question."))
    return Message(say("What you can do with /pulse"), (*parts, note))


def meaning(command: str) -> str:
    """What help says of a command that it shows without any values, in the language spoken."""
    return say(dict((*_EVERYBODY, *_ADMINS))[f"/pulse {command}"])


def _role(session: Session, request: Request) -> bool | None:
    """Whether the person is an admin; None before the set-up."""
    workspace = workspaces.find(session, request.workspace)
    if workspace is None:
        return None
    person = people.find(session, workspace.id, request.user)
    return person is not None and person.is_admin


def _lines(rows: tuple[tuple[str, str], ...]) -> list[str]:
    return [f"`{command}` {say(meaning)}" for command, meaning in rows]
