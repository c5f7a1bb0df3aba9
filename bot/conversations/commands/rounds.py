"""``/pulse ask now`` and ``/pulse digest now``."""

from datetime import datetime

from sqlmodel import Session

from bot.conversations import moments
from bot.conversations.desk import Desk, Reply, admin_of, pulse_of, team_of
from bot.conversations.messages import Message, quoted
from bot.conversations.requests import Request, Typed
from storage import owed, pools, pulses, recipients, rounds
from storage.teams import Team
from survey.audit import Act
from survey.deliveries import Status
from survey.errors import InputError
from survey.rounds import Pulse, Round, RoundState, local_day
from survey.rounds import moments as times
from survey.weeks import Week

SURE = "anyway"
"""Said to close a round although people are still waiting for their hour."""


async def ask_now(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Ask everybody of this week's round who has not been asked yet; open the round if need be."""

    def due(session: Session) -> Team:
        admin_of(session, request)
        team = team_of(session, request, name=typed.values.get("team", ""))
        if _asking(session, team) is None:
            _open_this_week(session, desk, pools.host_of(session, team))
        return team

    team = await desk.change(due)
    await desk.open_rounds()
    return await desk.change(lambda session: _ask(session, desk, request, team))


def _asking(session: Session, team: Team) -> Round | None:
    """The open round that asks a team, or that of the team with which it shares."""
    found = rounds.of_team_open(session, team.id)
    return found or rounds.of_team_open(session, team.shares_with or team.id)


def _not_yet(team: Team, found: Round) -> str:
    """Said where a round began before a team shared it."""
    return "" if team.id in found.teams else f"{quoted(team.name)} is asked from the next round on. "


def _ask(session: Session, desk: Desk, request: Request, team: Team) -> Message:
    open_round = _asking(session, team)
    if open_round is None:
        raise InputError(
            f"{quoted(team.name)} cannot be asked: there is no question, or nobody in the team has a working "
            "day left this week. `/pulse question add` adds a question, `/pulse team add here` reads the "
            "channel's members anew."
        )
    at = desk.clock()
    name = f"{_not_yet(team, open_round)}{quoted(open_round.team_name)}, {moments.week(open_round.week)}"
    rounds.ask_at_once(session, open_round.id)
    owed.ask_now(session, open_round.id, at=at)
    desk.note(session, request, Act.ASK_NOW, team=team.id, detail=moments.week(open_round.week))
    now, later = recipients.reach(session, open_round.id, at=at)
    if not now and not later:
        return Message(f"{name}: everybody has been asked already.{_doubts(session, open_round, at)}")
    told = [f"{_people(now)} asked now"] if now else []
    told += [f"{_people(later)} asked at their next working hour"] if later else []
    return Message(f"{name}: {', '.join(told)}.{_doubts(session, open_round, at)}")


def _doubts(session: Session, open_round: Round, at: datetime) -> str:
    sent = owed.progress(session, open_round.id, at=at)
    troubled = sent.failed + sent.unsure
    if not troubled:
        return ""
    messages = "1 message was" if troubled == 1 else f"{troubled} messages were"
    return f" {messages} refused or not confirmed by Slack; `/pulse status` shows them."


async def digest_now(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Close the open round now and post its digest."""

    def post(session: Session) -> Message:
        admin_of(session, request)
        team = team_of(session, request, name=typed.values.get("team", ""))
        latest = rounds.latest(session, team.id) or rounds.latest(session, team.shares_with or team.id)
        if latest is None:
            raise InputError(f"{quoted(team.name)} has had no round yet. `/pulse ask now` starts the first.")
        name = f"{_not_yet(team, latest)}{quoted(latest.team_name)}, {moments.week(latest.week)}"
        where = "their channels" if latest.is_pooled else "the channel"
        _check_ripe(session, latest, name, at=desk.clock(), sure=_said_sure(typed))
        if not rounds.digest_now(session, latest.id, at=desk.clock(), again=_said_sure(typed)):
            return Message(f"{name}: {_no_digest(owed.digest_status(session, latest.id))}")
        desk.note(session, request, Act.DIGEST_NOW, team=team.id, detail=moments.week(latest.week))
        if latest.state is RoundState.OPEN:
            return Message(f"{name} closes now, and its digest is on its way to {where}.")
        return Message(f"{name}: the digest is on its way to {where}.")

    return await desk.change(post)


def _no_digest(status: Status) -> str:
    if status is Status.UNSURE:
        return (
            "Slack did not confirm the digest, so it may or may not have arrived. Look in "
            "the channel; if it is "
            f"not there, type `/pulse digest now {SURE}`."
        )
    return "the digest is posted already; it is never changed afterwards."


def _said_sure(typed: Typed) -> bool:
    said = typed.after(2).lower()
    if said not in {"", SURE}:
        raise InputError(
            f"`/pulse digest now` does not understand “{quoted(said)}”. For a team "
            "elsewhere, type `team=` and "
            "its name; nothing was changed."
        )
    return said == SURE


def _check_ripe(session: Session, latest: Round, name: str, *, at: datetime, sure: bool) -> None:
    """A closed round never opens again, so closing over people's heads has to be meant."""
    waiting = owed.progress(session, latest.id, at=at).pending
    if latest.state is RoundState.OPEN and waiting and not sure:
        raise InputError(
            f"{name}: {_people(waiting, 'has', 'have')} not been asked yet, and a closed round never opens "
            f"again. To close it all the same, type `/pulse digest now {SURE}`."
        )


def _people(count: int, one: str = "is", many: str = "are") -> str:
    return f"1 person {one}" if count == 1 else f"{count} people {many}"


def _open_this_week(session: Session, desk: Desk, team: Team) -> None:
    """Let this week's round open, if this week can still be played."""
    pulse, week = pulse_of(session, team), Week.of(local_day(desk.clock(), team.zone))
    latest = rounds.latest(session, team.id)
    if latest is not None and latest.week >= week:
        raise InputError(
            f"{quoted(team.name)}, {moments.week(week)} is closed already, and a closed "
            "round never opens again. "
            f"The next one opens on {moments.moment(_opens(pulse, week.next()), team.zone)}."
        )
    if desk.clock() >= pulse.schedule.close.on(week, team.zone):
        raise InputError(
            f"This week's closing time ({moments.slot(pulse.schedule.close)}) has passed. "
            "The next round opens on "
            f"{moments.moment(_opens(pulse, week.next()), team.zone)}; `/pulse schedule` "
            "can move the closing."
        )
    pulses.reschedule(session, team.id, pulse.schedule, next_week=week)


def _opens(pulse: Pulse, week: Week) -> datetime:
    return times(pulse.schedule, week=week, zone=pulse.zone).opens_at
