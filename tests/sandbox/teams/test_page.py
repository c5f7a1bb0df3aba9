"""The page of Teams in a real browser, used as people use it, with a bot on Microsoft's SDK behind it."""

import re
from base64 import b64encode
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, expect

from sandbox.page.faces import ClockFace, Jump
from sandbox.teams.page.api import Commands
from tests.sandbox.browsing import png, tab_to, watched
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

pytestmark = [SDK, pytest.mark.asyncio(loop_scope="module")]
TEAM = "19:c1@thread.tacv2"
SCALE = ("Very bad", "Bad", "So-so", "Good", "Very good")
COMMANDS = Commands([("pulse help", "everything you can do")], [("pulse plan", "what is asked next")])


@pytest_asyncio.fixture(loop_scope="module")
async def at_work() -> AsyncIterator[Shop]:
    """A connector whose clock can jump once."""
    faces = [ClockFace("Monday 11:00", (Jump("friday", "Jump to Friday"),))]

    async def jump(_: str) -> None:
        faces.append(ClockFace("Friday 14:00"))

    async with shop(clock_face=lambda: faces[-1], jump=jump, commands=COMMANDS) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def page(visitor: BrowserContext, at_work: Shop) -> AsyncIterator[Page]:
    async with watched(visitor, at_work.connector.url) as page:
        yield page


def said(text: str, **more: Any) -> Json:
    return {"type": "TextBlock", "text": text, "wrap": True, **more}


def question(subject: str = "first") -> list[Json]:
    buttons = [
        {**execute(label), "data": {"act": f"answer:{value}", "subject": subject}}
        for value, label in enumerate(SCALE, start=1)
    ]
    asked = said("**How did it feel?**", style="heading", weight="Bolder")
    return [asked, row(*buttons[:3]), row(*buttons[3:], opens("Skip"))]


def choice(name: str, *titles: str, **more: Any) -> Json:
    choices = [{"title": title, "value": title.lower()} for title in titles]
    return {"type": "Input.ChoiceSet", "id": name, "label": name.title(), "choices": choices, **more}


async def open_at(page: Page, at_work: Shop, place: str = "U1") -> None:
    await page.goto(f"{at_work.connector.url}/#{place}")
    await page.locator(".message, .nothing").first.wait_for()


async def test_a_question_is_answered_by_keyboard_and_the_focus_goes_on(page: Page, at_work: Shop) -> None:
    await at_work.card_for("U1", *question())
    thanks = card(
        said("Thank you."), row(execute("Change"), opens()), said("**Next?**"), *question("next")[1:]
    )
    at_work.bot.answers["adaptiveCard/action"] = shows(thanks)
    await open_at(page, at_work)
    await expect(page.get_by_role("heading", name="How did it feel?")).to_be_visible()

    await tab_to(page, page.get_by_role("button", name="Good", exact=True))
    await page.keyboard.press("Enter")

    await expect(page.get_by_text("Thank you.")).to_be_visible()
    await expect(page.get_by_role("button", name="Very bad")).to_be_focused()
    await expect(page.locator("#announcer")).to_contain_text("Pulssi changed a message")
    assert at_work.bot.heard[-1].value.action.data == {"act": "answer:4", "subject": "first"}


async def test_pressing_twice_while_the_bot_thinks_sends_one_press(page: Page, at_work: Shop) -> None:
    await at_work.card_for("U1", *question())
    at_work.bot.answers["adaptiveCard/action"] = {"statusCode": 200, "type": TEXT, "value": "Saved."}
    await open_at(page, at_work)

    before = len(at_work.bot.heard)
    await page.get_by_role("button", name="Bad", exact=True).dblclick()

    await expect(page.get_by_role("alert")).to_contain_text("Saved.")
    await page.get_by_role("button", name="Dismiss").click()
    await expect(page.get_by_role("alert")).to_be_empty()
    assert len(at_work.bot.heard) - before in {1, 2}
    at_work.bot.answers["adaptiveCard/action"] = FAILED
    await page.get_by_role("button", name="Bad", exact=True).click()
    await expect(page.get_by_role("alert")).to_contain_text("Too late.")


