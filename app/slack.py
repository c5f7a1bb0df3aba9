"""How Slack is called: who the bot is there, and one client for each way of calling."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from pydantic import SecretStr
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from app.platforms import Platform
from app.settings import Settings, SettingsError
from bot.conversations.answering import Answering
from bot.conversations.desk import Desk
from bot.followups import Followups
from bot.slack import refusals
from bot.slack.application import Identity, build
from bot.slack.client import PacedClient
from bot.slack.directory import SlackDirectory
from bot.slack.listeners import Listeners
from bot.slack.messenger import SlackMessenger
from bot.slack.parcels import SlackParcels
from bot.slack.presence import SlackPresence
from bot.slack.replies import Replies
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
    signing_secret: str
    clock: Clock

    @property
    def platform(self) -> Platform:
        """Slack as one of the platforms."""
        return Platform(
            name=SLACK,
            workspace=self.identity.workspace,
            messenger=SlackMessenger(self.sender, scopes=self.scopes, native_charts=self.native_charts),
            presence=SlackPresence(self.sender, scopes=self.scopes, clock=self.clock),
            directory=SlackDirectory(self.front),
            reader=SlackDirectory(self.reader),
            parcels=SlackParcels(self.front),
        )

    def begin(self, answering: Answering, desk: Desk, replies: Replies, followups: Followups) -> AsyncApp:
        """Bolt's application, which takes what Slack sends."""
        listeners = Listeners(answering, desk, client=self.front, replies=replies, followups=followups)
        return build(listeners, self.front, self.identity, signing_secret=self.signing_secret)


@asynccontextmanager
async def sharing() -> AsyncIterator[aiohttp.ClientSession]:
    """The session that all calls share, so that connections are kept."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT)) as session:
        yield session


async def joined(
    settings: Settings, session: aiohttp.ClientSession, pace: Pace, *, clock: Clock
) -> Slack | None:
    """The bot in Slack; None where Slack is not set up."""
    return await join(settings, session, pace, clock=clock) if settings.slack_bot_token else None


async def join(settings: Settings, session: aiohttp.ClientSession, pace: Pace, *, clock: Clock) -> Slack:
    """Find out who the bot is, and make its clients.

    Raises:
        SettingsError: the token is refused or the address does not answer.
    """
    token, base_url = secret(settings.slack_bot_token), settings.slack_api_url
    plain = AsyncWebClient(
        token=token, base_url=base_url, session=session, timeout=TIMEOUT, retry_handlers=[]
    )
    identity, scopes = await identify(plain)

    def client(patience: float) -> PacedClient:
        return PacedClient(
            token=token,
            base_url=base_url,
            session=session,
            timeout=TIMEOUT,
            pace=pace,
            workspace=identity.workspace,
            patience=patience,
        )

    return Slack(
        identity,
        scopes,
        front=client(_AT_A_PERSONS_HAND),
        sender=client(_OF_A_MESSAGE),
        reader=client(_BY_NIGHT),
        native_charts=settings.pulssi_native_charts,
        signing_secret=secret(settings.slack_signing_secret),
        clock=clock,
    )


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
