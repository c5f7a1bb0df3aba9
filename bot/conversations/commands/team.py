"""``/pulse team add`` and ``/pulse team list``."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.conversations import countries, moments
from bot.conversations.commands.membership import Found, find, group, mentioned
from bot.conversations.commands.pages import paragraphs
from bot.conversations.commands.share import HOW_IT_WORKS
from bot.conversations.desk import NO_TEAM, Desk, Reply, admin_of, named_team, workspace_of
from bot.conversations.messages import Form, Heading, Message, Note, Paragraph, TextField, quoted
from bot.conversations.pools import hosted
from bot.conversations.requests import Request, Typed
from bot.conversations.schedules import yes_or_no
from bot.conversations.zones import zone
from storage import calendars, people, pools, pulses, recipients, teams, workspaces
from storage.teams import Team
from storage.workspaces import Workspace
from survey.audit import Act
from survey.errors import InputError
from survey.ids import TeamId
from survey.people import Audience, Profile
from survey.rounds import DEFAULT_SCHEDULE, first_week, local_day
from survey.weeks import Week

ADD_FORM = "team add"
_HERE = "here"
LONGEST_NAME = 60


async def add(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Make people of the channel a team, or read a team's members anew; without values, a form."""
    known = await desk.look(lambda session: _known(session, request))
    if request.is_direct:
        raise InputError("A team is the people of a channel: type `/pulse team add` in the team's channel.")
    if typed.after(2).lower() not in {"", _HERE}:
        raise InputError(
            'name: type the name with its mark, like `/pulse team add name="Customer support"`, or '
            "`/pulse team add here` to take the channel's name."
        )
    if not typed.values and typed.after(2).lower() != _HERE:
        return await desk.look(lambda session: _form(session, request))
    audience = Audience(request.channel, group(typed.values.get("group", ""), known=known))
    found = await find(desk, audience, lead=mentioned(typed.values.get("lead", "")))
    return await desk.change(lambda session: _register(session, desk, request, typed, found))


def _known(session: Session, request: Request) -> Team | None:
    """The team of the channel, if it has one; only for an admin."""
    return teams.find_by_channel(session, admin_of(session, request).id, request.channel)


def _register(session: Session, desk: Desk, request: Request, typed: Typed, found: Found) -> Message:
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
    week = _first_week(team_zone, at=desk.clock(), many=bool(found.many))
    pulse = pulses.ensure(session, team, DEFAULT_SCHEDULE, next_week=week, floor=desk.floor)
    detail = f"members read anew, called {name}" if known else f"added as {name}"
    desk.note(session, request, Act.TEAM, team=team, detail=detail + (", a lead named" if found.lead else ""))
    if "shares" in typed.values:
        pools.share(session, teams.get(session, team), named_team(session, request, typed.values["shares"]))
    few = not found.many and _size(session, team, week, leads_count=False) < desk.floor
    size = found.many or _size(session, team, week, leads_count=True)
    if known is not None and not known.archived:
        return _again(session, teams.get(session, team), known, size, found)
    if known is not None:
        pulses.reschedule(session, team, pulse.schedule, next_week=max(week, pulse.next_week))
    return _added(session, teams.get(session, team), size, found, least=desk.floor if few else 0)


def _size(session: Session, team: TeamId, week: Week, *, leads_count: bool) -> int:
    calendar_of = {team: calendars.of_team(session, team, week)}
    return len(recipients.invitees(session, team, calendar_of, leads_count=leads_count))


def _first_week(team_zone: ZoneInfo, *, at: datetime, many: bool) -> Week:
    """The first week to ask in; people who are read in the background are not there yet for this one."""
    week = first_week(DEFAULT_SCHEDULE, zone=team_zone, at=at)
    return max(week, Week.of(local_day(at, team_zone)).next()) if many else week


def _again(session: Session, team: Team, known: Team, size: int, found: Found) -> Message:
    changes = [
        f"It was called {quoted(known.name)} until now." if known.name != team.name else "",
        f"Its times are {moments.place(team.zone)} time from the next round on."
        if known.zone != team.zone
        else "",
    ]
    said = " ".join(["Its members were read anew:", f"{_people(size)}.", *filter(None, changes)])
    told = f"{quoted(team.name)} is a team already."
    return Message(told, (Paragraph(f"**{told}** {said}{_shares(session, team)}{_lead(team, found)}"),))


def _shares(session: Session, team: Team) -> str:
    if team.shares_with is None:
        return ""
    host = teams.get(session, team.shares_with)
    return f" From the next round on it is asked together with {quoted(host.name)}. {HOW_IT_WORKS}"


def _lead(team: Team, found: Found) -> str:
    if found.lead is None or team.leads_count:
        return ""
    return (
        " Whoever leads it is not asked with it, so that people answer for themselves; "
        "`/pulse promise leads=counted` changes that."
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
        lines = (_line(session, team) for team in found)
        return Message(f"Teams: {len(found)}", (Heading("Teams"), *paragraphs(lines, gap="\n\n")))

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


def _added(session: Session, team: Team, size: int, found: Found, *, least: int) -> Message:
    """What a new team is told; ``least`` where it asks fewer people than that, else 0."""
    name, where = quoted(team.name), moments.place(team.zone)
    few = _shares(session, team) or (
        f" Asking fewer than {least} people, it sees no figures of its own: `/pulse team share with=NAME` "
        "lets it share one result with a team you name."
        if least
        else ""
    )
    reading = (
        " They are being read now; `/pulse team list` shows how many it is in the end." if found.many else ""
    )
    country = calendars.settings(session, team.id).country
    days = (
        f"public holidays of {countries.name(country)} are left out" if country else "no holidays are known"
    )
    return Message(
        f"{name} is a team now.",
        (
            Paragraph(f"**{name} is a team now:** {_people(size)}.{few}{reading}{_lead(team, found)}"),
            Paragraph(_rhythm(session, team)),
            Note(
                f"Times are {where} time; each person is asked at that hour where they are, on working days; "
                f"{days}. `/pulse schedule` and `/pulse team calendar` change it, `/pulse ask now` starts at "
                "once."
            ),
        ),
    )


def _rhythm(session: Session, team: Team) -> str:
    host, via = hosted(session, team)
    pulse = pulses.of_team(session, host.id)
    if pulse is None:
        return "No rhythm yet."
    schedule = pulse.schedule
    return (
        f"{via}Asked {moments.slot(schedule.ask)}, closes {moments.slot(schedule.close)}, digest "
        f"{moments.slot(schedule.digest)}; next round: {moments.week(pulse.next_week)}."
    )


def _line(session: Session, team: Team) -> str:
    size = len(teams.members(session, team.id))
    return f"**{quoted(team.name)}** · {_people(size)}\n{_rhythm(session, team)}"