async def test_a_window_opens_says_what_is_wrong_and_is_sent(page: Page, at_work: Shop) -> None:
    await at_work.card_for("U1", said("Done"), row(opens()))
    required: Json = {"isRequired": True, "errorMessage": "Please fill this in."}
    form = [
        words(isMultiline=True, maxLength=20, **required),
        choice("mood", "Red", "Blue", style="expanded"),
        choice("tools", "Chat", "Mail", isMultiSelect=True),
        choice("topic", "Meetings", "Focus", style="compact"),
        choice("lead") | {"style": "compact", "choices.data": {"type": "Data.Query", "dataset": "users"}},
    ]
    sending = {"actions": [submit("Save", action="form")]}
    at_work.bot.answers["task/fetch"] = window(card(*form, **sending))
    wrong = said("This is too short.", color="Attention")
    at_work.bot.answers["task/submit"] = window(
        card(wrong, words(value="short", **required), *form[1:], **sending)
    )
    await open_at(page, at_work)

    await page.get_by_role("button", name="Say why").click()
    dialog = page.get_by_role("dialog", name="Why?")
    await expect(dialog.get_by_label("Why?", exact=True)).to_be_focused()
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog.get_by_text("Please fill this in.")).to_be_visible()
    await expect(dialog.get_by_label("Why?", exact=True)).to_be_focused()

    await page.keyboard.type("short")
    await dialog.get_by_label("Blue").check()
    await dialog.get_by_label("Chat").check()
    await dialog.get_by_label("Mail").check()
    await dialog.get_by_role("button", name="Topic: Choose").press("Enter")
    await page.keyboard.press("f")
    await page.keyboard.press("Enter")
    await dialog.get_by_role("button", name="Lead: Choose").click()
    await page.get_by_role("option", name="Ben Okafor").click()
    await dialog.get_by_role("button", name="Save").click()

    await expect(dialog.get_by_text("This is too short.")).to_be_visible()
    await expect(dialog.get_by_label("Why?", exact=True)).to_be_focused()
    await expect(dialog.get_by_label("Why?", exact=True)).to_have_value("short")
    await expect(page.locator("#announcer")).to_contain_text("This is too short.")
    told = at_work.bot.heard[-1].value.data
    lead = at_work.connector.member("U2").aad_id
    assert told == {
        "action": "form",
        "why": "short",
        "mood": "blue",
        "tools": "chat,mail",
        "topic": "focus",
        "lead": lead,
    }

    at_work.bot.answers["task/submit"] = {"task": {"type": "message", "value": "Thank you!"}}
    await dialog.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(page.get_by_role("alert")).to_contain_text("Thank you!")
    await expect(page.get_by_role("button", name="Say why")).to_be_focused()


async def test_a_window_outlives_a_reload_and_closes_with_escape(page: Page, at_work: Shop) -> None:
    await at_work.card_for("U1", said("Done"), row(opens()))
    at_work.bot.answers["task/fetch"] = window(card(words(), actions=[submit("Save")]))
    await open_at(page, at_work)
    await page.get_by_role("button", name="Say why").click()
    await expect(page.get_by_role("dialog", name="Why?")).to_be_visible()

    await page.reload()
    await expect(page.get_by_role("dialog", name="Why?")).to_be_visible()
    at_work.bot.answers["task/submit"] = {"odd": "answer"}
    await page.get_by_role("button", name="Save").click()
    await expect(page.locator(".form-error")).to_have_text("Something went wrong. Please try again.")
    await page.keyboard.press("Escape")

    await expect(page.get_by_role("dialog")).to_have_count(0)
    assert at_work.connector.member("U1").dialog() is None


async def test_a_card_in_a_card_unfolds_where_it_is(page: Page, at_work: Shop) -> None:
    inner = card(words(maxLength=5), actions=[execute("Save")])
    unfolding = {"type": "Action.ShowCard", "title": "Write here", "card": inner}
    await at_work.card_for("U1", said("Done"), row(unfolding))
    at_work.bot.answers["adaptiveCard/action"] = {"statusCode": 200, "type": TEXT, "value": "Saved."}
    await open_at(page, at_work)

    button = page.get_by_role("button", name="Write here")
    await expect(page.get_by_label("Why?")).to_be_hidden()
    await button.press("Enter")
    await expect(page.get_by_label("Why?")).to_be_focused()
    await expect(button).to_have_attribute("aria-expanded", "true")
    await page.keyboard.type("because of it")
    await page.get_by_role("button", name="Save").click()

    await expect(page.get_by_role("alert")).to_contain_text("Saved.")
    assert at_work.bot.heard[-1].value.action.data["why"] == "becau"


