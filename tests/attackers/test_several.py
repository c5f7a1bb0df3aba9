"""A multiple choice: whole answer sheets are tried, although only the leading option is published."""

from collections import Counter
from collections.abc import Sequence

import pytest

from survey.disclosure.figures import Released, Withheld
from tests.attackers import certainty, published
from tests.attackers.several import of_sheets, publish, sheets

SIZES = [(2, 5), (2, 6), (2, 7), (2, 8), (3, 5), (3, 6), (3, 7), (4, 5)]


@pytest.mark.parametrize(("options", "answers"), SIZES)
def test_p6_no_answer_of_anybody_becomes_impossible(options: int, answers: int) -> None:
    spreads = certainty.histograms(answers, sheets(options))

    assert certainty.inferences(spreads, publish, judge=of_sheets) == []


@pytest.mark.parametrize(("options", "answers"), SIZES)
def test_p6_it_is_as_safe_as_a_single_choice_judged_by_the_same_measure(options: int, answers: int) -> None:
    """Where two are in league, both give something away; nobody promises more than one."""
    single = certainty.inferences(
        certainty.histograms(answers, options), published.publish_choice, judge=of_sheets
    )

    assert single == []


def test_the_attacker_finds_what_counts_would_give_away() -> None:
    def with_counts(spread: Sequence[int]) -> tuple[tuple[int, int], ...]:
        chosen = Counter(
            place
            for sheet, times in enumerate(spread, start=1)
            for place in (0, 1)
            if sheet >> place & 1
            for _ in range(times)
        )
        return tuple(sorted(chosen.items()))

    found = certainty.inferences(certainty.histograms(5, 3), with_counts, judge=of_sheets)

    assert {"nobody answered 1", "nobody answered 10", "nobody answered 11"} == {each.what for each in found}


def test_p1_four_answers_are_not_told_of_however_many_options_they_chose() -> None:
    assert isinstance(publish((0, 0, 4)), Withheld)
    assert publish((1, 0, 4)) == Released(5, 5, leader="A")
    assert publish((0, 0, 5)) == Released(5, 5)
