"""``/pulse`` and ``/pulse help``."""

from sqlmodel import Session

from bot.conversations.desk import NOT_SET_UP, Desk, Reply
from bot.conversations.messages import Heading, Message, Note, Paragraph, Part
from bot.conversations.requests import Request, Typed
from storage import people, workspaces

_EVERYBODY = (
    ("/pulse status", "where each team's week stands"),
    ("/pulse team list", "teams and their rhythm"),
    ("/pulse question list", "what is asked"),
    ("/pulse schedule", "when this team is asked"),
    ("/pulse promise", "from how many answers up figures are shown, and who is asked"),
    ("/pulse team calendar", "when this team works"),
    ("/pulse holiday list", "its days off"),
    ("/pulse me", "your own hour and rhythm, or no questions at all; `me show` shows them"),
    ("/pulse pause 24.12.", "ask me nothing until that day; without a day, until I come back"),
    ("/pulse resume", "ask me again"),
    ("/pulse report", "your team's figures of the last rounds; `csv=yes` sends them as a file"),
    ("/pulse privacy", "what is stored about you, who opened your team's report, what is promised"),
    ("/pulse me withdraw", "take back what you answered in a round that is open"),
    ("/pulse me export", "everything tied to you, as a file in your direct messages"),
    ("/pulse me forget", "erase all of it"),
    ("/pulse admin list", "whom to ask"),
)
_ADMINS = (
    ("/pulse team add", "make this channel's members a team"),
    ("/pulse team add group=@handle guests=yes", "or those of a user group, guests included"),
    (
        "/pulse team share with=Support",
        "ask a small team together with another, for one result; or `with=none`",
    ),
    ("/pulse team remove", "ask this team no more"),
    ("/pulse promise floor=8 leads=counted", "show figures from 8 answers up; ask leads with their team"),
    (
        '/pulse team calendar country=FI days="mon-fri" hours=08:00-18:00 quiet="27-30, 52-1" guests=no',
        "when the team works; without values, a form",
    ),
    ('/pulse holiday add 2026-12-07 "Office closed"', "a day off; `holiday remove` takes it back"),
    ('/pulse question add "…" scale=agree5 theme="…"', "add a question; without a text, a form"),
    ("/pulse question retire Q1", "ask it no more"),
    ('/pulse schedule ask="tue 09:00" close="fri 12:00" digest="fri 14:00"', "change the rhythm"),
    ("/pulse schedule every=2 remind=no", "every two weeks (or 1, or 4), without a reminder"),
    ("/pulse pause team 24.12.", "ask the team nothing until that day, or until `/pulse resume team`"),
    ("/pulse ask now", "ask this team without waiting for its hour"),
    ("/pulse digest now", "close this week's round now and post its digest"),
    ("/pulse admin add @Aino", "let somebody else change things; `admin remove` takes it back"),
    ("/pulse audit", "what admins did and who opened a report, and whether that log is whole"),
)


async def help_(desk: Desk, request: Request, typed: Typed) -> Reply:
    """What this person can do here."""
    role = await desk.look(lambda session: _role(session, request))
    if role is None:
        return Message(NOT_SET_UP)
    parts: list[Part] = [Heading("What you can do here"), Paragraph(_lines(_EVERYBODY))]
    if role:
        parts += [Paragraph("**As an admin**\n" + _lines(_ADMINS))]
    note = Note("You answer in the direct message from Pulssi, one tap a question.")
    return Message("What you can do with /pulse", (*parts, note))


def _role(session: Session, request: Request) -> bool | None:
    """Whether the person is an admin; None before the set-up."""
    workspace = workspaces.find(session, request.workspace)
    if workspace is None:
        return None
    person = people.find(session, workspace.id, request.user)
    return person is not None and person.is_admin


def _lines(rows: tuple[tuple[str, str], ...]) -> str:
    return "\n".join(f"`{command}` {meaning}" for command, meaning in rows)