async def test_a_digest_has_its_picture_its_words_and_its_chart(page: Page, at_work: Shop) -> None:
    drawn = f"data:image/png;base64,{b64encode(png(900, 400)).decode()}"
    points = [{"x": f"wk {week}", "y": value} for week, value in ((46, 3.4), (48, 3.9), (49, 3.6))]
    line: Json = {"type": "Chart.Line", "title": "Focus", "yAxisTitle": "Mean on 1-5", "fallback": "drop"}
    line["data"] = [{"legend": "Mean", "values": points}]
    bars = {"type": "Chart.Pie", "fallback": said("In words instead")}
    await at_work.send(TEAM, message(picture(drawn, altText="Time rose to 3.9."), line, bars))
    await open_at(page, at_work, f"U1/{TEAM}")

    enlarge = page.get_by_role("button", name="Enlarge the picture")
    await expect(enlarge.locator("img")).to_have_js_property("naturalWidth", 900)
    await expect(enlarge.locator("img")).to_have_attribute("alt", "Time rose to 3.9.")
    await page.get_by_text("Alt text").click()
    await expect(page.get_by_text("Time rose to 3.9.")).to_be_visible()
    chart = page.get_by_role("figure", name="Focus Mean on 1-5")
    await expect(chart.locator("circle")).to_have_count(3)
    await chart.get_by_text("Numbers").click()
    await expect(chart.get_by_text("Mean: 3.4 (wk 46), 3.9 (wk 48), 3.6 (wk 49).")).to_be_visible()
    await expect(page.get_by_text("In words instead")).to_be_visible()


async def test_what_is_not_known_here_is_admitted(page: Page, at_work: Shop) -> None:
    await at_work.card_for(
        "U1", {"type": "Rating"}, row({"type": "Action.Odd", "title": "x"}), said("The rest")
    )
    await open_at(page, at_work)

    await expect(page.get_by_text("The sandbox cannot show a “Rating” element")).to_be_visible()
    await expect(page.get_by_text("The sandbox cannot show a “Action.Odd” button")).to_be_visible()
    await expect(page.get_by_text("The rest")).to_be_visible()


async def test_markdown_becomes_what_it_means_and_mentions_are_those_of_entities(
    page: Page, at_work: Shop
) -> None:
    meant = {"type": "mention", "text": "<at>Ben</at>", "mentioned": {"id": "29:1U2", "name": "Ben Okafor"}}
    text = "**b _i_** [site](https://example.com) 2*3*4 <at>Ben</at> <at>Eve</at>\n- one\n- two\n# not one"
    await at_work.card_for("U1", said(text), msteams={"entities": [meant]})
    await open_at(page, at_work)

    prose = page.locator(".adaptive .prose")
    expected = {
        "strong": ["b i"],
        "em": ["i"],
        "a": ["site"],
        "li": ["one", "two"],
        ".mention": ["Ben Okafor"],
    }
    for selector, texts in expected.items():
        await expect(prose.locator(selector)).to_have_text(texts)
    await expect(prose).to_contain_text("2*3*4")
    await expect(prose).to_contain_text("<at>Eve</at>")
    await expect(prose).to_contain_text("# not one")


async def test_hostile_words_stay_words(page: Page, at_work: Shop) -> None:
    attack = '<img src=x onerror="alert(1)"><script>alert(2)</script> [go](javascript:alert(3))'
    bad = {"type": "Action.OpenUrl", "title": attack, "url": "javascript:alert(4)"}
    hurt = picture("javascript:alert(5)", altText=attack)
    svg = picture("data:image/svg+xml;base64,PHN2Zy8+", altText="a drawing")
    await at_work.card_for("U1", said(attack), row(execute(attack), bad), hurt, svg, words(label=attack))
    at_work.bot.answers["adaptiveCard/action"] = {"statusCode": 200, "type": TEXT, "value": attack}
    await at_work.connector.member("U2").say(attack, channel="C1", mention=False)
    await open_at(page, at_work)

    card_shown = page.locator(".adaptive")
    await expect(card_shown).to_contain_text("<script>alert(2)</script>")
    await expect(card_shown.locator("img, script, a")).to_have_count(0)
    await page.get_by_role("button", name=attack).click()
    await expect(page.get_by_role("alert")).to_contain_text("<script>")
    await expect(page.get_by_role("alert").locator("img, script")).to_have_count(0)
    await open_at(page, at_work, f"U1/{TEAM}")
    await expect(page.locator(".message-main")).to_contain_text("<script>alert(2)</script>")
    await expect(page.locator(".message-main").locator("img, script, a")).to_have_count(0)


