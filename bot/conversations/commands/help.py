"""``/pulse``, ``/pulse help`` and ``/pulse privacy``."""

from sqlmodel import Session

from bot.conversations.desk import NOT_SET_UP, Desk, Reply
from bot.conversations.messages import Heading, Message, Note, Paragraph, Part
from bot.conversations.privacy import promise
from bot.conversations.requests import Request, Typed
from storage import people, workspaces

_EVERYBODY = (
    ("/pulse status", "where each team's week stands"),
    ("/pulse team list", "teams and their rhythm"),
    ("/pulse question list", "what is asked"),
    ("/pulse schedule", "when this team is asked"),
    ("/pulse privacy", "what is kept, who sees what"),
)
_ADMINS = (
    ("/pulse team add", "make this channel's members a team"),
    ('/pulse question add "…" scale=agree5 theme="…"', "add a question; without a text, a form"),
    ("/pulse question retire Q1", "ask it no more"),
    ('/pulse schedule ask="tue 09:00" close="fri 12:00" digest="fri 14:00"', "change the rhythm"),
    ("/pulse ask now", "ask this team without waiting for its hour"),
    ("/pulse digest now", "close this week's round now and post its digest"),
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


async def privacy(desk: Desk, request: Request, typed: Typed) -> Reply:
    """The promise, in plain words."""
    return Message(
        "What Pulssi keeps and who sees what",
        (Heading("What is kept, and who sees what"), *(Paragraph(text) for text in promise(desk.floor))),
    )


def _role(session: Session, request: Request) -> bool | None:
    """Whether the person is an admin; None before the set-up."""
    workspace = workspaces.find(session, request.workspace)
    if workspace is None:
        return None
    person = people.find(session, workspace.id, request.user)
    return person is not None and person.is_admin


def _lines(rows: tuple[tuple[str, str], ...]) -> str:
    return "\n".join(f"`{command}` {meaning}" for command, meaning in rows)
