"""``/pulse team share`` and ``/pulse team remove``: a team asked in another's rounds, or no more."""

from sqlmodel import Session

from bot.conversations import moments
from bot.conversations.desk import Desk, Reply, admin_of, named_team, team_of
from bot.conversations.messages import Message, Note, Paragraph, quoted
from bot.conversations.requests import Request, Typed
from storage import pools, rounds, teams
from storage.teams import Team
from survey.audit import Act
from survey.errors import InputError
from survey.rounds import together

NONE = "none"
HOW_IT_WORKS = (
    "One round asks both teams, each channel gets its result, and no figure of one of them alone is made. "
    "The question card names the teams."
)


async def share(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Let a team share another team's rounds, or have rounds of its own again."""
    name = typed.values.get("with", "").strip()
    if not name:
        raise InputError(
            f"with: name the team to share a result with, like `/pulse team share with=Support`, or `{NONE}` "
            "for rounds of its own again."
        )

    def store(session: Session) -> Message:
        admin_of(session, request)
        team = team_of(session, request, name=typed.values.get("team", ""))
        if name.lower() == NONE:
            return _release(session, desk, request, team)
        host = named_team(session, request, name)
        pools.share(session, team, host)
        desk.note(session, request, Act.PROMISE, team=team.id, detail=f"asked together with {host.name}")
        told = f"From the next round on {quoted(team.name)} is asked together with {quoted(host.name)}."
        return Message(told, (Paragraph(f"**{told}** {HOW_IT_WORKS}{_open(session, team)}"), _ENDS))

    return await desk.change(store)


_ENDS = Note(f"It stays like that, however large the team grows, until `/pulse team share with={NONE}`.")


def _open(session: Session, team: Team) -> str:
    found = rounds.of_team_open(session, team.id)
    return f" {moments.week(found.week).capitalize()}, which is open, runs to its end." if found else ""


def _release(session: Session, desk: Desk, request: Request, team: Team) -> Message:
    if team.shares_with is None:
        return Message(f"{quoted(team.name)} shares no other team's rounds, so nothing was changed.")
    week = pools.release(session, team, at=desk.clock())
    desk.note(session, request, Act.PROMISE, team=team.id, detail="asked on its own")
    first = f", the first in {moments.week(week)}" if week else ""
    told = f"{quoted(team.name)} has rounds of its own again{first}."
    return Message(told, (Paragraph(f"**{told}**{_open(session, team)}"),))


async def remove(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Ask a team no more; what it has stays."""

    def store(session: Session) -> Message:
        admin_of(session, request)
        team = team_of(session, request, name=typed.values.get("team", ""))
        guests = pools.sharers(session, team.id)
        if guests:
            names = quoted(together([guest.name for guest in guests]))
            raise InputError(
                f"{names} would lose the rounds of {quoted(team.name)}. Release each first, like "
                f'`/pulse team share with={NONE} team="{quoted(guests[0].name)}"`; nothing was changed.'
            )
        if team.shares_with is not None:
            pools.release(session, team, at=desk.clock())
        teams.archive(session, team.id)
        desk.note(session, request, Act.TEAM, team=team.id, detail="removed")
        told = f"{quoted(team.name)} is asked no more."
        stays = "Its earlier weeks stay as they are; `/pulse team add here` in its channel brings it back."
        return Message(told, (Paragraph(f"**{told}**{_cards(session, team)}"), Note(stays)))

    return await desk.change(store)


def _cards(session: Session, team: Team) -> str:
    """What becomes of cards that are out."""
    found = rounds.of_team_open(session, team.id)
    if found is None:
        return ""
    until = moments.moment(found.closes_at, found.zone)
    return f" Whoever has the card of {moments.week(found.week)} can answer it until {until}."
