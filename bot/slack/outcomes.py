"""How a call that posts something ended: certainly not sent, or unsure.

Which errors are certain follows https://docs.slack.dev/reference/methods/chat.postMessage.
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.slack import refusals
from bot.slack.client import BusyError
from survey.deliveries import NotSentError, UnsureError

_A_TURN = 5.0
"""Seconds after which a message whose method had no turn left is tried again, at least."""
_UNSURE = frozenset(
    {"fatal_error", "internal_error", "request_timeout", "service_unavailable", refusals.UNREADABLE}
)
_NOBODY_REACHED = frozenset(
    {
        "account_inactive",
        "invalid_auth",
        "missing_scope",
        "not_authed",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
    }
)
"""The token is refused, so no message of this workspace can go; an operator mends that."""
_AFTER_A_REFUSED_TOKEN = 300.0
_MAY_HEAL = {"message_limit_exceeded": 60.0}
"""Errors of one message that time mends, with the seconds to wait."""
Result = TypeVar("Result")


async def certain(call: Callable[[], Awaitable[Result]]) -> Result:
    """Make a call and sort its failures.

    Raises:
        NotSentError: nothing was sent.
        UnsureError: nobody can tell.
    """
    try:
        return await call()
    except BusyError as problem:
        raise NotSentError(
            "not its turn",
            retry_after=max(_A_TURN, problem.seconds),
            whole_workspace=problem.whole_workspace,
            is_failure=False,
        ) from problem
    except SlackApiError as problem:
        raise _sorted(problem) from problem
    except aiohttp.ClientConnectorError as problem:
        # Nobody can be reached, and it is no message's fault: all wait until the network is back.
        raise NotSentError(
            "cannot connect", retry_after=refusals.DEFAULT_RETRY_AFTER, whole_workspace=True
        ) from problem
    except (aiohttp.ClientError, TimeoutError, SlackClientError, ValueError) as problem:
        raise UnsureError(type(problem).__name__) from problem


def _sorted(problem: SlackApiError) -> NotSentError | UnsureError:
    error = refusals.code(problem)
    if refusals.is_too_fast(problem):
        return NotSentError("rate_limited", retry_after=refusals.retry_after(problem), whole_workspace=True)
    if refusals.status(problem) >= 500 or error in _UNSURE:
        return UnsureError(error)
    if error in _NOBODY_REACHED:
        return NotSentError(error, retry_after=_AFTER_A_REFUSED_TOKEN, whole_workspace=True)
    return NotSentError(error, retry_after=_MAY_HEAL.get(error))
