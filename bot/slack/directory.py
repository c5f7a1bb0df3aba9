"""Who is in the workspace and in a channel, asked of Slack; names stay where they are."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack import refusals
from bot.slack.client import BusyError
from locales.catalogues import nearest
from locales.speech import marked, say
from survey.errors import InputError, Trouble, UnknownGroupError, UnreachableChannelError
from survey.ids import ChannelRef, GroupRef, UserRef
from survey.people import Audience, Profile

_NO_PEOPLE = frozenset({"USLACKBOT", "USLACK"})
_PAGE = 200
_FEW = 40
"""Up to so many accounts are asked for one by one; beyond, reading all of them takes fewer calls."""
_AT_ONCE = 8
_AWAY = frozenset({":palm_tree:", ":face_with_thermometer:", ":no_entry:", ":airplane:", ":desert_island:"})
"""Statuses that mean somebody is not at work: Slack's own for holiday and illness, and calendars' ones.

Only their end is kept, and only where they have one: people forget to take a status down.
"""
_NOT_IN = marked("I am not in this channel yet. Type `/invite @Pulssi` here and try again.")
_ARCHIVED = marked("This channel is archived. Unarchive it, or use another one.")
_SENTENCES = {
    "missing_scope": marked(
        "My installation lacks a permission for this. An operator runs `pulssi doctor` to see which."
    ),
    "no_such_subteam": marked("There is no such user group. Type it with an @, like `group=@support`."),
    "plan_upgrade_required": marked("This workspace has no user groups; leave out `group=`."),
}
_TROUBLES = {
    "not_in_channel": (_NOT_IN, Trouble.REMOVED),
    "channel_not_found": (_NOT_IN, Trouble.REMOVED),
    "is_archived": (_ARCHIVED, Trouble.ARCHIVED),
}


class SilentError(InputError):
    """Slack did not answer; what was asked for may be there all the same."""

    sentence = marked("Slack did not answer that just now. Please try again in a minute.")


class SlackDirectory:
    """The Directory port on Slack."""

    def __init__(self, client: AsyncWebClient, *, workspace: str = "", org_wide: bool = False) -> None:
        """Take a client for reading.

        Args:
            client: with the token of the workspace, or of its whole organisation.
            workspace: which one to read; a token of an organisation could read each.
            org_wide: whether it is one of an organisation.
        """
        self._client = client
        self._workspace = workspace or None
        self._org_wide = org_wide

    async def workspace_name(self) -> str:
        """What ``auth.test`` calls the workspace; of an organisation's token it would name that instead."""
        if not self._org_wide:
            return str((await _read(self._client.auth_test()))["team"])
        async for page in self._pages(self._client.auth_teams_list):
            for team in page["teams"]:
                if team["id"] == self._workspace:
                    return str(team["name"])
        return str(self._workspace)

    async def profile(self, user: UserRef) -> Profile:
        """One account from ``users.info``."""
        return profile((await _read(self._client.users_info(user=user, include_locale=True)))["user"])

    async def profiles(self, users: Collection[UserRef]) -> tuple[Profile, ...]:
        """Accounts from ``users.info``, a few at a time, or, for many, from ``users.list``."""
        wanted = sorted(users)
        if len(wanted) > _FEW:
            return tuple([each async for page in self.everybody() for each in page if each.user in users])
        found: list[Profile] = []
        for start in range(0, len(wanted), _AT_ONCE):
            found += await asyncio.gather(*map(self.profile, wanted[start : start + _AT_ONCE]))
        return tuple(found)

    async def members_of(self, audience: Audience) -> frozenset[UserRef]:
        """The members of a channel, or of a group; a channel Pulssi cannot post to is refused at once."""
        await self._reachable(audience.channel)
        members = (
            await self._members_of_group(audience.group)
            if audience.group
            else {
                member
                async for page in self._pages(self._client.conversations_members, channel=audience.channel)
                for member in page["members"]
            }
        )
        return frozenset(UserRef(member) for member in members - _NO_PEOPLE)

    async def channel_name(self, channel: ChannelRef) -> str:
        """The name of a channel Pulssi can post to."""
        return str((await self._reachable(channel)).get("name", ""))

    async def _reachable(self, channel: ChannelRef) -> Mapping[str, Any]:
        told: Mapping[str, Any] = (await _read(self._client.conversations_info(channel=channel)))["channel"]
        if told.get("is_archived"):
            raise UnreachableChannelError(say(_ARCHIVED), trouble=Trouble.ARCHIVED)
        if not told.get("is_member"):
            raise UnreachableChannelError(say(_NOT_IN), trouble=Trouble.REMOVED)
        return told

    async def _members_of_group(self, group: GroupRef) -> set[str]:
        try:
            told = await _read(self._client.usergroups_users_list(usergroup=group, team_id=self._workspace))
        except SilentError:
            raise
        except InputError as problem:
            raise UnknownGroupError(str(problem)) from problem
        return set(told["users"])

    async def everybody(self) -> AsyncIterator[tuple[Profile, ...]]:
        """All accounts, two hundred a page as Slack advises."""
        async for page in self._pages(self._client.users_list, include_locale=True, team_id=self._workspace):
            yield tuple(profile(account) for account in page["members"])

    async def _pages(self, method: Callable[..., Awaitable[Any]], **arguments: Any) -> AsyncIterator[Any]:
        cursor = ""
        while True:
            page = await _read(method(**arguments, limit=_PAGE, cursor=cursor or None))
            yield page
            cursor = page.get("response_metadata", {}).get("next_cursor", "")
            if not cursor:
                return


async def _read(call: Awaitable[Any]) -> Any:
    try:
        return await call
    except SlackApiError as problem:
        code = refusals.code(problem)
        if code in _TROUBLES:
            sentence, trouble = _TROUBLES[code]
            raise UnreachableChannelError(say(sentence), trouble=trouble) from problem
        if code in _SENTENCES:
            raise InputError(say(_SENTENCES[code])) from problem
        raise SilentError from problem
    except (aiohttp.ClientError, TimeoutError, BusyError) as problem:
        raise SilentError from problem


def profile(account: Mapping[str, Any]) -> Profile:
    """An account as Slack describes it, without its name."""
    unwanted = ("deleted", "is_bot", "is_stranger", "is_workflow_bot", "is_connector_bot")
    user = UserRef(str(account["id"]))
    return Profile(
        user=user,
        zone=_zone(account.get("tz")),
        is_workspace_admin=bool(account.get("is_admin") or account.get("is_owner")),
        is_person=user not in _NO_PEOPLE and not any(account.get(flag) for flag in unwanted),
        is_guest=bool(account.get("is_restricted") or account.get("is_ultra_restricted")),
        away_until=_away_until(account.get("profile", {})),
        language=nearest(account.get("locale")),
    )


def _away_until(said: Mapping[str, Any]) -> datetime | None:
    """The end of an absence; a status without an end, or about something else, says nothing."""
    ends = said.get("status_expiration", 0)
    if said.get("status_emoji") not in _AWAY or not isinstance(ends, int) or ends <= 0:
        return None
    return datetime.fromtimestamp(ends, UTC)


def _zone(name: object) -> ZoneInfo | None:
    """The zone of a profile; None where it is missing or unknown to this machine."""
    try:
        return ZoneInfo(str(name)) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None
