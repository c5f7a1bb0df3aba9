"""How a call to the connector ended: certainly not sent, or unsure.

Which codes are what follows Microsoft's page on the conversation API's errors; a message has no key that
would make sending it twice harmless, so nothing is repeated where it may have arrived.
"""

import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, TypeVar

import httpx

from survey.deliveries import NotSentError, UnsureError

_TOO_FAST, _AGAIN = 429, frozenset({412, 502, 503, 504})
_RETRY_AFTER = 5.0
_LONGEST_WAIT = 3600.0
_GONE = frozenset(
    {
        *("BotDisabledByAdmin", "ConversationBlockedByUser", "BotNotInConversationRoster"),
        *("ForbiddenOperationException", "NotEnoughPermissions", "MessageWritesBlocked"),
    }
)
"""Whoever it is cannot be written to until they come back."""
Result = TypeVar("Result")


class UnreachableError(NotSentError):
    """Somebody blocked or removed the bot: nothing is tried again until they are heard from."""


class NoConversationError(NotSentError):
    """The conversation is not there any more, and can be made anew."""


async def certain(call: Callable[[], Awaitable[Result]]) -> Result:
    """Make a call and sort its failures.

    Raises:
        NotSentError: nothing was sent.
        UnsureError: nobody can tell.
    """
    try:
        return await call()
    except httpx.HTTPStatusError as problem:
        raise _sorted(problem.response) from problem
    except httpx.ConnectError as problem:
        raise NotSentError("cannot connect", retry_after=_RETRY_AFTER, whole_workspace=True) from problem
    except (httpx.HTTPError, ValueError, KeyError) as problem:
        raise UnsureError(type(problem).__name__) from problem


def _sorted(response: httpx.Response) -> NotSentError | UnsureError:
    status, said = response.status_code, code(response)
    if status == _TOO_FAST:
        return NotSentError("throttled", retry_after=retry_after(response), whole_workspace=True)
    if status in _AGAIN:
        # 412 says that two calls met; the others come from in front of the service, or from behind it.
        return NotSentError(said, retry_after=_RETRY_AFTER) if status == 412 else UnsureError(said)
    if status == 403 and said in _GONE:
        return UnreachableError(said, retry_after=None)
    if status == 404:
        return NoConversationError(said, retry_after=None)
    if status == 401:
        return NotSentError(said, retry_after=300.0, whole_workspace=True)
    return UnsureError(said) if status >= 500 else NotSentError(said, retry_after=None)


def code(response: httpx.Response) -> str:
    """What the connector calls the error, in any of the three shapes it has; else the status."""
    told: Any = {}
    with suppress(ValueError):
        told = response.json()
    if not isinstance(told, dict):
        return str(response.status_code)
    error = told.get("error")
    if isinstance(error, dict) and error.get("code"):
        return str(error["code"])
    with suppress(ValueError, TypeError):
        inner = json.loads(told.get("message", ""))
        return str(inner.get("subCode") or inner.get("code"))
    return str(told.get("code") or told.get("errorCode") or response.status_code)


def retry_after(response: httpx.Response) -> float:
    """Seconds the connector asks to wait, within reason."""
    with suppress(ValueError):
        return min(_LONGEST_WAIT, max(1.0, float(response.headers.get("retry-after", _RETRY_AFTER))))
    return _RETRY_AFTER
