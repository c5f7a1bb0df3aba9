"""``/pulse team add`` and ``/pulse team list``."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.conversations import countries, schedules
from bot.conversations.commands import welcome
from bot.conversations.commands.membership import Found, find, group, mentioned
from bot.conversations.commands.pages import paragraphs
from bot.conversations.desk import NO_TEAM, Desk, Reply, admin_of, named_team, workspace_of
from bot.conversations.messages import Form, Heading, Message, TextField, quoted
from bot.conversations.requests import Request, Typed
from bot.conversations.schedules import yes_or_no
from bot.conversations.zones import zone
from locales.speech import say, say_count
from storage import calendars, fatigue, people, pools, pulses, recipients, teams, workspaces
from storage.teams import Team
from storage.workspaces import Workspace
from survey.audit import Act
from survey.errors import InputError
from survey.ids import TeamId
from survey.people import Audience, Profile
from survey.rounds import DEFAULT_SCHEDULE, Pulse, Schedule, first_week, local_day
from survey.weeks import Week

ADD_FORM = "team add"
_HERE = "here"
LONGEST_NAME = 60


async def add(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Make people of the channel a team, or read a team's members anew; without values, a form."""
    known = await desk.look(lambda session: _known(session, request))
    if request.is_direct:
        raise InputError(
            say("A team is the people of a channel: type `/pulse team add` in the team's channel.")
        )
    if typed.after(2).lower() not in {"", _HERE}:
        raise InputError(
            say(
                'name: type the name with its mark, like `/pulse team add name="Customer support"`, or '
                "`/pulse team add here` to take the channel's name."
            )
        )
    if not typed.values and typed.after(2).lower() != _HERE:
        return await desk.look(lambda session: _form(session, request))
    audience = Audience(request.channel, group(typed.values.get("group", ""), known=known))
    found = await find(desk, audience, lead=mentioned(typed.values.get("lead", "")))
    return await desk.change(lambda session: register(session, desk, request, typed, found))


def _known(session: Session, request: Request) -> Team | None:
    """The team of the channel, if it has one; only for an admin."""
    return teams.find_by_channel(session, admin_of(session, request).id, request.channel)


def register(
    session: Session,
    desk: Desk,
    request: Request,
    typed: Typed,
    found: Found,
    *,
    rhythm: dict[str, str] | None = None,
) -> Message:
    """Make the people found a team, or read its members anew, and say so.

    Args:
        rhythm: what somebody typed of its schedule; the rest stays as it is, or is the usual.
    """
    workspace = admin_of(session, request)
    known = _known(session, request)
    name = _name(session, workspace, request, typed, known)
    team_zone = _zone(typed, found.members, request, workspace, known)
    team = teams.add(
        session, workspace.id, found.audience, name=name, zone=team_zone, country=countries.of_zone(team_zone)
    )
    if "guests" in typed.values:
        wanted = replace(calendars.settings(session, team), guests=_guests(typed))
        calendars.change(session, team, wanted)
    _enrol(session, workspace, team, found)
    pulse, week = _pulse(session, desk, team, team_zone, rhythm or {}, many=bool(found.many))
    detail = f"members read anew, called {name}" if known else f"added as {name}"
    desk.note(session, request, Act.TEAM, team=team, detail=detail + (", a lead named" if found.lead else ""))
    if "shares" in typed.values:
        pools.share(session, teams.get(session, team), named_team(session, request, typed.values["shares"]))
    few = not found.many and _size(session, team, week, leads_count=False) < desk.terms.floor
    size = found.many or _size(session, team, week, leads_count=True)
    if known is not None and not known.archived:
        return welcome.again(session, teams.get(session, team), known, size, found)
    if known is not None:
        pulses.reschedule(session, team, pulse.schedule, next_week=max(week, pulse.next_week))
    return welcome.added(session, teams.get(session, team), size, found, least=desk.terms.floor if few else 0)


