"""Forms as dialogs, and what a dialog says when something is wrong with what was filled in."""

from bot.adaptive_cards import forms
from bot.adaptive_cards.forms import Dialog, Filling
from bot.adaptive_cards.frames import LARGEST, Card, size
from bot.conversations.messages import (
    Buttons,
    ChannelField,
    ChoiceField,
    ChoicesField,
    Form,
    FormProblem,
    Message,
    PersonField,
    TextField,
    mention,
    opens,
)
from survey.ids import ChannelRef, UserRef
from tests.bot.adaptive_cards.schema import card_problems

ADA = UserRef("29:ada")
FORM = Form(
    name="first",
    title="Set up a team",
    submit="Start",
    intro=f"Say how, {mention(ADA)}.",
    subject="19:a@thread.tacv2",
    fields=(
        TextField("name", "Name", hint="Any.", value="Support", longest=60),
        TextField("words", "Words", multiline=True, optional=True),
        ChoiceField("how", "How", tuple((str(n), f"{n} *") for n in range(9)), value="3"),
        ChoicesField("which", "Which", (("1", "One"), ("2", "Two"))),
        PersonField("lead", "Lead", value=ADA),
        PersonField("other", "Other", optional=True),
        ChannelField("channel", "Channel", value=ChannelRef("19:a@thread.tacv2")),
    ),
)


def card(dialog: Dialog) -> Card:
    """The card of a dialog."""
    assert dialog["card"]["contentType"] == "application/vnd.microsoft.card.adaptive"
    content: Card = dialog["card"]["content"]
    return content


def fields(dialog: Dialog) -> dict[str, Card]:
    """Its fields by their names."""
    return {each["id"]: each for each in card(dialog)["body"] if "id" in each}


def test_a_form_is_a_card_that_sends_what_it_is_about() -> None:
    dialog = forms.dialog(Filling(FORM))

    assert dialog["title"] == "Set up a team"
    assert card_problems(card(dialog)) == []
    assert card(dialog)["actions"] == [
        {
            "type": "Action.Submit",
            "title": "Start",
            "data": {"action": "form", "form": "first", "subject": "19:a@thread.tacv2"},
        }
    ]
    assert card(dialog)["body"][0]["text"] == "Say how, this person."


def test_fields_have_labels_values_and_limits() -> None:
    found = fields(forms.dialog(Filling(FORM), names={ADA: "Ada", "19:a@thread.tacv2": "support"}))

    name, words = found["name"], found["words"]
    assert (name["label"], name["value"], name["maxLength"], name["isMultiline"]) == (
        "Name",
        "Support",
        60,
        False,
    )
    assert (name["isRequired"], name["errorMessage"]) == (True, "Please fill this in.")
    assert (words["isRequired"], words["isMultiline"]) == (False, True)
    assert not {"value", "errorMessage"} & words.keys()
    assert (found["how"]["style"], found["how"]["value"], len(found["how"]["choices"])) == ("compact", "3", 9)
    assert (found["which"]["style"], found["which"]["isMultiSelect"]) == ("expanded", True)
    assert "value" not in found["which"]
    assert found["lead"]["choices"] == [{"title": "Ada", "value": "29:ada"}]
    assert found["lead"]["choices.data"] == {"type": "Data.Query", "dataset": "graph.microsoft.com/users"}
    assert found["other"]["choices"] == []
    assert (found["channel"]["type"], found["channel"]["value"]) == ("Input.Text", "support")


def test_a_hint_stands_below_its_field() -> None:
    body = card(forms.dialog(Filling(FORM)))["body"]

    place = next(number for number, each in enumerate(body) if each.get("id") == "name")
    assert (body[place + 1]["text"], body[place + 1]["isSubtle"]) == ("Any.", True)


def test_a_problem_stands_at_its_field_and_what_was_filled_in_stays() -> None:
    values = {"name": "", "words": "Mine", "how": "4", "which": "1,2", "lead": "0a-1b", "channel": "design"}

    dialog = forms.dialog(Filling(FORM, FormProblem("how", "Not [this](http://a)."), values))

    body, found = card(dialog)["body"], fields(dialog)
    place = next(number for number, each in enumerate(body) if each.get("id") == "how")
    assert body[place - 1]["color"] == "Attention"
    assert body[place - 1]["text"].replace("\u200b", "") == "Not [this](http://a)."
    assert [each for each in body if each.get("color") == "Attention"] == [body[place - 1]]
    assert "value" not in found["name"]
    kept = {name: found[name]["value"] for name in values if name != "name"}
    assert kept == {name: value for name, value in values.items() if name != "name"}
    assert found["lead"]["choices"] == [{"title": "this person", "value": "0a-1b"}]
    assert card_problems(card(dialog)) == []


def test_a_problem_of_no_field_stands_above_all() -> None:
    body = card(forms.dialog(Filling(FORM, FormProblem("", "Too late."))))["body"]

    assert (body[0]["text"], body[0]["color"]) == ("Too late.", "Attention")


def test_many_long_options_are_shortened_until_they_fit() -> None:
    options = tuple((str(number), f"{number} {'å' * 70}") for number in range(100))
    form = Form("a", "A", "A", (ChoiceField("one", "One", options), ChoiceField("two", "Two", options)))

    found = fields(forms.dialog(Filling(form)))

    assert size(card(forms.dialog(Filling(form)))) <= LARGEST
    assert [len(found[name]["choices"]) for name in ("one", "two")] == [100, 100]
    assert found["one"]["choices"][7]["title"] == "7 " + "å" * 37 + "…"


def test_on_a_card_of_its_own_a_form_is_executed_and_its_fields_are_the_same() -> None:
    asked = Filling(FORM, FormProblem("how", "Not this."), {"name": "Mine"}, order="1764.5")
    dialog, alone = card(forms.dialog(asked)), forms.on_card(asked)

    assert alone["body"] == dialog["body"]
    assert card_problems(alone) == []
    assert alone["actions"] == [
        {
            "type": "Action.Execute",
            "title": "Start",
            "verb": "form",
            "data": {"action": "form", "form": "first", "subject": "19:a@thread.tacv2", "order": "1764.5"},
        }
    ]


def test_a_dialog_is_done_with_a_message() -> None:
    dialog = forms.dialog(Message("Kept.", (Buttons("", (opens("help", "Help"),)),)))

    assert dialog["title"] == "Done"
    assert card(dialog)["body"][0]["actions"][0]["type"] == "Action.Submit"
