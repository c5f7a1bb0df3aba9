"""Rounds and the teams that share them, in words."""

from sqlmodel import Session

from bot.conversations import moments
from bot.conversations.messages import quoted
from locales.speech import say
from storage import pools
from storage.teams import Team
from survey.rounds import Round


def hosted(session: Session, team: Team) -> tuple[Team, str]:
    """The team whose rounds ask a team's people, and a sentence about that; empty where it is itself."""
    host = pools.host_of(session, team)
    if host.id == team.id:
        return team, ""
    told = say(
        "{team} is asked together with {host}, in one round.", team=quoted(team.name), host=quoted(host.name)
    )
    return host, f"{told} "


def not_yet(team: Team, found: Round) -> str:
    """A sentence where a round began before a team shared it."""
    if team.id in found.teams:
        return ""
    told = say("{team} is asked from the next round on.", team=quoted(team.name))
    return f"{told} "


def about(team: Team, found: Round, told: str) -> str:
    """Whole sentences about a round, after the name of its teams and its week."""
    name, week = quoted(found.team_name), moments.week(found.week)
    said = say("{teams}, {week}: {told}", teams=name, week=week, told=told)
    return f"{not_yet(team, found)}{said}"
