"""``/pulse setup team``: from nothing to a team's first scheduled round, in one form."""

import re
from dataclasses import replace

from sqlmodel import Session

from bot.conversations import moments, planned_weeks, schedules, themes
from bot.conversations.commands import team as teams_of_channels
from bot.conversations.commands.language import known
from bot.conversations.commands.membership import find, mentioned
from bot.conversations.commands.preview import to_come
from bot.conversations.desk import Desk, Reply, admin_of, pulse_of, team_of
from bot.conversations.messages import ChannelField, ChoiceField, Form, Message, Note, PersonField, TextField
from bot.conversations.requests import Request, Typed
from locales.catalogues import languages, own_name
from locales.speech import language, say
from storage import languages as spoken
from storage import plans, pools, rotation
from storage.bank.shipped import shipped
from survey.audit import Act
from survey.errors import InputError, UnreachableChannelError
from survey.ids import ChannelRef
from survey.people import Audience
from survey.plans import Change, PlanChange
from survey.rounds import DEFAULT_SCHEDULE, Round

FORM = "setup team"
_CHANNEL = re.compile(r"<#([A-Z0-9]+)(?:\|[^>]*)?>")
_RHYTHM = ("ask", "close", "digest", "questions", "every")


async def first_team(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Make the people of a channel a team, with its lead, rhythm and language; without values, a form."""
    await desk.look(lambda session: admin_of(session, request))
    if not typed.values:
        return _form(here=None if request.is_direct else request.channel or None)
    rhythm = {key: typed.values[key] for key in _RHYTHM if key in typed.values}
    wanted = schedules.schedule(DEFAULT_SCHEDULE, rhythm)
    theme = themes.typed(typed.values["theme"], shipped()) if "theme" in typed.values else ""
    read = known(typed.values.get("language", language()), what="language")
    there = await _there(desk, request, typed.values.get("channel", ""))
    found = await find(desk, Audience(there.channel), lead=mentioned(typed.values.get("lead", "")))

    def store(session: Session) -> Message:
        told = teams_of_channels.register(session, desk, there, Typed(), found, schedule=wanted)
        _choose(session, desk, there, theme=theme, read=read)
        return told

    told = await desk.change(store)
    return Message(told.text, (*told.parts, Note(await _first_card(desk, there))))


async def _first_card(desk: Desk, request: Request) -> str:
    """Send the first round's card to whoever set the team up, and to nobody else; says whether it arrived."""

    def look(session: Session) -> Round:
        team = team_of(session, request)
        return to_come(session, desk, pools.host_of(session, team))[0]

    try:
        await desk.parcels.send_preview(request.user, await desk.look(look))
    except InputError as problem:
        return str(problem)
    return say("What people will get first is in your direct messages, as a preview that only you see.")


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


def _choose(session: Session, desk: Desk, request: Request, *, theme: str, read: str) -> None:
    """Set what a team that is there by now begins with, and what its channel reads."""
    team = team_of(session, request)
    if read != admin_of(session, request).language:
        spoken.set_team(session, team.id, read)
    if theme:
        host = pools.host_of(session, team)
        week = planned_weeks.typed("", rotation.ahead_of_team(session, host, pulse_of(session, host)))
        plans.change(session, host.id, PlanChange(week, Change.THEME, theme))
        desk.note(session, request, Act.PLAN, team=host.id, detail=f"theme {theme} {week}")


def _form(*, here: ChannelRef | None) -> Form:
    """The form with the usual rhythm, and the channel in which somebody asked for it."""
    usual = DEFAULT_SCHEDULE
    hint = say("A weekday and a time, like {example}.", example=moments.slot(usual.ask))
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
            PersonField("lead", say("Who leads the team"), optional=True),
            TextField("ask", say("Ask on"), value=moments.slot(usual.ask), hint=hint),
            TextField("close", say("Close on"), value=moments.slot(usual.close), hint=hint),
            TextField("digest", say("Post the digest on"), value=moments.slot(usual.digest), hint=hint),
            *schedules.pace(usual),
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
                value=language(),
            ),
        ),
    )