def _pulse(
    session: Session, desk: Desk, team: TeamId, team_zone: ZoneInfo, rhythm: dict[str, str], *, many: bool
) -> tuple[Pulse, Week]:
    """The team's pulse in the rhythm wanted, and the first week in which a new one could ask."""
    known = pulses.of_team(session, team)
    wanted = schedules.schedule(known.schedule if known else DEFAULT_SCHEDULE, rhythm)
    week = _first_week(wanted, team_zone, at=desk.clock(), many=many)
    pulse = pulses.ensure(session, team, wanted, next_week=week, floor=desk.terms.floor)
    if pulse.schedule == wanted:
        return pulse, week
    pulses.reschedule(session, team, wanted, next_week=pulse.next_week)
    if pulse.schedule.every != wanted.every:
        fatigue.keep(session, team, since=pulse.next_week)
    return replace(pulse, schedule=wanted), week


def _size(session: Session, team: TeamId, week: Week, *, leads_count: bool) -> int:
    calendar_of = {team: calendars.of_team(session, team, week)}
    return len(recipients.on_paper(session, team, calendar_of, leads_count=leads_count))


def _first_week(schedule: Schedule, team_zone: ZoneInfo, *, at: datetime, many: bool) -> Week:
    """The first week to ask in; people who are read in the background are not there yet for this one."""
    week = first_week(schedule, zone=team_zone, at=at)
    return max(week, Week.of(local_day(at, team_zone)).next()) if many else week


async def list_(desk: Desk, request: Request, typed: Typed) -> Reply:
    """All teams with their size and rhythm."""

    def read(session: Session) -> Message:
        workspace = workspace_of(session, request)
        found = teams.of_workspace(session, workspace.id)
        if not found:
            return Message(say(NO_TEAM))
        lines = (_line(session, team) for team in found)
        title = say("Teams: {count}", count=len(found))
        return Message(title, (Heading(say("Teams")), *paragraphs(lines, gap="\n\n")))

    return await desk.look(read)


def _form(session: Session, request: Request) -> Form:
    workspace = admin_of(session, request)
    return Form(
        name=ADD_FORM,
        title=say("Add a team"),
        submit=say("Add team"),
        subject=request.channel,
        intro=say("Everybody in this channel becomes a member of the team and is asked in a direct message."),
        fields=(
            TextField("name", say("Name of the team"), value=request.channel_name, longest=LONGEST_NAME),
            TextField(
                "zone",
                say("Time zone"),
                value=workspace.zone.key,
                hint=say("Like Europe/Helsinki. Each person is asked at this hour in their own zone."),
            ),
        ),
    )


def _name(session: Session, workspace: Workspace, request: Request, typed: Typed, known: Team | None) -> str:
    usual = known.name if known else request.channel_name
    name = " ".join(typed.values.get("name", usual).split())
    if not name or len(name) > LONGEST_NAME:
        raise InputError(
            say(
                'name: type 1 to {longest} characters, like `/pulse team add name="Customer support"`.',
                longest=LONGEST_NAME,
            )
        )
    for team in teams.of_workspace(session, workspace.id):
        if team.name.casefold() == name.casefold() and team.channel != request.channel:
            raise InputError(
                say("name: another team is called {team} already; type a different name.", team=quoted(name))
            )
    return name


def _zone(
    typed: Typed, members: Collection[Profile], request: Request, workspace: Workspace, known: Team | None
) -> ZoneInfo:
    """The zone typed, the team's own, that of the person who adds it, or the workspace's."""
    named = typed.values.get("zone", "").strip()
    if named:
        return zone(named)
    own = next((profile.zone for profile in members if profile.user == request.user), None)
    return known.zone if known else own or workspace.zone


def _guests(typed: Typed) -> bool:
    return yes_or_no(typed.values["guests"], what="guests")


def _enrol(session: Session, workspace: Workspace, team: TeamId, found: Found) -> None:
    ids = {profile.user: people.ensure(session, workspace.id, profile) for profile in found.members}
    if found.many:
        for person in ids.values():
            teams.add_member(session, team, person)
        workspaces.note_roster(session, workspace.id, at=None)
    else:
        teams.set_members(session, team, ids.values())
    if found.lead is not None:
        teams.set_lead(session, team, ids[found.lead])


def _line(session: Session, team: Team) -> str:
    count = say_count("1 person", "{count} people", teams.size(session, team.id))
    return f"**{quoted(team.name)}** · {count}\n{welcome.rhythm(session, team)}"
