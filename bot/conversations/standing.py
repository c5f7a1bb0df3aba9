"""Where a team's week stands, in counts, never who."""

from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session

from bot.conversations import moments
from bot.conversations.messages import quoted
from locales import formats
from locales.speech import marked, say, say_count
from storage import owed, pools, pulses, reviews, rounds
from storage.owed import Progress
from storage.teams import Team
from survey.deliveries import Status
from survey.errors import Trouble
from survey.rounds import Round, RoundState, Skip, local_day
from survey.weeks import Week

_SKIPPED = {
    Skip.LATE: marked(
        "Week {number} was skipped: Pulssi was not running while people could have been asked."
    ),
    Skip.QUIET: marked("Week {number} was skipped: it is one of the team's quiet weeks."),
    Skip.PAUSED: marked("Week {number} was skipped: the team had paused."),
    Skip.NO_CHANNEL: marked(
        "Week {number} was skipped: I was not in the team's channel, or it was archived."
    ),
    Skip.NO_QUESTIONS: marked("Week {number} was skipped: there was no question to ask."),
    Skip.NOBODY: marked("Week {number} was skipped: nobody had a working day left in it."),
}
_WOULD_SKIP = {
    Skip.LATE: marked("Week {number} can be asked no more: its closing time has passed."),
    Skip.QUIET: marked("Week {number} is one of the team's quiet weeks, so nobody is asked."),
    Skip.PAUSED: marked("The team has paused all through week {number}, so nobody is asked."),
    Skip.NO_CHANNEL: marked(
        "I am not in the team's channel, or it is archived, so nobody is asked in week {number}."
    ),
    Skip.NO_QUESTIONS: marked(
        "There is no question to ask in week {number}. `/pulse question add` adds one."
    ),
    Skip.NOBODY: marked("Nobody on the team has a working day left in week {number}, so nobody is asked."),
}
_TROUBLES = {
    Trouble.ARCHIVED: marked(
        "Its channel is archived, so nothing is asked. Unarchive it, or add another team."
    ),
    Trouble.REMOVED: marked(
        "I am not in its channel any more, so nothing is asked. `/invite @Pulssi` there."
    ),
}

_HOURS_FROM = 90
"""So many minutes are told as hours."""


def standing(session: Session, team: Team, per_minute: float | None, at: datetime) -> str:
    """What is true of a team's week now, and what stands in its way, in a few lines.

    Args:
        session: a reading one will do.
        team: whose week.
        per_minute: messages a minute that its workspace takes; None where nothing slows them down.
        at: now.
    """
    latest = rounds.latest(session, team.id)
    host = pools.host_of(session, team)
    facts = [f"**{quoted(team.name)}**"]
    if host.id != team.id:
        facts.append(say("asked together with {team}", team=quoted(host.name)))
    lines = [" · ".join([*facts, _where(session, host, latest)])]
    if latest is not None:
        lines.append(_sent(session, latest, per_minute, at))
    skip = pulses.last_skip(session, host.id)
    if skip is not None and (latest is None or skip[0] > latest.week):
        lines.append(say(_SKIPPED[skip[1]], number=skip[0].number))
    if team.trouble is not None:
        lines.append(f"⚠ {trouble(team.trouble)}")
    if paused := moments.lasting(team.paused_until, today=local_day(at, team.zone)):
        told = moments.team_pause(say("The team"), paused)
        lines.append(f"⏸ {told}")
    return "\n".join(lines)


def _where(session: Session, team: Team, latest: Round | None) -> str:
    if latest is None:
        pulse = pulses.of_team(session, team.id)
        return (
            say("first round {week}", week=moments.week(pulse.next_week)) if pulse else say("no rhythm yet")
        )
    week = moments.week(latest.week)
    if latest.state is RoundState.OPEN:
        until = moments.moment(latest.closes_at, latest.zone)
        return say("{week}, open until {until}", week=week, until=until)
    digest = moments.moment(latest.digest_at, latest.zone)
    if latest.state is RoundState.LOST:
        return say("{week}, lost, digest {digest}", week=week, digest=digest)
    return say("{week}, closed, digest {digest}", week=week, digest=digest)


