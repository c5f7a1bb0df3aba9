"""``/pulse digest now``."""

from datetime import datetime

from sqlmodel import Session

from bot.conversations import moments
from bot.conversations.desk import Desk, Reply, admin_or_lead_of, team_of
from bot.conversations.messages import Message, quoted
from bot.conversations.pools import about, not_yet
from bot.conversations.requests import Request, Typed
from locales.speech import say, say_count
from storage import owed, reviews, rounds
from storage.teams import Team
from survey.audit import Act
from survey.deliveries import Status
from survey.errors import InputError
from survey.rounds import Round, RoundState

SURE = "anyway"
"""Said to close a round although people are still waiting for their hour."""


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
        looks_back = reviews.owe_now(session, team.id, at=desk.clock(), again=sure)
        posts = rounds.digest_now(session, latest.id, at=desk.clock(), again=sure)
        if not (posts or looks_back):
            return Message(about(team, latest, _nothing_to_post(session, team, latest)))
        desk.note(session, request, Act.DIGEST_NOW, team=team.id, detail=str(latest.week))
        if posts:
            return Message(_on_its_way(team, latest))
        return Message(about(team, latest, say("the look back is on its way to the channel.")))

    return await desk.change(post)


def _nothing_to_post(session: Session, team: Team, latest: Round) -> str:
    digest = owed.digest_status(session, latest.id)
    if digest is not Status.UNSURE and reviews.status(session, team.id) is Status.UNSURE:
        return say(
            "The chat service did not confirm the look back at the last month, so it may or may not have "
            "arrived. Look in the channel; if it is not there, type `/pulse digest now anyway`."
        )
    return _no_digest(digest)


def _no_digest(status: Status) -> str:
    if status is Status.UNSURE:
        return say(
            "The chat service did not confirm the digest, so it may or may not have arrived. Look in the "
            "channel; if it is not there, type `/pulse digest now anyway`."
        )
    return say("the digest is posted already; it is never changed afterwards.")


def _on_its_way(team: Team, latest: Round) -> str:
    if latest.state is not RoundState.OPEN:
        if latest.is_pooled:
            return about(team, latest, say("the digest is on its way to their channels."))
        return about(team, latest, say("the digest is on its way to the channel."))
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
    return f"{not_yet(team, latest)}{closes}"


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
        raise InputError(about(team, latest, told))
