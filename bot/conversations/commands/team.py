"""``/pulse team add`` and ``/pulse team list``."""

import re
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.conversations import moments
from bot.conversations.desk import NO_TEAM, Desk, Reply, admin_of, workspace_of
from bot.conversations.directory import Profile
from bot.conversations.messages import Form, Heading, Message, Note, Paragraph, Part, TextField, quoted
from bot.conversations.requests import Request, Typed
from bot.conversations.zones import zone
from storage import people, pulses, teams
from storage.teams import Team
from storage.workspaces import Workspace
from survey.errors import InputError
from survey.ids import TeamId, UserRef
from survey.rounds import DEFAULT_SCHEDULE, first_week

ADD_FORM = "team add"
_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")
_HERE = "here"
LONGEST_NAME = 60


async def add(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Make the channel's members a team, or read a team's members anew; without values, a form."""
    await desk.look(lambda session: admin_of(session, request))
    if request.is_direct:
        raise InputError("A team is the people of a channel: type `/pulse team add` in the team's channel.")
    if typed.after(2).lower() not in {"", _HERE}:
        raise InputError(
            'name: type the name with its mark, like `/pulse team add name="Customer support"`, or '
            "`/pulse team add here` to take the channel's name."
        )
    if not typed.values and typed.after(2).lower() != _HERE:
        return await desk.look(lambda session: _form(session, request))
    members = [profile for profile in await desk.directory.people_of(request.channel) if profile.is_person]
    lead = _mentioned(typed.values.get("lead", ""))
    if lead is not None and lead not in {profile.user for profile in members}:
        raise InputError(
            "lead: the team's lead has to be a member of this channel. Invite them and try again."
        )
    return await desk.change(
        lambda session: _register(session, desk, request, typed, members=members, lead=lead)
    )


def _register(
    session: Session,
    desk: Desk,
    request: Request,
    typed: Typed,
    *,
    members: list[Profile],
    lead: UserRef | None,
) -> Message:
    workspace = admin_of(session, request)
    known = teams.find_by_channel(session, workspace.id, request.channel)
    name = _name(session, workspace, request, typed, known)
    team_zone = _zone(typed, members, request, workspace, known)
    team = teams.add(session, workspace.id, channel=request.channel, name=name, zone=team_zone)
    _enrol(session, workspace, team, members, lead)
    week = first_week(DEFAULT_SCHEDULE, zone=team_zone, at=desk.clock())
    pulses.ensure(session, team, DEFAULT_SCHEDULE, next_week=week, floor=desk.floor)
    if known is not None:
        return _again(known, name, team_zone, len(members))
    return _added(session, team, name, size=len(members), where=moments.place(team_zone), floor=desk.floor)


def _again(known: Team, name: str, team_zone: ZoneInfo, size: int) -> Message:
    changes = [
        f"It was called {quoted(known.name)} until now." if known.name != name else "",
        f"Its times are {moments.place(team_zone)} time from the next round on."
        if known.zone != team_zone
        else "",
    ]
    said = " ".join(["Its members were read anew:", f"{_people(size)}.", *filter(None, changes)])
    return Message(
        f"{quoted(name)} is a team already.", (Paragraph(f"**{quoted(name)} is a team already.** {said}"),)
    )


def _people(size: int) -> str:
    return f"{size} {'person' if size == 1 else 'people'}"


async def list_(desk: Desk, request: Request, typed: Typed) -> Reply:
    """All teams with their size and rhythm."""

    def read(session: Session) -> Message:
        workspace = workspace_of(session, request)
        found = teams.of_workspace(session, workspace.id)
        if not found:
            return Message(NO_TEAM)
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


def _name(session: Session, workspace: Workspace, request: Request, typed: Typed, known: Team | None) -> str:
    usual = known.name if known else request.channel_name
    name = " ".join(typed.values.get("name", usual).split())
    if not name or len(name) > LONGEST_NAME:
        raise InputError(
            f'name: type 1 to {LONGEST_NAME} characters, like `/pulse team add name="Customer support"`.'
        )
    for team in teams.of_workspace(session, workspace.id):
        if team.name.casefold() == name.casefold() and team.channel != request.channel:
            raise InputError(f"name: another team is called {quoted(name)} already; type a different name.")
    return name


def _zone(
    typed: Typed, members: list[Profile], request: Request, workspace: Workspace, known: Team | None
) -> ZoneInfo:
    """The zone typed, the team's own, that of the person who adds it, or the workspace's."""
    named = typed.values.get("zone", "").strip()
    if named:
        return zone(named)
    own = next((profile.zone for profile in members if profile.user == request.user), None)
    return known.zone if known else own or workspace.zone


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


def _added(session: Session, team: TeamId, name: str, *, size: int, where: str, floor: int) -> Message:
    few = (
        f" With fewer than {floor} people no figure can ever be shown; invite more people "
        "or join another team."
        if size < floor
        else ""
    )
    return Message(
        f"{quoted(name)} is a team now.",
        (
            Paragraph(f"**{quoted(name)} is a team now:** {_people(size)}.{few}"),
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
    return f"**{quoted(name)}** · {_people(size)}\n{_rhythm(session, team)}"


def _mentioned(text: str) -> UserRef | None:
    if not text:
        return None
    found = _MENTION.fullmatch(text.strip())
    if found is None:
        raise InputError("lead: type the person with an @, like `lead=@Aino`.")
    return UserRef(found[1])
