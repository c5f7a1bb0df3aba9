"""Who does not want to be disturbed, where the installation lets us ask (``dnd:read``)."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError

from bot.slack import refusals
from bot.slack.client import BusyError, PacedClient
from survey.ids import UserRef
from survey.ports import Clock

SCOPE = "dnd:read"
_log = structlog.get_logger(__name__)


class SlackPresence:
    """The Presence port on Slack."""

    def __init__(self, client: PacedClient, *, scopes: Collection[str], clock: Clock) -> None:
        """Take a client and what its token may do."""
        self._client = client
        self._may_ask = SCOPE in scopes
        self._clock = clock

    async def away(self, workspace: str, users: Collection[UserRef]) -> Mapping[UserRef, datetime]:
        """Until when each of at most fifty people wants quiet, from ``dnd.teamInfo``."""
        if not self._may_ask:
            return {}
        try:
            told = await self._client.dnd_teamInfo(users=",".join(users), team_id=workspace)
        except SlackApiError as problem:
            _log.warning("presence not read", reason=refusals.code(problem))
            return {}
        except (aiohttp.ClientError, TimeoutError, BusyError) as problem:
            _log.warning("presence not read", reason=type(problem).__name__)
            return {}
        found = {
            UserRef(user): quiet_until(status, at=self._clock()) for user, status in told["users"].items()
        }
        return {user: until for user, until in found.items() if until is not None}


def quiet_until(status: Mapping[str, Any], *, at: datetime) -> datetime | None:
    """The end of the quiet time that lasts now; None where there is none.

    See https://docs.slack.dev/reference/methods/dnd.info.
    """
    now = at.timestamp()
    spans = [
        (0, status.get("snooze_endtime", 0) if status.get("snooze_enabled") else 0),
        (
            status.get("next_dnd_start_ts", 0),
            status.get("next_dnd_end_ts", 0) if status.get("dnd_enabled") else 0,
        ),
    ]
    ends = [float(end) for start, end in spans if float(start) <= now < float(end)]
    return datetime.fromtimestamp(max(ends), UTC) if ends else None
