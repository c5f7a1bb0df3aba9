"""``/pulse audit``: what admins did lately and who looked at a report, and whether the log is whole."""

from sqlmodel import Session

from bot.conversations import acts, moments
from bot.conversations.commands.pages import paragraphs
from bot.conversations.desk import Desk, Reply, admin_of
from bot.conversations.messages import Heading, Message, Note, Paragraph, mention, quoted
from bot.conversations.requests import Request, Typed
from locales.speech import marked, say
from storage import audit, people
from storage.audit import Entry
from storage.workspaces import Workspace
from survey.audit import Act
from survey.ids import PersonId

NEWEST = 20
_WHOLE = marked("The chain of hashes is whole: no row was changed, slipped in or taken out from between.")
_BROKEN = marked(
    "**The chain of hashes breaks at row {row}.** Somebody changed the database past Pulssi. Compare the log "
    "with a backup, and ask whoever runs the server."
)
_FORGOTTEN = marked("somebody who was forgotten since")


async def show(desk: Desk, request: Request, typed: Typed) -> Reply:
    """The newest acts, readable; that somebody looked is an act, too."""

    def read(session: Session) -> Message:
        workspace = admin_of(session, request)
        broken = audit.first_broken(session)
        found = audit.newest(session, workspace.id, limit=NEWEST)
        lines = [_line(session, entry, workspace) for entry in found]
        desk.note(session, request, Act.AUDIT, detail="shown")
        said = say(_WHOLE) if broken is None else say(_BROKEN, row=broken)
        title = say("Audit log") if broken is None else say("Audit log: broken")
        note = say("Rows are only ever added. Nothing in them says what anybody answered.")
        return Message(title, (Heading(say("Audit log")), *paragraphs(lines), Paragraph(said), Note(note)))

    return await desk.change(read)


def actor(entry: Entry) -> str:
    """Who did it, as far as that is known."""
    if entry.actor_ref is not None:
        return mention(entry.actor_ref)
    return say("Pulssi itself") if entry.actor is None else say(_FORGOTTEN)


def _line(session: Session, entry: Entry, workspace: Workspace) -> str:
    def named(person: PersonId) -> str:
        ref = people.ref_of(session, person)
        return mention(ref) if ref else say(_FORGOTTEN)

    detail = acts.detail(entry.detail, named=named)
    what = ": ".join(filter(None, (f"**{acts.name(entry.act)}**", detail)))
    about = f" · {quoted(entry.team)}" if entry.team else ""
    who = say("somebody, of themselves") if entry.act is Act.FORGET else actor(entry)
    return f"`{entry.id}` {moments.moment(entry.at, workspace.zone)} · {what}{about} · {who}"
