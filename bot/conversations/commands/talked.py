"""``/pulse talked``: whoever leads a team says that it talked about a week."""

from sqlmodel import Session

from bot.conversations import moments, planned_weeks
from bot.conversations.desk import Desk, Reply, admin_or_lead_of, team_of
from bot.conversations.messages import Message, quoted
from bot.conversations.requests import Request, Typed
from locales.speech import say
from storage import talks
from storage.teams import Team
from survey.audit import Act
from survey.errors import InputError, NotAllowedError
from survey.rounds import local_day
from survey.weeks import Week


async def talked(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Note that a week was talked about: the one typed, else the latest that was not."""

    def store(session: Session) -> Message:
        team = team_of(session, request, name=typed.values.get("team", ""))
        _allow(session, request, team)
        now = Week.of(local_day(desk.clock(), team.zone))
        week = _week(session, team, typed.values.get("week", typed.after(1)), now)
        name = quoted(team.name)
        is_new = talks.note(session, team.id, week)
        if is_new is None:
            raise InputError(
                say("week: {team} has no digest of week {number}.", team=name, number=week.number)
            )
        if is_new:
            desk.note(session, request, Act.TEAM, team=team.id, detail=f"talked about {week}")
        return Message(say("Noted: {team} talked about {week}.", team=name, week=moments.week(week)))

    return await desk.change(store)


def _allow(session: Session, request: Request, team: Team) -> None:
    """Refuse whoever only found the button, which everybody in the channel sees."""
    try:
        admin_or_lead_of(session, request, team)
    except NotAllowedError as problem:
        name = quoted(team.name)
        raise InputError(
            say("Whoever leads {team} notes that, or a Pulssi admin; nothing was changed.", team=name)
        ) from problem


def _week(session: Session, team: Team, said: str, now: Week) -> Week:
    if said.strip():
        week = planned_weeks.read(said, now)
        if week is None:
            raise InputError(
                say("week: type the number of a week, like {week}, or {full}.", week=48, full="2026-W48")
            )
        return week
    left = talks.left(session, team.id)
    if not left:
        raise InputError(
            say("{team} has talked about every week there is, or had none yet.", team=quoted(team.name))
        )
    return left[-1]
