"""People at work with a real Bolt app on the other side, over Socket Mode."""

import re
from typing import Any

import pytest

from sandbox.workspace.company import Company, Person, small_company
from sandbox.workspace.messages import View
from sandbox.workspace.refusals import ImpossibleError, RefusedError
from tests.sandbox.workbench import (
    Bench,
    Json,
    bench,
    button,
    buttons,
    chosen,
    eventually,
    home,
    modal,
    section,
    typed,
    words,
)


async def posted(at_work: Bench, *blocks: Json, channel: str = "U1") -> tuple[str, str]:
    sent = await at_work.slack.chat_postMessage(channel=channel, text="hello", blocks=list(blocks))
    return sent["channel"], sent["ts"]


async def test_a_tap_is_acknowledged_and_the_message_changes(at_work: Bench) -> None:
    app, seen = at_work.new_app(), list[Json]()

    @app.action("go")
    async def go(ack: Any, body: Json, respond: Any) -> None:
        seen.append(body)
        await respond(text="thank you", replace_original=True)
        await ack()

    channel, ts = await posted(at_work, *buttons("go", "stay"))
    async with at_work.connected(app):
        outcome = await at_work.sandbox.member("U1").tap(channel, ts, "go")

    assert outcome.ok
    assert [message.text for message in at_work.sandbox.member("U1").inbox()] == ["thank you"]
    assert at_work.record[-1]["method"] == "response_url"
    (body,) = seen
    (action,) = body["actions"]
    assert body["user"] == {"id": "U1", "username": "aino", "name": "aino", "team_id": "T0SANDBOX"}
    assert body["channel"] == {"id": "D1", "name": "directmessage"}
    assert body["container"]["message_ts"] == body["message"]["ts"] == ts
    assert body["message"]["blocks"][0]["block_id"] == action["block_id"] == "row"
    assert (action["type"], action["action_id"], action["value"]) == ("button", "go", "1")
    assert body["trigger_id"]
    assert body["state"] == {"values": {}}


async def test_choices_and_typed_words_travel_with_a_tap(at_work: Bench) -> None:
    app, seen = at_work.new_app(), list[Json]()

    @app.action(re.compile(".*"))
    async def act(ack: Any, body: Json) -> None:
        await ack()
        seen.append(body)

    row = {
        "type": "actions",
        "block_id": "row",
        "elements": [chosen(), chosen("overflow", "more"), button("go")],
    }
    many = {"type": "actions", "block_id": "many", "elements": [chosen("checkboxes", "boxes")]}
    day = {**section("When?"), "block_id": "day", "accessory": {"type": "datepicker", "action_id": "date"}}
    channel, ts = await posted(at_work, typed(), row, many, day)
    member = at_work.sandbox.member("U1")
    async with at_work.connected(app):
        await member.tap(channel, ts, "pick", option="blue")
        await member.tap(channel, ts, "more", option="red")
        await member.tap(channel, ts, "boxes", option=["red", "blue"])
        await member.tap(channel, ts, "date", option="2026-11-23")
        await member.tap(channel, ts, "go", values={"why": {"text": "because"}})

    assert seen[0]["actions"][0]["selected_option"]["value"] == "blue"
    assert seen[1]["actions"][0]["selected_option"]["value"] == "red"
    assert [one["value"] for one in seen[2]["actions"][0]["selected_options"]] == ["red", "blue"]
    assert seen[3]["actions"][0]["selected_date"] == "2026-11-23"
    values = seen[4]["state"]["values"]
    assert values["why"]["text"] == {"type": "plain_text_input", "value": "because"}
    assert values["row"]["pick"]["selected_option"]["value"] == "blue"
    assert "more" not in values["row"]
    assert values["day"]["date"] == {"type": "datepicker", "selected_date": "2026-11-23"}


async def test_thumbs_say_which_way_they_point(at_work: Bench) -> None:
    app, seen = at_work.new_app(), list[Json]()

    @app.action("useful")
    async def act(ack: Any, action: Json) -> None:
        await ack()
        seen.append(action)

    thumbs = {
        "type": "feedback_buttons",
        "action_id": "useful",
        "positive_button": {"text": words("Yes"), "value": "yes"},
        "negative_button": {"text": words("No"), "value": "no"},
    }
    channel, ts = await posted(at_work, {"type": "context_actions", "elements": [thumbs]})
    async with at_work.connected(app):
        await at_work.sandbox.member("U1").tap(channel, ts, "useful", option="no")

    assert seen[0]["value"] == "no"


