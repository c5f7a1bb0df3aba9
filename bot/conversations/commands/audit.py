"""``/pulse audit``: what admins did lately and who looked at a report, and whether the log is whole."""

import re
from collections.abc import Callable

from sqlmodel import Session

from bot.conversations import moments
from bot.conversations.commands.pages import paragraphs
from bot.conversations.desk import Desk, Reply, admin_of
from bot.conversations.messages import Heading, Message, Note, Paragraph, mention, quoted
from bot.conversations.requests import Request, Typed
from storage import audit, people
from storage.audit import Entry
from storage.workspaces import Workspace
from survey.audit import Act
from survey.ids import PersonId

NEWEST = 20
_NUMBERED = re.compile(r"\bperson (\d+)\b")
_WHOLE = "The chain of hashes is whole: no row was changed, slipped in or taken out from between."
_BROKEN = (
    "**The chain of hashes breaks at row {row}.** Somebody changed the database past Pulssi. Compare the log "
    "with a backup, and ask whoever runs the server."
)


async def show(desk: Desk, request: Request, typed: Typed) -> Reply:
    """The newest acts, readable; that somebody looked is an act, too."""

    def read(session: Session) -> Message:
        workspace = admin_of(session, request)
        broken = audit.first_broken(session)
        found = audit.newest(session, workspace.id, limit=NEWEST)
        lines = [_line(entry, workspace, _by_number(session)) for entry in found]
        desk.note(session, request, Act.AUDIT, detail="shown")
        said = _WHOLE if broken is None else _BROKEN.format(row=broken)
        title = "Audit log" if broken is None else "Audit log: broken"
        note = "Rows are only ever added. Nothing in them says what anybody answered."
        return Message(title, (Heading("Audit log"), *paragraphs(lines), Paragraph(said), Note(note)))

    return await desk.change(read)


def actor(entry: Entry) -> str:
    """Who did it, as far as that is known."""
    if entry.actor_ref is not None:
        return mention(entry.actor_ref)
    return "Pulssi itself" if entry.actor is None else "somebody who was forgotten since"


def _line(entry: Entry, workspace: Workspace, named: Callable[[re.Match[str]], str]) -> str:
    detail = _NUMBERED.sub(named, quoted(entry.detail)) if entry.act is Act.ADMIN else quoted(entry.detail)
    what = ": ".join(filter(None, (f"**{entry.act.value}**", detail)))
    about = f" · {quoted(entry.team)}" if entry.team else ""
    who = "somebody, of themselves" if entry.act is Act.FORGET else actor(entry)
    return f"`{entry.id}` {moments.moment(entry.at, workspace.zone)} · {what}{about} · {who}"


def _by_number(session: Session) -> Callable[[re.Match[str]], str]:
    """Put a mention in the place of a number, where the person is still known."""

    def named(found: re.Match[str]) -> str:
        ref = people.ref_of(session, PersonId(int(found[1])))
        return mention(ref) if ref else "somebody who was forgotten since"

    return named
