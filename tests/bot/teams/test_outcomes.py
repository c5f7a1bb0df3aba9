"""How a call to the connector ended, in every shape that Microsoft documents."""

import json

import httpx
import pytest

from bot.teams.outcomes import NoConversationError, UnreachableError, certain
from survey.deliveries import NotSentError, UnsureError


def answer(status: int, body: object, **headers: str) -> httpx.HTTPStatusError:
    response = httpx.Response(
        status, json=body, headers=headers, request=httpx.Request("POST", "http://127.0.0.1/")
    )
    return httpx.HTTPStatusError("refused", request=response.request, response=response)


async def ended(problem: Exception) -> NotSentError | UnsureError:
    async def call() -> None:
        raise problem

    with pytest.raises((NotSentError, UnsureError)) as caught:
        await certain(call)
    assert isinstance(caught.value, NotSentError | UnsureError)
    return caught.value


@pytest.mark.parametrize(
    "body",
    [
        {"error": {"code": "ConversationBlockedByUser", "message": "…"}},
        {"errorCode": 209, "message": json.dumps({"subCode": "MessageWritesBlocked"})},
        {"code": "BotNotInConversationRoster"},
    ],
)
async def test_three_shapes_of_403_say_that_somebody_is_gone(body: object) -> None:
    assert isinstance(await ended(answer(403, body)), UnreachableError)


async def test_waiting_is_for_the_whole_workspace_and_within_reason() -> None:
    told = await ended(answer(429, {}, **{"retry-after": "7"}))
    endless = await ended(answer(429, {}, **{"retry-after": "99999999"}))
    silly = await ended(answer(429, {}, **{"retry-after": "soon"}))

    assert isinstance(told, NotSentError)
    assert (told.retry_after, told.whole_workspace) == (7.0, True)
    assert [each.retry_after for each in (endless, silly) if isinstance(each, NotSentError)] == [3600.0, 5.0]


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_behind_a_5xx_the_message_may_have_arrived(status: int) -> None:
    assert isinstance(await ended(answer(status, "no object")), UnsureError)


async def test_what_is_certain_is_certain() -> None:
    met, gone, large, refused = [
        await ended(answer(status, {"error": {"code": code}}))
        for status, code in (
            (412, "PreconditionFailed"),
            (404, "ConversationNotFound"),
            (413, "MessageSizeTooBig"),
            (401, "BotNotRegistered"),
        )
    ]

    assert isinstance(met, NotSentError)
    assert met.retry_after
    assert isinstance(gone, NoConversationError)
    assert isinstance(large, NotSentError)
    assert large.retry_after is None
    assert isinstance(refused, NotSentError)
    assert refused.whole_workspace


async def test_the_network_tells_nothing_or_that_nobody_was_there() -> None:
    nobody, silent = await ended(httpx.ConnectError("no")), await ended(httpx.ReadTimeout("late"))

    assert isinstance(nobody, NotSentError)
    assert nobody.whole_workspace
    assert isinstance(silent, UnsureError)
    assert isinstance(await ended(KeyError("id")), UnsureError)
