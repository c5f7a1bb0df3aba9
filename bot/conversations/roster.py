"""People who come, go, move or leave: the roster follows the platform, rounds that are open do not."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session

from storage import owed, people, teams, workspaces
from storage.database import transaction
from storage.people import Person
from storage.workspaces import Workspace
from survey.errors import Trouble
from survey.ids import ChannelRef, GroupRef, UserRef
from survey.people import Profile


def joined(engine: Engine, *, workspace: str, channel: ChannelRef, profile: Profile) -> None:
    """Somebody joined a channel: a member of its team from the next round on."""
    if not profile.is_person:
        return
    with transaction(engine) as session:
        found = workspaces.find(session, workspace)
        team = teams.find_by_channel(session, found.id, channel) if found else None
        if found is None or team is None or team.audience.group is not None:
            return
        teams.add_member(session, team.id, people.ensure(session, found.id, profile))


def left(engine: Engine, *, workspace: str, channel: ChannelRef, user: UserRef) -> None:
    """Somebody left a channel: asked by its team no more."""
    with transaction(engine) as session:
        found = workspaces.find(session, workspace)
        team = teams.find_by_channel(session, found.id, channel) if found else None
        person = people.find(session, found.id, user) if found else None
        if team is not None and person is not None and team.audience.group is None:
            teams.remove_member(session, team.id, person.id)


def regrouped(
    engine: Engine,
    *,
    workspace: str,
    group: GroupRef,
    joined: Collection[Profile],
    left: Collection[UserRef],
) -> None:
    """A user group changed: its teams change with it."""
    with transaction(engine) as session:
        found = workspaces.find(session, workspace)
        for team in teams.of_group(session, found.id, group) if found else ():
            for profile in (each for each in joined if each.is_person):
                teams.add_member(session, team.id, people.ensure(session, team.workspace, profile))
            gone = (people.find(session, team.workspace, user) for user in left)
            for person in filter(None, gone):
                teams.remove_member(session, team.id, person.id)


def changed(engine: Engine, *, workspace: str, profile: Profile, at: datetime) -> None:
    """A known person moved, went away or came back, or their account ended; nobody new is remembered."""
    with transaction(engine) as session:
        person = _known(session, workspace, profile.user)
        if person is not None:
            people.ensure(session, person.workspace, profile)
            owed.look_again(session, person.id, at=at)


def returned(engine: Engine, *, workspace: str, profile: Profile, at: datetime) -> None:
    """A known person who could not be written to is back: what failed is tried again."""
    with transaction(engine) as session:
        person = _known(session, workspace, profile.user)
        if person is not None:
            people.ensure(session, person.workspace, profile)
            owed.look_again(session, person.id, at=at, failed=True)


def quiet(engine: Engine, *, workspace: str, user: UserRef, until: datetime | None, at: datetime) -> None:
    """Somebody wants quiet until a moment, or wants it no more."""
    with transaction(engine) as session:
        person = _known(session, workspace, user)
        if person is not None:
            people.set_quiet(session, workspace, {user: until})
            owed.look_again(session, person.id, at=at)


def troubled(engine: Engine, *, workspace: str, channel: ChannelRef, trouble: Trouble | None) -> None:
    """A channel was archived, or Pulssi was taken out of it; None when it is back."""
    with transaction(engine) as session:
        found = workspaces.find(session, workspace)
        team = teams.find_by_channel(session, found.id, channel) if found else None
        if team is not None:
            teams.note_trouble(session, team.id, trouble)


def _known(session: Session, workspace: str, user: UserRef) -> Person | None:
    found: Workspace | None = workspaces.find(session, workspace)
    return people.find(session, found.id, user) if found else None
