import pytest

from survey.disclosure.breakdown import OTHERS, Category, break_down, merged
from survey.disclosure.figures import Released, Why, Withheld
from survey.disclosure.ledger import Group
from survey.errors import InputError
from survey.tallies import count
from tests.survey.questions import question


def category(name: str, first: int, size: int, *, sensitive: bool = False) -> Category:
    answers = [1 + number % 5 for number in range(size)]
    tally = count(question(sensitive=sensitive), answers)
    return Category(name, frozenset(range(first, first + size)), tally)


def test_p10_a_second_background_variable_is_refused() -> None:
    sites = [category("Helsinki", 0, 9), category("Oulu", 9, 8)]

    assert set(break_down("site", sites, shown="site", released=())) == {"Helsinki", "Oulu"}
    with pytest.raises(InputError, match="broken down by site already"):
        break_down("tenure", sites, shown="site", released=())


def test_p10_small_categories_are_made_one_that_is_large_enough() -> None:
    found = merged(
        [category("A", 0, 9), category("B", 9, 2), category("C", 11, 3), category("D", 14, 6)], floor=5
    )

    assert [(each.name, each.tally.answers) for each in found] == [("A", 9), ("D", 6), (OTHERS, 5)]
    assert found[2].people == frozenset(range(9, 14))


def test_p10_a_single_small_category_takes_the_next_smallest_along() -> None:
    found = merged([category("A", 0, 9), category("B", 9, 2), category("D", 14, 6)], floor=5)

    assert [(each.name, each.tally.answers) for each in found] == [("A", 9), (OTHERS, 8)]


def test_p10_sensitive_questions_need_larger_categories() -> None:
    two = [category("A", 0, 9, sensitive=True), category("B", 9, 7, sensitive=True)]

    assert [each.name for each in merged(two, floor=5)] == [OTHERS]
    assert merged([], floor=5) == ()


def test_p10_a_category_that_would_give_another_group_away_stays_in() -> None:
    sites = [category("Helsinki", 0, 9), category("Oulu", 9, 8)]

    figures = break_down("site", sites, shown=None, released=[Group(frozenset(range(7)), 7)])

    assert figures["Helsinki"] == Withheld(5, 9, Why.TOGETHER)
    assert isinstance(figures["Oulu"], Released)


def test_p9_where_a_few_came_to_a_category_or_left_it_the_share_is_all_that_is_shown() -> None:
    sites = [category("Helsinki", 0, 9), category("Oulu", 9, 8)]
    before = {"Helsinki": frozenset(range(8)), "Oulu": frozenset(range(9, 17))}

    figures = break_down("site", sites, shown=None, released=[], before=before)

    assert getattr(figures["Helsinki"], "why", None) is Why.MOVED
    assert getattr(figures["Oulu"], "mean", None) is not None
