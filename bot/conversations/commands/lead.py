"""``/pulse team lead``: who leads a team, and what that lets them do."""

from sqlmodel import Session

from bot.conversations.commands.membership import person_in
from bot.conversations.desk import Desk, Reply, admin_of, team_of
from bot.conversations.messages import Form, Message, Note, Paragraph, PersonField, mention, quoted
from bot.conversations.requests import Request, Typed
from locales.speech import marked, say
from storage import people, teams
from storage.people import Person
from storage.teams import Team
from storage.workspaces import Workspace
from survey.audit import Act
from survey.errors import InputError

FORM = "team lead"
_MAY = marked(
    "Leads see the same figures as everybody. They may choose a theme with `/pulse plan theme` and close "
    "their team's week with `/pulse digest now`."
)


async def lead(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Let somebody lead the team, or no longer; without a person, who does."""
    added = typed.values.get("add", typed.after(2)).strip()
    removed = typed.values.get("remove", "").strip()
    if not added and not removed:
        return await desk.look(lambda session: _show(session, request, typed))

    def store(session: Session) -> Message:
        workspace = admin_of(session, request)
        team = team_of(session, request, name=typed.values.get("team", ""))
        for text, leads in ((removed, False), (added, True)):
            if text:
                person = _member(session, workspace, team, text, what="add" if leads else "remove")
                teams.set_lead(session, team.id, person.id, lead=leads)
                act = "added" if leads else "removed"
                desk.note(session, request, Act.LEAD, team=team.id, detail=f"{act} person {person.id}")
        return _told(session, team)

    return await desk.change(store)


def _member(session: Session, workspace: Workspace, team: Team, text: str, *, what: str) -> Person:
    user = person_in(text)
    person = people.find(session, workspace.id, user) if user else None
    if person is None or all(member.id != person.id for member in teams.members(session, team.id)):
        raise InputError(
            say(
                "{field}: type a member of {team} with an @, like `/pulse team lead @Aino`; nothing was "
                "changed.",
                field=what,
                team=quoted(team.name),
            )
        )
    return person


def _show(session: Session, request: Request, typed: Typed) -> Reply:
    team = team_of(session, request, name=typed.values.get("team", ""))
    person = people.find(session, team.workspace, request.user)
    if person is None or not person.is_admin:
        return _told(session, team)
    return Form(
        name=FORM,
        title=say("Who leads"),
        submit=say("Save"),
        subject=team.channel,
        intro=f"{_leads(session, team)} {say(_MAY)}",
        fields=(
            PersonField("add", say("Leads from now on"), optional=True),
            PersonField("remove", say("Leads no more"), optional=True),
        ),
    )


def _told(session: Session, team: Team) -> Message:
    told = _leads(session, team)
    return Message(told, (Paragraph(told), Note(say(_MAY))))


def _leads(session: Session, team: Team) -> str:
    names = [mention(member.ref) for member in teams.members(session, team.id) if member.is_lead]
    if not names:
        return say("**{team}:** nobody leads it.", team=quoted(team.name))
    return say("**{team}**, led by: {names}.", team=quoted(team.name), names=", ".join(names))
