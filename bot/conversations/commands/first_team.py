"""``/pulse setup team``: from nothing to a team's first scheduled round, in one form."""

import re
from dataclasses import replace

from sqlmodel import Session

from bot.conversations import moments, planned_weeks, schedules, themes
from bot.conversations.commands import team as teams_of_channels
from bot.conversations.commands.language import known
from bot.conversations.commands.membership import find, mentioned
from bot.conversations.commands.plan_changes import theme_of
from bot.conversations.commands.preview import to_come
from bot.conversations.desk import Desk, Reply, admin_of, pulse_of, team_of
from bot.conversations.messages import ChannelField, ChoiceField, Form, Message, Note, PersonField, TextField
from bot.conversations.requests import Request, Typed
from locales.catalogues import languages, own_name
from locales.speech import language, say
from storage import languages as spoken
from storage import plans, pools, pulses, rotation, teams
from storage.bank.shipped import shipped
from survey.audit import Act
from survey.errors import InputError, UnreachableChannelError
from survey.ids import ChannelRef
from survey.people import Audience
from survey.plans import Change, PlanChange
from survey.rounds import DEFAULT_SCHEDULE, Round, Schedule, local_day
from survey.weeks import Week

FORM = "setup team"
_CHANNEL = re.compile(r"<#([^<>|\s]+)(?:\|[^>]*)?>")
_RHYTHM = ("ask", "close", "digest", "questions", "every")


async def first_team(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Make the people of a channel a team, with its lead, rhythm and language; without values, a form."""
    await desk.look(lambda session: admin_of(session, request))
    if not typed.values:
        return await desk.look(lambda session: _form(session, request))
    rhythm = {key: typed.values[key] for key in _RHYTHM if key in typed.values}
    read = known(typed.values["language"], what="language") if "language" in typed.values else ""
    there = await _there(desk, request, typed.values.get("channel", ""))
    found = await find(desk, Audience(there.channel), lead=mentioned(typed.values.get("lead", "")))

    def store(session: Session) -> Message:
        told = teams_of_channels.register(session, desk, there, Typed(), found, rhythm=rhythm)
        if read:
            spoken.set_team(session, team_of(session, there).id, read)
        if "theme" in typed.values:
            _begin_with(session, desk, there, typed.values["theme"])
        return told

    told = await desk.change(store)
    return Message(told.text, (*told.parts, Note(await _first_card(desk, there))))


def _begin_with(session: Session, desk: Desk, request: Request, said: str) -> None:
    """Choose the theme of the first round: the next one, and this week's, which "ask now" would open."""
    team = pools.host_of(session, team_of(session, request))
    planning = rotation.ahead_of_team(session, team, pulse_of(session, team))
    theme, week = theme_of(said, planning), planned_weeks.typed("", planning)
    now = Week.of(local_day(desk.clock(), team.zone))
    for each in {min(now, week), week}:
        plans.change(session, team.id, PlanChange(each, Change.THEME, theme.key))
    desk.note(session, request, Act.PLAN, team=team.id, detail=f"theme {theme.code} {week}")


async def _first_card(desk: Desk, request: Request) -> str:
    """Send the next round's card to whoever set the team up, and to nobody else; says whether it arrived."""

    def look(session: Session) -> Round:
        team = team_of(session, request)
        return to_come(session, desk, pools.host_of(session, team))[0]

    try:
        card = await desk.look(look)
        await desk.parcels.send_preview(request.user, card)
    except InputError as problem:
        return str(problem)
    return say(
        "The card of {week} is in your direct messages, as a preview that only you see.",
        week=moments.week(card.week),
    )


async def _there(desk: Desk, request: Request, text: str) -> Request:
    """The same request, as if it came from the channel it is about."""
    linked = _CHANNEL.fullmatch(text.strip())
    if linked is None:
        raise InputError(say("channel: choose the team's channel, or type it with a #."))
    channel = ChannelRef(linked[1])
    try:
        name = await desk.directory.channel_name(channel)
    except UnreachableChannelError as problem:
        raise InputError(f"channel: {problem}") from problem
    return replace(request, channel=channel, channel_name=name, is_direct=False)


def _form(session: Session, request: Request) -> Form:
    """The form with what the channel's team has, else with the usual, and the channel it was asked for in."""
    here = None if request.is_direct else request.channel or None
    workspace = admin_of(session, request)
    team = teams.find_by_channel(session, workspace.id, here) if here else None
    pulse = pulses.of_team(session, team.id) if team else None
    leads = [each.ref for each in teams.members(session, team.id) if each.is_lead] if team else []
    read = spoken.of_team(session, team.id) if team else language()
    return Form(
        name=FORM,
        title=say("Set up a team"),
        submit=say("Start"),
        intro=say(
            "Everybody in the channel is asked in a direct message, at this hour where they are. Invite me "
            "into the channel first: `/invite @Pulssi` there."
        ),
        fields=(
            ChannelField("channel", say("The team's channel"), value=here),
            PersonField("lead", say("Who leads the team"), value=next(iter(leads), None), optional=True),
            *_rhythm(pulse.schedule if pulse else DEFAULT_SCHEDULE),
            ChoiceField(
                "theme",
                say("What to begin with"),
                tuple((each.key, each.names.in_language(language())) for each in themes.choosable(shipped())),
                hint=say("The first round asks about it, then all themes take turns."),
                optional=True,
            ),
            ChoiceField(
                "language",
                say("Language of the channel"),
                tuple((each, own_name(each)) for each in languages()),
                value=read,
            ),
        ),
    )


def _rhythm(now: Schedule) -> tuple[TextField | ChoiceField, ...]:
    hint = say("A weekday and a time, like {example}.", example=moments.slot(DEFAULT_SCHEDULE.ask))
    return (
        TextField("ask", say("Ask on"), value=moments.slot(now.ask), hint=hint),
        TextField("close", say("Close on"), value=moments.slot(now.close), hint=hint),
        TextField("digest", say("Post the digest on"), value=moments.slot(now.digest), hint=hint),
        *schedules.pace(now),
    )
