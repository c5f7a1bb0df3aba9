"""``/pulse preview``: the card people would get, for whoever asks to see it."""

from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from bot.conversations import cards, planned_weeks, standing
from bot.conversations.commands.language import known
from bot.conversations.desk import Desk, Reply, pulse_of, team_of
from bot.conversations.messages import Message, Paragraph
from bot.conversations.pools import hosted
from bot.conversations.requests import Request, Typed
from locales.speech import speaking
from storage import drafts, owed, rotation, rounds
from storage.teams import Team
from survey.errors import InputError
from survey.rounds import PREVIEW, Pulse, Round, Skip, local_day
from survey.weeks import Week


async def preview(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Show the card of the next round, or of the week typed, in one's own language or another."""
    read = typed.values.get("language", "")
    speak = speaking(known(read, what="language")) if read else nullcontext()

    def look(session: Session) -> Message:
        team, via = hosted(session, team_of(session, request, name=typed.values.get("team", "")))
        shown, why = to_come(session, desk, team, week=typed.values.get("week", ""))
        told = [Paragraph(line) for line in (via.strip(), why) if line]
        with speak:
            card = cards.preview(shown)
        return Message(card.text, (*told, *card.parts))

    return await desk.look(look)


def to_come(session: Session, desk: Desk, team: Team, *, week: str = "") -> tuple[Round, str]:
    """A team's round that is still to be asked, and a sentence where as things stand it would be skipped.

    Args:
        team: one that has rounds of its own.
        week: as typed; empty is the open round as long as nobody was asked, else the next one.

    Raises:
        InputError: there is no such round, or nothing to ask in it.
    """
    at, pulse = desk.clock(), pulse_of(session, team)
    is_open = rounds.of_team_open(session, team.id)
    if is_open is not None and _is_meant(session, is_open, week, at):
        return replace(is_open, id=PREVIEW), ""
    planning = rotation.ahead_of_team(session, team, pulse)
    now = Week.of(local_day(at, team.zone))
    if planned_weeks.read(week, now) == now and _could_be_asked(session, team, now):
        return _drafted(session, desk, team, pulse, now)
    wanted = planned_weeks.typed(week, planning)
    asked = next(
        each for each in planning.ahead(planned_weeks.rounds_until(wanted, planning)) if each.week == wanted
    )
    return _drafted(session, desk, team, pulse, wanted, keys=asked.keys)


def _could_be_asked(session: Session, team: Team, week: Week) -> bool:
    """Whether "ask now" would open a round of this week, whatever the rhythm."""
    latest = rounds.latest(session, team.id)
    return latest is None or latest.week < week


def _drafted(
    session: Session, desk: Desk, team: Team, pulse: Pulse, wanted: Week, *, keys: Iterable[str] | None = None
) -> tuple[Round, str]:
    at = desk.clock()
    draft = drafts.draft(
        session, pulse, team, wanted, at=at, randomness=desk.randomness, keys=keys, wishes=False
    )
    if not draft.questions:
        raise InputError(standing.would_skip(Skip.NO_QUESTIONS, wanted))
    why = drafts.why_not(pulse, team, draft, at=at)
    told = standing.would_skip(why, wanted) if why is not None else ""
    return drafts.as_round(session, pulse, team, draft, terms=desk.terms), told


def _is_meant(session: Session, is_open: Round, week: str, at: datetime) -> bool:
    """Whether the open round is the one to show: its week is typed, or nobody has been asked in it yet."""
    if week:
        return planned_weeks.read(week, is_open.week) == is_open.week
    return owed.progress(session, is_open.id, at=at).sent == 0