async def test_a_tap_on_a_whisper_comes_without_the_message_and_can_replace_it(at_work: Bench) -> None:
    app, seen = at_work.new_app(), list[Json]()

    @app.action("go")
    async def go(ack: Any, body: Json, respond: Any) -> None:
        seen.append(body)
        await respond(text="gone", delete_original=True)
        await respond(text="new", response_type="in_channel")
        await ack()

    sent = await at_work.slack.chat_postEphemeral(channel="C1", user="U1", text="psst", blocks=buttons("go"))
    async with at_work.connected(app):
        await at_work.sandbox.member("U1").tap("C1", sent["message_ts"], "go")

    assert "message" not in seen[0]
    assert seen[0]["container"]["is_ephemeral"]
    assert [message.text for message in at_work.sandbox.member("U2").channel_messages("C1")] == ["new"]


async def test_what_is_not_on_the_screen_cannot_be_touched(at_work: Bench) -> None:
    channel, ts = await posted(at_work, *buttons("go"), {"type": "actions", "elements": [chosen()]})
    member = at_work.sandbox.member("U1")

    with pytest.raises(ImpossibleError, match="nothing called 'stay'"):
        await member.tap(channel, ts, "stay")
    with pytest.raises(ImpossibleError, match="no option 'green'"):
        await member.tap(channel, ts, "pick", option="green")
    with pytest.raises(ImpossibleError, match="Ben Okafor sees no message"):
        await at_work.sandbox.member("U2").tap(channel, ts, "go")
    with pytest.raises(ImpossibleError, match="no view V404"):
        await member.tap_in_view("V404", "go")
    with pytest.raises(ImpossibleError, match="no modal V404"):
        await member.submit("V404")
    with pytest.raises(ImpossibleError, match="cannot see D1"):
        await at_work.sandbox.member("U2").say("D1", "let me in")
    with pytest.raises(RefusedError, match="user_not_found"):
        at_work.sandbox.member("U404")


async def test_somebody_who_left_does_nothing_more(at_work: Bench) -> None:
    await at_work.sandbox.change_person("U2", deleted=True)

    with pytest.raises(ImpossibleError, match="has left the company"):
        await at_work.sandbox.member("U2").say("C1", "hello")


async def test_a_person_sees_an_error_when_nothing_is_connected(at_work: Bench) -> None:
    channel, ts = await posted(at_work, *buttons("go"))

    outcome = await at_work.sandbox.member("U1").tap(channel, ts, "go")

    assert (outcome.ok, outcome.error) == (False, "The app did not respond.")


async def test_a_person_sees_an_error_when_nobody_handles_the_tap() -> None:
    async with bench(ack_seconds=0.05) as at_work:
        channel, ts = await posted(at_work, *buttons("go"))
        async with at_work.connected(at_work.new_app()):
            outcome = await at_work.sandbox.member("U1").tap(channel, ts, "go")

    assert outcome.error == "The app did not respond."


# Commands


async def test_a_command_is_answered_in_the_acknowledgement(at_work: Bench) -> None:
    app, seen = at_work.new_app(), list[Json]()

    @app.command("/pulse")
    async def pulse(ack: Any, command: Json) -> None:
        seen.append(command)
        await ack(text="for you", blocks=[section("for you")])

    async with at_work.connected(app):
        outcome = await at_work.sandbox.member("U2").command("/pulse team add @chiara #design", "C2")

    assert outcome.ephemeral is not None
    assert (outcome.ephemeral.text, outcome.ephemeral.only_for) == ("for you", "U2")
    assert at_work.record[0]["method"] == "command_ack"
    (command,) = seen
    assert command["text"] == "team add <@U3|chiara> <#C2|design>"
    assert (command["channel_id"], command["channel_name"], command["user_name"]) == ("C2", "design", "ben")
    assert command["team_domain"] == "sandbox"
    assert command["response_url"].startswith(at_work.sandbox.url)


