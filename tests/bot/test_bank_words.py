"""Every reason for which a bank cannot be taken has its sentence, and every outcome its own."""

import pytest

from bot.conversations import bank_words
from bot.conversations.commands import question_hints
from storage.bank.taking import CHANGES, Outcome, Taken
from survey.bank.findings import Finding, Reason
from survey.bank.lint import Smell

KINDS = ("text", "list", "keys", "number", "flag")


@pytest.mark.parametrize("reason", Reason)
def test_a_finding_is_one_sentence_with_its_line_and_what_it_is_about(reason: Reason) -> None:
    abouts = KINDS if reason is Reason.WRONG_TYPE else ("<!channel>*",)
    said = [bank_words.finding(Finding(12, reason, about)) for about in abouts]

    assert all(each.startswith("line 12: ") for each in said)
    assert all(each.endswith((".", ". ")) for each in said)
    assert len(set(said)) == len(said)
    assert not any("{" in each or "*" in each for each in said)


@pytest.mark.parametrize("outcome", Outcome)
def test_an_outcome_is_said_for_one_and_for_several(outcome: Outcome) -> None:
    one, several = (bank_words.taken(Taken(((outcome, count),)))[0] for count in (1, 7))

    assert one.startswith("1 ")
    assert several.startswith("7 ")
    assert bank_words.detail(Taken(((outcome, 7),))) == (f"{outcome}=7" if outcome in CHANGES else "")


@pytest.mark.parametrize("smell", Smell)
def test_a_hint_is_one_sentence(smell: Smell) -> None:
    said = question_hints.hint(smell)

    assert said.startswith("⚠ ")
    assert said.count(". ") == 0
    assert said.endswith(".")
