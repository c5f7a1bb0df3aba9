"""``/pulse team add`` and ``/pulse team list``."""

import re
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.conversations import moments
from bot.conversations.desk import Desk, Reply, admin_of, workspace_of
from bot.conversations.directory import Profile
from bot.conversations.messages import Form, Heading, Message, Note, Paragraph, Part, TextField, quoted
from bot.conversations.requests import Request, Typed
from bot.conversations.zones import zone
from storage import people, pulses, teams
from storage.workspaces import Workspace
from survey.errors import InputError
from survey.figures import FLOOR
from survey.ids import TeamId, UserRef
from survey.rounds import DEFAULT_SCHEDULE, first_week

ADD_FORM = "team add"
_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")
_HERE = "here"
LONGEST_NAME = 60


async def add(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Make the channel's members a team; without values, a form."""
    if not typed.values and typed.after(2) != _HERE:
        return await desk.look(lambda session: _form(session, request))
    await desk.look(lambda session: admin_of(session, request))
    members = [profile for profile in await desk.directory.people_of(request.channel) if profile.is_person]
    lead = _mentioned(typed.values.get("lead", ""))
    if lead is not None and lead not in {profile.user for profile in members}:
        raise InputError(
            "lead: the team's lead has to be a member of this channel. Invite them and try again."
        )

    def register(session: Session) -> Message:
        workspace = admin_of(session, request)
        name = _name(session, workspace, request, typed)
        zone_name = typed.values.get("zone", "").strip()
        team_zone = zone(zone_name) if zone_name else _zone_of(members, request, workspace)
        team = teams.add(session, workspace.id, channel=request.channel, name=name, zone=team_zone)
        _enrol(session, workspace, team, members, lead)
        week = first_week(DEFAULT_SCHEDULE, zone=team_zone, at=desk.clock())
        pulses.ensure(session, team, DEFAULT_SCHEDULE, next_week=week, floor=desk.floor)
        return _added(session, team, name, len(members), moments.place(team_zone))

    return await desk.change(register)


async def list_(desk: Desk, request: Request, typed: Typed) -> Reply:
    """All teams with their size and rhythm."""

    def read(session: Session) -> Message:
        workspace = workspace_of(session, request)
        found = teams.of_workspace(session, workspace.id)
        if not found:
            return Message("There is no team yet. An admin types `/pulse team add` in a team's channel.")
        lines: list[Part] = [Paragraph(_line(session, team.id, team.name)) for team in found]
        return Message(f"Teams: {len(found)}", (Heading("Teams"), *lines))

    return await desk.look(read)


def _form(session: Session, request: Request) -> Form:
    workspace = admin_of(session, request)
    return Form(
        name=ADD_FORM,
        title="Add a team",
        submit="Add team",
        subject=request.channel,
        intro="Everybody in this channel becomes a member of the team and is asked in a direct message.",
        fields=(
            TextField("name", "Name of the team", value=request.channel_name, longest=LONGEST_NAME),
            TextField(
                "zone",
                "Time zone",
                value=workspace.zone.key,
                hint="Like Europe/Helsinki. Each person is asked at this hour in their own zone.",
            ),
        ),
    )


def _name(session: Session, workspace: Workspace, request: Request, typed: Typed) -> str:
    name = " ".join(typed.values.get("name", request.channel_name).split())
    if not name or len(name) > LONGEST_NAME:
        raise InputError(
            f'name: type 1 to {LONGEST_NAME} characters, like `/pulse team add name="Customer support"`.'
        )
    for team in teams.of_workspace(session, workspace.id):
        if team.name.casefold() == name.casefold() and team.channel != request.channel:
            raise InputError(f"name: another team is called {quoted(name)} already; type a different name.")
    return name


def _zone_of(members: list[Profile], request: Request, workspace: Workspace) -> ZoneInfo:
    own = next((profile.zone for profile in members if profile.user == request.user), None)
    return own or workspace.zone


def _enrol(
    session: Session, workspace: Workspace, team: TeamId, members: list[Profile], lead: UserRef | None
) -> None:
    ids = {
        profile.user: people.ensure(session, workspace.id, profile.user, zone=profile.zone)
        for profile in members
    }
    teams.set_members(session, team, ids.values())
    if lead is not None:
        teams.set_lead(session, team, ids[lead])


def _added(session: Session, team: TeamId, name: str, size: int, where: str) -> Message:
    few = (
        f" With fewer than {FLOOR} people no figure can ever be shown; invite more people "
        "or join another team."
        if size < FLOOR
        else ""
    )
    return Message(
        f"{quoted(name)} is a team now.",
        (
            Paragraph(
                f"**{quoted(name)} is a team now:** {size} {'person' if size == 1 else 'people'}.{few}"
            ),
            Paragraph(_rhythm(session, team)),
            Note(
                f"Times are {where} time; each person is asked at that hour where they are. "
                "`/pulse schedule` changes it, `/pulse ask now` starts at once."
            ),
        ),
    )


def _rhythm(session: Session, team: TeamId) -> str:
    pulse = pulses.of_team(session, team)
    if pulse is None:
        return "No rhythm yet."
    schedule = pulse.schedule
    return (
        f"Asked {moments.slot(schedule.ask)}, closes {moments.slot(schedule.close)}, digest "
        f"{moments.slot(schedule.digest)}; next round: {moments.week(pulse.next_week)}."
    )


def _line(session: Session, team: TeamId, name: str) -> str:
    size = len(teams.members(session, team))
    return f"**{quoted(name)}** · {size} {'person' if size == 1 else 'people'}\n{_rhythm(session, team)}"


def _mentioned(text: str) -> UserRef | None:
    if not text:
        return None
    found = _MENTION.fullmatch(text.strip())
    if found is None:
        raise InputError("lead: type the person with an @, like `lead=@Aino`.")
    return UserRef(found[1])
