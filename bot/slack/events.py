"""What Slack tells without being asked: a page was opened, somebody came, left, moved or was renamed.

Bolt acknowledges an event before its listener runs; Slack repeats what was not acknowledged, and everything
here can happen twice without harm.
"""

import asyncio
import re
from collections.abc import Callable
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.conversations import home, roster
from bot.conversations.desk import Desk
from bot.slack import blocks, directory, presence
from bot.slack.client import BusyError
from locales.speech import speaking
from survey.errors import SurveyError, Trouble, UnreachableChannelError
from survey.ids import ChannelRef, GroupRef, UserRef
from survey.people import Audience, Profile

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
        app.event("dnd_updated_user")(self.on_quiet)
        app.event("subteam_members_changed")(self.on_regrouped)
        for kind in ("channel", "group"):
            app.event(f"{kind}_left")(self.on_removed)
            app.event(f"{kind}_archive")(self.on_archived)
            app.event(f"{kind}_unarchive")(self.on_unarchived)
        app.event(_ANY)(self.on_event)

    async def on_home(self, body: Body) -> None:
        """Draw the person's own page."""
        user, workspace = UserRef(str(body["event"]["user"])), str(body["team_id"])
        with speaking(await self._desk.language(workspace, user)):
            page = await asyncio.to_thread(
                home.home,
                self._desk.engine,
                workspace=workspace,
                user=user,
                at=self._desk.clock(),
                floor=self._desk.terms.floor,
                pace=self._desk.pace,
            )
            view = blocks.home(page)
        try:
            await self._client.views_publish(user_id=user, view=view)
        except BusyError:
            # The workspace is held; Slack shows the page as it was and asks again when it is opened next.
            _log.warning("home not drawn", reason="Slack asked to wait")

    async def on_joined(self, body: Body, context: AsyncBoltContext) -> None:
        """Somebody joined a channel, perhaps the bot itself."""
        user = UserRef(str(body["event"]["user"]))
        if user == context.bot_user_id:
            await self._trouble(body, None)
            return
        found = await self._profile(user)
        if found is not None:
            await self._follow(roster.joined, body, channel=_channel(body), profile=found)

    async def on_left(self, body: Body, context: AsyncBoltContext) -> None:
        """Somebody left a channel, perhaps the bot itself."""
        user = UserRef(str(body["event"]["user"]))
        if user == context.bot_user_id:
            await self._trouble(body, Trouble.REMOVED)
        else:
            await self._follow(roster.left, body, channel=_channel(body), user=user)

    async def on_removed(self, body: Body) -> None:
        """The bot was taken out of a channel."""
        await self._trouble(body, Trouble.REMOVED)

    async def on_archived(self, body: Body) -> None:
        """A channel was archived."""
        await self._trouble(body, Trouble.ARCHIVED)

    async def on_unarchived(self, body: Body) -> None:
        """A channel is in use again, though Slack may have left the bot out of it."""
        try:
            await self._desk.directory.members_of(Audience(_channel(body)))
        except UnreachableChannelError as problem:
            await self._trouble(body, problem.trouble)
        except SurveyError:
            _log.warning("roster not updated", reason="channel not read")
        else:
            await self._trouble(body, None)

    async def on_changed(self, body: Body) -> None:
        """Somebody's profile changed."""
        found = directory.profile(body["event"]["user"])
        await self._follow(roster.changed, body, profile=found, at=self._desk.clock())

    async def on_quiet(self, body: Body) -> None:
        """Somebody wants quiet, or wants it no more."""
        at = self._desk.clock()
        until = presence.quiet_until(body["event"]["dnd_status"], at=at)
        user = UserRef(str(body["event"]["user"]))
        await self._follow(roster.quiet, body, user=user, until=until, at=at)

    async def on_regrouped(self, body: Body) -> None:
        """People joined or left a user group."""
        event = body["event"]
        profiles = [await self._profile(UserRef(str(user))) for user in event.get("added_users", [])]
        await self._follow(
            roster.regrouped,
            body,
            group=GroupRef(str(event["subteam_id"])),
            joined=[profile for profile in profiles if profile is not None],
            left=[UserRef(str(user)) for user in event.get("removed_users", [])],
        )

    async def _profile(self, user: UserRef) -> Profile | None:
        try:
            return await self._desk.directory.profile(user)
        except SurveyError:
            # The nightly comparison brings in whoever could not be looked up now.
            _log.warning("roster not updated", reason="profile not read")
            return None

    async def _trouble(self, body: Body, trouble: Trouble | None) -> None:
        await self._follow(roster.troubled, body, channel=_channel(body), trouble=trouble)

    async def _follow(self, follow: Callable[..., None], body: Body, **told: Any) -> None:
        await asyncio.to_thread(follow, self._desk.engine, workspace=str(body["team_id"]), **told)

    async def on_event(self) -> None:
        """Take note of an event nobody needs; Bolt acknowledges it."""


def _channel(body: Body) -> ChannelRef:
    return ChannelRef(str(body["event"]["channel"]))
