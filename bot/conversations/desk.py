"""What every command needs at hand, and the checks they share."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from bot.conversations.messages import Form, Message, quoted
from bot.conversations.requests import Request
from locales.speech import marked, say
from storage import audit, languages, people, pulses, teams, workspaces
from storage.answers import RoundMemory
from storage.database import reading, transaction
from storage.people import Person
from storage.teams import Team
from storage.workspaces import Workspace
from storage.writer import AnswerWriter
from survey.audit import Act
from survey.digests import Digest, Picture
from survey.errors import InputError, NotAllowedError, NotSavedError
from survey.ids import RoundId, TeamId, UserRef
from survey.pace import Pace
from survey.ports import Clock, Directory, Parcels, Randomness
from survey.rounds import Pulse, Terms

Reply = Message | Form
_CHANNEL = re.compile(r"<#([^<>|\s]+)(?:\|[^>]*)?>")
Values = Mapping[str, str]
Result = TypeVar("Result")

NOT_SET_UP = marked("Pulssi is not set up here yet. A workspace admin types `/pulse setup`, once.")
NO_TEAM = marked("There is no team yet. An admin types `/pulse team add` in a team's channel.")
_NOT_STORED = marked(
    "The database took nothing just now (is its disk full?), so nothing was changed. Please try again."
)


def _nobody_remembers(_: RoundId) -> None:
    """Nothing to tell."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where commands are served.

    Attributes:
        wake: tells the jobs that something may be due now.
        open_rounds: opens the rounds that are due, and returns when they are open.
        terms: what is promised at least, in pulses and rounds from now on.
        randomness: for the draw of a round that is only shown.
        pace: how fast messages go, to say when a large send will be done.
        parcels: brings people files.
        writer: takes answers back.
        memory: what is known of open rounds, to forget somebody there, too.
        draw: makes a digest's picture; takes a tenth of a second and more.
        later: does something once the reply is on its way; the newest of one name takes an older one's place.
        raised: tells whoever remembers an open round that its floor was raised.
        platform: what new workspaces are kept as; commands never ask for it.
    """

    engine: Engine
    directory: Directory
    clock: Clock
    wake: Callable[[], None]
    open_rounds: Callable[[], Awaitable[None]]
    terms: Terms
    randomness: Randomness
    pace: Pace
    parcels: Parcels
    writer: AnswerWriter
    memory: RoundMemory
    draw: Callable[[Digest], Picture]
    later: Callable[[str, Callable[[], Awaitable[None]]], None]
    raised: Callable[[RoundId], None] = _nobody_remembers
    platform: str = workspaces.SLACK

    async def change(self, act: Callable[[Session], Result]) -> Result:
        """Run one command's work as one transaction, off the event loop, then wake the jobs."""
        result = await asyncio.to_thread(self._transact, act)
        self.wake()
        return result

    async def look(self, act: Callable[[Session], Result]) -> Result:
        """Run one command's reading, off the event loop and without waiting for a writer."""
        return await asyncio.to_thread(self._read, act)

    async def language(self, workspace: str, user: UserRef) -> str:
        """What somebody reads."""
        return await self.look(lambda session: languages.of_person(session, workspace, user))

    def note(
        self, session: Session, request: Request, act: Act, *, team: TeamId | None = None, detail: str = ""
    ) -> None:
        """Write down what this command did, in its own transaction.

        Every command with which an admin changes something calls this once it has, and so does whoever
        opens a report; a command that fails or only reads leaves no row.

        Args:
            session: the transaction of the change.
            request: who typed.
            act: what was done.
            team: which team it is about.
            detail: what else to say; nothing about people, and no free text.
        """
        workspace = workspace_of(session, request)
        person = people.find(session, workspace.id, request.user)
        actor = person.id if person else None
        audit.append(session, workspace.id, act, at=self.clock(), actor=actor, team=team, detail=detail)

    def _transact(self, act: Callable[[Session], Result]) -> Result:
        try:
            with transaction(self.engine) as session:
                return act(session)
        except OperationalError as problem:
            raise NotSavedError(say(_NOT_STORED)) from problem

    def _read(self, act: Callable[[Session], Result]) -> Result:
        with reading(self.engine) as session:
            return act(session)


def workspace_of(session: Session, request: Request) -> Workspace:
    """The workspace, set up; else a sentence that says who can do it."""
    found = workspaces.find(session, request.workspace)
    if found is None:
        raise InputError(say(NOT_SET_UP))
    return found


def admin_of(session: Session, request: Request) -> Workspace:
    """The workspace, if the person is a Pulssi admin of it."""
    workspace = workspace_of(session, request)
    person = people.find(session, workspace.id, request.user)
    if person is None or not person.is_admin:
        raise NotAllowedError
    return workspace


def admin_or_lead_of(session: Session, request: Request, team: Team) -> None:
    """Refuse whoever is neither a Pulssi admin nor leads the team."""
    person = person_of(session, request)
    if person is None or not (person.is_admin or teams.is_lead(session, team.id, person.id)):
        raise NotAllowedError


def person_of(session: Session, request: Request) -> Person | None:
    """The person who typed, where Pulssi knows them."""
    workspace = workspace_of(session, request)
    return people.find(session, workspace.id, request.user)


def team_of(session: Session, request: Request, *, name: str = "") -> Team:
    """The team a command is about: the one named, the one of this channel, or the person's only one."""
    workspace = workspace_of(session, request)
    known = teams.of_workspace(session, workspace.id)
    if name:
        return _by_name(known, name)
    here = teams.find_by_channel(session, workspace.id, request.channel)
    if here is not None and here.archived:
        raise InputError(
            say(
                "{team} is asked nothing any more. An admin brings it back with `/pulse team add here`.",
                team=quoted(here.name),
            )
        )
    if here is not None:
        return here
    person = people.find(session, workspace.id, request.user)
    own = teams.teams_of(session, person.id) if person else ()
    if len(own) == 1:
        return own[0]
    if not known:
        raise InputError(say(NO_TEAM))
    raise InputError(
        say(
            "Which team? Type the command in the team's channel, or add `team=` and its name. "
            "`/pulse team list` shows them."
        )
    )


def named_team(session: Session, request: Request, name: str) -> Team:
    """The team at work with that name or channel."""
    return _by_name(teams.of_workspace(session, workspace_of(session, request).id), name)


def _by_name(known: tuple[Team, ...], name: str) -> Team:
    linked = _CHANNEL.fullmatch(name.strip())
    for team in known:
        if team.channel == linked[1] if linked else team.name.casefold() == name.casefold().removeprefix("#"):
            return team
    if not known:
        raise InputError(say("There is no team of that name. Teams here: none yet."))
    names = ", ".join(team.name for team in known)
    raise InputError(say("There is no team of that name. Teams here: {teams}.", teams=names))


def pulse_of(session: Session, team: Team) -> Pulse:
    """The rhythm in which a team is asked: its own, or that of the team whose rounds it shares."""
    pulse = pulses.of_team(session, team.shares_with or team.id)
    if pulse is None:
        raise InputError(
            say("{team} has no rhythm yet. An admin types `/pulse team add` there.", team=quoted(team.name))
        )
    return pulse
