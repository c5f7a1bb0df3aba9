"""``/pulse ask now``, and what it would do."""

from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session

from bot.conversations import moments, rehearsals, standing
from bot.conversations.desk import Desk, Reply, admin_of, pulse_of, team_of
from bot.conversations.messages import Message, quoted
from bot.conversations.pools import about
from bot.conversations.requests import Request, Typed
from locales.speech import say, say_count
from storage import drafts, owed, pools, pulses, recipients, rounds
from storage import rehearsals as rehearsed
from storage.teams import Team
from survey.audit import Act
from survey.bank.findings import shown
from survey.errors import InputError
from survey.rounds import Pulse, Round, local_day
from survey.rounds import moments as times
from survey.weeks import Week

_DRY_RUN = ("dry-run", "dryrun")


async def ask_now(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Ask everybody of this week's round who has not been asked yet; open the round if need be.

    With ``--dry-run``, say what that would do.
    """
    if _is_rehearsal(typed):
        return await desk.look(lambda session: _rehearse(session, desk, request, typed))

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


def _is_rehearsal(typed: Typed) -> bool:
    """Whether only to say what would happen; chat programs turn two hyphens into a dash."""
    said = typed.after(2)
    if not said:
        return False
    if said.lower().lstrip("-–—").replace(" ", "-") in _DRY_RUN:
        return True
    raise InputError(
        say(
            "`/pulse ask now` does not understand “{words}”. For a team elsewhere, type `team={team}`; "
            "`--dry-run` only says what would happen. Nothing was changed.",
            words=quoted(shown(said)),
            team=quoted(shown(typed.words[-1])),
        )
    )


def _rehearse(session: Session, desk: Desk, request: Request, typed: Typed) -> Message:
    admin_of(session, request)
    team, at = team_of(session, request, name=typed.values.get("team", "")), desk.clock()
    found = _asking(session, team)
    if found is not None:
        return rehearsals.told(found, rehearsed.of_open(session, found, at=at), at=at)
    host = pools.host_of(session, team)
    pulse, week = _this_week(session, desk, host)
    draft = drafts.draft(session, pulse, host, week, at=at, randomness=desk.randomness, wishes=False)
    why = drafts.why_not(pulse, host, draft, at=at)
    if why is not None:
        raise InputError(standing.would_skip(why, week))
    round_ = drafts.as_round(session, pulse, host, draft, terms=desk.terms)
    return rehearsals.told(round_, rehearsed.of_draft(session, pulse, round_, at=at), at=at)


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
    return Message(about(team, open_round, " ".join(told)))


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
            "1 message was refused or not confirmed by the chat service; `/pulse status` shows them.",
            "{count} messages were refused or not confirmed by the chat service; `/pulse status` shows them.",
            troubled,
        )


def _open_this_week(session: Session, desk: Desk, team: Team) -> None:
    """Let this week's round open, if this week can still be played."""
    pulse, week = _this_week(session, desk, team)
    pulses.reschedule(session, team.id, pulse.schedule, next_week=week)


def _this_week(session: Session, desk: Desk, team: Team) -> tuple[Pulse, Week]:
    """The week in which a team can be asked now; raises InputError where its round is over already."""
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
    return pulse, week


def _opens(pulse: Pulse, week: Week) -> datetime:
    return times(pulse.schedule, week=week, zone=pulse.zone).opens_at