async def test_a_command_can_be_answered_for_all_to_see_or_later_or_not_at_all(at_work: Bench) -> None:
    app = at_work.new_app()

    @app.command("/pulse")
    async def pulse(ack: Any, command: Json, respond: Any) -> None:
        if command["text"] == "loud":
            await ack(text="for all", response_type="in_channel")
        elif command["text"] == "later":
            await respond("later", replace_original=True)
            await ack()
        else:
            await ack()

    member = at_work.sandbox.member("U1")
    async with at_work.connected(app):
        loud = await member.command("/pulse loud", "C1")
        later = await member.command("/pulse later", "C1")
        nothing = await member.command("/pulse", "C1")

    assert (loud.ok, loud.ephemeral) == (True, None)
    assert [message.text for message in at_work.sandbox.member("U2").channel_messages("C1")] == ["for all"]
    assert later.ephemeral is not None
    assert later.ephemeral.text == "later"
    assert (nothing.ok, nothing.ephemeral) == (True, None)


async def test_a_command_that_nobody_registered_is_unknown(at_work: Bench) -> None:
    outcome = await at_work.sandbox.member("U1").command("/dance", "C1")

    assert outcome.error == "/dance is not a valid command."


async def test_an_answer_that_cannot_be_shown_is_an_error(at_work: Bench) -> None:
    app = at_work.new_app()

    @app.command("/pulse")
    async def pulse(ack: Any) -> None:
        await ack(text="x", blocks=[{"type": "alert", "text": words("no")}])

    async with at_work.connected(app):
        outcome = await at_work.sandbox.member("U1").command("/pulse", "C1")

    assert outcome.error == "The app answered with something that cannot be shown (invalid_blocks)."


# Forms


async def form_app(at_work: Bench, view: Json, answer: Json) -> tuple[Any, list[Json]]:
    """An app that opens ``view`` on a tap and answers its submission with ``answer``."""
    app, seen = at_work.new_app(), list[Json]()

    @app.action("go")
    async def go(ack: Any, body: Json, client: Any) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    @app.view("form")
    async def submitted(ack: Any, body: Json) -> None:
        seen.append(body)
        await ack(**answer)

    @app.view_closed("form")
    async def closed(ack: Any, body: Json) -> None:
        seen.append(body)
        await ack()

    return app, seen


async def opened(at_work: Bench) -> View:
    channel, ts = await posted(at_work, *buttons("go"))
    outcome = await at_work.sandbox.member("U1").tap(channel, ts, "go")
    assert outcome.view is not None
    return outcome.view


async def test_a_form_is_filled_in_and_sent(at_work: Bench) -> None:
    pick = {"type": "input", "block_id": "pick", "label": words("Pick"), "element": chosen("radio_buttons")}
    app, seen = await form_app(at_work, modal(typed(), pick, private_metadata="7"), {})
    async with at_work.connected(app):
        view = await opened(at_work)
        values = {"why": {"text": "because"}, "pick": {"pick": "red"}}
        outcome = await at_work.sandbox.member("U1").submit(view.id, values)

    assert (outcome.ok, outcome.view) == (True, None)
    (body,) = seen
    assert body["type"] == "view_submission"
    assert (body["view"]["callback_id"], body["view"]["private_metadata"]) == ("form", "7")
    state = body["view"]["state"]["values"]
    assert state["why"]["text"]["value"] == "because"
    assert state["pick"]["pick"]["selected_option"]["value"] == "red"
    assert body["response_urls"] == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (None, "Please complete this required field."),
        ("x", "This text is too short: at least 2 characters."),
        ("x" * 6, "This text is too long: at most 5 characters."),
    ],
)
async def test_a_form_with_mistakes_does_not_leave_the_page(
    at_work: Bench, text: str | None, complaint: str
) -> None:
    app, seen = await form_app(at_work, modal(typed(element={"min_length": 2, "max_length": 5})), {})
    async with at_work.connected(app):
        view = await opened(at_work)
        outcome = await at_work.sandbox.member("U1").submit(view.id, {"why": {"text": text}})

    assert (outcome.ok, outcome.errors, seen) == (False, {"why": complaint}, [])


async def test_no_more_may_be_chosen_than_allowed(at_work: Bench) -> None:
    element = chosen("multi_static_select", max_selected_items=1)
    several = {"type": "input", "block_id": "b", "label": words("Pick"), "element": element}
    empty = {"type": "input", "block_id": "o", "label": words("Pick"), "element": chosen(), "optional": True}
    app, _ = await form_app(at_work, modal(several, empty), {})
    async with at_work.connected(app):
        view = await opened(at_work)
        too_many = await at_work.sandbox.member("U1").submit(view.id, {"b": {"pick": ["red", "blue"]}})
        enough = await at_work.sandbox.member("U1").submit(view.id, {"b": {"pick": ["red"]}})

    assert too_many.errors == {"b": "Choose at most 1."}
    assert enough.ok


