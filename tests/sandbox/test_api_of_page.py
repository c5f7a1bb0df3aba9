"""What the page asks the sandbox, and what happens when it acts for a person."""

import asyncio
import json
import re
from typing import Any

import pytest

from sandbox.page.document import SHARED
from sandbox.page.faces import ClockFace, Jump
from sandbox.workspace.company import Channel, Company, small_company
from tests.sandbox.workbench import Bench, Json, bench, button, buttons, chosen, home, modal, section, typed

PNG = b"\x89PNG"


async def read(at_work: Bench, path: str, **query: str) -> Json:
    async with at_work.http.get(f"/sandbox/api/{path}", params=query) as answer:
        return {"status": answer.status, **await answer.json()}


async def act(at_work: Bench, path: str, **body: Any) -> Json:
    async with at_work.http.post(f"/sandbox/api/{path}", json=body) as answer:
        return {"status": answer.status, **await answer.json()}


async def test_the_page_learns_where_it_is(at_work: Bench) -> None:
    state = await read(at_work, "state", **{"as": "U3"})

    assert state["team"] == {"id": "T0SANDBOX", "name": "Sandbox"}
    assert (state["me"]["real_name"], state["me"]["initials"]) == ("Chiara Rossi", "CR")
    assert [person["id"] for person in state["people"]] == ["U1", "U2", "U3"]
    assert [(channel["id"], channel["is_member"]) for channel in state["channels"]] == [
        ("C1", True),
        ("C2", False),
    ]
    assert state["dms"] == [{"id": "D3", "user": "U0PULSSI", "name": "Pulssi", "unread": 0, "is_read": False}]
    assert (state["now"], state["clock"], state["connected"]) == ("2026-11-23T09:00:00+00:00", None, False)
    assert state["bot"] == {"id": "U0PULSSI", "name": "Pulssi"}


async def test_a_page_that_knows_nobody_is_the_first_person(at_work: Bench) -> None:
    assert (await read(at_work, "state"))["me"]["id"] == "U1"


async def test_private_and_archived_channels_are_not_listed_for_everybody() -> None:
    small = small_company()
    hidden = [Channel("C8", "old", ["U1"], is_archived=True), Channel("C9", "leads", ["U1"], is_private=True)]
    async with bench(company=Company(small.people, [*small.channels, *hidden])) as at_work:
        lead = await read(at_work, "state", **{"as": "U1"})
        other = await read(at_work, "state", **{"as": "U2"})
        peek = await read(at_work, "messages", **{"as": "U2", "channel": "C9"})

    assert [channel["id"] for channel in lead["channels"]] == ["C1", "C2", "C9"]
    assert [channel["id"] for channel in other["channels"]] == ["C1", "C2"]
    assert peek["messages"] == []


async def test_messages_are_shown_oldest_first_and_are_read_then(at_work: Bench) -> None:
    await at_work.slack.files_upload_v2(channel="C1", content=PNG, filename="a.png", title="A", alt_txt="Up")
    await at_work.sandbox.member("U2").say("C1", "nice")
    await at_work.slack.chat_postEphemeral(channel="C1", user="U1", text="psst")
    unread = (await read(at_work, "state", **{"as": "U1"}))["channels"][0]["unread"]

    shown = (await read(at_work, "messages", **{"as": "U1", "channel": "C1"}))["messages"]

    assert unread == 3
    assert (await read(at_work, "state", **{"as": "U1"}))["channels"][0]["unread"] == 0
    assert [message["name"] for message in shown] == ["Pulssi", "Ben Okafor", "Pulssi"]
    assert [message["ephemeral"] for message in shown] == [False, False, True]
    (file,) = shown[0]["files"]
    assert (file["alt"], file["mime"], file["url"]) == ("Up", "image/png", f"/sandbox/files/{file['id']}")
    assert shown[1]["at"] == "2026-11-23T09:00:00+00:00"


@pytest.mark.parametrize(
    ("path", "query", "status", "error"),
    [
        ("state", {"as": "U404"}, 404, "There is nobody with this id here."),
        ("events", {"as": "U404"}, 404, "There is nobody with this id here."),
        ("messages", {"as": "U1", "channel": "C404"}, 404, "There is no such channel here."),
    ],
)
async def test_a_wrong_question_gets_a_sentence(
    at_work: Bench, path: str, query: dict[str, str], status: int, error: str
) -> None:
    assert await read(at_work, path, **query) == {"status": status, "error": error}


