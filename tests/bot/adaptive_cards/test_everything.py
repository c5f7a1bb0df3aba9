"""Every card, form and page is one that Teams takes, in every language, and no larger than it may be."""

import warnings
from typing import Any

import pytest
from pydantic import BaseModel
from pydantic.alias_generators import to_camel

from bot.adaptive_cards import cards, forms
from bot.adaptive_cards.forms import Filling
from bot.adaptive_cards.frames import Card
from bot.conversations import cards as questions
from bot.conversations.messages import Divider, FormProblem, Message
from locales.catalogues import languages
from locales.speech import speaking
from tests.bot.adaptive_cards.neutral import said
from tests.bot.adaptive_cards.schema import card_problems
from tests.bot.test_every_card import rounds
from tests.office import Office

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from microsoft_teams.cards import core

_MODELS: dict[str, type[BaseModel]] = {
    "AdaptiveCard": core.AdaptiveCard,
    "TextBlock": core.TextBlock,
    "Image": core.Image,
    "ActionSet": core.ActionSet,
    "Input.Text": core.TextInput,
    "Input.ChoiceSet": core.ChoiceSetInput,
    "Chart.Line": core.LineChart,
    "Action.Execute": core.ExecuteAction,
    "Action.Submit": core.SubmitAction,
    "Action.ShowCard": core.ShowCardAction,
}

_SENT_ALONG = {"action", "form", "subject", "msteams"}


def sdk_problems(node: Any) -> list[str]:
    """What the typed models of the SDK do not know in a card: a key or a value."""
    if isinstance(node, list):
        return [problem for each in node for problem in sdk_problems(each)]
    if not isinstance(node, dict):
        return []
    found = [problem for key, each in node.items() if key != "data" for problem in sdk_problems(each)]
    model = _MODELS.get(node.get("type", ""))
    if model is None:
        return found
    model.model_validate(node)
    known = {field.serialization_alias or to_camel(name) for name, field in model.model_fields.items()}
    return found + [f"{model.__name__}: {key}" for key in node.keys() - known]


@pytest.mark.parametrize("language", languages())
async def test_what_slack_shows_teams_takes(
    at_work: Office, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = await said(at_work, language, monkeypatch)

    assert len(found.forms) > 30
    assert len(found.homes) == 3
    assert len(found.messages) > 20
    with speaking(language):
        for message in (*found.messages, *found.homes):
            drawn = cards.card(message)
            assert card_problems(drawn) == [], message
            assert sdk_problems(drawn) == []
            assert card_problems(forms.dialog(message)["card"]["content"]) == [], message
        for form in found.forms:
            for shown in (forms.dialog(Filling(form))["card"]["content"], forms.on_card(Filling(form))):
                assert card_problems(shown) == [], form.name
                assert sdk_problems(shown) == []
            assert not _SENT_ALONG & {field.name for field in form.fields}
            again = forms.dialog(Filling(form, FormProblem(form.fields[0].name, "No.")))
            assert card_problems(again["card"]["content"]) == [], form.name


@pytest.mark.parametrize("language", languages())
def test_every_question_fits_on_a_card(language: str) -> None:
    with speaking(language):
        for each in rounds():
            keys = [question.key for question in each.questions]
            drawn = [questions.card(each, answered=frozenset(keys[:count])) for count in range(len(keys) + 1)]
            drawn += [questions.card(each, answered=frozenset(keys), change=key) for key in keys]
            drawn += [questions.card(each, reminds=True), questions.closed(each), questions.preview(each)]
            for message in drawn:
                assert card_problems(cards.card(message)) == []


def buttons(card: Card) -> list[str]:
    """The labels of a card's buttons."""
    return [action["title"] for each in card["body"] for action in each.get("actions", ())]


def test_no_button_is_lost_and_each_has_words() -> None:
    for each in rounds():
        message = questions.card(each)

        given = [button.label for part in message.parts for button in getattr(part, "buttons", ())]
        assert buttons(cards.card(message)) == given
        assert all(any(letter.isalnum() for letter in label) for label in given)


def test_a_line_divides_where_one_is_said() -> None:
    message: Message = questions.card(rounds()[0])

    lines = sum("separator" in each for each in cards.card(message)["body"])
    assert lines == sum(isinstance(part, Divider) for part in message.parts)
