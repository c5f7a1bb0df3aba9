from dataclasses import replace

import pytest

from survey.bank.differences import asks_otherwise, is_moved, is_reworded, origin
from survey.ids import GoalId
from survey.questions import QuestionDraft, Role, Wording
from survey.scales import AGREE, FREQUENCY, choice
from tests.survey.questions import stored

DRAFT = QuestionDraft("Q1", "How was it?", AGREE, theme="Mood", theme_key="mood", wordings={})


@pytest.mark.parametrize(
    "after",
    [
        replace(DRAFT, text="How was that?"),
        replace(DRAFT, scale=FREQUENCY),
        replace(DRAFT, scale=choice(("Good", "Bad"))),
        replace(DRAFT, reverse=True),
        replace(DRAFT, sensitive=True),
    ],
)
def test_a_trend_begins_anew_where_answers_cannot_be_compared(after: QuestionDraft) -> None:
    assert asks_otherwise(stored(DRAFT), after)
    assert not asks_otherwise(stored(after), after)


@pytest.mark.parametrize(
    "after",
    [
        replace(DRAFT, theme="Work"),
        replace(DRAFT, theme_key="MOO"),
        replace(DRAFT, role=Role.ANCHOR),
        replace(DRAFT, goal=GoalId(1)),
    ],
)
def test_what_a_question_serves_leaves_its_trend_alone(after: QuestionDraft) -> None:
    assert is_moved(stored(DRAFT), after)
    assert not is_moved(stored(after), after)
    assert not asks_otherwise(stored(DRAFT), after)


@pytest.mark.parametrize(
    ("wordings", "differs"),
    [
        ({"fi": Wording("Miten meni?")}, True),
        ({"en": Wording("How did it go?")}, True),
        ({"fi": Wording("How was it?", theme="Olo")}, True),
        ({"en": Wording("How was it?")}, False),
        ({"fi": Wording("How was it?", theme="Mood")}, False),
        ({}, False),
    ],
)
def test_words_differ_where_somebody_reads_something_else(
    wordings: dict[str, Wording], differs: bool
) -> None:
    after = replace(DRAFT, wordings=wordings)

    assert is_reworded(stored(DRAFT), after) is differs
    assert is_reworded(stored(after), DRAFT) is differs
    assert not is_reworded(stored(DRAFT), replace(DRAFT, wordings=None))


def test_options_in_another_language_are_words_of_it() -> None:
    asked = replace(DRAFT, scale=choice(("Good", "Bad")), wordings={"fi": Wording("Miten?")})
    after = replace(asked, wordings={"fi": Wording("Miten?", options=("Hyvin", "Huonosti"))})

    assert is_reworded(stored(asked), after)
    assert not asks_otherwise(stored(asked), after)


def test_the_language_of_the_original_is_the_one_that_says_the_same() -> None:
    words = {"fi": Wording("Miten?"), "sv": Wording("How was it?")}

    assert origin(stored(replace(DRAFT, wordings=words))) == "sv"
    assert origin(stored(DRAFT)) == ""