def _sent(session: Session, latest: Round, per_minute: float | None, at: datetime) -> str:
    """How far the asking has come, and what Slack refused or left in doubt."""
    sent = owed.progress(session, latest.id, at=at)
    told = [say("{sent} of {invited} asked", sent=sent.sent, invited=sent.invited)]
    if latest.state is RoundState.OPEN:
        told += [*_on_their_way(sent, per_minute), *_waiting(sent)]
    if sent.skipped:
        told.append(
            say_count(
                "1 not asked, since no good moment was left for them",
                "{count} not asked, since no good moment was left for them",
                sent.skipped,
            )
        )
    return f"{', '.join(told)}.{_problems(session, latest, sent)}"


def _on_their_way(sent: Progress, per_minute: float | None) -> Iterator[str]:
    if sent.due:
        told = say_count("1 on their way", "{count} on their way", sent.due)
        yield " ".join([told, *_how_long(sent.due, per_minute)])


def _waiting(sent: Progress) -> Iterator[str]:
    if sent.waiting:
        yield say_count("1 waiting for their hour", "{count} waiting for their hour", sent.waiting)


def _problems(session: Session, latest: Round, sent: Progress) -> str:
    """What Slack refused, or did not confirm."""
    digest, looked_back = owed.digest_status(session, latest.id), reviews.status(session, latest.team)
    troubles = [say_count("1 failed", "{count} failed", sent.failed)] if sent.failed else []
    troubles += [say_count("1 unsure", "{count} unsure", sent.unsure)] if sent.unsure else []
    troubles += [say("the digest failed")] if digest is Status.FAILED else []
    troubles += [say("the digest unsure")] if digest is Status.UNSURE else []
    troubles += [say("the look back failed")] if looked_back is Status.FAILED else []
    troubles += [say("the look back unsure")] if looked_back is Status.UNSURE else []
    if not troubles:
        return ""
    told = say("{troubles}: the chat service refused or did not confirm these.", troubles=", ".join(troubles))
    return f" ⚠ {told}"


def _how_long(due: int, per_minute: float | None) -> Iterator[str]:
    """How long a large send takes, where it takes long."""
    if per_minute is None or due <= per_minute:
        return
    minutes, pace = round(due / per_minute), formats.decimal(per_minute, places=0)
    if minutes < _HOURS_FROM:
        yield say_count(
            "(about 1 minute at {pace} a minute)",
            "(about {count} minutes at {pace} a minute)",
            minutes,
            pace=pace,
        )
    else:
        hours = formats.decimal(minutes / 60)
        yield say("(about {hours} hours at {pace} a minute)", hours=hours, pace=pace)


def trouble(found: Trouble) -> str:
    """Why nothing can be posted to a team's channel, and what mends that."""
    return say(_TROUBLES[found])


def would_skip(why: Skip, week: Week) -> str:
    """Why a week to come would have no round, as things stand."""
    return say(_WOULD_SKIP[why], number=week.number)


def refused(session: Session, latest: Round, *, at: datetime) -> str:
    """What Slack refused or did not confirm of a round; empty where there is nothing."""
    return _problems(session, latest, owed.progress(session, latest.id, at=at)).strip()


def held(seconds: float) -> str:
    """For how long The chat service asked to wait."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return say_count(
            "The chat service asked to wait; messages go on in 1 second.",
            "The chat service asked to wait; messages go on in {count} seconds.",
            max(1, round(seconds)),
        )
    if minutes < _HOURS_FROM:
        return say_count(
            "The chat service asked to wait; messages go on in 1 minute.",
            "The chat service asked to wait; messages go on in {count} minutes.",
            minutes,
        )
    return say(
        "The chat service asked to wait; messages go on in {hours} hours.",
        hours=formats.decimal(minutes / 60),
    )
