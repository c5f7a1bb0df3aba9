"""Who is in the workspace and in a channel, asked of Slack; names stay where they are."""

from collections.abc import Awaitable
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.conversations.directory import Profile
from bot.slack import refusals
from survey.errors import InputError
from survey.ids import ChannelRef, UserRef

_NO_PEOPLE = frozenset({"USLACKBOT", "USLACK"})
_PAGE = 200
_SILENT = "Slack did not answer that just now. Please try again in a minute."
_NOT_IN = "I am not in this channel yet. Type `/invite @Pulssi` here and try again."
_SENTENCES = {
    "not_in_channel": _NOT_IN,
    "channel_not_found": _NOT_IN,
    "missing_scope": (
        "My installation lacks a permission for this. An operator runs `pulssi doctor` to see which."
    ),
}


class SlackDirectory:
    """The Directory port on Slack."""

    def __init__(self, client: AsyncWebClient) -> None:
        """Take a client; reads may be retried."""
        self._client = client

    async def workspace_name(self) -> str:
        """What ``auth.test`` calls the workspace."""
        return str((await _read(self._client.auth_test()))["team"])

    async def profile(self, user: UserRef) -> Profile:
        """One account from ``users.info``."""
        return profile((await _read(self._client.users_info(user=user)))["user"])

    async def people_of(self, channel: ChannelRef) -> tuple[Profile, ...]:
        """The members of a channel, page by page; a channel Pulssi cannot post to is refused at once."""
        if not (await _read(self._client.conversations_info(channel=channel)))["channel"].get("is_member"):
            raise InputError(_NOT_IN)
        members: set[str] = set()
        cursor = ""
        while True:
            page = await _read(
                self._client.conversations_members(channel=channel, limit=_PAGE, cursor=cursor or None)
            )
            members |= set(page["members"])
            cursor = page.get("response_metadata", {}).get("next_cursor", "")
            if not cursor:
                break
        found = [await self.profile(UserRef(user)) for user in sorted(members - _NO_PEOPLE)]
        return tuple(found_one for found_one in found if found_one.is_person)


async def _read(call: Awaitable[Any]) -> Any:
    try:
        return await call
    except SlackApiError as problem:
        raise InputError(_SENTENCES.get(refusals.code(problem), _SILENT)) from problem
    except (aiohttp.ClientError, TimeoutError) as problem:
        raise InputError(_SILENT) from problem


def profile(account: dict[str, Any]) -> Profile:
    """An account as Slack describes it, without its name."""
    unwanted = ("deleted", "is_bot", "is_stranger", "is_workflow_bot", "is_connector_bot", "is_app_user")
    user = UserRef(str(account["id"]))
    return Profile(
        user=user,
        zone=_zone(account.get("tz")),
        is_workspace_admin=bool(account.get("is_admin") or account.get("is_owner")),
        is_person=user not in _NO_PEOPLE and not any(account.get(flag) for flag in unwanted),
    )


def _zone(name: object) -> ZoneInfo | None:
    """The zone of a profile; None where it is missing or unknown to this machine."""
    try:
        return ZoneInfo(str(name)) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None
