"""Who may call, how arguments come, and what is answered when something is wrong."""

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.workspace.company import small_company
from tests.sandbox.workbench import Bench, bench, refused


async def test_a_bot_learns_who_it_is(at_work: Bench) -> None:
    answer = await at_work.slack.auth_test()

    assert (answer["user_id"], answer["bot_id"], answer["team"]) == ("U0PULSSI", "B0PULSSI", "Sandbox")
    assert "chat:write" in answer.headers["x-oauth-scopes"].split(",")


async def test_a_base_url_works_without_its_last_slash(at_work: Bench) -> None:
    url = at_work.sandbox.api_url.rstrip("/")
    slack = AsyncWebClient(token=at_work.sandbox.bot_token, base_url=url, session=at_work.http)

    assert (await slack.team_info())["team"]["domain"] == "sandbox"


@pytest.mark.parametrize(
    ("token", "error"), [(None, "not_authed"), ("xoxb-wrong", "invalid_auth"), ("", "not_authed")]
)
async def test_a_call_needs_a_token_that_is_known(at_work: Bench, token: str | None, error: str) -> None:
    slack = AsyncWebClient(token=token, base_url=at_work.sandbox.api_url, session=at_work.http)

    assert (await refused(slack.auth_test()))["error"] == error


async def test_an_app_token_opens_connections_and_nothing_else(at_work: Bench) -> None:
    app_token, bot_token = at_work.sandbox.app_token, at_work.sandbox.bot_token

    opened = await at_work.slack.apps_connections_open(app_token=app_token)

    assert opened["url"].startswith("ws://127.0.0.1:")
    wrong = await refused(at_work.slack.apps_connections_open(app_token=bot_token))
    assert wrong["error"] == "not_allowed_token_type"
    assert (await refused(at_work.slack.auth_test(token=app_token)))["error"] == "not_allowed_token_type"


async def test_a_missing_scope_is_named() -> None:
    async with bench(scopes=["users:read"]) as at_work:
        answer = await refused(at_work.slack.chat_postMessage(channel="C1", text="hello"))

    assert answer["error"] == "missing_scope"
    assert (answer["needed"], answer["provided"]) == ("chat:write", "users:read")


async def test_an_unknown_method_is_refused(at_work: Bench) -> None:
    assert (await refused(at_work.slack.api_call("chat.sing")))["error"] == "unknown_method"


async def test_arguments_may_come_as_a_form_with_the_token_among_them(at_work: Bench) -> None:
    form = {"token": at_work.sandbox.bot_token, "channel": "C1", "text": "hello", "blocks": "[]"}

    async with at_work.http.post("/api/chat.postMessage", data=form) as answer:
        assert (await answer.json())["message"]["text"] == "hello"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("{", "invalid_json"),
        ("[]", "json_not_object"),
        ('{"channel": "C1", "blocks": "["}', "invalid_arguments"),
    ],
)
async def test_a_body_must_be_what_it_says(at_work: Bench, body: str, error: str) -> None:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {at_work.sandbox.bot_token}"}

    async with at_work.http.post("/api/chat.postMessage", data=body, headers=headers) as answer:
        assert (await answer.json())["error"] == error


async def test_a_number_must_be_in_its_range(at_work: Bench) -> None:
    answer = await refused(at_work.slack.users_list(limit=0))

    assert answer["response_metadata"] == {
        "messages": ["[ERROR] must be an integer from 1 to 1000 [json-pointer:/limit]"]
    }


async def test_rates_are_kept_only_if_asked_to(at_work: Bench) -> None:
    for number in range(30):
        await at_work.slack.chat_postMessage(channel="C1", text=str(number))

    assert len(at_work.record) == 30


