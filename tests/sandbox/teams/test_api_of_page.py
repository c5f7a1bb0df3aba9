"""What the page of Teams asks the sandbox, and what happens when it acts for a person."""

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.page.faces import ClockFace, Jump
from sandbox.teams.outcomes import UNREACHABLE
from sandbox.teams.page.api import DOCUMENT, Commands
from sandbox.teams.posts import Post
from sandbox.workspace.refusals import ImpossibleError
from tests.sandbox.teams.test_pressing import FAILED, TEXT
from tests.sandbox.teams.workshop import (
    SDK,
    Json,
    Shop,
    card,
    execute,
    message,
    opens,
    picture,
    row,
    shop,
    shows,
    submit,
    window,
    words,
)

pytestmark = SDK
TEAM, CHAT = "19:c1@thread.tacv2", "a:1U1"


async def asked(at_work: Shop, path: str, person: str = "U1", **query: str) -> httpx.Response:
    return await at_work.http.get(
        f"{at_work.connector.url}/sandbox/api/{path}", params={"as": person} | query
    )


async def read(at_work: Shop, path: str, person: str = "U1", **query: str) -> Json:
    answer = await asked(at_work, path, person, **query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def did(at_work: Shop, act: str, person: str = "U1", **body: Any) -> httpx.Response:
    url = f"{at_work.connector.url}/sandbox/api/{act}"
    return await at_work.http.post(url, json={"as": person} | body)


async def act(at_work: Shop, name: str, person: str = "U1", **body: Any) -> Json:
    answer = await did(at_work, name, person, **body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def pressing(post: Post, button: int = 0, title: str = "Good", **more: Any) -> Json:
    return {"channel": post.conversation, "post": post.id, "button": button, "title": title, **more}


async def test_the_page_learns_where_it_is(at_work: Shop) -> None:
    state = await read(at_work, "state", "U3")

    assert state["team"] == {"id": at_work.connector.tenant.id, "name": "Sandbox"}
    assert state["me"]["real_name"] == "Chiara Rossi"
    assert [person["id"] for person in state["people"]] == ["U1", "U2", "U3"]
    assert state["people"][0]["account"] == at_work.connector.member("U1").aad_id
    (channel,) = state["channels"]
    assert (channel["id"], channel["team"], channel["name"]) == (TEAM, "general", "General")
    assert (channel["members"], channel["has_bot"]) == (["U1", "U2", "U3"], True)
    assert [(chat["id"], chat["name"], chat["installed"]) for chat in state["dms"]] == [
        ("a:1U3", "Pulssi", False)
    ]
    assert (state["clock"], state["connected"]) == (None, True)
    assert state["commands"] == {"personal": [], "team": []}


async def test_a_page_that_knows_nobody_is_the_first_person_who_works_here(at_work: Shop) -> None:
    at_work.connector.member("U1").person.deleted = True

    answer = await at_work.http.get(f"{at_work.connector.url}/sandbox/api/state")

    assert answer.json()["me"]["id"] == "U2"
    assert [person["id"] for person in answer.json()["people"]] == ["U2", "U3"]


async def test_messages_are_shown_oldest_first_as_this_person_sees_them_and_are_read_then(
    at_work: Shop,
) -> None:
    await at_work.send(TEAM, message(picture(), row(execute(), opens())))
    await at_work.connector.member("U2").say("pulse help", channel="C1")
    await at_work.connector.member("U2").react(at_work.post("U1", "C1"))
    post = at_work.connector.member("U1").posts("C1")[1]
    at_work.bot.answers["adaptiveCard/action"] = shows(card(row(execute("Change"))))
    await at_work.connector.member("U1").press(post, "Good")
    (team, _) = (await read(at_work, "state"))["channels"]

    mine = (await read(at_work, "messages", channel=TEAM))["messages"]
    theirs = (await read(at_work, "messages", "U2", channel=TEAM))["messages"]

    assert (team["unread"], team["has_pictures"]) == (2, True)
    assert (await read(at_work, "state"))["channels"][0]["unread"] == 0
    assert [each["name"] for each in mine] == ["Pulssi", "Ben Okafor"]
    assert (mine[1]["text"], mine[1]["format"]) == ("<at>Pulssi</at> pulse help", "plain")
    assert mine[1]["mentions"] == [{"text": "<at>Pulssi</at>", "name": "Pulssi"}]
    assert mine[1]["reactions"] == [{"name": "like", "users": ["U2"]}]
    assert [each["title"] for each in mine[0]["cards"][0]["body"][0]["actions"]] == ["Change"]
    (buttons,) = (each for each in theirs[0]["cards"][0]["body"] if each["type"] == "ActionSet")
    assert [(each["title"], each["number"]) for each in buttons["actions"]] == [("Good", 0), ("Say why", 1)]
    assert "number" not in json.dumps(post.activity)


async def test_whom_a_text_mentions_is_said_by_its_entities(at_work: Shop) -> None:
    meant = {"type": "mention", "text": "<at>Ada</at>", "mentioned": {"id": "29:1U2", "name": "Ben Okafor"}}
    body = {"type": "message", "text": "<at>Ada</at> and <at>Eve</at>", "entities": [meant, {"type": "x"}]}
    await at_work.call("POST", f"conversations/{TEAM}/activities", body)

    (shown,) = (await read(at_work, "messages", channel=TEAM))["messages"]

    assert shown["mentions"] == [{"text": "<at>Ada</at>", "name": "Ben Okafor"}]
    assert shown["format"] == "markdown"


async def test_a_button_is_pressed_by_its_number_and_a_dialog_filled_in(at_work: Shop) -> None:
    post = await at_work.card_for("U1", words(), row(execute(), execute(), opens()))
    form = card(words(isRequired=True, errorMessage="Write something."), row(submit(action="form")))
    at_work.bot.answers |= {
        "adaptiveCard/action": {"statusCode": 200, "type": TEXT, "value": "Saved."},
        "task/fetch": window(form),
        "task/submit": window(card(words("more"), row(submit("Go on"))), "More"),
    }

    said = await act(at_work, "press", **pressing(post, 1, values={"why": "because"}))
    assert said == {"ok": True, "error": None, "text": "Saved."}
    assert at_work.bot.heard[-1].value.action.data["why"] == "because"
    at_work.bot.answers["adaptiveCard/action"] = FAILED
    assert (await act(at_work, "press", **pressing(post)))["error"] == "Too late."

    assert (await read(at_work, "dialog"))["dialog"] is None
    assert (await act(at_work, "press", **pressing(post, 2, "Say why")))["ok"]
    shown = (await read(at_work, "dialog"))["dialog"]
    assert (shown["title"], shown["card"]["body"][1]["actions"][0]["number"]) == ("Why?", 0)
    assert (await read(at_work, "dialog", "U2"))["dialog"] is None

    filled = {"dialog": shown["id"], "button": 0, "title": "Send"}
    assert (await act(at_work, "submit", **filled))["error"] == "Write something."
    assert (await act(at_work, "submit", **filled, values={"why": "because"}))["ok"]
    again = (await read(at_work, "dialog"))["dialog"]
    assert (again["title"], again["id"] != shown["id"]) == ("More", True)
    late = await did(at_work, "submit", **filled, values={"why": "because"})
    assert (late.status_code, late.json()) == (409, {"error": "This window is not open any more."})
    assert (await act(at_work, "close", dialog=again["id"]))["ok"]
    assert (await read(at_work, "dialog"))["dialog"] is None


async def test_a_card_that_has_changed_is_not_pressed(at_work: Shop) -> None:
    post = await at_work.card_for("U1", row(execute(), {**execute("Bad"), "isEnabled": False}))
    heard = len(at_work.bot.heard)

    for button, title in ((0, "Bad"), (2, "Good"), (-1, "Bad"), ("0", "Good"), (None, None)):
        answer = await did(at_work, "press", **pressing(post) | {"button": button, "title": title})
        assert answer.status_code == 409
        assert answer.json() == {"error": "This button is not there any more; the card has changed."}
    greyed = await did(at_work, "press", **pressing(post, 1, "Bad"))

    assert (greyed.status_code, greyed.json()["error"]) == (409, "The button 1 cannot be pressed now.")
    assert len(at_work.bot.heard) == heard


async def test_pressing_many_times_at_once_sends_as_many_and_breaks_nothing(at_work: Shop) -> None:
    post = await at_work.card_for("U1", row(execute()))
    at_work.bot.answers["adaptiveCard/action"] = shows(card(row(execute("Change"))))

    answers = await asyncio.gather(*(did(at_work, "press", **pressing(post)) for _ in range(8)))

    assert {answer.status_code for answer in answers} <= {200, 409}
    assert answers[0].status_code == 200
    assert [
        each["title"] for each in at_work.connector.member("U1").cards(post)[0]["body"][0]["actions"]
    ] == ["Change"]


async def test_words_are_said_in_the_chat_and_with_a_mention_in_a_channel(at_work: Shop) -> None:
    member = at_work.connector.member("U1")
    await member.install()

    async def in_chat(_: Any) -> None:
        await at_work.send(member.chat, "Here it is.")

    assert (await act(at_work, "say", channel=CHAT, text="help"))["ok"]
    assert at_work.bot.heard[-1].text == "help"
    heard = len(at_work.bot.heard)
    unheard = await act(at_work, "say", channel=TEAM, text="Good morning")
    assert (unheard["in_chat"], len(at_work.bot.heard)) == (False, heard)
    at_work.bot.answers["message"] = in_chat
    answered = await act(at_work, "say", channel=TEAM, text="@pulssi pulse help")

    assert answered == {"ok": True, "error": None, "text": None, "in_chat": True}
    assert at_work.bot.heard[-1].text == "<at>Pulssi</at> pulse help"
    assert [post.text for post in member.posts("C1")] == ["<at>Pulssi</at> pulse help", "Good morning"]


async def test_the_app_is_taken_away_and_comes_back(at_work: Shop) -> None:
    refused = await did(at_work, "say", channel=CHAT, text="help")
    assert (refused.status_code, refused.json()) == (409, {"error": "Aino Laine has not installed the app."})

    assert (await act(at_work, "install", channel=CHAT))["ok"]
    assert (await read(at_work, "state"))["dms"][0]["installed"]
    assert (await act(at_work, "uninstall", channel=CHAT))["ok"]
    assert not (await read(at_work, "state"))["dms"][0]["installed"]
    assert (await act(at_work, "uninstall", channel=TEAM))["ok"]
    assert not (await read(at_work, "state", "U2"))["channels"][0]["has_bot"]
    assert (await act(at_work, "install", "U2", channel=TEAM))["ok"]

    told = [(each.type, getattr(each, "action", None)) for each in at_work.bot.heard]
    assert told.count(("installationUpdate", "add")) == told.count(("installationUpdate", "remove")) == 2


@pytest.mark.parametrize(
    ("path", "query", "error"),
    [
        ("state", {"as": "U404"}, "There is nobody with this id here."),
        ("messages", {"as": "29:1U404"}, "There is nobody with this id here."),
        ("events", {"as": "U404"}, "There is nobody with this id here."),
        ("dialog", {"as": "U404"}, "There is nobody with this id here."),
        ("messages", {"channel": "C404"}, "There is no such channel here."),
        ("messages", {"channel": "a:1U2"}, "There is no such channel here."),
        ("messages", {"as": "U3", "channel": "19:c2@thread.tacv2"}, "There is no such channel here."),
    ],
)
async def test_a_wrong_question_gets_a_sentence(
    at_work: Shop, path: str, query: dict[str, str], error: str
) -> None:
    at_work.connector.tenant.chat_with("29:1U2")

    answer = await asked(at_work, path, **{"person": query.get("as", "U1"), **query})

    assert (answer.status_code, answer.json()) == (404, {"error": error})


async def test_who_has_left_is_nobody_here(at_work: Shop) -> None:
    at_work.connector.member("U2").person.deleted = True

    answer = await did(at_work, "say", "U2", channel=TEAM, text="hello")

    assert (answer.status_code, answer.json()["error"]) == (404, "There is nobody with this id here.")


@pytest.mark.parametrize(
    ("name", "body", "status", "error"),
    [
        ("say", {"channel": TEAM}, 400, "'text' is missing."),
        ("say", {"channel": TEAM, "text": ["x"]}, 400, "'text' is not a text."),
        ("say", {"as": {}, "channel": TEAM, "text": "x"}, 400, "'as' is not a text."),
        ("press", {"channel": TEAM, "post": 7}, 400, "'post' is not a text."),
        ("press", {"channel": TEAM, "post": "7"}, 404, "There is no such message here."),
        ("submit", {"dialog": "7"}, 409, "This window is not open any more."),
        ("close", {"dialog": "7"}, 409, "This window is not open any more."),
        ("install", {"channel": "a:1U2"}, 404, "There is no such channel here."),
        ("jump", {"id": "week"}, 409, "Time cannot jump here."),
        ("jump", {}, 400, "'id' is missing."),
    ],
)
async def test_a_wrong_act_gets_a_sentence(
    at_work: Shop, name: str, body: Json, status: int, error: str
) -> None:
    answer = await did(at_work, name, **{"person": "U1", **body})

    assert (answer.status_code, answer.json()) == (status, {"error": error})


@pytest.mark.parametrize("values", [["x"], {"why": 1}, {"why": None}])
async def test_values_are_texts(at_work: Shop, values: object) -> None:
    post = await at_work.card_for("U1", words(), row(execute()))

    answer = await did(at_work, "press", **pressing(post, values=values))

    assert (answer.status_code, answer.json()) == (400, {"error": "'values' is not an object of texts."})


async def test_an_act_is_a_json_object_and_this_machine_has_its_own_name(at_work: Shop) -> None:
    url = f"{at_work.connector.url}/sandbox/api/say"

    for body, kind, status in (
        ("{", "application/json", 400),
        ("[]", "application/json", 400),
        ('{"as": "U1", "channel": "19:c1@thread.tacv2", "text": "\\ud800"}', "application/json", 400),
        ("{}", "text/plain", 415),
    ):
        answer = await at_work.http.post(url, content=body, headers={"Content-Type": kind})
        assert (answer.status_code, list(answer.json())) == (status, ["error"])
    assert (
        await at_work.http.get(url.replace("say", "state"), headers={"Host": "evil.test"})
    ).status_code == 400
    assert (await at_work.http.get(url)).status_code == 405


async def test_a_bot_that_is_away_is_said_to_be(at_work: Shop) -> None:
    post = await at_work.card_for("U1", row(execute()))
    at_work.connector.connect("http://127.0.0.1:9/")
    assert (await act(at_work, "press", **pressing(post)))["error"] == UNREACHABLE

    at_work.connector.connect("")
    assert not (await read(at_work, "state"))["connected"]
    answer = await did(at_work, "press", **pressing(post))
    assert (answer.status_code, answer.json()["error"][:20]) == (409, "No bot is connected;")


async def test_time_jumps_where_it_can_and_menus_are_those_of_the_package() -> None:
    jumped = list[str]()

    async def jump(name: str) -> None:
        jumped.append(name)

    face = ClockFace("Monday 9:00", (Jump("week", "Next week"),))
    commands = Commands([("pulse help", "all of it")], [("pulse plan", "what comes")])
    async with shop(clock_face=lambda: face, jump=jump, commands=commands) as at_work:
        state = await read(at_work, "state")
        assert (await act(at_work, "jump", id="week"))["ok"]

    assert state["clock"] == {"label": "Monday 9:00", "jumps": [{"id": "week", "label": "Next week"}]}
    assert state["commands"]["team"] == [["pulse plan", "what comes"]]
    assert jumped == ["week"]


async def test_a_page_hears_of_what_its_person_can_see() -> None:
    async with shop(heartbeat=0.03) as at_work:
        events = f"{at_work.connector.url}/sandbox/api/events"
        async with at_work.http.stream("GET", events, params={"as": "U1"}) as stream:
            assert stream.headers["Content-Type"].startswith("text/event-stream")
            lines = (line async for line in stream.aiter_lines())

            async def heard() -> Json:
                async for line in lines:
                    if line.startswith("data: "):
                        return dict(json.loads(line.removeprefix("data: ")))
                    assert line in (": connected", ": still here", "")
                raise AssertionError

            assert await anext(lines) == ": connected"
            await at_work.connector.member("U2").install()
            await at_work.send(at_work.connector.member("U2").chat, message(row(execute())))
            await at_work.send(TEAM, message(row(opens())))
            assert await heard() == {"kind": "message", "channel": TEAM}
            await asyncio.sleep(0.05)
            at_work.bot.answers["task/fetch"] = window(card(row(submit())))
            await at_work.connector.member("U1").press(at_work.post("U1", "C1"), "Say why")
            assert await heard() == {"kind": "view", "channel": None}
            at_work.connector.clock_moved()
            assert await heard() == {"kind": "clock", "channel": None}
            await at_work.connector.member("U1").uninstall()
            assert await heard() == {"kind": "state", "channel": None}


async def test_a_page_that_listens_does_not_keep_the_connector_from_stopping() -> None:
    async with shop() as at_work:
        events = f"{at_work.connector.url}/sandbox/api/events"
        async with at_work.http.stream("GET", events, params={"as": "U1"}) as stream:
            await anext(lines := stream.aiter_lines())
            await at_work.connector.stop()
            assert [line async for line in lines if line] == []


async def test_the_page_itself_is_served_with_what_it_imports_and_nothing_of_slack(at_work: Shop) -> None:
    answer = await at_work.http.get(at_work.connector.url)

    assert answer.status_code == 200
    assert '<script type="module" src="/static/teams/app.js"></script>' in answer.text
    for address in ("/static/teams/style.css", *DOCUMENT.modules):
        assert f"<{address}>" in answer.headers["Link"] or address.endswith(".css")
        assert (await at_work.http.get(f"{at_work.connector.url}{address}")).status_code == 200
    own = {f"/static/teams/{path.name}" for path in DOCUMENT.folder.glob("*.js")}
    assert own <= set(DOCUMENT.modules)
    assert not [address for address in DOCUMENT.modules if "slack" in address]


async def test_a_tenant_is_kept_in_a_folder_and_taken_up_again(at_work: Shop, tmp_path: Path) -> None:
    post = await at_work.card_for("U1", picture(), row(execute(), opens()))
    at_work.bot.answers["adaptiveCard/action"] = shows(card(row(execute("Change"))))
    await at_work.connector.member("U1").press(post, "Good")
    await at_work.connector.member("U2").uninstall()
    await at_work.connector.team("C1", by="U1").remove("U3")
    await at_work.connector.team("C1", by="U1").rename("Everybody")
    at_work.connector.tenant.add_channel("C1", "Numbers")
    await read(at_work, "messages", channel=CHAT)
    before = [await read(at_work, "state", person) for person in ("U1", "U2", "U3")]
    shown = await read(at_work, "messages", channel=CHAT)
    at_work.connector.save(tmp_path)

    async with shop() as another:
        another.connector.load(tmp_path)
        after = [await read(another, "state", person) for person in ("U1", "U2", "U3")]
        assert after == before
        assert await read(another, "messages", channel=CHAT) == shown
        assert another.connector.tenant.silenced == {"29:1U2": "writes_blocked"}
        found = another.post("U1")
        assert another.connector.tenant.files[found.files[0]].content.startswith(b"\x89PNG")
        assert (await another.connector.member("U1").say("help")).ok
        assert int(another.post("U1").id) > int(post.id)


async def test_only_what_this_version_has_saved_is_taken_up(at_work: Shop, tmp_path: Path) -> None:
    with pytest.raises(ImpossibleError, match="There is no saved tenant"):
        at_work.connector.load(tmp_path)
    (tmp_path / "tenant.json").write_text('{"format": 0}', encoding="utf-8")
    with pytest.raises(ImpossibleError, match="saved by another version"):
        at_work.connector.load(tmp_path)
