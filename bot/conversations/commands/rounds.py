"""``/pulse ask now`` and ``/pulse digest now``."""

from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session

from bot.conversations import moments
from bot.conversations.desk import Desk, Reply, admin_of, admin_or_lead_of, pulse_of, team_of
from bot.conversations.messages import Message, quoted
from bot.conversations.requests import Request, Typed
from locales.speech import say, say_count
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
    if team.id in found.teams:
        return ""
    told = say("{team} is asked from the next round on.", team=quoted(team.name))
    return f"{told} "


def _about(team: Team, found: Round, told: str) -> str:
    """Whole sentences about a round, after the name of its teams and its week."""
    name, week = quoted(found.team_name), moments.week(found.week)
    said = say("{teams}, {week}: {told}", teams=name, week=week, told=told)
    return f"{_not_yet(team, found)}{said}"


def _ask(session: Session, desk: Desk, request: Request, team: Team) -> Message:
    open_round = _asking(session, team)
    if open_round is None:
        raise InputError(
            say(
                "{team} cannot be asked: there is no question, or nobody in the team has a working day left "
                "this week. `/pulse question add` adds a question, `/pulse team add here` reads the "
                "channel's members anew.",
                team=quoted(team.name),
            )
        )
    at = desk.clock()
    rounds.ask_at_once(session, open_round.id)
    owed.ask_now(session, open_round.id, at=at)
    desk.note(session, request, Act.ASK_NOW, team=team.id, detail=str(open_round.week))
    now, later = recipients.reach(session, open_round.id, at=at)
    sent = owed.progress(session, open_round.id, at=at)
    told = [*_reached(now, later), *_doubts(sent.failed + sent.unsure)]
    return Message(_about(team, open_round, " ".join(told)))


def _reached(now: int, later: int) -> Iterator[str]:
    if not now and not later:
        yield say("everybody has been asked already.")
    if now:
        yield say_count("1 person is asked now.", "{count} people are asked now.", now)
    if later:
        yield say_count(
            "1 person is asked at their next working hour.",
            "{count} people are asked at their next working hour.",
            later,
        )


def _doubts(troubled: int) -> Iterator[str]:
    if troubled:
        yield say_count(
            "1 message was refused or not confirmed by Slack; `/pulse status` shows them.",
            "{count} messages were refused or not confirmed by Slack; `/pulse status` shows them.",
            troubled,
        )


async def digest_now(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Close the open round now and post its digest; whoever leads the team may, too."""

    def post(session: Session) -> Message:
        team = team_of(session, request, name=typed.values.get("team", ""))
        admin_or_lead_of(session, request, team)
        latest = rounds.latest(session, team.id) or rounds.latest(session, team.shares_with or team.id)
        if latest is None:
            raise InputError(
                say("{team} has had no round yet. `/pulse ask now` starts the first.", team=quoted(team.name))
            )
        sure = _said_sure(typed)
        _check_ripe(session, team, latest, at=desk.clock(), sure=sure)
        if not rounds.digest_now(session, latest.id, at=desk.clock(), again=sure):
            return Message(_about(team, latest, _no_digest(owed.digest_status(session, latest.id))))
        desk.note(session, request, Act.DIGEST_NOW, team=team.id, detail=str(latest.week))
        return Message(_on_its_way(team, latest))

    return await desk.change(post)


def _no_digest(status: Status) -> str:
    if status is Status.UNSURE:
        return say(
            "Slack did not confirm the digest, so it may or may not have arrived. Look in the channel; if "
            "it is not there, type `/pulse digest now anyway`."
        )
    return say("the digest is posted already; it is never changed afterwards.")


def _on_its_way(team: Team, latest: Round) -> str:
    if latest.state is not RoundState.OPEN:
        if latest.is_pooled:
            return _about(team, latest, say("the digest is on its way to their channels."))
        return _about(team, latest, say("the digest is on its way to the channel."))
    name, week = quoted(latest.team_name), moments.week(latest.week)
    if latest.is_pooled:
        closes = say(
            "{teams}, {week} closes now, and its digest is on its way to their channels.",
            teams=name,
            week=week,
        )
    else:
        closes = say(
            "{team}, {week} closes now, and its digest is on its way to the channel.", team=name, week=week
        )
    return f"{_not_yet(team, latest)}{closes}"


def _said_sure(typed: Typed) -> bool:
    said = typed.after(2).lower()
    if said not in {"", SURE}:
        raise InputError(
            say(
                "`/pulse digest now` does not understand “{words}”. For a team elsewhere, type `team=` and "
                "its name; nothing was changed.",
                words=quoted(said),
            )
        )
    return said == SURE


def _check_ripe(session: Session, team: Team, latest: Round, *, at: datetime, sure: bool) -> None:
    """A closed round never opens again, so closing over people's heads has to be meant."""
    waiting = owed.progress(session, latest.id, at=at).pending
    if latest.state is RoundState.OPEN and waiting and not sure:
        told = say_count(
            "1 person has not been asked yet, and a closed round never opens again. To close it all the "
            "same, type `/pulse digest now anyway`.",
            "{count} people have not been asked yet, and a closed round never opens again. To close it all "
            "the same, type `/pulse digest now anyway`.",
            waiting,
        )
        raise InputError(_about(team, latest, told))


def _open_this_week(session: Session, desk: Desk, team: Team) -> None:
    """Let this week's round open, if this week can still be played."""
    pulse, week = pulse_of(session, team), Week.of(local_day(desk.clock(), team.zone))
    latest = rounds.latest(session, team.id)
    if latest is not None and latest.week >= week:
        raise InputError(
            say(
                "{team}, {week} is closed already, and a closed round never opens again. The next one opens "
                "on {moment}.",
                team=quoted(team.name),
                week=moments.week(week),
                moment=moments.moment(_opens(pulse, week.next()), team.zone),
            )
        )
    if desk.clock() >= pulse.schedule.close.on(week, team.zone):
        raise InputError(
            say(
                "This week's closing time ({closing}) has passed. The next round opens on {moment}; "
                "`/pulse schedule` can move the closing.",
                closing=moments.slot(pulse.schedule.close),
                moment=moments.moment(_opens(pulse, week.next()), team.zone),
            )
        )
    pulses.reschedule(session, team.id, pulse.schedule, next_week=week)


def _opens(pulse: Pulse, week: Week) -> datetime:
    return times(pulse.schedule, week=week, zone=pulse.zone).opens_at
