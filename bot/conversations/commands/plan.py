"""``/pulse plan``: what the next rounds ask and why."""

from collections.abc import Iterator, Sequence

from sqlmodel import Session

from bot.conversations import plans
from bot.conversations.commands.pages import paragraphs
from bot.conversations.desk import Desk, Reply, pulse_of, team_of
from bot.conversations.messages import Heading, Message, Note, Paragraph, Part, quoted
from bot.conversations.pools import hosted
from bot.conversations.requests import Request, Typed
from locales.speech import marked, say
from storage import rotation
from storage.rotation import Planning
from storage.teams import Team
from survey.errors import InputError
from survey.rotation.draft import WeekPlan
from survey.rotation.outlook import FARTHEST, USUAL
from survey.weeks import Week

_CERTAIN = marked(
    "Only the next round is certain; changes, goals and weeks without a round move the later ones. A lead "
    "chooses a theme with `/pulse plan theme`, an admin also pins, skips and swaps questions."
)


async def plan(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Show the next rounds; everybody may know what is asked of them."""
    count = _count(typed.values.get("weeks", str(USUAL)))

    def read(session: Session) -> Message:
        team, via = hosted(session, team_of(session, request, name=typed.values.get("team", "")))
        found = rotation.ahead_of_team(session, team, pulse_of(session, team)).ahead(count)
        title = say("What {team} is asked next", team=quoted(team.name))
        if not found:
            return Message(say("All weeks of {team} are quiet ones.", team=quoted(team.name)))
        shown = paragraphs(_lines(session, team, found, in_full=count <= USUAL))
        parts: list[Part] = [Heading(title), *([Paragraph(via.strip())] if via else []), *shown]
        return Message(title, (*parts, Note(say(_CERTAIN))))

    return await desk.look(read)


def of_week(session: Session, team: Team, planning: Planning, week: Week) -> str:
    """One week's plan, each question in full."""
    found = [each for each in planning.ahead(FARTHEST) if each.week == week]
    return "\n".join(_lines(session, team, found, in_full=True)).strip()


def _lines(session: Session, team: Team, found: Sequence[WeekPlan], *, in_full: bool) -> Iterator[str]:
    """All weeks, with an empty line before each."""
    keys = {key for each in found for key in each.keys} if in_full else set()
    texts = {question.key: question for question in rotation.named(session, team.workspace, sorted(keys))}
    for each in found:
        heading, *lines = plans.lines(each, texts)
        yield f"\n{heading}"
        yield from lines


def _count(text: str) -> int:
    said = text.strip()
    if not said.isdecimal() or len(said) > len(str(FARTHEST)) or not 1 <= int(said) <= FARTHEST:
        raise InputError(say("weeks: type a number from 1 to {most}.", most=FARTHEST))
    return int(said)