@pytest.mark.parametrize(
    ("answer", "still_open", "error"),
    [
        ({"response_action": "clear"}, 0, None),
        ({"response_action": "update", "view": modal(section("done"), submit=None)}, 1, None),
        ({"response_action": "push", "view": modal(section("more"), submit=None)}, 2, None),
        ({"response_action": "update", "view": modal(submit=None)}, 1, "invalid_arguments"),
        ({"response_action": "errors", "errors": {"nowhere": "no"}}, 1, "invalid_errors"),
        ({"response_action": "errors", "errors": {"why": "Say more."}}, 1, ""),
        ({"response_action": "explode"}, 1, "invalid_response_action"),
    ],
)
async def test_the_app_says_what_happens_to_a_form_that_was_sent(
    at_work: Bench, answer: Json, still_open: int, error: str | None
) -> None:
    app, _ = await form_app(at_work, modal(), answer)
    async with at_work.connected(app):
        view = await opened(at_work)
        outcome = await at_work.sandbox.member("U1").submit(view.id, {"why": {"text": "because"}})

    assert outcome.ok == (error is None)
    assert len(at_work.sandbox.workspace.modals["U1"]) == still_open
    if error:
        assert outcome.error == f"The app answered with something that cannot be shown ({error})."
    if error == "":
        assert outcome.errors == {"why": "Say more."}


async def test_closing_a_form_is_told_only_if_the_app_wants_to_know(at_work: Bench) -> None:
    app, seen = await form_app(at_work, modal(notify_on_close=True), {})
    async with at_work.connected(app):
        view = await opened(at_work)
        outcome = await at_work.sandbox.member("U1").close_view(view.id)

    assert (outcome.ok, outcome.view) == (True, None)
    assert [(body["type"], body["is_cleared"]) for body in seen] == [("view_closed", False)]

    await at_work.slack.views_open(trigger_id=at_work.sandbox.workspace.triggers.make("U1"), view=modal())
    top = at_work.sandbox.member("U1").modal()
    assert top is not None
    assert (await at_work.sandbox.member("U1").close_view(top.id)).ok


async def test_a_form_stays_open_when_the_app_is_silent(at_work: Bench) -> None:
    await at_work.slack.views_open(trigger_id=at_work.sandbox.workspace.triggers.make("U1"), view=modal())
    member = at_work.sandbox.member("U1")
    view = member.modal()
    assert view is not None

    outcome = await member.submit(view.id, {"why": {"text": "because"}})

    assert (outcome.ok, outcome.error) == (False, "The app did not respond.")
    assert member.modal() is view


async def test_a_form_may_ask_where_to_answer(at_work: Bench) -> None:
    element = {"type": "conversations_select", "action_id": "where", "response_url_enabled": True}
    block = {"type": "input", "block_id": "where", "label": words("Where?"), "element": element}
    app, seen = await form_app(at_work, modal(block), {})
    async with at_work.connected(app):
        view = await opened(at_work)
        await at_work.sandbox.member("U1").submit(view.id, {"where": {"where": "C1"}})

    (url,) = seen[0]["response_urls"]
    assert (url["channel_id"], url["block_id"]) == ("C1", "where")
    async with at_work.http.post(
        url["response_url"], json={"text": "here", "response_type": "in_channel"}
    ) as answer:
        assert await answer.text() == "ok"


async def test_a_tap_in_a_modal_reaches_the_app_with_the_view(at_work: Bench) -> None:
    app, seen = at_work.new_app(), list[Json]()

    @app.action(re.compile("more|text"))
    async def more(ack: Any, body: Json, client: Any) -> None:
        seen.append(body)
        if body["actions"][0]["action_id"] == "more":
            await client.views_push(trigger_id=body["trigger_id"], view=modal(section("x"), submit=None))
        await ack()

    blocks = [typed(), typed("live", dispatch_action=True), *buttons("more")]
    view = await at_work.slack.views_open(
        trigger_id=at_work.sandbox.workspace.triggers.make("U1"), view=modal(*blocks)
    )
    member, name = at_work.sandbox.member("U1"), view["view"]["id"]
    async with at_work.connected(app):
        quiet = await member.tap_in_view(name, "text", block_id="why", option="so")
        await member.tap_in_view(name, "text", block_id="live", option="go")
        pushed = await member.tap_in_view(name, "more", values={"why": {"text": "so what"}})

    assert quiet.ok
    assert [body["actions"][0]["action_id"] for body in seen] == ["text", "more"]
    assert seen[1]["container"] == {"type": "view", "view_id": name}
    assert seen[1]["view"]["state"]["values"]["why"]["text"]["value"] == "so what"
    assert pushed.view is not None
    assert pushed.view.previous_id == name


