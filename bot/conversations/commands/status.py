"""``/pulse status``: where each team's week stands, as counts, never who."""

from datetime import datetime, timedelta

from sqlmodel import Session

from bot.conversations import moments
from bot.conversations.commands.pages import paragraphs
from bot.conversations.desk import NO_TEAM, Desk, Reply, team_of, workspace_of
from bot.conversations.messages import Heading, Message, Note, Paragraph, Part, quoted
from bot.conversations.requests import Request, Typed
from storage import owed, pools, pulses, rounds, teams
from storage.owed import Progress
from storage.teams import Team
from survey.deliveries import MESSAGES, Status
from survey.errors import Trouble
from survey.pace import Pace
from survey.rounds import Round, RoundState, Skip, local_day

_SKIPPED = {
    Skip.LATE: "Pulssi was not running while people could have been asked",
    Skip.QUIET: "it is one of the team's quiet weeks",
    Skip.PAUSED: "the team had paused",
    Skip.NO_CHANNEL: "I was not in the team's channel, or it was archived",
    Skip.NO_QUESTIONS: "there was no question to ask",
    Skip.NOBODY: "nobody had a working day left in it",
}
_TROUBLES = {
    Trouble.ARCHIVED: "Its channel is archived, so nothing is asked. Unarchive it, or add another team.",
    Trouble.REMOVED: "I am not in its channel any more, so nothing is asked. `/invite @Pulssi` there.",
}


async def status(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Where each team stands."""

    def read(session: Session) -> Message:
        workspace = workspace_of(session, request)
        name = typed.values.get("team", "")
        found = (team_of(session, request, name=name),) if name else teams.of_workspace(session, workspace.id)
        if not found:
            return Message(NO_TEAM)
        at = desk.clock()
        parts: list[Part] = [
            *paragraphs((_standing(session, team, desk.pace, at) for team in found), gap="\n\n")
        ]
        held = desk.pace.held(workspace.ref)
        if held:
            parts.append(Paragraph(f"⏸ Slack asked to wait; messages go on in {_duration(held)}."))
        note = Note("Counts of messages only. Who has answered is visible to nobody, in any role.")
        count = "1 team" if len(found) == 1 else f"{len(found)} teams"
        return Message(f"Status of {count}", (Heading("Status"), *parts, note))

    return await desk.look(read)


def _standing(session: Session, team: Team, pace: Pace, at: datetime) -> str:
    latest = rounds.latest(session, team.id)
    host = pools.host_of(session, team)
    via = f"asked together with {quoted(host.name)} · " if host.id != team.id else ""
    lines = [f"**{quoted(team.name)}** · {via}{_where(session, host, latest)}"]
    if latest is not None:
        lines.append(_sent(session, latest, pace, at))
    skip = pulses.last_skip(session, host.id)
    if skip is not None and (latest is None or skip[0] > latest.week):
        lines.append(f"{moments.week(skip[0]).capitalize()} was skipped: {_SKIPPED[skip[1]]}.")
    if team.trouble is not None:
        lines.append(f"⚠ {_TROUBLES[team.trouble]}")
    if paused := moments.lasting(team.paused_until, today=local_day(at, team.zone)):
        lines.append(f"⏸ {moments.team_pause('The team', paused)}")
    return "\n".join(lines)


def _where(session: Session, team: Team, latest: Round | None) -> str:
    if latest is None:
        pulse = pulses.of_team(session, team.id)
        return f"first round {moments.week(pulse.next_week)}" if pulse else "no rhythm yet"
    if latest.state is RoundState.OPEN:
        return f"{moments.week(latest.week)}, open until {moments.moment(latest.closes_at, latest.zone)}"
    digest = moments.moment(latest.digest_at, latest.zone)
    return f"{moments.week(latest.week)}, {latest.state}, digest {digest}"


def _sent(session: Session, latest: Round, pace: Pace, at: datetime) -> str:
    """How far the asking has come, and what Slack refused or left in doubt."""
    sent = owed.progress(session, latest.id, at=at)
    told = [f"{sent.sent} of {sent.invited} asked"]
    if latest.state is RoundState.OPEN:
        told += [f"{sent.due} on their way{_how_long(sent, pace)}"] if sent.due else []
        told += [f"{sent.waiting} waiting for their hour"] if sent.waiting else []
    told += [f"{sent.skipped} not asked, since no good moment was left for them"] if sent.skipped else []
    troubles = [
        f"{count} {word}" for count, word in ((sent.failed, "failed"), (sent.unsure, "unsure")) if count
    ]
    digest = owed.digest_status(session, latest.id)
    if digest in {Status.FAILED, Status.UNSURE}:
        troubles.append(f"the digest {digest}")
    problems = f" ⚠ {', '.join(troubles)}: Slack refused or did not confirm these." if troubles else ""
    return f"{', '.join(told)}.{problems}"


def _how_long(sent: Progress, pace: Pace) -> str:
    """How long a large send takes, where it takes long."""
    per_minute = pace.per_minute(MESSAGES)
    if per_minute is None or sent.due <= per_minute:
        return ""
    return f" (about {_duration(60 * sent.due / per_minute)} at {per_minute:g} a minute)"


def _duration(seconds: float) -> str:
    minutes = round(timedelta(seconds=seconds) / timedelta(minutes=1))
    if minutes < 1:
        return "1 second" if seconds < 1.5 else f"{round(seconds)} seconds"
    if minutes < 90:
        return "1 minute" if minutes == 1 else f"{minutes} minutes"
    return f"{minutes / 60:.1f} hours"
