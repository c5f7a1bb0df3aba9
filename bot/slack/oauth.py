"""Installing by OAuth: where an admin agrees, and the token Slack gives for the code they come back with.

See https://docs.slack.dev/authentication/installing-with-oauth.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urljoin

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack import refusals
from storage.installations import Installation

SILENT = "silent"
"""Stands for Slack not answering."""
ROTATES = "token_rotation"
"""Stands for an app whose tokens end after twelve hours."""


class RefusedError(Exception):
    """Slack gave no token that can be used.

    Attributes:
        code: Slack's name of the reason, or one of ours.
    """

    def __init__(self, code: str) -> None:
        """Take the reason; nothing that was sent or received."""
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Registration:
    """The app as Slack knows it.

    Attributes:
        redirect_url: where Slack sends whoever agreed.
    """

    client_id: str
    client_secret: str = field(repr=False)
    redirect_url: str

    def address(self, api_url: str, *, scopes: str, state: str) -> str:
        """Where an admin agrees; Slack has it beside its Web API."""
        asked = {"client_id": self.client_id, "scope": scopes, "redirect_uri": self.redirect_url}
        return f"{urljoin(api_url, '/oauth/v2/authorize')}?{urlencode({**asked, 'state': state})}"


async def exchange(
    client: AsyncWebClient, registration: Registration, code: str, *, at: datetime
) -> Installation:
    """Give the code back for a token, and find out who the bot is.

    Raises:
        RefusedError: Slack refused, did not answer, or gave a token that would have to be renewed.
    """
    try:
        # In the body: the SDK's own method builds a header with what the HTTP library is about to drop.
        told = await client.api_call(
            "oauth.v2.access",
            data={
                "client_id": registration.client_id,
                "client_secret": registration.client_secret,
                "code": code,
                "redirect_uri": registration.redirect_url,
            },
        )
        if told.get("refresh_token"):
            raise RefusedError(ROTATES)
        who = await client.auth_test(token=str(told["access_token"]))
    except SlackApiError as problem:
        down = refusals.status(problem) >= 500
        raise RefusedError(SILENT if down else refusals.code(problem)) from None
    except (aiohttp.ClientError, TimeoutError, SlackClientError, ValueError, KeyError):
        raise RefusedError(SILENT) from None
    return _installation(told, bot_id=str(who.get("bot_id", "")), at=at)


async def give_back(client: AsyncWebClient, token: str) -> None:
    """Have Slack forget a token that is not kept; where that fails, nobody has it either."""
    try:
        await client.auth_revoke(token=token)
    except (SlackApiError, aiohttp.ClientError, TimeoutError, SlackClientError, ValueError):
        return


def _installation(told: Any, *, bot_id: str, at: datetime) -> Installation:
    team, org = _part(told, "team"), _part(told, "enterprise")
    whole_org = told.get("is_enterprise_install") is True
    return Installation(
        enterprise=str(org.get("id") or ""),
        team="" if whole_org else str(team.get("id") or ""),
        name=str((org if whole_org else team).get("name") or ""),
        bot_id=bot_id,
        bot_user=str(told.get("bot_user_id") or ""),
        scopes=frozenset(scope for scope in str(told.get("scope") or "").split(",") if scope),
        token=str(told["access_token"]),
        installed_at=at,
    )


def _part(told: Any, name: str) -> Mapping[str, Any]:
    part = told.get(name)
    return part if isinstance(part, Mapping) else {}
