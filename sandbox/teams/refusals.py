"""How the connector says no to a bot, in the shapes that Microsoft documents."""

import json
from typing import Literal

from sandbox.workspace.messages import Json

Silence = Literal["blocked_by_user", "not_in_roster", "not_installed", "writes_blocked", "disabled_by_admin"]
"""Why a person cannot be written to; ``writes_blocked`` is said of blocked and of uninstalled bots."""

SILENCES: dict[Silence, tuple[str, str]] = {
    "blocked_by_user": ("ConversationBlockedByUser", "User blocked the conversation with the bot."),
    "not_in_roster": ("BotNotInConversationRoster", "The bot is not part of the conversation roster."),
    "not_installed": ("ForbiddenOperationException", "The bot is not installed in user's personal scope."),
    "disabled_by_admin": ("BotDisabledByAdmin", "The tenant admin disabled this bot."),
}


class ConnectorError(Exception):
    """A call is refused with this status and body."""

    def __init__(self, status: int, body: Json, *, retry_after: int | None = None) -> None:
        super().__init__(status, body)
        self.status = status
        self.body = body
        self.headers = {} if retry_after is None else {"Retry-After": str(retry_after)}


def refusal(status: int, code: str, message: str = "", *, retry_after: int | None = None) -> ConnectorError:
    body = {"error": {"code": code, "message": message or code}}
    return ConnectorError(status, body, retry_after=retry_after)


def silenced(why: Silence) -> ConnectorError:
    """403: the bot may not write there."""
    if why != "writes_blocked":
        return refusal(403, *SILENCES[why])
    # Microsoft puts JSON into a string here.
    inner = {"subCode": "MessageWritesBlocked", "details": "Thread is blocked for message writes."}
    return ConnectorError(403, {"errorCode": 209, "message": json.dumps(inner)})


def throttled(seconds: int) -> ConnectorError:
    return refusal(429, "Throttled", "Too many requests.", retry_after=seconds)


def no_conversation() -> ConnectorError:
    return refusal(404, "ConversationNotFound", "Conversation not found.")


def no_activity() -> ConnectorError:
    return refusal(404, "ActivityNotFoundInConversation", "Activity not found in conversation.")


def bad_argument(message: str) -> ConnectorError:
    return refusal(400, "BadArgument", message)
