"""Parts as elements, buttons as what they send, bulletins with a picture or with lines."""

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.adaptive_cards import cards
from bot.adaptive_cards.frames import LARGEST, Card, size
from bot.conversations import digest_words
from bot.conversations.cards import CHOOSE, WHY, WRITE
from bot.conversations.messages import (
    Button,
    Buttons,
    Divider,
    Heading,
    Message,
    Note,
    Paragraph,
    does,
    mention,
    opens,
)
from survey.ids import UserRef
from tests.bot.adaptive_cards.schema import card_problems
from tests.charts.digests import LUNCH, RESOURCES, digest

PNG = "data:image/png;base64," + "A" * 40_000
ADA = UserRef("29:ada")


def actions(card: Card) -> list[Card]:
    """The buttons of a card."""
    return [action for each in card["body"] for action in each.get("actions", ())]


def one(button: Button) -> Card:
    """A button as it is drawn."""
    message = Message("Hello", (Buttons("7:Q1", (button,)),))
    (action,) = actions(cards.card(message))
    return action


def test_parts_become_elements() -> None:
    message = Message("Hello", (Heading("One"), Paragraph("Two"), Divider(), Note("Three")))

    heading, paragraph, note = cards.card(message)["body"]

    assert (heading["text"], heading["style"], heading["weight"]) == ("One", "heading", "Bolder")
    assert (paragraph["text"], paragraph["wrap"]) == ("Two", True)
    assert (note["size"], note["isSubtle"], note["separator"]) == ("Small", True, True)


def test_a_message_without_parts_is_its_text() -> None:
    card = cards.card(Message("**Done.**"))

    assert [each["text"].replace("\u200b", "") for each in card["body"]] == ["**Done.**"]
    assert (card["fallbackText"], card["speak"]) == ("Done.", "Done.")


def test_a_mention_is_told_to_teams_and_named_in_the_summary() -> None:
    message = Message(f"{mention(ADA)} leads", (Paragraph(f"{mention(ADA)} leads"),))

    assert cards.text(message, names={ADA: "Ada"}) == "Ada leads"
    card = cards.card(message, names={ADA: "Ada"})
    assert card["msteams"]["entities"] == [
        {"type": "mention", "text": "<at>Ada</at>", "mentioned": {"id": "29:ada", "name": "Ada"}}
    ]
    assert "entities" not in cards.in_window(message)["msteams"]


def test_an_answer_is_executed_and_sends_no_field() -> None:
    assert one(Button("answer", "4", "Agree", primary=True)) == {
        "type": "Action.Execute",
        "title": "Agree",
        "associatedInputs": "none",
        "style": "positive",
        "verb": "tap",
        "data": {"action": "tap", "act": "answer:4", "subject": "7:Q1"},
    }
    assert one(does("week", "Show"))["data"]["act"] == "do:week"


def test_what_opens_a_window_fetches_it() -> None:
    for button in (
        opens("team add", "Add"),
        Button(WHY, "open", "Say why"),
        Button(CHOOSE, "open", "Choose"),
        Button(WRITE, "open", "Write"),
    ):
        action = one(button)
        assert action["type"] == "Action.Submit"
        assert action["data"] == {
            "msteams": {"type": "task/fetch"},
            "action": "open",
            "act": f"{button.action}:{button.value}",
            "subject": "7:Q1",
        }


def test_in_a_window_every_button_submits_it() -> None:
    message = Message("Hello", (Buttons("7:Q1", (opens("help", "Help"), Button("answer", "4", "Agree"))),))

    assert [(each["type"], each["data"]) for each in actions(cards.in_window(message))] == [
        ("Action.Submit", {"action": "open", "act": "open:help", "subject": "7:Q1"}),
        ("Action.Submit", {"action": "tap", "act": "answer:4", "subject": "7:Q1"}),
    ]


@given(st.lists(st.text("abcä ", min_size=1, max_size=70), min_size=1, max_size=30))
def test_rows_of_buttons_are_as_wide_as_a_telephone(labels: list[str]) -> None:
    row = Buttons("7:Q1", tuple(Button("answer", str(n), label) for n, label in enumerate(labels)))

    card = cards.card(Message("Hello", (row,)))

    assert [each["title"] for each in actions(card)] == labels
    for each in card["body"]:
        shown = each["actions"]
        assert 1 <= len(shown) <= 6
        assert len(shown) == 1 or sum(len(action["title"]) + 5 for action in shown) <= 42


