"""Zone and language of people who never wrote, from their mailboxes in Microsoft Graph, where permitted.

Whatever goes wrong here, somebody is asked at the workspace's hour and in its language: no roster and no
question waits for it.
"""

import asyncio
import re
from collections import OrderedDict
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import structlog

from bot.teams import zone_names
from bot.teams.outcomes import retry_after
from locales.catalogues import nearest
from survey.ports import Clock

MICROSOFT = "https://graph.microsoft.com"
_SCOPE = f"{MICROSOFT}/.default"
_ACCOUNT = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_AT_ONCE = 8
_TIMEOUT, _PATIENCE = 5.0, 10.0
"""Seconds for one answer, and the longest that Graph's "too fast" is waited out; beyond, we leave off."""
_REMEMBERED, _FORBIDDEN = timedelta(hours=1), timedelta(hours=1)
_SILENT = timedelta(minutes=1)
_MOST = 20_000
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """What a mailbox says of its owner; None where it does not."""

    zone: ZoneInfo | None = None
    language: str | None = None


_UNKNOWN = Mailbox()


class Graph:
    """Reads mailboxes' settings, a few at a time; leaves Graph alone for a while where it does not tell."""

    def __init__(self, http: Any, tokens: Any, *, workspace: str, address: str, clock: Clock) -> None:
        """Take the SDK's client and its source of tokens."""
        self._http = http
        self._tokens = tokens
        self._workspace = workspace
        self._address = address.rstrip("/")
        self._clock = clock
        self._known: OrderedDict[str, tuple[datetime, Mailbox]] = OrderedDict()
        self._again_at: datetime | None = None

    async def mailboxes(self, accounts: Collection[str], *, within: float | None) -> Mapping[str, Mailbox]:
        """What is known of these by their ids in the directory, and what can be asked in so many seconds."""
        found: dict[str, Mailbox] = {}
        turns = asyncio.Semaphore(_AT_ONCE)

        async def ask(account: str) -> None:
            async with turns:
                found[account] = await self._mailbox(account)

        with suppress(TimeoutError):
            async with asyncio.timeout(within), asyncio.TaskGroup() as asking:
                for account in sorted({each for each in accounts if _ACCOUNT.fullmatch(each)}):
                    asking.create_task(ask(account))
        return found

    async def ask(self, account: str) -> httpx.Response:
        """Ask of one mailbox; raises httpx's errors, and whatever the SDK does where it gets no token."""
        token = await self._tokens.get_app_token(_SCOPE, self._workspace)
        url = f"{self._address}/v1.0/users/{account}/mailboxSettings"
        headers = {"Authorization": f"Bearer {token}"}
        response = await self._http.request("GET", url, headers=headers, timeout=_TIMEOUT)
        response.raise_for_status()
        return response  # type: ignore[no-any-return]

    async def _mailbox(self, account: str) -> Mailbox:
        until, known = self._known.get(account, (None, _UNKNOWN))
        if until is not None and self._clock() < until:
            return known
        for _ in range(2):
            wait = self._to_wait()
            if wait > _PATIENCE:
                break
            await asyncio.sleep(wait)
            found = await self._answer(account)
            if found is not None:
                return self._remember(account, found)
        return _UNKNOWN

    async def _answer(self, account: str) -> Mailbox | None:
        """What a mailbox says; None where Graph is left alone for a while instead."""
        try:
            return _read(await self.ask(account), at=self._clock())
        except httpx.HTTPStatusError as problem:
            status = problem.response.status_code
            if status == 429:
                self._leave(timedelta(seconds=retry_after(problem.response)), "too fast")
            elif status in {401, 403}:
                self._leave(_FORBIDDEN, f"status {status}; see pulssi doctor")
            elif status >= 500:
                self._leave(_SILENT, f"status {status}")
            else:
                # Somebody without a mailbox, or with one on the organisation's own server.
                return _UNKNOWN
        except Exception as problem:  # noqa: BLE001 - the SDK and msal fail in many ways, and no roster waits
            self._leave(_SILENT, type(problem).__name__)
        return None

    def _to_wait(self) -> float:
        return (self._again_at - self._clock()).total_seconds() if self._again_at else 0.0

    def _leave(self, pause: timedelta, reason: str) -> None:
        """Ask nothing for so long; said once, not by each of those who asked at the same time."""
        if self._to_wait() <= 0.0:
            _log.warning("mailboxes not read", reason=reason)
        again_at = self._clock() + pause
        self._again_at = max(again_at, self._again_at or again_at)

    def _remember(self, account: str, found: Mailbox) -> Mailbox:
        self._known[account] = self._clock() + _REMEMBERED, found
        while len(self._known) > _MOST:
            self._known.popitem(last=False)
        return found


def _read(response: httpx.Response, *, at: datetime) -> Mailbox:
    """The two settings that are looked at; an answer has more, which goes nowhere."""
    told: Any = None
    with suppress(ValueError):
        told = response.json()
    settings: Mapping[str, Any] = told if isinstance(told, Mapping) else {}
    spoken = settings.get("language")
    locale = spoken.get("locale") if isinstance(spoken, Mapping) else None
    where, name = str(locale or ""), settings.get("timeZone")
    zone = zone_names.zone(name, where, at=at) if isinstance(name, str) and name else None
    return Mailbox(zone, nearest(where))
