"""``/pulse status``: where each team's week stands, as counts, never who."""

from sqlmodel import Session

from bot.conversations.commands.pages import paragraphs
from bot.conversations.desk import NO_TEAM, Desk, Reply, team_of, workspace_of
from bot.conversations.messages import Heading, Message, Note, Paragraph, Part
from bot.conversations.requests import Request, Typed
from bot.conversations.standing import held, standing
from locales.speech import say, say_count
from storage import teams


async def status(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Where each team stands."""

    def read(session: Session) -> Message:
        workspace = workspace_of(session, request)
        name = typed.values.get("team", "")
        found = (team_of(session, request, name=name),) if name else teams.of_workspace(session, workspace.id)
        if not found:
            return Message(say(NO_TEAM))
        at = desk.clock()
        parts: list[Part] = [
            *paragraphs((standing(session, team, desk.pace, at) for team in found), gap="\n\n")
        ]
        if waits := desk.pace.held(workspace.ref):
            parts.append(Paragraph(f"⏸ {held(waits)}"))
        note = Note(say("Counts of messages only. Who has answered is visible to nobody, in any role."))
        title = say_count("Status of 1 team", "Status of {count} teams", len(found))
        return Message(title, (Heading(say("Status")), *parts, note))

    return await desk.look(read)
