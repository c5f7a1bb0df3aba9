"""Faults on demand, as a client meets them."""

import asyncio

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.workbench import Bench, eventually, refused

PNG = b"\x89PNG"


def without_retries(at_work: Bench) -> AsyncWebClient:
    slack = AsyncWebClient(
        token=at_work.sandbox.bot_token, base_url=at_work.sandbox.api_url, session=at_work.http
    )
    slack.retry_handlers.clear()
    return slack


def texts(at_work: Bench) -> list[str]:
    return [line["text"] for line in at_work.record]


async def test_a_rate_limit_says_how_long_to_wait(at_work: Bench) -> None:
    at_work.sandbox.faults.rate_limit("chat.postMessage", times=2, retry_after=7)

    for _ in range(2):
        with pytest.raises(SlackApiError) as failure:
            await at_work.slack.chat_postMessage(channel="C1", text="hello")
        assert failure.value.response.status_code == 429
        assert failure.value.response.headers["Retry-After"] == "7"
        assert failure.value.response["error"] == "ratelimited"

    await at_work.slack.users_list()
    await at_work.slack.chat_postMessage(channel="C1", text="at last")
    assert texts(at_work) == ["at last"]


async def test_the_sdks_own_patience_gets_through_a_rate_limit(at_work: Bench) -> None:
    at_work.slack.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=1))
    at_work.sandbox.faults.rate_limit(retry_after=0)

    await at_work.slack.chat_postMessage(channel="C1", text="hello")

    assert texts(at_work) == ["hello"]


async def test_a_server_error_keeps_nothing(at_work: Bench) -> None:
    at_work.sandbox.faults.server_error("chat.postMessage", status=500)

    with pytest.raises(SlackApiError) as failure:
        await at_work.slack.chat_postMessage(channel="C1", text="hello")

    assert failure.value.response.status_code == 500
    assert texts(at_work) == []


async def test_a_server_error_can_come_after_the_message_was_taken(at_work: Bench) -> None:
    at_work.sandbox.faults.server_error("chat.postMessage", status=502, kept=True)

    with pytest.raises(SlackApiError) as failure:
        await at_work.slack.chat_postMessage(channel="C1", text="hello")

    assert failure.value.response.status_code == 502
    assert texts(at_work) == ["hello"]


async def test_a_named_error_comes_as_asked(at_work: Bench) -> None:
    at_work.sandbox.faults.fail("users.list", "team_access_not_granted")

    assert (await refused(at_work.slack.users_list()))["error"] == "team_access_not_granted"


async def test_a_dropped_connection_keeps_the_message(at_work: Bench) -> None:
    at_work.sandbox.faults.drop("chat.postMessage")

    with pytest.raises(aiohttp.ServerDisconnectedError):
        await without_retries(at_work).chat_postMessage(channel="C1", text="hello")

    assert texts(at_work) == ["hello"]


async def test_the_sdks_default_retry_posts_twice_after_a_dropped_connection(at_work: Bench) -> None:
    at_work.sandbox.faults.drop("chat.postMessage")

    await at_work.slack.chat_postMessage(channel="C1", text="hello")

    assert texts(at_work) == ["hello", "hello"]


async def test_a_dropped_connection_can_lose_the_message(at_work: Bench) -> None:
    at_work.sandbox.faults.drop("chat.postMessage", kept=False)

    with pytest.raises(aiohttp.ServerDisconnectedError):
        await without_retries(at_work).chat_postMessage(channel="C1", text="hello")

    assert texts(at_work) == []


async def test_a_time_out_keeps_the_message(at_work: Bench) -> None:
    at_work.sandbox.faults.time_out("chat.postMessage")

    call = asyncio.create_task(at_work.slack.chat_postMessage(channel="C1", text="hello"))
    await eventually(lambda: texts(at_work))
    assert not call.done()
    call.cancel()

    assert texts(at_work) == ["hello"]


async def test_a_time_out_that_the_client_sits_out_ends_as_a_server_error(at_work: Bench) -> None:
    at_work.sandbox.faults.time_out("chat.postMessage", seconds=0.01)

    with pytest.raises(SlackApiError) as failure:
        await at_work.slack.chat_postMessage(channel="C1", text="hello")

    assert failure.value.response.status_code == 503


