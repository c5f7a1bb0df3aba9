"""Signed requests to an app's request URL, with Bolt's own adapter behind it."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.listener import Listener
from sandbox.roads.delivery import Envelope
from sandbox.roads.request_url import Requests
from sandbox.workspace.refusals import ImpossibleError
from tests.sandbox.workbench import Bench, Json, bench, buttons, eventually, modal

Handler = Callable[[Request], Any]


@asynccontextmanager
async def served(handler: Handler) -> AsyncIterator[str]:
    listener = Listener(Starlette(routes=[Route("/slack/events", handler, methods=["POST"])]))
    port = await listener.start("127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{port}/slack/events"
    finally:
        await listener.stop()


@asynccontextmanager
async def connected(at_work: Bench, app: AsyncApp) -> AsyncIterator[str]:
    bolt = AsyncSlackRequestHandler(app)
    async with served(bolt.handle) as url:
        await at_work.sandbox.connect_http(url)
        yield url


def new_app(at_work: Bench) -> AsyncApp:
    return at_work.new_app(signing_secret=at_work.sandbox.signing_secret)


async def test_a_tap_a_command_a_form_and_an_event_arrive_signed(at_work: Bench) -> None:
    app, seen = new_app(at_work), list[str]()

    @app.action("go")
    async def go(ack: Any, body: Json, client: Any) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=modal())
        await ack()

    @app.view("form")
    async def form(ack: Any, view: Json) -> None:
        value = view["state"]["values"]["why"]["text"]["value"]
        await ack(response_action="errors", errors={"why": f"Not {value}."})

    @app.command("/pulse")
    async def pulse(ack: Any, command: Json) -> None:
        await ack(f"You said {command['text']} ö")

    @app.event("team_join")
    async def joined(event: Json) -> None:
        seen.append(event["user"]["id"])

    sent = await at_work.slack.chat_postMessage(channel="U1", text="hello", blocks=buttons("go"))
    member = at_work.sandbox.member("U1")
    async with connected(at_work, app):
        assert at_work.sandbox.connected()
        tapped = await member.tap(sent["channel"], sent["ts"], "go")
        assert tapped.view is not None
        sent_form = await member.submit(tapped.view.id, {"why": {"text": "because & so"}})
        said = await member.command("/pulse status & more", "C1")
        await at_work.sandbox.hire(at_work.sandbox.workspace.people["U2"])
        await eventually(lambda: seen)

    assert sent_form.errors == {"why": "Not because & so."}
    assert said.ephemeral is not None
    assert said.ephemeral.text == "You said status & more ö"
    assert seen == ["U2"]


async def test_a_json_answer_to_a_command_may_hold_blocks(at_work: Bench) -> None:
    app = new_app(at_work)

    @app.command("/pulse")
    async def pulse(ack: Any) -> None:
        await ack(text="x", blocks=buttons("go"))

    async with connected(at_work, app):
        outcome = await at_work.sandbox.member("U1").command("/pulse", "C1")

    assert outcome.ephemeral is not None
    assert outcome.ephemeral.blocks == buttons("go")


async def test_an_error_of_the_app_is_an_error_for_the_person(at_work: Bench) -> None:
    async with connected(at_work, new_app(at_work)):
        outcome = await at_work.sandbox.member("U1").command("/pulse", "C1")

    assert outcome.error == "The app did not respond. (HTTP 404)"


async def refusal(at_work: Bench, app: AsyncApp) -> str:
    """What connecting to an app that does not trust us says."""
    async with served(AsyncSlackRequestHandler(app).handle) as url:
        with pytest.raises(ImpossibleError) as failure:
            await at_work.sandbox.connect_http(url)
    return str(failure.value)


async def test_the_app_refuses_another_secret_and_an_old_request() -> None:
    async with bench(wall=lambda: 1_000_000.0) as at_work:
        assert "did not return the challenge" in await refusal(at_work, new_app(at_work))
    async with bench() as at_work:
        assert "did not return the challenge" in await refusal(
            at_work, at_work.new_app(signing_secret="another")
        )


async def test_nobody_listening_is_said_at_once(at_work: Bench) -> None:
    with pytest.raises(ImpossibleError, match="is the app listening there"):
        await at_work.sandbox.connect_http("http://127.0.0.1:1/slack/events")


async def test_a_slow_app_is_not_waited_for() -> None:
    never = asyncio.Event()

    async def endpoint(_: Request) -> Response:
        await never.wait()
        return Response()

    async with served(endpoint) as url:
        requests = Requests(url, secret="secret", wall=lambda: 0.0, ack_seconds=0.02)
        ack = await requests.deliver(Envelope("slash_commands", {"command": "/pulse"}))
        await requests.close()
        never.set()

    assert ack.error == "The app did not respond."


async def test_a_repeated_request_says_that_it_is_one(at_work: Bench) -> None:
    seen = list[str | None]()

    async def endpoint(request: Request) -> Response:
        seen.append(request.headers.get("x-slack-retry-num"))
        return (
            Response((await request.json())["challenge"])
            if b"challenge" in await request.body()
            else Response("[]", media_type="application/json")
        )

    async with served(endpoint) as url:
        await at_work.sandbox.connect_http(url)
        await at_work.sandbox.connect_http(url)
        at_work.sandbox.faults.repeat_next_envelope()
        outcome = await at_work.sandbox.member("U1").command("/pulse", "C1")

    assert outcome.ok
    assert seen == [None, None, None, "1"]


async def test_bolt_recognises_the_signature_of_every_kind(at_work: Bench) -> None:
    app, seen = new_app(at_work), list[str]()

    @app.action(re.compile(".*"))
    async def act(ack: Any, context: Any) -> None:
        seen.append(context["user_id"])
        await ack()

    sent = await at_work.slack.chat_postMessage(channel="U1", text="hello", blocks=buttons("ä+/= %"))
    async with connected(at_work, app):
        outcome = await at_work.sandbox.member("U1").tap(sent["channel"], sent["ts"], "ä+/= %")

    assert (outcome.ok, seen) == (True, ["U1"])
