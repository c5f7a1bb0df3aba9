"""Buttons, inputs and dialogs of cards, as the client of Teams handles them."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.listener import Listener
from sandbox.teams.outcomes import UNREACHABLE, WRONG
from sandbox.workspace.refusals import ImpossibleError
from tests.sandbox.teams.workshop import (
    PNG,
    SDK,
    Json,
    Shop,
    card,
    execute,
    message,
    opens,
    picture,
    row,
    shows,
    submit,
    window,
    words,
)

pytestmark = SDK
TEXT = "application/vnd.microsoft.activity.message"
FAILED = {"statusCode": 400, "type": "application/vnd.microsoft.error", "value": {"message": "Too late."}}


async def test_the_answer_replaces_the_card_for_who_pressed_and_an_update_for_all(at_work: Shop) -> None:
    await at_work.send("19:c1@thread.tacv2", message(row(execute()), words(isRequired=False)))
    aino, ben = at_work.connector.member("U1"), at_work.connector.member("U2")
    post = at_work.post("U1", "C1")
    at_work.bot.answers["adaptiveCard/action"] = shows(card({"type": "TextBlock", "text": "Thanks"}))

    done = await aino.press(post, "Good", {"why": "because"})

    heard = at_work.bot.heard[-1]
    assert (heard.name, heard.reply_to_id, heard.value.trigger) == ("adaptiveCard/action", post.id, "manual")
    assert heard.value.action.data == {"action": "tap", "act": "answer:4", "why": "because"}
    assert heard.value.action.verb == "tap"
    assert heard.conversation.id.endswith(f";messageid={post.id}")
    assert done.card == aino.cards(post)[0] != ben.cards(post)[0]
    assert [line["method"] for line in at_work.record] == ["POST activities", "invoke adaptiveCard/action"]
    assert (at_work.record[1]["user"], at_work.record[0]["user"]) == (aino.id, None)

    again = message({"type": "TextBlock", "text": "Closed"})
    await at_work.api.conversations.update_activity("19:c1@thread.tacv2", post.id, again)
    assert aino.cards(post) == ben.cards(post)
    assert aino.cards(post)[0]["body"][0]["text"] == "Closed"
    assert post.edited


@pytest.mark.parametrize(
    ("answer", "text", "error"),
    [
        ({"statusCode": 200, "type": TEXT, "value": "Saved."}, "Saved.", None),
        (FAILED, None, "Too late."),
        ({"statusCode": 500, "type": "application/vnd.microsoft.error"}, None, WRONG),
        (None, None, WRONG),
    ],
)
async def test_other_answers_are_words_or_an_error(
    at_work: Shop, answer: Json | None, text: str | None, error: str | None
) -> None:
    post = await at_work.card_for("U1", row(execute()))
    at_work.bot.answers["adaptiveCard/action"] = answer

    done = await at_work.connector.member("U1").press(post, {"act": "answer:4"})

    assert (done.status, done.text, done.error) == (200, text, error)
    assert post.replaced == {}


async def test_a_bot_that_breaks_shows_that_something_went_wrong(at_work: Shop) -> None:
    member = at_work.connector.member("U1")
    post = await at_work.card_for("U1", row(execute(), opens()))

    async def broken(_: Any) -> None:
        raise ValueError("broken")

    at_work.bot.answers |= {"adaptiveCard/action": broken, "task/fetch": broken}
    assert [(await member.press(post, title)).error for title in ("Good", "Say why")] == [WRONG, WRONG]
    at_work.connector.connect("http://127.0.0.1:9/")
    assert (await member.press(post, "Good")).error == UNREACHABLE


async def test_a_submit_is_a_message_with_a_value_and_no_text(at_work: Shop) -> None:
    post = await at_work.card_for("U1", words(value="typed before"), row(submit(action="form")))

    assert (await at_work.connector.member("U1").press(post, "Send")).ok
    heard = at_work.bot.heard[-1]
    assert (heard.type, heard.value, heard.reply_to_id) == (
        "message",
        {"action": "form", "why": "typed before"},
        post.id,
    )
    assert "text" not in at_work.connector.sent[-1]


async def test_a_dialog_opens_is_sent_and_closes(at_work: Shop) -> None:
    member = at_work.connector.member("U1")
    post = await at_work.card_for("U1", row(opens()))
    form = card(words(isRequired=True, errorMessage="Write something."), row(submit(action="form")))
    at_work.bot.answers["task/fetch"] = window(form)

    opened = await member.press(post, "Say why")
    assert (opened.dialog, opened.title, member.dialog()) == (form, "Why?", form)
    assert at_work.bot.heard[-1].value.data["act"] == "why"
    empty = await member.submit_dialog()
    assert (empty.status, empty.error, empty.dialog) == (0, "Write something.", form)

    at_work.bot.answers["task/submit"] = window(card(words("more"), row(submit(action="next"))), "More")
    second = await member.submit_dialog({"why": "because"}, button="Send")
    assert at_work.bot.heard[-1].value.data == {"action": "form", "why": "because"}
    assert second.title == "More"

    at_work.bot.answers["task/submit"] = {"task": {"type": "odd"}}
    kept = await member.submit_dialog()
    assert (kept.error, kept.dialog, member.dialog()) == (WRONG, second.dialog, second.dialog)
    at_work.bot.answers["task/submit"] = {"task": {"type": "message", "value": "Thank you"}}
    assert (await member.submit_dialog({"more": "words"})).text == "Thank you"
    assert member.dialog() is None
    with pytest.raises(ImpossibleError, match="no dialog"):
        await member.submit_dialog()


async def test_a_dialog_can_be_closed_or_answered_with_nothing(at_work: Shop) -> None:
    member = at_work.connector.member("U1")
    post = await at_work.card_for("U1", row(opens()))
    at_work.bot.answers["task/fetch"] = window(card(row(submit(action="form"))))

    await member.press(post, "Say why")
    member.close_dialog()
    assert member.dialog() is None
    await member.press(post, "Say why")
    assert (await member.submit_dialog()).ok
    assert member.dialog() is None
    at_work.bot.answers["task/fetch"] = {"odd": "answer"}
    assert (await member.press(post, "Say why")).error == WRONG


async def test_inputs_send_strings_as_the_client_does(at_work: Shop) -> None:
    choices = [{"title": "Red", "value": "red"}, {"title": "Blue", "value": "blue"}]
    post = await at_work.card_for(
        "U1",
        words(maxLength=5),
        {"type": "Input.ChoiceSet", "id": "colour", "isMultiSelect": True, "choices": choices},
        {"type": "Input.Toggle", "id": "agreed", "title": "Agreed"},
        {"type": "Input.Number", "id": "count"},
        row(submit(action="form"), {**submit("Nothing", action="none"), "associatedInputs": "none"}),
    )
    member = at_work.connector.member("U1")

    await member.press(post, "Send")
    assert at_work.bot.heard[-1].value == {"action": "form", "why": "", "agreed": "false"}
    await member.press(post, "Send", {"colour": "red,blue", "agreed": "true", "count": "3"})
    assert at_work.bot.heard[-1].value["colour"] == "red,blue"
    assert (at_work.bot.heard[-1].value["agreed"], at_work.bot.heard[-1].value["count"]) == ("true", "3")
    await member.press(post, "Nothing")
    assert at_work.bot.heard[-1].value == {"action": "none"}
    for wrong, sentence in (
        ({"why": "too long"}, "No more than 5"),
        ({"colour": "green"}, "cannot be chosen"),
        ({"other": "x"}, "no input"),
    ):
        with pytest.raises(ImpossibleError, match=sentence):
            await member.press(post, "Send", wrong)


async def test_a_required_input_keeps_a_card_from_being_sent(at_work: Shop) -> None:
    post = await at_work.card_for("U1", words(isRequired=True), row(execute()))
    heard = len(at_work.bot.heard)

    done = await at_work.connector.member("U1").press(post, "Good")

    assert (done.error, len(at_work.bot.heard)) == ("This field is required.", heard)


async def test_what_the_client_would_not_offer_cannot_be_pressed(at_work: Shop) -> None:
    link = {"type": "Action.OpenUrl", "title": "Read", "url": "https://example.com"}
    post = await at_work.card_for("U1", row(execute(isEnabled=False), link))
    member = at_work.connector.member("U1")

    for title, sentence in (("Good", "cannot be pressed"), ("Other", "no button"), ("Read", "sends nothing")):
        with pytest.raises(ImpossibleError, match=sentence):
            await member.press(post, title)


async def test_pictures_are_kept_and_saved_beside_the_messages(at_work: Shop, tmp_path: Path) -> None:
    async def chart(request: Request) -> Response:
        status = 200 if request.path_params["name"] == "chart" else 404
        return Response(base64.b64decode(PNG), status, media_type="image/png")

    listener = Listener(Starlette(routes=[Route("/{name}", chart)]))
    port = await listener.start("127.0.0.1", 0)
    here = f"http://127.0.0.1:{port}"
    bars = {"type": "Chart.VerticalBar", "fallback": picture(f"{here}/chart", altText="Bars")}
    broken = picture("data:image/png;base64,a")
    post = await at_work.card_for("U1", picture(), bars, broken, picture(f"{here}/gone"))
    before = at_work.connector.tenant.files[post.files[1]].content

    files = await at_work.connector.member("U1").pictures(post)
    await listener.stop()

    png = base64.b64decode(PNG)
    assert [(file.content, file.alt) for file in files[:2]] == [(png, "A chart"), (png, "Bars")]
    assert [before, files[2].content, files[3].content] == [b"", b"", b""]
    told = at_work.record[-1]
    assert [file["alt"] for file in told["files"]] == ["A chart", "Bars", "A chart", "A chart"]
    at_work.connector.save(tmp_path)
    assert (tmp_path / "files" / post.files[1]).read_bytes() == png
    saved = json.loads((tmp_path / "tenant.json").read_text(encoding="utf-8"))
    assert [entry["id"] for entry in saved["posts"]] == [post.id]
