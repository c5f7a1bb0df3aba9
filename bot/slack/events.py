"""What Slack tells without being asked: a page was opened, somebody came, left, moved or was renamed.

Bolt acknowledges an event before its listener runs; Slack repeats what was not acknowledged, and everything
here can happen twice without harm.
"""

import asyncio
import re
from collections.abc import Callable
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp

from bot.conversations import home, roster
from bot.slack import blocks, directory, presence
from bot.slack.client import BusyError
from bot.slack.workplace import Workplace
from locales.speech import speaking
from survey.errors import SurveyError, Trouble, UnreachableChannelError
from survey.ids import ChannelRef, GroupRef, UserRef
from survey.people import Audience, Profile

_log = structlog.get_logger(__name__)
_ANY = re.compile(r".*", re.DOTALL)
Body = dict[str, Any]


class Events:
    """The listeners of events, whichever workspace they come from."""

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

    async def on_home(self, body: Body, workplace: Workplace) -> None:
        """Draw the person's own page."""
        user, workspace = UserRef(str(body["event"]["user"])), workplace.identity.workspace
        with speaking(await workplace.desk.language(workspace, user)):
            page = await asyncio.to_thread(
                home.home,
                workplace.desk.engine,
                workspace=workspace,
                user=user,
                at=workplace.desk.clock(),
                floor=workplace.desk.terms.floor,
                pace=workplace.desk.pace,
            )
            view = blocks.home(page)
        try:
            await workplace.client.views_publish(user_id=user, view=view)
        except BusyError:
            # The workspace is held; Slack shows the page as it was and asks again when it is opened next.
            _log.warning("home not drawn", reason="Slack asked to wait")

    async def on_joined(self, body: Body, workplace: Workplace) -> None:
        """Somebody joined a channel, perhaps the bot itself."""
        user = UserRef(str(body["event"]["user"]))
        if user == workplace.identity.bot_user:
            await _trouble(workplace, body, None)
            return
        found = await _profile(workplace, user)
        if found is not None:
            await _follow(workplace, roster.joined, channel=_channel(body), profile=found)

    async def on_left(self, body: Body, workplace: Workplace) -> None:
        """Somebody left a channel, perhaps the bot itself."""
        user = UserRef(str(body["event"]["user"]))
        if user == workplace.identity.bot_user:
            await _trouble(workplace, body, Trouble.REMOVED)
        else:
            await _follow(workplace, roster.left, channel=_channel(body), user=user)

    async def on_removed(self, body: Body, workplace: Workplace) -> None:
        """The bot was taken out of a channel."""
        await _trouble(workplace, body, Trouble.REMOVED)

    async def on_archived(self, body: Body, workplace: Workplace) -> None:
        """A channel was archived."""
        await _trouble(workplace, body, Trouble.ARCHIVED)

    async def on_unarchived(self, body: Body, workplace: Workplace) -> None:
        """A channel is in use again, though Slack may have left the bot out of it."""
        try:
            await workplace.desk.directory.members_of(Audience(_channel(body)))
        except UnreachableChannelError as problem:
            await _trouble(workplace, body, problem.trouble)
        except SurveyError:
            _log.warning("roster not updated", reason="channel not read")
        else:
            await _trouble(workplace, body, None)

    async def on_changed(self, body: Body, workplace: Workplace) -> None:
        """Somebody's profile changed."""
        found = directory.profile(body["event"]["user"])
        await _follow(workplace, roster.changed, profile=found, at=workplace.desk.clock())

    async def on_quiet(self, body: Body, workplace: Workplace) -> None:
        """Somebody wants quiet, or wants it no more."""
        at = workplace.desk.clock()
        until = presence.quiet_until(body["event"]["dnd_status"], at=at)
        user = UserRef(str(body["event"]["user"]))
        await _follow(workplace, roster.quiet, user=user, until=until, at=at)

    async def on_regrouped(self, body: Body, workplace: Workplace) -> None:
        """People joined or left a user group."""
        event = body["event"]
        profiles = [await _profile(workplace, UserRef(str(user))) for user in event.get("added_users", [])]
        await _follow(
            workplace,
            roster.regrouped,
            group=GroupRef(str(event["subteam_id"])),
            joined=[profile for profile in profiles if profile is not None],
            left=[UserRef(str(user)) for user in event.get("removed_users", [])],
        )

    async def on_event(self) -> None:
        """Take note of an event nobody needs; Bolt acknowledges it."""


async def _profile(workplace: Workplace, user: UserRef) -> Profile | None:
    try:
        return await workplace.desk.directory.profile(user)
    except SurveyError:
        # The nightly comparison brings in whoever could not be looked up now.
        _log.warning("roster not updated", reason="profile not read")
        return None


async def _trouble(workplace: Workplace, body: Body, trouble: Trouble | None) -> None:
    await _follow(workplace, roster.troubled, channel=_channel(body), trouble=trouble)


async def _follow(workplace: Workplace, follow: Callable[..., None], **told: Any) -> None:
    await asyncio.to_thread(follow, workplace.desk.engine, workspace=workplace.identity.workspace, **told)


def _channel(body: Body) -> ChannelRef:
    return ChannelRef(str(body["event"]["channel"]))
