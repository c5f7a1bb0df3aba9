"""A bot with authentication on takes what the connector signs, and nothing else."""

from typing import get_args

import httpx
import pytest

from sandbox.teams.keys import ISSUER, Wrong, is_token
from tests.sandbox.teams.workshop import SDK, Shop

pytestmark = SDK


@pytest.mark.parametrize("wrong", get_args(Wrong))
async def test_a_wrong_token_is_refused_with_401(at_work: Shop, wrong: Wrong) -> None:
    member = at_work.connector.member("U1")
    chat = at_work.connector.tenant.chat_with(member.id)
    activity = at_work.connector.activities.make("message", member.id, chat, text="hello")

    refused = await at_work.connector.deliver(activity, wrong=wrong)

    assert refused.status == 401
    assert at_work.bot.heard == []
    assert (await at_work.connector.deliver(activity)).status == 200
    assert len(at_work.bot.heard) == 1


async def test_a_token_for_another_service_url_is_refused(at_work: Shop) -> None:
    member = at_work.connector.member("U1")
    chat = at_work.connector.tenant.chat_with(member.id)
    make = at_work.connector.activities.make
    elsewhere = make("message", member.id, chat, text="hello", serviceUrl="https://attacker.example/")

    # It is signed for the address that it names, so only the bot's own list can refuse it.
    assert (await at_work.connector.deliver(elsewhere)).status == 200
    assert (await at_work.connector.deliver(elsewhere, wrong="service_url")).status == 401


async def test_the_keys_are_where_the_configuration_says(at_work: Shop) -> None:
    async with httpx.AsyncClient() as http:
        told = (await http.get(at_work.connector.openid_metadata_url)).json()
        keys = (await http.get(told["jwks_uri"])).json()

    assert told["issuer"] == ISSUER
    assert told["jwks_uri"].endswith("/v1/.well-known/keys")
    assert [key["kid"] for key in keys["keys"]] == [at_work.connector.keys.kid]
    assert "d" not in keys["keys"][0]
    assert at_work.connector.keys_fetched == 1
    async with httpx.AsyncClient() as http:
        assert (await http.get(told["jwks_uri"] + "/others")).status_code == 404


@pytest.mark.parametrize("header", ["", "Basic abc", "Bearer nothing"])
async def test_a_bot_without_a_readable_token_is_refused(at_work: Shop, header: str) -> None:
    async with httpx.AsyncClient(headers={"Authorization": header}) as http:
        answer = await http.post(f"{at_work.connector.url}/v3/conversations", json={})

    assert not is_token(header)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "BotNotRegistered")
    assert at_work.connector.calls == []
