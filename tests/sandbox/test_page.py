"""The page in a real browser, used as people use it."""

import re
import shutil
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    BrowserContext,
    Page,
    expect,
)

from sandbox.page.faces import ClockFace, Jump
from sandbox.roads.delivery import Ack
from sandbox.workspace.messages import Json, StoredFile
from sandbox.workspace.modals import replace_body
from tests.sandbox.browsing import chromium, png, tab_to, watched
from tests.sandbox.test_page_strings import BOT, NOW, Chat, served

pytestmark = pytest.mark.asyncio(loop_scope="module")

SCALE = ("Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree")


@pytest_asyncio.fixture(loop_scope="module")
async def chat() -> AsyncIterator[Chat]:
    async with served() as chat:
        yield chat


@pytest_asyncio.fixture(loop_scope="module")
async def page(visitor: BrowserContext, chat: Chat) -> AsyncIterator[Page]:
    """The visitor's page."""
    async with watched(visitor, chat.url) as page:
        yield page


def words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def section(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(label: str, action: str, **more: Any) -> Json:
    return {"type": "button", "action_id": action, "value": action, "text": words(label), **more}


def question() -> list[Json]:
    buttons = [button(label, f"answer:{value}") for value, label in enumerate((*SCALE, "Skip"), start=1)]
    return [section("*Did you have time?*"), {"type": "actions", "block_id": "q", "elements": buttons}]


def why() -> Json:
    text = {"type": "plain_text_input", "action_id": "text", "multiline": True}
    topics = [{"text": words(name), "value": name.lower()} for name in ("Meetings", "Tools")]
    topic = {"type": "static_select", "action_id": "topic", "options": topics}
    also = {"type": "checkboxes", "action_id": "also", "options": topics}
    return {
        "type": "modal",
        "title": words("Say why"),
        "submit": words("Send it"),
        "blocks": [
            {"type": "input", "block_id": "why", "label": words("What made it so?"), "element": text},
            {"type": "input", "block_id": "topic", "label": words("Topic"), "element": topic},
            {"type": "input", "block_id": "also", "label": words("Also"), "element": also, "optional": True},
        ],
    }


async def open_at(page: Page, chat: Chat, place: str = "U1") -> None:
    await page.goto(f"{chat.url}#{place}")
    await expect(page.locator("#place-name")).not_to_have_text("")
    await page.locator(".message, .nothing, .home-view").first.wait_for()


async def test_the_page_opens_on_the_bots_direct_message(page: Page, chat: Chat) -> None:
    chat.post("D1", "Hello *Aino*")

    await open_at(page, chat)

    await expect(page.get_by_role("heading", name="Pulssi")).to_be_visible()
    message = page.get_by_role("listitem", name="Pulssi, 14:03")
    await expect(message).to_contain_text("Hello Aino")
    await expect(message.locator("strong")).to_have_text("Aino")
    await expect(page.get_by_role("heading", name="Today")).to_be_visible()
    assert page.url.endswith("#U1/D1")


async def test_without_a_person_in_the_address_one_is_the_first_person(page: Page, chat: Chat) -> None:
    await page.goto(chat.url)

    await expect(page.get_by_role("button", name="You are Aino Virtanen")).to_be_visible()


async def test_a_question_is_answered_by_keyboard_alone(page: Page, chat: Chat) -> None:
    card = chat.post("D1", "One quick question", blocks=question())

    async def thank(_: Json) -> Ack:
        chat.edit(card, [section("Thank you, that is in.")])
        return Ack()

    chat.on("block_actions", thank)
    await open_at(page, chat)

    await tab_to(page, page.get_by_role("button", name="Agree", exact=True))
    await page.keyboard.press("Enter")

    await expect(page.get_by_text("Thank you, that is in.")).to_be_visible()
    await expect(page.locator(".message")).to_be_focused()
    await expect(page.locator("#announcer")).to_contain_text("Pulssi changed a message")
    assert [(tap["block_id"], tap["action_id"]) for tap in chat.taps()] == [("q", "answer:4")]


def card(*waiting: str, answered: tuple[str, ...] = ()) -> list[Json]:
    """A card as bots send it: what is answered can be changed, one question waits for an answer."""
    blocks: list[Json] = []
    for name in answered:
        again = [button("Change", f"change:{name}"), button("Say why", f"why:{name}")]
        blocks += [section(f"Thanks for {name}"), {"type": "actions", "block_id": name, "elements": again}]
    for name in waiting[:1]:
        buttons = [button(label, f"answer:{value}") for value, label in enumerate(SCALE)]
        blocks += [section(f"*{name}?*"), {"type": "actions", "block_id": name, "elements": buttons}]
    return blocks


async def test_the_focus_goes_from_answer_to_question_and_rests_on_the_last_button(
    page: Page, chat: Chat
) -> None:
    message = chat.post("D1", "Two quick questions", blocks=card("Time", "Mood"))
    steps = [card("Mood", answered=("Time",)), card(answered=("Time", "Mood"))]

    async def go_on(_: Json) -> Ack:
        chat.edit(message, steps.pop(0))
        return Ack()

    chat.on("block_actions", go_on)
    await open_at(page, chat)

    await page.get_by_role("button", name="Neither").press("Enter")
    mood = page.get_by_role("group", name="Mood?")
    await expect(mood.get_by_role("button", name=SCALE[0])).to_be_focused()
    await mood.get_by_role("button", name=SCALE[3], exact=True).press("Enter")

    await expect(page.get_by_role("button", name="Say why").last).to_be_focused()


async def test_tab_reaches_the_newest_question_without_passing_every_older_one(
    page: Page, chat: Chat
) -> None:
    for number in range(12):
        chat.post("D1", f"Card {number}", blocks=card(f"Week {number}"))
    chat.post("D1", "Done", blocks=card(answered=("Week 12",)))
    await open_at(page, chat)
    newest = page.get_by_role("group", name="Week 11?")
    older = page.get_by_role("group", name="Week 10?").get_by_role("button", name=SCALE[0])

    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the newest question")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(newest.get_by_role("button", name=SCALE[0])).to_be_focused()
    await page.keyboard.press("Shift+Tab")
    await expect(page.locator(".message").nth(11)).to_be_focused()
    await page.keyboard.press("Shift+Tab")
    await expect(page.locator("#scroller")).to_be_focused()
    await tab_to(page, page.locator(".message").nth(11))
    await page.keyboard.press("ArrowUp")
    await expect(page.locator(".message").nth(10)).to_be_focused()
    await page.keyboard.press("Tab")

    await expect(older).to_be_focused()


async def test_a_bot_that_stays_silent_is_reported(page: Page, chat: Chat) -> None:
    chat.post("D1", "One quick question", blocks=question())

    async def silent(_: Json) -> Ack:
        return Ack(error="The app did not respond.")

    chat.on("block_actions", silent)
    await open_at(page, chat)

    await page.get_by_role("button", name="Skip", exact=True).click()

    await expect(page.get_by_role("alert")).to_contain_text("The app did not respond.")
    await page.get_by_role("button", name="Dismiss").click()
    await expect(page.locator(".toast")).to_have_count(0)


async def test_a_risky_button_asks_first(page: Page, chat: Chat) -> None:
    ask = {
        "title": words("Retire it?"),
        "text": words("It is asked no more."),
        "confirm": words("Retire"),
        "deny": words("Keep"),
    }
    risky = button("Retire", "retire", style="danger", confirm=ask)
    chat.post("D1", "Question 7", blocks=[{"type": "actions", "block_id": "a", "elements": [risky]}])
    await open_at(page, chat)

    await page.get_by_role("button", name="Retire").click()
    await page.get_by_role("dialog", name="Retire it?").get_by_role("button", name="Keep").click()
    await page.get_by_role("button", name="Retire").click()
    async with page.expect_response("**/sandbox/api/tap"):
        await page.get_by_role("dialog").get_by_role("button", name="Retire").click()

    await expect(page.get_by_role("dialog")).to_have_count(0)
    assert [tap["action_id"] for tap in chat.taps()] == ["retire"]


async def test_a_form_shows_its_errors_and_goes_when_it_is_right(page: Page, chat: Chat) -> None:
    async def check(payload: Json) -> Ack:
        if "Ben" in payload["view"]["state"]["values"]["why"]["text"]["value"]:
            return Ack({"response_action": "errors", "errors": {"why": "Please leave out names."}})
        return Ack()

    chat.on("view_submission", check)
    await open_at(page, chat)
    chat.open_form("U1", why())
    form = page.get_by_role("dialog", name="Say why")
    await expect(form.get_by_label("What made it so?")).to_be_focused()

    await form.get_by_role("button", name="Send it").click()
    await expect(form.get_by_text("Please complete this required field.")).to_have_count(2)
    await form.get_by_label("What made it so?").fill("Ben talks a lot")
    await form.get_by_role("button", name="Topic: Choose").press("ArrowDown")
    await page.keyboard.type("too")
    await page.keyboard.press("Enter")
    await form.get_by_label("Meetings").check()
    await form.get_by_role("button", name="Send it").click()
    await expect(form.get_by_text("Please leave out names.")).to_be_visible()
    await expect(form.get_by_label("What made it so?")).to_be_focused()
    await page.keyboard.press("ControlOrMeta+A")
    await page.keyboard.type("Too many meetings")
    await form.get_by_role("button", name="Send it").click()

    await expect(form).to_be_hidden()
    values = chat.strings.sent[-1]["view"]["state"]["values"]
    assert values["why"]["text"]["value"] == "Too many meetings"
    assert values["topic"]["topic"]["selected_option"]["value"] == "tools"
    assert [option["value"] for option in values["also"]["also"]["selected_options"]] == ["meetings"]


async def test_what_was_typed_survives_an_update_and_escape_closes(page: Page, chat: Chat) -> None:
    chat.open_form("U1", {**why(), "notify_on_close": True})
    await open_at(page, chat)
    form = page.get_by_role("dialog", name="Say why")
    await form.get_by_label("What made it so?").fill("Because")
    view = chat.sandbox.workspace.top_modal("U1")
    assert view is not None

    replace_body(chat.sandbox.workspace, view, {**view.body, "title": words("Say more")})
    more = page.get_by_role("dialog", name="Say more")
    await expect(more.get_by_label("What made it so?")).to_have_value("Because")
    await expect(more.get_by_label("What made it so?")).to_be_focused()
    await page.keyboard.press("Escape")

    await expect(more).to_be_hidden()
    assert chat.strings.sent[-1]["type"] == "view_closed"


async def test_a_slash_command_is_hinted_at_and_answered_privately(page: Page, chat: Chat) -> None:
    async def reply(_: Json) -> Ack:
        return Ack({"text": "`help` shows this"})

    chat.on("command", reply)
    await open_at(page, chat, "U1/C1")

    await page.get_by_label("Message or slash command").press_sequentially("/pulse he")
    await expect(page.get_by_text("Slash command:")).to_be_visible()
    await page.get_by_role("button", name="/pulse help").click()
    await page.get_by_label("Message or slash command").press("Enter")

    message = page.locator(".message")
    await expect(message).to_contain_text("Only visible to you")
    await expect(message.locator("code")).to_have_text("help")
    await expect(page.get_by_label("Message or slash command")).to_have_value("")
    command = chat.strings.sent[-1]
    assert (command["command"], command["text"], command["channel_id"]) == ("/pulse", "help", "C1")


async def test_a_command_nobody_knows_stays_to_be_mended(page: Page, chat: Chat) -> None:
    await open_at(page, chat, "U1/C1")

    await page.get_by_label("Message or slash command").fill("/puls help")
    await page.get_by_label("Message or slash command").press("Enter")

    await expect(page.get_by_role("alert")).to_contain_text("/puls is not a valid command.")
    await expect(page.get_by_label("Message or slash command")).to_have_value("/puls help")


async def test_the_bot_is_invited_by_a_command_that_the_page_suggests(page: Page, chat: Chat) -> None:
    chat.sandbox.workspace.set_membership(chat.sandbox.workspace.channel("C1"), BOT, member=False)
    await open_at(page, chat, "U1/C1")
    writing = page.get_by_label("Message or slash command")

    await writing.press_sequentially("/")
    await page.get_by_role("button", name="/invite @Pulssi").click()
    await expect(page.get_by_text("goes to the workspace")).to_be_visible()
    await writing.press("Enter")

    await expect(page.locator(".message")).to_have_text(
        re.compile("^Pulssi was added to #platform by @Aino Virtanen.")
    )
    await writing.press_sequentially("/invite @Pulssi")
    await writing.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("Pulssi is already in #platform.")


async def test_in_a_direct_message_that_is_not_read_only_commands_are_typed(page: Page, chat: Chat) -> None:
    await open_at(page, chat)
    writing = page.get_by_label("Message or slash command")
    await expect(writing).to_have_attribute("placeholder", "Type a slash command, like /pulse help")

    await writing.fill("Good morning")
    await writing.press("Enter")

    await expect(page.get_by_role("alert")).to_contain_text("Pulssi does not read messages here.")
    await expect(page.locator(".message")).to_have_count(0)
    await expect(writing).to_have_value("Good morning")


async def test_other_text_is_said(page: Page, chat: Chat) -> None:
    await open_at(page, chat, "U2/C1")

    await page.get_by_label("Message or slash command").fill("Good morning")
    await page.get_by_role("button", name="Send").click()

    await expect(page.get_by_role("listitem", name="Ben Okafor, 12:03")).to_contain_text("Good morning")
    await expect(page.get_by_label("Message or slash command")).to_have_value("")


async def test_app_home_is_a_place_of_its_own(page: Page, chat: Chat) -> None:
    options = [{"text": words("Suomi"), "value": "fi"}]
    language = {"type": "radio_buttons", "action_id": "language", "options": options}
    header = {"type": "header", "text": words("Your week")}

    async def publish(_: Json) -> Ack:
        chat.publish_home("U1", [header, {"type": "actions", "block_id": "l", "elements": [language]}])
        return Ack()

    chat.on("app_home_opened", publish)
    await open_at(page, chat)

    await page.get_by_role("link", name="App home").click()
    await expect(page.get_by_role("heading", name="Your week")).to_be_visible()
    async with page.expect_response("**/sandbox/api/tap"):
        await page.get_by_label("Suomi").check()

    assert [tap["selected_option"]["value"] for tap in chat.taps()] == ["fi"]
    assert len(chat.strings.sent) == len(["app_home_opened", "block_actions"])


async def test_a_picture_can_be_seen_enlarged_and_read(page: Page, chat: Chat) -> None:
    file = StoredFile("F1", "week.png", "Week 46", "image/png", BOT, int(NOW.timestamp()))
    file.alt, file.content = "Time rose to 3.9.", png(900, 400)
    chat.sandbox.workspace.files["F1"] = file
    for text in ("Last week", "This week"):
        chat.post("C1", text, files=["F1"])
    await open_at(page, chat, "U1/C1")
    await expect(page.get_by_role("button", name="Enlarge").last).to_be_in_viewport()

    picture = page.get_by_role("button", name="Enlarge the picture: Week 46").last
    await expect(picture.locator("img")).to_have_js_property("naturalWidth", 900)
    await page.get_by_text("Alt text").last.click()
    await expect(page.get_by_text("Time rose to 3.9.").last).to_be_in_viewport()
    await picture.click()
    await expect(page.get_by_role("dialog", name="Week 46")).to_be_visible()
    await page.keyboard.press("Escape")

    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(picture).to_be_focused()


async def test_a_picture_among_blocks_can_be_seen_and_read(page: Page, chat: Chat) -> None:
    file = StoredFile("F1", "week.png", "Week 46", "image/png", BOT, int(NOW.timestamp()))
    file.content = png(900, 400)
    chat.sandbox.workspace.files["F1"] = file
    image = {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "Time rose to 3.9."}
    chat.post("C1", "x", blocks=[section("The week"), image])
    await open_at(page, chat, "U1/C1")

    picture = page.get_by_role("button", name="Enlarge the picture")
    await expect(picture.locator("img")).to_have_js_property("naturalWidth", 900)
    await page.get_by_text("Alt text").click()
    await expect(page.get_by_text("Time rose to 3.9.")).to_be_visible()


async def test_a_line_chart_is_drawn_and_told_in_numbers(page: Page, chat: Chat) -> None:
    points = [{"label": f"wk {week}", "value": value} for week, value in ((46, 3.4), (48, 3.9), (49, 3.6))]
    chart = {
        "type": "line",
        "series": [{"name": "Mean", "data": points}],
        "axis_config": {"categories": [point["label"] for point in points], "y_label": "Mean on 1–5"},
    }
    chat.post("C1", "x", blocks=[{"type": "data_visualization", "title": "Focus", "chart": chart}])
    await open_at(page, chat, "U1/C1")

    drawn = page.get_by_role("figure", name="Focus Mean on 1–5")
    await expect(drawn.locator("circle")).to_have_count(3)
    await expect(drawn.locator("svg")).to_contain_text("wk 49")
    heights = [await drawn.locator("circle").nth(at).get_attribute("cy") for at in range(3)]
    assert float(heights[1] or 0) < float(heights[2] or 0) < float(heights[0] or 0)
    await drawn.get_by_text("Numbers").click()
    await expect(drawn.get_by_text("Mean: 3.4 (wk 46), 3.9 (wk 48), 3.6 (wk 49).")).to_be_visible()


async def test_one_becomes_somebody_else_by_keyboard(page: Page, chat: Chat) -> None:
    chat.post("D2", "Hello Ben")
    await open_at(page, chat)

    await tab_to(page, page.get_by_role("button", name="You are Aino Virtanen"))
    await page.keyboard.press("Enter")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")

    await expect(page.get_by_text("Hello Ben")).to_be_visible()
    await expect(page.get_by_role("button", name="You are Ben Okafor, Designer · London")).to_be_focused()
    await expect(page.get_by_role("listitem", name="Pulssi, 12:03")).to_be_visible()
    assert page.url.endswith("#U2/D2")
    await page.reload()
    await expect(page.get_by_text("Hello Ben")).to_be_visible()


async def test_news_arrive_without_disturbing(page: Page, chat: Chat) -> None:
    chat.post("C1", "First")
    await open_at(page, chat, "U1/C1")
    writing = page.get_by_label("Message or slash command")
    await writing.fill("half a sen")
    await page.locator(".message").evaluate("node => { node.dataset.mark = 'the same node' }")

    chat.post("C1", "Second", user="U2")

    await expect(page.get_by_text("Second", exact=True)).to_be_in_viewport()
    await expect(page.locator("#announcer")).to_contain_text("Ben Okafor: Second")
    await expect(writing).to_be_focused()
    await expect(writing).to_have_value("half a sen")
    await expect(page.locator("[data-mark]")).to_contain_text("First")


async def test_who_reads_further_up_stays_there(page: Page, chat: Chat) -> None:
    for number in range(40):
        chat.post("C1", f"Line {number}")
    await open_at(page, chat, "U1/C1")
    await expect(page.get_by_text("Line 39")).to_be_in_viewport()
    await page.locator("#scroller").evaluate("node => { node.scrollTop = 0 }")
    await expect(page.get_by_text("Line 0", exact=True)).to_be_in_viewport()

    chat.post("C1", "Line 40")

    await expect(page.get_by_role("button", name="New message below")).to_be_visible()
    await expect(page.get_by_text("Line 0", exact=True)).to_be_in_viewport()
    await page.get_by_role("button", name="New message below").click()
    await expect(page.get_by_text("Line 40", exact=True)).to_be_in_viewport()


async def test_markup_in_a_text_stays_text(page: Page, chat: Chat) -> None:
    attack = '<img src=x onerror="alert(1)"> <script>alert(2)</script> <javascript:alert(3)|click>'
    chat.post("C1", attack, user="U2")
    chat.post("C1", "x", blocks=[section(attack), {"type": "header", "text": words(attack)}])
    await open_at(page, chat, "U1/C1")

    messages = page.locator(".message-main")
    for at in range(2):
        await expect(messages.nth(at)).to_contain_text("<script>alert(2)</script>")
        await expect(messages.nth(at).locator("img, script, a")).to_have_count(0)


async def test_chat_markup_becomes_what_it_means(page: Page, chat: Chat) -> None:
    inline = "*b* _i_ ~s~ `c <x` <https://example.com|site> <@U2> <#C1> a &amp; b 2*3*4"
    chat.post("C1", inline + "\n> said\n• one\n• two\n```\n*raw*\n```")
    await open_at(page, chat, "U1/C1")

    prose = page.locator(".prose")
    meant = {
        "strong": ["b"],
        "em": ["i"],
        "s": ["s"],
        "code": ["c <x", "*raw*"],
        "a": ["site"],
        ".mention": ["@Ben Okafor", "#platform"],
        "blockquote": ["said"],
        "li": ["one", "two"],
        "pre": ["*raw*"],
    }
    for selector, texts in meant.items():
        await expect(prose.locator(selector)).to_have_text(texts)
    await expect(prose).to_contain_text("a & b 2*3*4")


async def test_an_unknown_block_is_admitted(page: Page, chat: Chat) -> None:
    chat.post("C1", "x", blocks=[{"type": "hologram"}, section("and the rest")])
    await open_at(page, chat, "U1/C1")

    await expect(page.get_by_text("The sandbox cannot show a “hologram” block")).to_be_visible()
    await expect(page.get_by_text("and the rest")).to_be_visible()


async def test_menus_and_dates_tap(page: Page, chat: Chat) -> None:
    options = [{"text": words(name), "value": name.lower()} for name in ("Edit", "Retire")]
    elements = [
        {"type": kind, "action_id": kind, "options": options} for kind in ("static_select", "overflow")
    ]
    elements.append({"type": "datepicker", "action_id": "day", "initial_date": "2026-11-19"})
    chat.post("C1", "x", blocks=[section("Pick"), {"type": "actions", "block_id": "a", "elements": elements}])
    await open_at(page, chat, "U1/C1")

    await page.get_by_role("button", name="Pick: Choose").click()
    async with page.expect_response("**/sandbox/api/tap"):
        await page.get_by_role("option", name="Retire").click()
    await page.get_by_role("button", name="More actions").click()
    async with page.expect_response("**/sandbox/api/tap"):
        await page.get_by_role("menuitem", name="Edit").click()
    await page.get_by_label("Pick").last.fill("2026-11-20")
    async with page.expect_response("**/sandbox/api/tap"):
        await page.get_by_label("Pick").last.press("Enter")

    await expect(page.get_by_role("button", name="Pick: Retire")).to_be_visible()
    static, overflow, day = chat.taps()
    assert static["selected_option"]["value"] == "retire"
    assert overflow["selected_option"]["value"] == "edit"
    assert day["selected_date"] == "2026-11-20"


async def test_the_demo_clock_jumps(page: Page, chat: Chat) -> None:
    chat.faces.append(ClockFace("Thursday 14:03", (Jump("friday", "Jump to Friday"),)))
    await open_at(page, chat)

    await page.get_by_role("button", name="Jump to Friday").click()

    await expect(page.get_by_role("region", name="Demo clock")).to_contain_text("Friday 14:00")


async def test_a_step_jumps_the_clock_and_shows_where_the_digest_comes(browser: Browser, chat: Chat) -> None:
    chat.faces.append(ClockFace("Thursday 14:03", (Jump("friday", "Jump to Friday"),)))
    async with await browser.new_context(reduced_motion="reduce") as context:
        page = await context.new_page()
        await open_at(page, chat)

        await page.get_by_role("button", name="Jump the clock to see the digest").click()

        await expect(page.get_by_role("heading", name="#platform")).to_be_visible()
        await expect(page.get_by_role("region", name="Demo clock")).to_contain_text("Friday 14:00")


async def test_on_a_phone_a_long_jump_is_shown_in_full(page: Page, chat: Chat) -> None:
    label = "Jump to Friday: close the week, post the digest, and look at what the whole team said"
    chat.faces.append(ClockFace("Thursday 14:03", (Jump("friday", label),)))
    await page.set_viewport_size({"width": 400, "height": 800})
    await open_at(page, chat)

    jump = page.get_by_role("button", name=label)

    box = await jump.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 400
    assert await jump.evaluate("node => node.scrollWidth <= node.clientWidth")


async def test_first_steps_are_offered_until_dismissed(browser: Browser, chat: Chat) -> None:
    async with await browser.new_context(
        viewport={"width": 400, "height": 800}, reduced_motion="reduce"
    ) as context:
        page = await context.new_page()
        await open_at(page, chat)

        await expect(page.get_by_role("link", name="Look at the chart in #platform")).to_be_hidden()
        await page.get_by_role("heading", name="What to try").click()
        await page.get_by_role("link", name="Look at the chart in #platform").click()
        await expect(page.get_by_role("heading", name="#platform")).to_be_visible()
        await page.get_by_role("button", name="Type /pulse help").click()
        await expect(page.get_by_label("Message or slash command")).to_have_value("/pulse help")
        await page.get_by_role("button", name="Dismiss “What to try”").click()
        await page.reload()

        await expect(page.get_by_role("heading", name="#platform")).to_be_visible()
        await expect(page.get_by_role("heading", name="What to try")).to_be_hidden()


async def test_on_a_phone_the_sidebar_is_a_drawer(page: Page, chat: Chat) -> None:
    await page.set_viewport_size({"width": 400, "height": 800})
    await open_at(page, chat)
    places = page.get_by_role("navigation", name="Channels and messages")
    await expect(places).to_be_hidden()

    await page.get_by_role("button", name="Channels and people").press("Enter")
    await expect(page.get_by_role("button", name="You are Aino Virtanen")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(places).to_be_hidden()
    await expect(page.get_by_role("button", name="Channels and people")).to_be_focused()
    await page.get_by_role("button", name="Channels and people").click()
    await places.get_by_role("link", name="platform").click()

    await expect(page.get_by_role("heading", name="#platform")).to_be_visible()
    await expect(places).to_be_hidden()
    assert await page.evaluate("document.documentElement.scrollWidth") == 400


async def test_without_chromium_the_tests_say_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)

    with pytest.raises(pytest.fail.Exception, match="Browser tests need Chromium: apt-get install chromium"):
        chromium()


async def test_the_page_allows_no_inline_script(page: Page, chat: Chat) -> None:
    answer = await page.goto(chat.url)

    assert answer is not None
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    await expect(page.locator("script:not([src])")).to_have_count(0)
