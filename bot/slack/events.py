"""What Slack tells without being asked: a page was opened, somebody came, left, moved or was renamed.

Bolt acknowledges an event before its listener runs; Slack repeats what was not acknowledged, and everything
here can happen twice without harm.
"""

import asyncio
import re
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.conversations import home, roster
from bot.conversations.desk import Desk
from bot.slack import blocks, directory
from survey.errors import SurveyError
from survey.ids import ChannelRef, UserRef

_log = structlog.get_logger(__name__)
_ANY = re.compile(r".*", re.DOTALL)
Body = dict[str, Any]


class Events:
    """The listeners of events."""

    def __init__(self, desk: Desk, client: AsyncWebClient) -> None:
        """Take what they need to look things up and to draw a page."""
        self._desk = desk
        self._client = client

    def register(self, app: AsyncApp) -> None:
        """Tell Bolt who listens to what, a catch-all last."""
        app.event("app_home_opened")(self.on_home)
        app.event("member_joined_channel")(self.on_joined)
        app.event("member_left_channel")(self.on_left)
        app.event("user_change")(self.on_changed)
        app.event(_ANY)(self.on_event)

    async def on_home(self, body: Body) -> None:
        """Draw the person's own page."""
        user, workspace = UserRef(str(body["event"]["user"])), str(body["team_id"])
        page = await asyncio.to_thread(
            home.home,
            self._desk.engine,
            workspace=workspace,
            user=user,
            at=self._desk.clock(),
            floor=self._desk.floor,
        )
        await self._client.views_publish(user_id=user, view=blocks.home(page))

    async def on_joined(self, body: Body) -> None:
        """Somebody joined a channel."""
        event = body["event"]
        try:
            found = await self._desk.directory.profile(UserRef(str(event["user"])))
        except SurveyError:
            _log.warning("roster not updated", reason="profile not read")
            return
        await asyncio.to_thread(
            roster.joined, self._desk.engine, workspace=_team(body), channel=_channel(body), profile=found
        )

    async def on_left(self, body: Body) -> None:
        """Somebody left a channel."""
        user = UserRef(str(body["event"]["user"]))
        await asyncio.to_thread(
            roster.left, self._desk.engine, workspace=_team(body), channel=_channel(body), user=user
        )

    async def on_changed(self, body: Body) -> None:
        """Somebody's profile changed."""
        found = directory.profile(body["event"]["user"])
        await asyncio.to_thread(roster.changed, self._desk.engine, workspace=_team(body), profile=found)

    async def on_event(self) -> None:
        """Take note of an event nobody needs; Bolt acknowledges it."""


def _team(body: Body) -> str:
    return str(body["team_id"])


def _channel(body: Body) -> ChannelRef:
    return ChannelRef(str(body["event"]["channel"]))
