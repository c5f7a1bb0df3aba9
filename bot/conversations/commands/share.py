"""``/pulse team share`` and ``/pulse team remove``: a team asked in another's rounds, or no more."""

from sqlmodel import Session

from bot.conversations import moments
from bot.conversations.desk import Desk, Reply, admin_of, named_team, team_of
from bot.conversations.messages import ChoiceField, Form, Message, Note, Paragraph, quoted
from bot.conversations.requests import Request, Typed
from locales import formats
from locales.speech import marked, say
from storage import pools, rounds, teams
from storage.teams import Team
from survey.audit import Act
from survey.errors import InputError
from survey.weeks import Week

FORM = "team share"
NONE = "none"
_MOST = 99
"""Slack shows a list of a hundred; a team beyond is named in the typed command."""
HOW_IT_WORKS = marked(
    "One round asks both teams, each channel gets its result, and no figure of one of them alone is made. "
    "The question card names the teams."
)
_ENDS = marked("It stays like that, however large the team grows, until `/pulse team share with=none`.")


async def share(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Let a team share another team's rounds, or have rounds of its own again; without a name, a form."""
    name = typed.values.get("with", "").strip()
    if not name:
        return await desk.look(lambda session: _form(session, request, typed))

    def store(session: Session) -> Message:
        admin_of(session, request)
        team = team_of(session, request, name=typed.values.get("team", ""))
        if name.lower() == NONE:
            return _release(session, desk, request, team)
        host = named_team(session, request, name)
        pools.share(session, team, host)
        desk.note(session, request, Act.PROMISE, team=team.id, detail=f"asked together with {host.name}")
        told = say(
            "From the next round on {team} is asked together with {host}.",
            team=quoted(team.name),
            host=quoted(host.name),
        )
        how = f"{say(HOW_IT_WORKS)}{_open(session, team)}"
        return Message(told, (Paragraph(f"**{told}** {how}"), Note(say(_ENDS))))

    return await desk.change(store)


def _form(session: Session, request: Request, typed: Typed) -> Reply:
    admin_of(session, request)
    team = team_of(session, request, name=typed.values.get("team", ""))
    known = [each for each in teams.of_workspace(session, team.workspace) if each.shares_with is None]
    others = [
        (each.name, quoted(each.name))
        for each in known
        if each.id != team.id and each.name.casefold() != NONE
    ]
    if not others:
        return Message(say("There is no other team to share a round with. `/pulse team add` makes one."))
    now = next((each.name for each in known if each.id == team.shares_with), NONE)
    alone = (NONE, say("With nobody: rounds of its own"))
    return Form(
        name=FORM,
        title=say("Share a round"),
        submit=say("Save"),
        subject=team.channel,
        intro=f"**{quoted(team.name)}** {say(HOW_IT_WORKS)}",
        fields=(ChoiceField("with", say("Asked together with"), (alone, *others[:_MOST]), value=now),),
    )


def _open(session: Session, team: Team) -> str:
    found = rounds.of_team_open(session, team.id)
    if found is None:
        return ""
    told = say("Week {number}, which is open, runs to its end.", number=found.week.number)
    return f" {told}"


def _release(session: Session, desk: Desk, request: Request, team: Team) -> Message:
    if team.shares_with is None:
        return Message(
            say("{team} shares no other team's rounds, so nothing was changed.", team=quoted(team.name))
        )
    week = pools.release(session, team, at=desk.clock())
    desk.note(session, request, Act.PROMISE, team=team.id, detail="asked on its own")
    told = _has_its_own(quoted(team.name), week)
    return Message(told, (Paragraph(f"**{told}**{_open(session, team)}"),))


def _has_its_own(name: str, week: Week | None) -> str:
    if week is None:
        return say("{team} has rounds of its own again.", team=name)
    return say("{team} has rounds of its own again, the first in {week}.", team=name, week=moments.week(week))


async def remove(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Ask a team no more; what it has stays."""

    def store(session: Session) -> Message:
        admin_of(session, request)
        team = team_of(session, request, name=typed.values.get("team", ""))
        guests = pools.sharers(session, team.id)
        if guests:
            raise _would_lose(team, guests)
        if team.shares_with is not None:
            pools.release(session, team, at=desk.clock())
        teams.archive(session, team.id)
        desk.note(session, request, Act.TEAM, team=team.id, detail="removed")
        told = say("{team} is asked no more.", team=quoted(team.name))
        stays = say(
            "Its earlier weeks stay as they are; `/pulse team add here` in its channel brings it back."
        )
        return Message(told, (Paragraph(f"**{told}**{_cards(session, team)}"), Note(stays)))

    return await desk.change(store)


def _would_lose(team: Team, guests: tuple[Team, ...]) -> InputError:
    return InputError(
        say(
            "{guests} would lose the rounds of {team}. Release each first, like "
            '`/pulse team share with=none team="{guest}"`; nothing was changed.',
            guests=quoted(formats.listed([guest.name for guest in guests])),
            team=quoted(team.name),
            guest=quoted(guests[0].name),
        )
    )


def _cards(session: Session, team: Team) -> str:
    """What becomes of cards that are out."""
    found = rounds.of_team_open(session, team.id)
    if found is None:
        return ""
    told = say(
        "Whoever has the card of {week} can answer it until {until}.",
        week=moments.week(found.week),
        until=moments.moment(found.closes_at, found.zone),
    )
    return f" {told}"
