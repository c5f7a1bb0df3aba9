"""The person's own page in the chat program: their teams, their open rounds, the promise."""

from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session

from bot.conversations import moments
from bot.conversations.messages import Divider, Heading, Message, Note, Paragraph, Part, quoted
from bot.conversations.privacy import promise
from storage import people, pulses, rounds, teams, workspaces
from storage.database import reading
from storage.teams import Team
from survey.ids import UserRef


def home(engine: Engine, *, workspace: str, user: UserRef, at: datetime, floor: int) -> Message:
    """The page of one person; useful for somebody Pulssi does not know yet, too."""
    with reading(engine) as session:
        own = _own_teams(session, workspace, user)
        parts: list[Part] = [Heading("Pulssi"), Paragraph(_hello(session, workspace, own))]
        for team in own:
            parts += [Divider(), Paragraph(_team(session, team, at))]
    parts += [
        Divider(),
        Heading("What is kept, and who sees what"),
        *(Paragraph(text) for text in promise(floor)),
    ]
    parts.append(Note("`/pulse help` in any channel shows what you can do."))
    return Message("Pulssi", tuple(parts))


def _own_teams(session: Session, workspace: str, user: UserRef) -> tuple[Team, ...]:
    found = workspaces.find(session, workspace)
    person = people.find(session, found.id, user) if found else None
    return tuple(teams.teams_of(session, person.id)) if person else ()


def _hello(session: Session, workspace: str, own: tuple[Team, ...]) -> str:
    if workspaces.find(session, workspace) is None:
        return (
            "Pulssi asks a team one to three short questions a week. A workspace admin starts "
            "it with `/pulse setup`."
        )
    if not own:
        return (
            "You are in no team here yet, so you are asked nothing. An admin types `/pulse "
            "team add` in a team's channel."
        )
    return "One to three questions a week, one tap each. You answer in your messages with Pulssi."


def _team(session: Session, team: Team, at: datetime) -> str:
    head = f"**{quoted(team.name)}**\n"
    latest = rounds.latest(session, team.id)
    if latest is not None and latest.is_open(at=at):
        until = moments.moment(latest.closes_at, latest.zone)
        return (
            f"{head}{moments.week(latest.week).capitalize()} is open until {until}. The card is "
            "in your messages with Pulssi."
        )
    pulse = pulses.of_team(session, team.id)
    if pulse is None:
        return f"{head}No rhythm yet."
    asks = moments.moment(pulse.schedule.ask.on(pulse.next_week, team.zone), team.zone)
    return f"{head}The next questions come on {asks}."
