"""The Bolt application: whom it serves, and who listens to what."""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltContext
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.front import AnswersFirst
from bot.slack.listeners import Listeners
from bot.slack.moves import Moves
from bot.slack.workplace import Find
from locales.speech import marked, say

_NOT_HERE = marked(
    "Pulssi is not installed in this workspace. Whoever runs Pulssi knows the address to install it."
)
WORKPLACE = "workplace"
"""What a listener's argument is called that takes the workplace; Bolt hands it over by its name."""


def build(
    listeners: Listeners,
    find: Find,
    client: AsyncWebClient,
    *,
    signing_secret: str,
    moves: Moves | None = None,
) -> AsyncApp:
    """The Bolt application for one workspace or many.

    Bolt would ask ``auth.test`` who it is for a request; that is known since the bot was installed.

    Args:
        listeners: take what people do.
        find: finds the workplace of a request.
        client: without a token; tells where the Web API is.
        signing_secret: what requests are signed with.
        moves: hears of the app being uninstalled, where others than the operator can do that.
    """
    app = AsyncApp(
        client=client,
        signing_secret=signing_secret,
        authorize=_authorize(find),  # type: ignore[arg-type] # None is Bolt's word for a stranger
        before_authorize=AnswersFirst(find, listeners.on_answer),
        process_before_response=True,
        user_facing_authorize_error_message=say(_NOT_HERE),
    )
    if moves is not None:
        moves.register(app)
    listeners.register(app)
    return app


def _authorize(find: Find) -> Callable[..., Awaitable[AuthorizeResult | None]]:
    """Bolt's question who the bot is where a request comes from."""

    async def authorize(
        context: AsyncBoltContext, enterprise_id: str | None = None, team_id: str | None = None, **_: Any
    ) -> AuthorizeResult | None:
        found = await find(team_id or "", enterprise_id or "")
        if found is None:
            # What comes from a workspace without the app is nobody's.
            return None
        context[WORKPLACE] = found
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=found.identity.workspace,
            bot_id=found.identity.bot_id,
            bot_user_id=found.identity.bot_user,
            bot_token=found.client.token,
        )

    return authorize