async def test_a_slow_answer_is_the_right_answer(at_work: Bench) -> None:
    at_work.sandbox.faults.slow("chat.postMessage", seconds=0.02)

    assert (await at_work.slack.chat_postMessage(channel="C1", text="hello"))["ok"]


async def test_stopping_does_not_wait_for_an_answer_that_hangs(
    at_work: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.listener.GRACE_SECONDS", 0.02)
    at_work.sandbox.faults.time_out("auth.test")
    call = asyncio.create_task(without_retries(at_work).auth_test())
    await eventually(lambda: not at_work.sandbox.faults.pending())

    await at_work.sandbox.stop()

    with pytest.raises(aiohttp.ClientError):
        await call


async def test_uploads_and_response_urls_fail_too(at_work: Bench) -> None:
    at_work.sandbox.faults.server_error("upload")
    place = await at_work.slack.files_getUploadURLExternal(filename="a.png", length=len(PNG))
    async with at_work.http.post(place["upload_url"], data=PNG) as answer:
        assert answer.status == 503
    at_work.sandbox.faults.slow("upload", seconds=0.0)
    async with at_work.http.post(place["upload_url"], data=PNG) as answer:
        assert answer.status == 200

    name = at_work.sandbox.workspace.response_urls.make("U1", "C1")
    at_work.sandbox.faults.rate_limit("response_url")
    async with at_work.http.post(f"/response/{name}", json={"text": "x"}) as answer:
        assert answer.status == 429


async def test_a_response_url_lasts_five_uses_and_half_an_hour(at_work: Bench) -> None:
    urls = at_work.sandbox.workspace.response_urls
    name = urls.make("U1", "C1")

    async def respond(body: object) -> tuple[int, str]:
        async with at_work.http.post(f"/response/{name}", json=body) as answer:
            return answer.status, await answer.text()

    for _ in range(5):
        assert await respond({"text": "hello"}) == (200, "ok")
    assert "used_url" in (await respond({"text": "hello"}))[1]

    name = urls.make("U1", "C1")
    assert "no_text" in (await respond({}))[1]
    assert "invalid_payload" in (await respond([]))[1]
    async with at_work.http.post(f"/response/{name}", data="{") as answer:
        assert "invalid_payload" in await answer.text()
    wrong = await respond({"blocks": [{"type": "poem"}]})
    assert wrong[0] == 404
    assert "unsupported type: poem [json-pointer:/blocks/0/type]" in wrong[1]
    at_work.time.later(minutes=31)
    assert "expired_url" in (await respond({"text": "hello"}))[1]


async def test_faults_can_be_ordered_over_http(at_work: Bench) -> None:
    token = at_work.sandbox.bot_token

    async def order(body: object) -> tuple[int, dict[str, object]]:
        async with at_work.http.post("/sandbox/faults", json=body) as answer:
            return answer.status, await answer.json()

    status, answer = await order(
        {"kind": "rate_limit", "method": "chat.update", "times": 3, "retry_after": 9}
    )
    assert status == 200
    assert [fault["retry_after"] for fault in answer["pending"]] == [9]  # type: ignore[attr-defined]
    assert (await order({"kind": "clear"}))[1]["pending"] == []
    assert (await order({"kind": "drop_sockets", "abrupt": True}))[0] == 200
    assert (await order({"kind": "silence_sockets"}))[0] == 200
    assert (await order({"kind": "hold_next_envelope"}))[0] == 200
    assert at_work.sandbox.faults.holds == 1
    _, answer = await order({"kind": "server_error", "method": "chat.update", "kept": True})
    assert [fault["kept"] for fault in answer["pending"]] == [True]  # type: ignore[attr-defined]
    await order({"kind": "clear"})
    assert at_work.sandbox.faults.holds == 0
    assert (await order({"kind": "revoke", "token": token}))[0] == 200
    assert (await refused(at_work.slack.auth_test()))["error"] == "token_revoked"
    status, answer = await order({"kind": "earthquake"})
    assert status == 400
    assert "there is clear, disconnect" in str(answer["error"])
    assert (await order({"kind": "slow", "minutes": 1}))[0] == 400
    assert (await order([1]))[0] == 400
    assert (await order({"kind": "revoke", "token": "nobody's"}))[0] == 400
