"""People who come, go, move or leave: the roster follows the platform, rounds that are open do not."""

from sqlalchemy import Engine

from bot.conversations.directory import Profile
from storage import people, teams, workspaces
from storage.database import transaction
from survey.ids import ChannelRef, UserRef


def joined(engine: Engine, *, workspace: str, channel: ChannelRef, profile: Profile) -> None:
    """Somebody joined a channel: a member of its team from the next round on."""
    if not profile.is_person:
        return
    with transaction(engine) as session:
        found = workspaces.find(session, workspace)
        team = teams.find_by_channel(session, found.id, channel) if found else None
        if found is None or team is None:
            return
        person = people.ensure(session, found.id, profile.user, zone=profile.zone)
        teams.add_member(session, team.id, person)


def left(engine: Engine, *, workspace: str, channel: ChannelRef, user: UserRef) -> None:
    """Somebody left a channel: asked by its team no more."""
    with transaction(engine) as session:
        found = workspaces.find(session, workspace)
        team = teams.find_by_channel(session, found.id, channel) if found else None
        person = people.find(session, found.id, user) if found else None
        if team is not None and person is not None:
            teams.remove_member(session, team.id, person.id)


def changed(engine: Engine, *, workspace: str, profile: Profile) -> None:
    """A known person's time zone changed, or their account ended or came back; nobody new is remembered."""
    with transaction(engine) as session:
        found = workspaces.find(session, workspace)
        person = people.find(session, found.id, profile.user) if found else None
        if found is not None and person is not None:
            people.ensure(session, found.id, profile.user, zone=profile.zone, active=profile.is_person)
