"""Teams that share a round, in words."""

from sqlmodel import Session

from bot.conversations.messages import quoted
from locales.speech import say
from storage import pools
from storage.teams import Team


def hosted(session: Session, team: Team) -> tuple[Team, str]:
    """The team whose rounds ask a team's people, and a sentence about that; empty where it is itself."""
    host = pools.host_of(session, team)
    if host.id == team.id:
        return team, ""
    told = say(
        "{team} is asked together with {host}, in one round.", team=quoted(team.name), host=quoted(host.name)
    )
    return host, f"{told} "
