"""Who a team is made of: the people of its channel, or of a user group."""

import re
from dataclasses import dataclass

from bot.conversations.desk import Desk
from locales.speech import say
from storage.teams import Team
from survey.errors import InputError
from survey.ids import GroupRef, UserRef
from survey.people import Audience, Profile

MANY = 200
"""Beyond so many people a channel is read in the background, page by page."""
_MENTION = re.compile(r"<@([^<>|\s]+)(?:\|[^>]*)?>")
_GROUP = re.compile(r"<!subteam\^([A-Z0-9]+)(?:\|[^>]*)?>")
_CHANNEL = "none"


@dataclass(frozen=True, slots=True)
class Found:
    """Who was found in the channel or group; ``many`` where the people themselves are read later."""

    audience: Audience
    members: tuple[Profile, ...]
    lead: UserRef | None
    many: int = 0


async def find(desk: Desk, audience: Audience, *, lead: UserRef | None) -> Found:
    """Look up the people of a channel or group."""
    users = await desk.directory.members_of(audience)
    many = len(users) if len(users) > MANY else 0
    # Whoever typed this waits three seconds at most; the job that compares rosters has more time for many.
    read = await desk.directory.profiles([lead] if many and lead in users else [] if many else users)
    profiles = tuple(each for each in read if each.is_person)
    if lead is not None and lead not in {profile.user for profile in profiles}:
        raise InputError(
            say("lead: the team's lead has to be a member of this channel. Invite them and try again.")
        )
    return Found(audience, profiles, lead, many=many)


def mentioned(text: str) -> UserRef | None:
    """The lead mentioned; None where nothing is typed."""
    found = person_in(text)
    if text and found is None:
        raise InputError(say("lead: type the person with an @, like `lead=@Aino`."))
    return found


def person_in(text: str) -> UserRef | None:
    """The person a text mentions, and nothing else; None where it does not."""
    found = _MENTION.fullmatch(text.strip())
    return UserRef(found[1]) if found else None


def group(text: str, *, known: Team | None) -> GroupRef | None:
    """The user group mentioned; where none is, the one a known team has. ``none`` is the channel's people."""
    if not text:
        return known.audience.group if known else None
    if text.strip().lower() == _CHANNEL:
        return None
    found = _GROUP.fullmatch(text.strip())
    if found is None:
        raise InputError(
            say(
                "group: type the user group with an @, like `group=@support`, or {word} for the channel's "
                "people.",
                word=_CHANNEL,
            )
        )
    return GroupRef(found[1])