async def test_taps_commands_and_forms_go_through_the_page(at_work: Bench) -> None:
    app = at_work.new_app()

    @app.action("go")
    async def go(ack: Any, body: Json, client: Any) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=modal(typed(), *buttons("more")))
        await ack()

    @app.action("more")
    async def more(ack: Any) -> None:
        await ack()

    @app.view("form")
    async def form(ack: Any, view: Json) -> None:
        text = view["state"]["values"]["why"]["text"]["value"]
        await ack(**({"response_action": "errors", "errors": {"why": "No."}} if text == "no" else {}))

    @app.command("/pulse")
    async def pulse(ack: Any) -> None:
        await ack("done")

    sent = await at_work.slack.chat_postMessage(channel="U1", text="hello", blocks=buttons("go"))
    me, place = {"as": "U1"}, {"channel": sent["channel"], "ts": sent["ts"]}
    async with at_work.connected(app):
        assert (await act(at_work, "tap", **me, **place, action_id="go", values={}))["ok"]
        view = (await read(at_work, "views", **me))["view"]
        assert (await act(at_work, "tap", **me, view_id=view["id"], action_id="more"))["ok"]
        wrong = await act(at_work, "submit", **me, view_id=view["id"], values={"why": {"text": "no"}})
        right = await act(at_work, "submit", **me, view_id=view["id"], values={"why": {"text": "yes"}})
        said = await act(at_work, "command", **me, channel="C1", text="/pulse")
        state = await read(at_work, "state", **me)

    assert wrong == {"status": 200, "ok": False, "error": None, "errors": {"why": "No."}}
    assert right["ok"]
    assert said["ok"]
    assert state["connected"]
    assert (await read(at_work, "views", **me))["view"] is None
    shown = (await read(at_work, "messages", **me, channel="C1"))["messages"]
    assert [(message["text"], message["ephemeral"]) for message in shown] == [("done", True)]


async def test_a_person_writes_and_closes_what_is_open(at_work: Bench) -> None:
    assert (await act(at_work, "say", **{"as": "U2"}, channel="C1", text="hello"))["ok"]
    await at_work.slack.views_open(trigger_id=at_work.sandbox.workspace.triggers.make("U2"), view=modal())
    view = (await read(at_work, "views", **{"as": "U2"}))["view"]

    assert (await act(at_work, "close", **{"as": "U2"}, view_id=view["id"]))["ok"]
    assert await act(at_work, "close", **{"as": "U2"}, view_id=view["id"]) == {
        "status": 409,
        "error": f"Ben Okafor has no modal {view['id']} open.",
    }


async def test_an_act_must_be_complete_and_in_json(at_work: Bench) -> None:
    assert await act(at_work, "say", **{"as": "U1"}, channel="C1") == {
        "status": 400,
        "error": "'text' is missing.",
    }
    assert (await act(at_work, "say", **{"as": "U404"}, channel="C1", text="x"))["status"] == 404
    message = await at_work.slack.chat_postMessage(channel="C1", text="x")
    gone = at_work.sandbox.workspace.find_message("C1", message["ts"])
    at_work.sandbox.workspace.remove_message(gone)
    for body, kind, status in (
        ("{", "application/json", 400),
        ("[]", "application/json", 400),
        ("{}", "text/plain", 415),
    ):
        async with at_work.http.post("/sandbox/api/say", data=body, headers={"Content-Type": kind}) as answer:
            assert (answer.status, list(await answer.json())) == (status, ["error"])


async def test_what_all_pages_share_imports_nothing_of_a_platform() -> None:
    written = [path.read_text(encoding="utf-8") for path in SHARED.glob("*.js")]
    imported = [name for text in written for name in re.findall(r'^import .*"(.+)";$', text, re.MULTILINE)]

    assert imported
    assert [name for name in imported if not name.startswith("./")] == []


