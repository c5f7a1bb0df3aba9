"""``/pulse setup team``: from nothing to a team's first scheduled round, in one form."""

import re
from dataclasses import replace

from sqlmodel import Session

from bot.conversations import moments, schedules
from bot.conversations.commands import team as teams_of_channels
from bot.conversations.commands.language import known
from bot.conversations.commands.membership import Found, find, mentioned
from bot.conversations.commands.preview import to_come
from bot.conversations.desk import Desk, Reply, admin_of, team_of
from bot.conversations.messages import ChannelField, ChoiceField, Form, Message, Note, PersonField, TextField
from bot.conversations.requests import Request, Typed
from locales.catalogues import languages, own_name
from locales.speech import language, say
from storage import languages as spoken
from storage import pools, teams
from survey.errors import InputError, UnreachableChannelError
from survey.ids import ChannelRef
from survey.people import Audience
from survey.rounds import DEFAULT_SCHEDULE, Round, Schedule

FORM = "setup team"
_CHANNEL = re.compile(r"<#([A-Z0-9]+)(?:\|[^>]*)?>")
_RHYTHM = ("ask", "close", "digest", "questions", "every")


async def first_team(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Make the people of a channel a team, with its lead, rhythm and language; without values, a form."""
    await desk.look(lambda session: admin_of(session, request))
    if not typed.values:
        return _form()
    rhythm = {key: typed.values[key] for key in _RHYTHM if key in typed.values}
    wanted = schedules.schedule(DEFAULT_SCHEDULE, rhythm)
    read = known(typed.values.get("language", language()), what="language")
    there = await _there(desk, request, typed.values.get("channel", ""))
    found = await find(desk, Audience(there.channel), lead=mentioned(typed.values.get("lead", "")))
    told = await desk.change(lambda session: _store(session, desk, there, found, (wanted, read)))
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


def _store(
    session: Session, desk: Desk, request: Request, found: Found, wanted: tuple[Schedule, str]
) -> Message:
    schedule, read = wanted
    told = teams_of_channels.register(session, desk, request, Typed(), found, schedule=schedule)
    workspace = admin_of(session, request)
    team = teams.find_by_channel(session, workspace.id, request.channel)
    if team is not None and read != workspace.language:
        spoken.set_team(session, team.id, read)
    return told


def _form() -> Form:
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
            ChannelField("channel", say("The team's channel")),
            PersonField("lead", say("Who leads the team"), optional=True),
            TextField("ask", say("Ask on"), value=moments.slot(usual.ask), hint=hint),
            TextField("close", say("Close on"), value=moments.slot(usual.close), hint=hint),
            TextField("digest", say("Post the digest on"), value=moments.slot(usual.digest), hint=hint),
            ChoiceField(
                "questions",
                say("Questions a week"),
                (("1", "1"), ("2", "2"), ("3", "3")),
                value=str(usual.questions),
            ),
            ChoiceField(
                "language",
                say("Language of the channel"),
                tuple((each, own_name(each)) for each in languages()),
                value=language(),
            ),
        ),
    )
