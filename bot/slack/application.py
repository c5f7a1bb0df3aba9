"""The Bolt application: who it serves, and who listens to what."""

from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.front import AnswersFirst
from bot.slack.listeners import Listeners


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the bot is, as ``auth.test`` told at the start."""

    workspace: str
    bot_id: str
    bot_user: str


def build(
    listeners: Listeners, client: AsyncWebClient, identity: Identity, *, signing_secret: str
) -> AsyncApp:
    """The Bolt application for one workspace.

    Bolt would ask ``auth.test`` who it is for a request; the answer is known since the start.
    """
    known = AuthorizeResult(
        enterprise_id=None,
        team_id=identity.workspace,
        bot_id=identity.bot_id,
        bot_user_id=identity.bot_user,
        bot_token=client.token,
    )

    async def authorize(team_id: str | None = None, **_: Any) -> AuthorizeResult | None:
        # One installation serves one workspace: what another one sends is nobody's.
        return known if team_id == identity.workspace else None

    app = AsyncApp(
        client=AsyncWebClient(base_url=client.base_url, session=client.session),
        signing_secret=signing_secret,
        authorize=authorize,  # type: ignore[arg-type] # None is Bolt's word for a stranger
        before_authorize=AnswersFirst(identity.workspace, listeners.on_answer),
        process_before_response=True,
    )
    listeners.register(app)
    return app