async def test_one_post_a_second_goes_to_a_channel() -> None:
    async with bench(enforce_rates=True) as at_work:
        await at_work.slack.chat_postMessage(channel="C1", text="one")
        with pytest.raises(SlackApiError) as failure:
            await at_work.slack.chat_postMessage(channel="C1", text="two")
        await at_work.slack.chat_postMessage(channel="U1", text="another channel")
        at_work.time.later(seconds=1)
        await at_work.slack.chat_postMessage(channel="C1", text="three")

    assert failure.value.response.status_code == 429
    assert failure.value.response.headers["Retry-After"] == "1"


async def test_a_tier_two_method_can_be_called_twenty_times_a_minute() -> None:
    async with bench(enforce_rates=True) as at_work:
        for _ in range(20):
            await at_work.slack.users_list()
        at_work.time.later(seconds=15)
        with pytest.raises(SlackApiError) as failure:
            await at_work.slack.users_list()

    assert failure.value.response.headers["Retry-After"] == "45"


async def test_blocks_can_be_validated_without_a_token(at_work: Bench) -> None:
    async with at_work.http.post("/api/blocks.validate", json={"blocks": [{"type": "divider"}]}) as answer:
        assert await answer.json() == {"ok": True, "errors": []}
    async with at_work.http.post("/api/blocks.validate", json={"view": {"type": "home"}}) as answer:
        assert (await answer.json())["errors"][0]["pointer"] == ""
    async with at_work.http.post("/api/blocks.validate", json={"message": {"blocks": [{}]}}) as answer:
        assert (await answer.json())["error"] == "invalid_blocks"
    async with at_work.http.post("/api/blocks.validate", json={}) as answer:
        assert (await answer.json())["error"] == "invalid_arguments"


async def test_a_page_of_another_site_cannot_reach_the_workspace_under_its_own_name(at_work: Bench) -> None:
    async with at_work.http.get("/sandbox/api/state", headers={"Host": "evil.example"}) as answer:
        assert answer.status == 400


def test_a_default_company_has_three_people() -> None:
    assert [person.initials for person in small_company().people] == ["AL", "BO", "CR"]


async def test_the_workspace_takes_so_many_posts_a_second_and_a_seconds_worth_at_once() -> None:
    async with bench(messages_per_second=2) as at_work:

        async def post(channel: str) -> int:
            """What Slack says to wait; 0 if the message was taken."""
            body, token = {"channel": channel, "text": "hello"}, at_work.sandbox.bot_token
            headers = {"Authorization": f"Bearer {token}"}
            async with at_work.http.post("/api/chat.postMessage", json=body, headers=headers) as answer:
                return int(answer.headers.get("Retry-After", 0))

        first = [await post(channel) for channel in ("U1", "U2", "U3", "C1")]
        at_work.time.later(seconds=0.5)
        later = [await post("U3"), await post("C1")]
        at_work.time.later(minutes=1)
        after_a_rest = [await post("U3") for _ in range(3)]

    assert (first, later, after_a_rest) == ([0, 0, 1, 1], [0, 1], [0, 0, 1])
    assert at_work.sandbox.rates_refused == 4
    assert len(at_work.record) == 5


async def test_less_than_one_post_a_second_is_slow_and_not_never() -> None:
    async with bench(messages_per_second=0.25) as at_work:
        await at_work.slack.chat_postMessage(channel="U1", text="hello")
        with pytest.raises(SlackApiError) as failure:
            await at_work.slack.chat_postMessage(channel="U2", text="hello")
        at_work.time.later(seconds=4)
        await at_work.slack.chat_postMessage(channel="U2", text="hello")

    assert failure.value.response.headers["Retry-After"] == "4"


async def test_only_posts_use_up_the_workspaces_allowance() -> None:
    async with bench(messages_per_second=1) as at_work:
        sent = await at_work.slack.chat_postMessage(channel="C1", text="hello")
        await at_work.slack.chat_update(channel="C1", ts=sent["ts"], text="closed")
        await at_work.slack.users_list()

    assert at_work.sandbox.rates_refused == 0
