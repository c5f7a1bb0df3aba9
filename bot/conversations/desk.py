"""What every command needs at hand, and the checks they share."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Engine
from sqlmodel import Session

from bot.conversations.directory import Directory
from bot.conversations.messages import Form, Message
from bot.conversations.requests import Request
from storage import people, teams, workspaces
from storage.database import transaction
from storage.people import Person
from storage.teams import Team
from storage.workspaces import Workspace
from survey.errors import InputError, NotAllowedError
from survey.ports import Clock

Reply = Message | Form
Values = Mapping[str, str]
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Desk:
    """Where commands are served.

    Attributes:
        wake: tells the jobs that something may be due now.
        floor: fewest answers at which a figure is shown, for pulses made from now on.
    """

    engine: Engine
    directory: Directory
    clock: Clock
    wake: Callable[[], None]
    floor: int

    async def change(self, act: Callable[[Session], Result]) -> Result:
        """Run one command's work as one transaction, off the event loop, then wake the jobs."""
        result = await asyncio.to_thread(self._transact, act)
        self.wake()
        return result

    async def look(self, act: Callable[[Session], Result]) -> Result:
        """Run one command's reading, off the event loop."""
        return await asyncio.to_thread(self._transact, act)

    def _transact(self, act: Callable[[Session], Result]) -> Result:
        with transaction(self.engine) as session:
            return act(session)


def workspace_of(session: Session, request: Request) -> Workspace:
    """The workspace, set up; else a sentence that says who can do it."""
    found = workspaces.find(session, request.workspace)
    if found is None:
        raise InputError("Pulssi is not set up here yet. A workspace admin types `/pulse setup`, once.")
    return found


def admin_of(session: Session, request: Request) -> Workspace:
    """The workspace, if the person is a Pulssi admin of it."""
    workspace = workspace_of(session, request)
    person = people.find(session, workspace.id, request.user)
    if person is None or not person.is_admin:
        raise NotAllowedError
    return workspace


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
    if here is not None:
        return here
    person = people.find(session, workspace.id, request.user)
    own = teams.teams_of(session, person.id) if person else ()
    if len(own) == 1:
        return own[0]
    raise InputError(
        "Which team? Type the command in the team's channel, or add `team=` and its name. "
        "`/pulse team list` shows them."
        if known
        else "There is no team yet. An admin types `/pulse team add` in a team's channel."
    )


def _by_name(known: tuple[Team, ...], name: str) -> Team:
    for team in known:
        if team.name.casefold() == name.casefold().removeprefix("#"):
            return team
    names = ", ".join(team.name for team in known) or "none yet"
    raise InputError(f"There is no team of that name. Teams here: {names}.")
