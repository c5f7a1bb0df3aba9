"""The app comes and goes: it was uninstalled, its token revoked, or an organisation gave it to a workspace.

Being uninstalled is told twice, as ``app_uninstalled`` and as ``tokens_revoked``, in either order; each alone
is enough, and both together do no harm. See https://docs.slack.dev/reference/events/app_uninstalled.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from slack_bolt.async_app import AsyncApp

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Move:
    """What changed where the app is.

    Attributes:
        enterprise: the organisation; empty where there is none.
        team: the workspace; empty where the app is gone from the whole organisation.
        at: when, as Slack says.
        workspaces: of the organisation, those that it was given to or taken from.
    """

    enterprise: str
    team: str
    at: datetime
    workspaces: tuple[str, ...] = ()


class Moves:
    """The listeners of the app's own comings and goings; Bolt lets these pass without a token."""

    def __init__(
        self,
        *,
        left: Callable[[Move], None],
        granted: Callable[[Move], None],
        revoked: Callable[[Move], None],
    ) -> None:
        """Take what is to be done; each is called in a thread, and may be called twice."""
        self._left = left
        self._granted = granted
        self._revoked = revoked

    def register(self, app: AsyncApp) -> None:
        """Tell Bolt who listens to what."""
        app.event("app_uninstalled")(self.on_uninstalled)
        app.event("tokens_revoked")(self.on_revoked)
        app.event("team_access_granted")(self.on_granted)
        app.event("team_access_revoked")(self.on_access_revoked)

    async def on_uninstalled(self, body: Body) -> None:
        """The app was removed."""
        await asyncio.to_thread(self._left, _move(body))

    async def on_revoked(self, body: Body) -> None:
        """Tokens stopped working; those of people are none of ours, as none is ever asked for."""
        tokens = body["event"].get("tokens")
        if isinstance(tokens, Mapping) and tokens.get("bot"):
            await asyncio.to_thread(self._left, _move(body))

    async def on_granted(self, body: Body) -> None:
        """An organisation gave the app to more of its workspaces."""
        await asyncio.to_thread(self._granted, _move(body))

    async def on_access_revoked(self, body: Body) -> None:
        """An organisation took the app from some of its workspaces."""
        await asyncio.to_thread(self._revoked, _move(body))


def _move(body: Body) -> Move:
    authorizations = body.get("authorizations")
    told = authorizations[0] if isinstance(authorizations, Sequence) and authorizations else body
    whole_org = told.get("is_enterprise_install") is True
    teams = body["event"].get("team_ids")
    return Move(
        enterprise=str(told.get("enterprise_id") or body.get("enterprise_id") or ""),
        team="" if whole_org else str(told.get("team_id") or body.get("team_id") or ""),
        at=datetime.fromtimestamp(int(body["event_time"]) + 1, UTC),
        workspaces=tuple(map(str, teams)) if isinstance(teams, Sequence) else (),
    )
