"""The workspaces where Pulssi was installed by OAuth: found when they are needed, forgotten when they leave.

What is known of one is looked up anew every few seconds, so that every process hears of an installation that
another one took or lost; a tap finds it in memory.
"""

import asyncio
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

import aiohttp
from slack_bolt.async_app import AsyncApp
from sqlmodel import Session

from app.platforms import Platform
from app.settings import Settings
from app.slack import Lines, OneWorkspace, join, secret
from app.store import Store
from bot.conversations.answering import Answering
from bot.conversations.desk import Desk
from bot.followups import Followups
from bot.slack.application import build
from bot.slack.listeners import Listeners
from bot.slack.moves import Move, Moves
from bot.slack.replies import Replies
from bot.slack.workplace import Identity, Workplace
from storage import installations, people, teams, workspaces
from storage.database import erase_traces, reading, transaction
from storage.installations import Installation
from survey.errors import Trouble
from survey.pace import Pace
from survey.ports import Clock, Randomness, Seconds

_FRESH = 10.0
"""Seconds for which an installation is taken as read."""
_MOST_KNOWN = 1024
"""Workspaces remembered; the longest unused is read again when it comes."""


@dataclass(slots=True)
class _Known:
    """What is known of a workspace, asked for with its organisation or without; None where it has no app."""

    read_at: float
    org: str = ""
    installation: Installation | None = None
    platform: Platform | None = None
    workplace: Workplace | None = field(default=None, repr=False)


class Installed:
    """Slack in as many workspaces as have the app."""

    platforms: tuple[Platform, ...] = ()

    def __init__(
        self, lines: Lines, kept: Store, *, randomness: Randomness, seconds: Seconds = time.monotonic
    ) -> None:
        """Know none yet."""
        self.lines = lines
        self._kept = kept
        self._randomness = randomness
        self._seconds = seconds
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._lock = threading.Lock()
        self._changes = 0
        self._desk_of: Callable[[Platform], Desk] | None = None

    def begin(
        self,
        answering: Answering,
        desk_of: Callable[[Platform], Desk],
        replies: Replies,
        followups: Followups,
    ) -> AsyncApp:
        """Bolt's application, which takes what Slack sends from all of them."""
        self._desk_of = desk_of
        self._forget("")
        return build(
            Listeners(answering, replies=replies, followups=followups),
            self.workplace,
            self.lines.plain(),
            signing_secret=secret(self.lines.settings.slack_signing_secret),
            moves=Moves(left=self.left, granted=self.granted, revoked=self.revoked),
        )

    def find(self, workspace: str) -> Platform | None:
        """The workspace the platform calls so; may read the database."""
        return (self._fresh(workspace) or self._read(workspace, "")).platform

    async def workplace(self, team: str, org: str) -> Workplace | None:
        """The same for a listener; what is in memory costs nothing."""
        known = self._fresh(team)
        if known is None or (known.installation is None and known.org != org):
            known = await asyncio.to_thread(self._read, team, org)
        return known.workplace

    def keep(self, new: Installation) -> None:
        """Keep an installation; whatever was known of its workspaces is read again."""
        with transaction(self._kept.engine) as session:
            installations.save(session, new, data_key=self._kept.data_key, randomness=self._randomness)
        self._forget(new.team)

    def use_state(self, digest: bytes, *, until: datetime, at: datetime) -> bool:
        """Use up what came back with whoever installs; False where it was used before."""
        with transaction(self._kept.engine) as session:
            return installations.use_state(session, digest, until=until, at=at)

    def left(self, move: Move) -> None:
        """Delete the token at once, ask nobody there any more, and keep what the teams have.

        Uninstalling takes the bot out of every channel; once it is back, somebody has to invite it again, and
        until then each team says so.
        """
        with transaction(self._kept.engine) as session:
            gone = installations.remove(session, move.enterprise, move.team, before=move.at)
            _stop(session, gone)
        self._forget(move.team)
        erase_traces(self._kept.engine)

    def granted(self, move: Move) -> None:
        """Serve more workspaces of an organisation."""
        with transaction(self._kept.engine) as session:
            installations.join_org(session, move.enterprise, move.workspaces)
        self._forget("")

    def revoked(self, move: Move) -> None:
        """Serve these workspaces of an organisation no more."""
        with transaction(self._kept.engine) as session:
            _stop(session, installations.leave_org(session, move.enterprise, move.workspaces))
        self._forget("")

    def _fresh(self, team: str) -> _Known | None:
        """What is known, if it was read lately; one who finds it stale reads it for all the others."""
        now = self._seconds()
        with self._lock:
            known = self._known.get(team)
            if known is None:
                return None
            self._known.move_to_end(team)
            if now - known.read_at < _FRESH:
                return known
            known.read_at = now
        return None

    def _read(self, team: str, org: str) -> _Known:
        changes = -1
        while changes != self._changes:
            # Where one came or left meanwhile, what was read may be out of date already.
            changes = self._changes
            found = self._look_up(team, org)
        with self._lock:
            known = self._known.get(team)
            if known is None or known.installation != found or found is None:
                known = self._known[team] = self._make(team, found)
                known.org = org
                while len(self._known) > _MOST_KNOWN:
                    self._known.popitem(last=False)
            known.read_at = self._seconds()
            return known

    def _look_up(self, team: str, org: str) -> Installation | None:
        with reading(self._kept.engine) as session:
            found = installations.find(session, team, data_key=self._kept.data_key, enterprise=org)
            is_new = found is not None and found.is_org_wide and not installations.org_of(session, team)
        if is_new and team != org:
            with transaction(self._kept.engine) as session:
                installations.join_org(session, org, [team])
        return found

    def _make(self, team: str, found: Installation | None) -> _Known:
        if found is None:
            return _Known(self._seconds())
        org = found.enterprise if found.is_org_wide else ""
        identity = Identity(team, found.bot_id, found.bot_user, org)
        slack = self.lines.to(identity, token=found.token, scopes=found.scopes)
        platform = slack.platform
        workplace = slack.workplace(self._desk_of(platform)) if self._desk_of else None
        return _Known(self._seconds(), installation=found, platform=platform, workplace=workplace)

    def _forget(self, team: str) -> None:
        """Forget a workspace, or, where a whole organisation changed, all."""
        with self._lock:
            self._changes += 1
            if team:
                self._known.pop(team, None)
            else:
                self._known.clear()


def _stop(session: Session, refs: Iterable[str]) -> None:
    """Ask nobody in these workspaces until the bot is invited to their channels again."""
    for ref in refs:
        found = workspaces.find(session, ref)
        if found is not None:
            teams.note_trouble_everywhere(session, found.id, Trouble.REMOVED)
            people.forget_channels(session, found.id)


async def joined(
    settings: Settings,
    kept: Store,
    session: aiohttp.ClientSession,
    pace: Pace,
    *,
    clock: Clock,
    randomness: Randomness,
) -> OneWorkspace | Installed | None:
    """Slack the way the settings say; None where it is not set up.

    Raises:
        SettingsError: the token of the one workspace is refused, or the address does not answer.
    """
    lines = Lines(settings, session, pace, clock)
    if settings.slack_client_id is not None:
        return Installed(lines, kept, randomness=randomness)
    return await join(lines) if settings.slack_bot_token else None
