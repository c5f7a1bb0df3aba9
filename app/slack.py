"""How a workspace in Slack is called: who the bot is there, and one client for each way of calling."""

from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from pydantic import SecretStr
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from app.platforms import Find, Platform, nowhere
from app.settings import Settings, SettingsError
from bot.conversations.answering import Answering
from bot.conversations.desk import Desk
from bot.followups import Followups
from bot.slack import refusals
from bot.slack.application import build
from bot.slack.client import PacedClient
from bot.slack.directory import SlackDirectory
from bot.slack.listeners import Listeners
from bot.slack.messenger import SlackMessenger
from bot.slack.parcels import SlackParcels
from bot.slack.presence import SlackPresence
from bot.slack.replies import Replies
from bot.slack.workplace import Identity, Workplace
from storage.workspaces import SLACK
from survey.pace import Pace
from survey.ports import Clock

TIMEOUT = 20
"""Seconds a call to Slack may take; well under a delivery's lease."""
_AT_A_PERSONS_HAND, _OF_A_MESSAGE, _BY_NIGHT = 1.5, 5.0, 120.0
"""Seconds a caller waits for a turn: somebody who typed, a message that is due, a job nobody waits for."""


@dataclass(frozen=True, slots=True)
class Slack:
    """The bot in its workspace.

    Attributes:
        scopes: what its token may do, as Slack tells with every answer.
        front: for what a person waits for.
        sender: for messages owed.
        reader: for jobs that read a lot.
    """

    identity: Identity
    scopes: frozenset[str]
    front: PacedClient
    sender: PacedClient
    reader: PacedClient
    native_charts: bool
    clock: Clock

    @property
    def platform(self) -> Platform:
        """Slack as one of the platforms."""
        return Platform(
            name=SLACK,
            workspace=self.identity.workspace,
            messenger=SlackMessenger(self.sender, scopes=self.scopes, native_charts=self.native_charts),
            presence=SlackPresence(self.sender, scopes=self.scopes, clock=self.clock),
            directory=self._directory(self.front),
            reader=self._directory(self.reader),
            parcels=SlackParcels(self.front),
        )

    def _directory(self, client: PacedClient) -> SlackDirectory:
        return SlackDirectory(client, workspace=client.workspace, org_wide=bool(self.identity.org))

    def workplace(self, desk: Desk) -> Workplace:
        """The workspace as listeners see it."""
        return Workplace(self.identity, desk, self.front)


@dataclass(frozen=True, slots=True)
class Lines:
    """What every call to Slack shares."""

    settings: Settings
    session: aiohttp.ClientSession
    pace: Pace
    clock: Clock

    def to(self, identity: Identity, *, token: str, scopes: Collection[str]) -> Slack:
        """The bot in one workspace; nothing is called yet."""

        def client(patience: float) -> PacedClient:
            return PacedClient(
                token=token,
                base_url=self.settings.slack_api_url,
                session=self.session,
                timeout=TIMEOUT,
                pace=self.pace,
                workspace=identity.workspace,
                patience=patience,
            )

        return Slack(
            identity,
            frozenset(scopes),
            front=client(_AT_A_PERSONS_HAND),
            sender=client(_OF_A_MESSAGE),
            reader=client(_BY_NIGHT),
            native_charts=self.settings.pulssi_native_charts,
            clock=self.clock,
        )

    def plain(self, token: str | None = None) -> AsyncWebClient:
        """A client that keeps no pace."""
        return AsyncWebClient(
            token=token,
            base_url=self.settings.slack_api_url,
            session=self.session,
            timeout=TIMEOUT,
            retry_handlers=[],
        )


@dataclass(frozen=True, slots=True)
class OneWorkspace:
    """Slack where the token of one workspace is in the settings."""

    lines: Lines
    slack: Slack

    @property
    def platforms(self) -> tuple[Platform, ...]:
        """The one."""
        return (self.slack.platform,)

    @property
    def find(self) -> Find:
        """No other."""
        return nowhere

    def begin(
        self,
        answering: Answering,
        desk_of: Callable[[Platform], Desk],
        replies: Replies,
        followups: Followups,
    ) -> AsyncApp:
        """Bolt's application, which takes what Slack sends."""
        here = self.slack.workplace(desk_of(self.slack.platform))

        async def find(team: str, _org: str) -> Workplace | None:
            return here if team == here.identity.workspace else None

        return build(
            Listeners(answering, replies=replies, followups=followups),
            find,
            self.lines.plain(),
            signing_secret=secret(self.lines.settings.slack_signing_secret),
        )


@asynccontextmanager
async def sharing() -> AsyncIterator[aiohttp.ClientSession]:
    """The session that all calls share, so that connections are kept."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT)) as session:
        yield session


async def join(lines: Lines) -> OneWorkspace:
    """Find out who the bot is whose token is set.

    Raises:
        SettingsError: the token is refused or the address does not answer.
    """
    token = secret(lines.settings.slack_bot_token)
    identity, scopes = await identify(lines.plain(token))
    return OneWorkspace(lines, lines.to(identity, token=token, scopes=scopes))


async def identify(client: AsyncWebClient) -> tuple[Identity, frozenset[str]]:
    """Who the bot is and what it may do; a token that does not work stops the start with a sentence.

    Raises:
        SettingsError: the token is refused or the address does not answer.
    """
    try:
        told = await client.auth_test()
    except SlackApiError as problem:
        raise SettingsError(
            f"SLACK_BOT_TOKEN is refused ({refusals.code(problem)}). Install the app again and copy the "
            "Bot User OAuth Token from OAuth & Permissions."
        ) from problem
    except (aiohttp.ClientError, TimeoutError) as problem:
        raise SettingsError(
            f"{client.base_url} does not answer. Check the network, or SLACK_API_URL if you set it."
        ) from problem
    named = {name.lower(): value for name, value in dict(told.headers).items()}
    scopes = frozenset(
        scope.strip() for scope in str(named.get("x-oauth-scopes", "")).split(",") if scope.strip()
    )
    return Identity(str(told["team_id"]), str(told.get("bot_id", "")), str(told["user_id"])), scopes


def secret(value: SecretStr | None) -> str:
    """A secret in the clear, to hand to whoever needs it."""
    return value.get_secret_value() if value else ""
