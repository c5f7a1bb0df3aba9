"""``/pulse``, ``/pulse help`` and ``/pulse privacy``."""

from sqlmodel import Session

from bot.conversations.desk import Desk, Reply
from bot.conversations.messages import Heading, Message, Note, Paragraph, Part
from bot.conversations.requests import Request, Typed
from storage import people, workspaces
from survey.figures import COMMENT_FLOOR, FLOOR, SENSITIVE_FLOOR

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

PRIVACY = (
    (
        "**While a round is open** your answer is stored sealed, under a code only the running program can "
        "make. You can change it. The server could technically see it, because the chat "
        "platform tells it who "
        "tapped; it is never written down in the clear."
    ),
    (
        "**When the round closes** the answers are counted, and the key that sealed them is destroyed. From "
        "then on nobody can tell who answered what: no admin, no operator, no backup."
    ),
    (
        f"**Shown** are sums from {FLOOR} answers up ({SENSITIVE_FLOOR} for sensitive "
        "questions), the same to "
        f"the team, its leads and admins. Comments are shown without names and in random order once "
        f"{COMMENT_FLOOR} people take part."
    ),
    "**Never kept:** the time of an answer, your name, your e-mail. Who has answered is visible to nobody.",
)


async def help_(desk: Desk, request: Request, typed: Typed) -> Reply:
    """What this person can do here."""
    role = await desk.look(lambda session: _role(session, request))
    if role is None:
        return Message("Pulssi is not set up here yet. A workspace admin types `/pulse setup`, once.")
    parts: list[Part] = [Heading("What you can do here"), Paragraph(_lines(_EVERYBODY))]
    if role:
        parts += [Paragraph("**As an admin**\n" + _lines(_ADMINS))]
    note = Note("You answer in the direct message from Pulssi, one tap a question.")
    return Message("What you can do with /pulse", (*parts, note))


async def privacy(desk: Desk, request: Request, typed: Typed) -> Reply:
    """The promise, in plain words."""
    return Message(
        "What Pulssi keeps and who sees what",
        (Heading("What is kept, and who sees what"), *(Paragraph(text) for text in PRIVACY)),
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