@given(st.lists(st.text("ab&_\n ä", min_size=1, max_size=3000), max_size=60))
def test_no_text_makes_a_card_too_large_and_no_button_is_cut(texts: list[str]) -> None:
    row = Buttons("7:Q1", tuple(Button("answer", str(number), "Agree") for number in range(5)))
    message = Message("Hello " + "a" * 5000, (*map(Paragraph, texts), row))

    for card in (cards.card(message), cards.in_window(message)):
        assert card_problems(card) == []
        assert len(actions(card)) == 5


def test_a_cut_is_marked_and_mentions_nobody_whose_name_is_left_out() -> None:
    long = tuple(Paragraph("a" * 2900) for _ in range(10))

    card = cards.card(Message("Hello", (*long, Paragraph(mention(ADA)))))

    assert card["body"][-1]["text"] == "…"
    assert "entities" not in card["msteams"]


def test_a_long_reply_takes_several_cards_in_which_nothing_is_lost() -> None:
    texts = [f"{number} {'a' * 2890}" for number in range(41)]
    message = Message("Hello", (*map(Paragraph, texts), Buttons("7:Q1", (opens("help", "Help"),))))

    found = cards.pages(message)

    assert len(found) > 5
    assert [each["text"] for card in found for each in card["body"] if "text" in each] == texts
    assert len(actions(found[-1])) == 1
    assert all(card_problems(card) == [] for card in found)


def test_a_short_reply_takes_one_card() -> None:
    message = Message("Hello", (Paragraph(mention(ADA)),))

    assert cards.pages(message) == [cards.card(message)]


def test_a_bulletin_shows_its_picture_between_its_words() -> None:
    said = digest_words.bulletin(digest(RESOURCES, LUNCH))

    card = cards.bulletin(said, picture="https://pulssi.example/a.png", alt="Two tiles")

    assert card_problems(card) == []
    (place,) = [number for number, each in enumerate(card["body"]) if each["type"] == "Image"]
    assert 0 < place < len(card["body"]) - 1
    assert card["body"][place] == {
        "type": "Image",
        "url": "https://pulssi.example/a.png",
        "altText": "Two tiles",
        "size": "Stretch",
    }


def test_a_picture_inside_a_card_does_not_count() -> None:
    said = digest_words.bulletin(digest(RESOURCES))
    outside = cards.bulletin(said, picture="data:image/png;base64,", alt="A tile")

    inside = cards.bulletin(said, picture=PNG, alt="A tile")

    assert len(json.dumps(inside)) > LARGEST
    assert size(inside) == size(outside)
    assert card_problems(inside) == []


def test_teams_draws_the_lines_where_it_is_told_to() -> None:
    said = digest_words.bulletin(digest(RESOURCES, replace(RESOURCES, theme="Focus")))
    assert len(said.trends) == 2

    with_picture = cards.bulletin(said, picture="https://pulssi.example/a.png", alt="Tiles", native=True)
    without = cards.bulletin(said, native=True)

    for card in (with_picture, without):
        assert card_problems(card) == []
        lines = [each for each in card["body"] if each["type"] == "Chart.Line"]
        points = [[(each["x"], each["y"]) for each in line["data"][0]["values"]] for line in lines]
        assert points == [list(trend.points) for trend in said.trends]
        assert not [each for each in card["body"] if each["type"] == "Image"]
    assert [each["fallback"] for each in with_picture["body"] if "fallback" in each] == [
        {"type": "Image", "url": "https://pulssi.example/a.png", "altText": "Tiles", "size": "Stretch"},
        "drop",
    ]
    first = next(each["fallback"] for each in without["body"] if "fallback" in each)
    assert first["text"].startswith(f"{said.trends[0].title}: wk ")


def test_without_lines_the_picture_is_shown_although_teams_is_to_draw() -> None:
    said = replace(digest_words.bulletin(digest(RESOURCES)), trends=())

    card = cards.bulletin(said, picture="https://pulssi.example/a.png", alt="A tile", native=True)

    assert [each["type"] for each in card["body"]].count("Image") == 1