# Going places


async def test_opening_home_waits_for_what_the_app_shows(at_work: Bench) -> None:
    app, seen = at_work.new_app(), list[Json]()

    @app.event("app_home_opened")
    async def welcome(event: Json, client: Any) -> None:
        seen.append(event)
        await client.views_publish(user_id=event["user"], view=home(section(f"Visit {len(seen)}")))

    member = at_work.sandbox.member("U3")
    async with at_work.connected(app):
        await member.open_home()
        outcome = await member.open_home()

    assert outcome.view is not None
    assert outcome.view.blocks[0]["text"]["text"] == "Visit 2"
    assert (seen[0]["tab"], seen[0]["channel"], seen[0]["user"]) == ("home", "D3", "U3")
    assert member.home() is outcome.view


async def test_an_empty_home_is_said_to_be_empty(at_work: Bench) -> None:
    app = at_work.new_app()

    @app.event("app_home_opened")
    async def nothing() -> None: ...

    async with at_work.connected(app):
        outcome = await at_work.sandbox.member("U1").open_home(seconds=0.05)
    disconnected = await at_work.sandbox.member("U1").open_home()

    assert (outcome.ok, outcome.error) == (False, "The app left this page empty.")
    assert disconnected.error == "The app did not respond."


async def test_the_app_hears_who_comes_and_goes(at_work: Bench) -> None:
    app, seen = at_work.new_app(), list[str]()

    @app.event(re.compile(".*"))
    async def hear(event: Json) -> None:
        person = event.get("user")
        seen.append(f"{event['type']} {person['id'] if isinstance(person, dict) else person}")

    member = at_work.sandbox.member("U3")
    async with at_work.connected(app):
        await member.join("C2")
        await member.join("C2")
        await member.leave("C2")
        await at_work.sandbox.hire(Person("U9", "new", "New Person"))
        await at_work.sandbox.change_person("U9", tz="Asia/Tokyo")
        await at_work.sandbox.announce({"type": "channel_rename"})
        await eventually(lambda: len(seen) == 4)

    assert sorted(seen) == sorted(
        ["member_joined_channel U3", "member_left_channel U3", "team_join U9", "user_change U9"]
    )
    at_work.sandbox.workspace.dm_with("U1")
    with pytest.raises(ImpossibleError, match="cannot join or leave"):
        await member.join("D1")


async def test_words_in_direct_messages_and_mentions_reach_an_app_that_reads() -> None:
    async with bench(events=("message.im", "app_mention")) as at_work:
        await words_reach_the_app(at_work)


async def words_reach_the_app(at_work: Bench) -> None:
    app, seen = at_work.new_app(), list[tuple[str, str]]()

    @app.event("message")
    async def message(event: Json) -> None:
        seen.append((event["channel_type"], event["text"]))

    @app.event("app_mention")
    async def mention(event: Json) -> None:
        seen.append(("mention", event["text"]))

    at_work.sandbox.workspace.dm_with("U1")
    member = at_work.sandbox.member("U1")
    async with at_work.connected(app):
        await member.say("D1", "an idea")
        await member.say("C1", "lunch?")
        await member.say("C1", "<@U0PULSSI> hello")
        await member.say("C2", "<@U0PULSSI> cannot hear this")
        await eventually(lambda: len(seen) == 2)

    assert sorted(seen) == [("im", "an idea"), ("mention", "<@U0PULSSI> hello")]


async def test_an_app_that_does_not_read_is_not_written_to(at_work: Bench) -> None:
    at_work.sandbox.workspace.dm_with("U1")
    member = at_work.sandbox.member("U1")

    outcome = await member.say("D1", "an idea")

    assert outcome.error == "Pulssi does not read messages here. Type a slash command, like /pulse help."
    assert member.inbox() == []


async def test_a_company_can_be_any_company() -> None:
    small = small_company()
    company = Company(
        people=small.people[:1], channels=[], team_id="T7", name="Northwind", domain="northwind"
    )
    async with bench(company=company) as at_work:
        assert (await at_work.slack.auth_test())["team"] == "Northwind"
        assert at_work.sandbox.bot_token == "xoxb-T7-sandbox"