async def test_one_writes_to_the_bot_and_is_told_where_the_answer_is(page: Page, at_work: Shop) -> None:
    member = at_work.connector.member("U1")
    await member.install()

    async def reply(ctx: Any) -> None:
        await at_work.send(member.chat, message(said(f"You wrote {ctx.activity.text}")))

    at_work.bot.answers["message"] = reply
    await open_at(page, at_work, f"U1/{TEAM}")
    writing = page.get_by_label("Message", exact=True)
    await writing.fill("@")
    await page.get_by_role("button", name="@Pulssi pulse plan").click()
    await expect(page.get_by_text("Pulssi hears this, and so does everybody here")).to_be_visible()
    await writing.press("Enter")

    await expect(page.get_by_text("@Pulssi", exact=True)).to_have_count(0)
    await expect(page.locator(".message .mention")).to_have_text("Pulssi")
    await expect(page.get_by_role("alert")).to_contain_text("Pulssi has answered you in your chat.")
    await page.get_by_role("link", name="your chat").click()
    await expect(page.get_by_text(re.compile("You wrote .*pulse plan"))).to_be_visible()
    await expect(page.get_by_role("alert")).to_be_empty()
    await page.get_by_role("button", name="Commands").click()
    await page.get_by_role("menuitem", name="pulse help").click()
    await expect(writing).to_have_value("pulse help")
    await writing.press("Enter")
    await expect(page.get_by_text("You wrote pulse help")).to_be_visible()
    await expect(page.locator("#announcer")).to_contain_text("Pulssi: A card")
    await expect(writing).to_be_focused()


async def test_the_app_is_removed_and_added_by_its_person(page: Page, at_work: Shop) -> None:
    await at_work.connector.member("U1").install()
    await open_at(page, at_work)

    await page.get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name="Remove Pulssi from your chat").click()
    await expect(page.get_by_text("you do not have Pulssi")).to_be_visible()
    await expect(page.get_by_label("Message", exact=True)).to_be_hidden()
    await page.get_by_role("button", name="Add Pulssi").click()

    await expect(page.get_by_role("button", name="More actions")).to_be_visible()
    await expect(page.get_by_label("Message", exact=True)).to_be_visible()
    assert "29:1U1" in at_work.connector.tenant.installed


async def test_one_becomes_somebody_else_and_sees_other_teams(page: Page, at_work: Shop) -> None:
    await at_work.card_for("U2", said("Hello Ben"))
    await at_work.send(TEAM, message(said("Hello all")))
    await open_at(page, at_work)
    places = page.get_by_role("navigation", name="Channels and messages")
    for place in ("Pulssi", "general General unread", "design General"):
        await expect(places.get_by_role("link", name=place)).to_be_visible()

    await page.get_by_role("button", name="You are Aino Laine").press("Enter")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")

    await expect(page.get_by_text("Hello Ben")).to_be_visible()
    assert page.url.endswith("#U2/a:1U2")


async def test_who_is_unknown_is_the_first_person(browser: Browser, at_work: Shop) -> None:
    async with await browser.new_context() as context:
        page = await context.new_page()
        await page.goto(f"{at_work.connector.url}/#U404/nowhere")

        await expect(page.get_by_role("button", name="You are Aino Laine")).to_be_visible()
        await page.wait_for_url("**/#U1/a:1U1")


async def test_the_demo_clock_jumps(page: Page, at_work: Shop) -> None:
    await open_at(page, at_work)

    await page.get_by_role("button", name="Jump to Friday").click()

    await expect(page.get_by_role("region", name="Demo clock")).to_contain_text("Friday 14:00")


@pytest.mark.parametrize("width", [320, 400])
async def test_on_a_phone_nothing_is_wider_than_the_screen(page: Page, at_work: Shop, width: int) -> None:
    long = "A_word_of_a_length_that_no_telephone_can_show_in_a_single_line_of_its_screen"
    await at_work.card_for(
        "U1", *question(), said(long), picture(f"data:image/png;base64,{b64encode(png(900, 400)).decode()}")
    )
    form = card(words(label=long), choice("topic", long), row(opens()), actions=[submit("Save")])
    at_work.bot.answers["task/fetch"] = window(form, long)
    await page.set_viewport_size({"width": width, "height": 720})
    await open_at(page, at_work)

    assert await page.evaluate("document.documentElement.scrollWidth") == width
    assert await page.locator("#scroller").evaluate("node => node.scrollWidth <= node.clientWidth")
    await page.get_by_role("button", name="Skip").click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    assert await page.locator(".dialog-body").evaluate("node => node.scrollWidth <= node.clientWidth")
    await page.set_viewport_size({"width": 1280, "height": 800})


async def test_the_page_allows_no_inline_script(page: Page, at_work: Shop) -> None:
    answer = await page.goto(at_work.connector.url)

    assert answer is not None
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    await expect(page.locator("script:not([src])")).to_have_count(0)