async def test_opening_home_asks_the_app_and_looking_again_does_not(at_work: Bench) -> None:
    app, visits = at_work.new_app(), list[str]()

    @app.event("app_home_opened")
    async def welcome(event: Json, client: Any) -> None:
        visits.append(event["user"])
        await client.views_publish(
            user_id=event["user"], view=home(section(f"Visit {len(visits)}"), *buttons("b"))
        )

    async with at_work.connected(app):
        first = await read(at_work, "home", **{"as": "U1"})
        echo = await read(at_work, "home", **{"as": "U1"})
        second = await read(at_work, "home", **{"as": "U1"})
        quiet = await read(at_work, "home", **{"as": "U1", "quiet": "1"})

    assert [view["view"]["blocks"][0]["text"]["text"] for view in (first, echo, second, quiet)] == [
        "Visit 1",
        "Visit 1",
        "Visit 2",
        "Visit 2",
    ]
    assert visits == ["U1", "U1"]


async def test_an_app_that_is_away_leaves_home_empty(at_work: Bench) -> None:
    answer = await read(at_work, "home", **{"as": "U1"})

    assert answer == {"status": 200, "view": None, "error": "The app did not respond."}


async def test_time_jumps_only_where_it_can(at_work: Bench) -> None:
    assert await act(at_work, "jump", id="week") == {"status": 409, "error": "Time cannot jump here."}

    jumped = list[str]()

    async def jump(name: str) -> None:
        jumped.append(name)

    face = ClockFace("Monday 9:00", (Jump("week", "Next week"),))
    async with bench(clock_face=lambda: face, jump=jump) as other:
        state = await read(other, "state")
        assert (await act(other, "jump", id="week"))["ok"]

    assert state["clock"] == {"label": "Monday 9:00", "jumps": [{"id": "week", "label": "Next week"}]}
    assert jumped == ["week"]


async def test_a_page_hears_of_what_its_person_can_see() -> None:
    async with bench(heartbeat=0.03) as at_work:
        at_work.sandbox.workspace.dm_with("U2")
        async with at_work.http.get("/sandbox/api/events", params={"as": "U1"}) as stream:
            assert stream.headers["Content-Type"].startswith("text/event-stream")

            async def heard() -> Json:
                while not (line := (await stream.content.readline()).decode()).startswith("data: "):
                    assert line in (": connected\n", ": still here\n", "\n")
                event: Json = json.loads(line.removeprefix("data: "))
                return event

            await at_work.slack.chat_postMessage(channel="D2", text="not yours")
            await at_work.slack.chat_postMessage(channel="C1", text="yours")
            assert await heard() == {"kind": "message", "channel": "C1"}
            await asyncio.sleep(0.05)
            await at_work.slack.views_publish(user_id="U1", view=home())
            assert await heard() == {"kind": "home", "channel": None}
            await at_work.slack.views_open(
                trigger_id=at_work.sandbox.workspace.triggers.make("U1"), view=modal()
            )
            assert await heard() == {"kind": "view", "channel": None}
            at_work.sandbox.clock_moved()
            assert await heard() == {"kind": "clock", "channel": None}
            await at_work.sandbox.member("U3").join("C2")
            assert await heard() == {"kind": "state", "channel": "C2"}


async def test_a_page_that_listens_does_not_keep_the_sandbox_from_stopping(at_work: Bench) -> None:
    async with at_work.http.get("/sandbox/api/events") as stream:
        await stream.content.readline()
        await at_work.sandbox.stop()
        rest = await stream.content.read()

    assert rest == b"\n"


async def test_the_page_itself_is_served(at_work: Bench) -> None:
    async with at_work.http.get("/") as answer:
        assert answer.status == 200
        assert "text/html" in answer.headers["Content-Type"]


async def test_every_value_of_a_message_may_come_with_a_tap(at_work: Bench) -> None:
    app, seen = at_work.new_app(), list[Json]()

    @app.action("go")
    async def go(ack: Any, body: Json) -> None:
        seen.append(body["state"]["values"])
        await ack()

    row = {
        "type": "actions",
        "block_id": "row",
        "elements": [button("go"), chosen(), {"type": "users_select", "action_id": "who"}],
    }
    sent = await at_work.slack.chat_postMessage(channel="U1", text="x", blocks=[row, typed()])
    values = {"row": {"pick": "red", "who": None}, "why": {"text": None}}
    async with at_work.connected(app):
        await act(
            at_work,
            "tap",
            **{"as": "U1"},
            channel="D1",
            ts=sent["ts"],
            block_id="row",
            action_id="go",
            values=values,
        )

    assert seen[0]["row"]["pick"]["selected_option"]["value"] == "red"
    assert seen[0]["row"]["who"] == {"type": "users_select", "selected_user": None}
    assert seen[0]["why"]["text"] == {"type": "plain_text_input", "value": None}
