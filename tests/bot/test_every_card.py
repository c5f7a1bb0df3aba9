"""Every card is within the platform's limits, in every language, with the longest texts."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.conversations import cards
from bot.slack import blocks
from locales.catalogues import languages
from locales.speech import say, speaking
from sandbox.block_kit.validator import message_problems
from storage.bank.shipped import shipped
from survey.bank.drafts import draft, goal_drafts
from survey.goals import LONGEST_GOAL, Goal
from survey.ids import ChannelRef, GoalId, RoundId, TeamId
from survey.questions import LONGEST_OPTION, LONGEST_QUESTION, MOST_OPTIONS, Question, QuestionDraft
from survey.rounds import Round, RoundState
from survey.scales import choice
from survey.weeks import Week
from tests.survey.questions import stored

_LONGEST_NAME = 60
_GOAL = Goal(GoalId(1), 1, "g" * LONGEST_GOAL, "CUS", None, None, is_open=True)


def every_question() -> list[Question]:
    """The bank, its goal questions with the longest goal, and the longest question an admin can make."""
    bank = shipped()
    drafts = [draft(item, bank) for item in bank.items if "{goal}" not in item.texts.in_language("en")]
    drafts += goal_drafts(bank, _GOAL)
    options = tuple(f"{number}" + "o" * (LONGEST_OPTION - 2) for number in range(10, 10 + MOST_OPTIONS))
    drafts.append(QuestionDraft("Q1", "q" * LONGEST_QUESTION, choice(options), theme="&" * LONGEST_OPTION))
    return [stored(each, number=number) for number, each in enumerate(drafts, start=1)]


def rounds() -> list[Round]:
    """Rounds that ask everything, three at a time."""
    every = every_question()
    opens = datetime(2026, 11, 23, tzinfo=UTC)
    return [
        Round(
            id=RoundId(1),
            team=TeamId(1),
            team_names=("&" * _LONGEST_NAME, "<" * _LONGEST_NAME),
            channel=ChannelRef("C1"),
            week=Week(2026, 48),
            zone=ZoneInfo("America/Argentina/ComodRivadavia"),
            state=RoundState.OPEN,
            opens_at=opens,
            closes_at=opens.replace(day=27),
            digest_at=opens.replace(day=27),
            floor=8,
            questions=tuple(every[start : start + 3]),
            teams=(TeamId(1), TeamId(2)),
        )
        for start in range(0, len(every), 3)
    ]


def test_the_bank_is_asked_whole() -> None:
    asked = [question.key for each in rounds() for question in each.questions]

    assert len(asked) == len(shipped().items) + 1
    assert len(set(asked)) == len(asked)


@pytest.mark.parametrize("language", languages())
def test_every_question_fits_on_a_card_before_and_after_it_is_answered(language: str) -> None:
    with speaking(language):
        for each in rounds():
            keys = [question.key for question in each.questions]
            answered = [frozenset(keys[:count]) for count in range(len(keys) + 1)]
            drawn = [cards.card(each, answered=some) for some in answered]
            drawn += [cards.card(each, answered=frozenset(keys), change=key) for key in keys]
            drawn += [cards.card(each, reminds=True), cards.closed(each)]
            for card in drawn:
                assert message_problems(blocks.render(card)) == []
                assert card.text


def test_a_language_says_something_of_its_own() -> None:
    with speaking("fi"):
        finnish = say("Save")
    with speaking("sv"):
        swedish = say("Save")

    assert len({finnish, swedish, "Save"}) == 3
