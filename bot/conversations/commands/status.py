"""``/pulse status``: where each team's week stands, as counts, never who."""

from sqlmodel import Session

from bot.conversations.commands.pages import paragraphs
from bot.conversations.desk import NO_TEAM, Desk, Reply, team_of, workspace_of
from bot.conversations.messages import Heading, Message, Note, Paragraph, Part
from bot.conversations.requests import Request, Typed
from bot.conversations.standing import held, standing
from locales.speech import say, say_count
from storage import teams
from survey.deliveries import MESSAGES

_MOST = 40
"""Nobody reads more at once; teams that nothing can be posted to come first."""


async def status(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Where each team stands."""

    def read(session: Session) -> Message:
        workspace = workspace_of(session, request)
        name = typed.values.get("team", "")
        found = (team_of(session, request, name=name),) if name else teams.of_workspace(session, workspace.id)
        if not found:
            return Message(say(NO_TEAM))
        at, per_minute = desk.clock(), desk.pace.per_minute(workspace.ref, MESSAGES)
        shown = sorted(found, key=lambda team: team.trouble is None)[:_MOST]
        lines = [standing(session, team, per_minute, at) for team in shown]
        parts: list[Part] = [*paragraphs(lines, gap="\n\n"), *_others(len(found) - len(shown))]
        if waits := desk.pace.held(workspace.ref):
            parts.append(Paragraph(f"⏸ {held(waits)}"))
        note = Note(say("Counts of messages only. Who has answered is visible to nobody, in any role."))
        title = say_count("Status of 1 team", "Status of {count} teams", len(found))
        return Message(title, (Heading(say("Status")), *parts, note))

    return await desk.look(read)


def _others(count: int) -> tuple[Part, ...]:
    if count <= 0:
        return ()
    told = say_count(
        "…and 1 more team; `/pulse status team=` and its name shows it.",
        "…and {count} more teams; `/pulse status team=` and a name shows one.",
        count,
    )
    return (Note(told),)
