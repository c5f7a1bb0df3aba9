"""Which answers a question takes, and what is left of them when they are counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.disclosure.breakdown import OTHERS, Category, merged
from survey.disclosure.figures import Released
from survey.disclosure.gate import release
from survey.scales import (
    AGREE,
    CHOICE_KEY,
    CHOICES_KEY,
    SCALE_KEYS,
    SKIP,
    TEXT_KEY,
    WORDS,
    apart,
    choice,
    choices,
    scale_of,
    together,
)
from survey.tallies import ANSWERED, Tally, count
from tests.survey.questions import question

TEN = tuple("ABCDEFGHIJ")
SHEETS = st.sets(st.integers(0, 9), min_size=1)


@given(SHEETS)
def test_a_set_of_options_is_one_number_and_back(places: set[int]) -> None:
    assert apart(together(places)) == tuple(sorted(places))
    assert choices(TEN).accepts(together(places))


@pytest.mark.parametrize("options", [2, 3, 10])
def test_a_multiple_choice_takes_one_or_more_of_its_options_and_nothing_else(options: int) -> None:
    scale = choices(TEN[:options])
    every = 1 << options

    assert [value for value in range(-3, every + 9) if scale.accepts(value)] == [SKIP, *range(1, every)]


def test_an_answer_in_words_is_no_value() -> None:
    assert [value for value in range(-3, 30) if WORDS.accepts(value)] == [SKIP]
    assert (WORDS.values, WORDS.labels, WORDS.axis) == ((), (), None)


def test_every_way_to_answer_has_its_scale() -> None:
    for key in SCALE_KEYS:
        assert scale_of(key, ("Office", "Home")).key == key
    assert scale_of("agree5", ("Office", "Home")) == AGREE
    assert scale_of(CHOICE_KEY, ("Office", "Home")) == choice(("Office", "Home"))
    assert scale_of(CHOICES_KEY, ("Office", "Home")) == choices(("Office", "Home"))
    assert scale_of(TEXT_KEY) is WORDS


def test_a_choice_is_spoken_in_the_options_of_a_language_where_there_are_as_many() -> None:
    asked = choices(("Office", "Home"))

    assert asked.spoken(("Toimisto", "Koti")).labels == ("Toimisto", "Koti")
    assert asked.spoken(("Toimisto",)).labels == ("Office", "Home")


@given(st.lists(st.one_of(st.just(SKIP), SHEETS.map(together)), max_size=30))
def test_of_a_multiple_choice_only_single_options_and_people_are_counted(answers: list[int]) -> None:
    tally = count(question(scale=choices(TEN)), answers)
    sheets = [apart(answer) for answer in answers if answer != SKIP]

    assert tally.answers == tally.people == len(sheets)
    assert tally.counts == {
        place: times for place in range(10) if (times := sum(place in sheet for sheet in sheets))
    }
    assert tally.skipped == answers.count(SKIP)
    assert tally.rows.get(ANSWERED, 0) == len(sheets)
    assert set(tally.rows) <= {ANSWERED, SKIP, *range(10)}


@given(st.lists(SHEETS, min_size=5, max_size=20), st.permutations(range(10)))
def test_what_went_together_does_not_change_what_is_kept(sheets: list[set[int]], order: list[int]) -> None:
    """Dealing each option's ticks anew among the same people, nobody left without one, leaves the tally."""
    asked = question(scale=choices(TEN))
    dealt: list[set[int]] = [{min(sheet)} for sheet in sheets]
    for place in order:
        left = sum(place in sheet for sheet in sheets) - sum(place in sheet for sheet in dealt)
        for sheet in [each for each in dealt if place not in each][:left]:
            sheet.add(place)

    first, second = (count(asked, [together(sheet) for sheet in each]) for each in (sheets, dealt))

    assert first == second


def test_of_words_only_how_many_wrote_is_counted() -> None:
    tally = count(question(scale=WORDS), [SKIP, SKIP], written=7)

    assert (tally.counts, tally.answers, tally.rows) == ({}, 7, {SKIP: 2, ANSWERED: 7})


def test_nothing_is_kept_of_nobody() -> None:
    assert count(question(scale=choices(TEN)), []).rows == {}
    assert count(question(), [SKIP, 4, 4]).rows == {4: 2, SKIP: 1}


def test_an_option_leads_by_the_people_who_chose_it_and_people_decide_the_floor() -> None:
    asked = question(scale=choices(("Office", "Home", "Train")))

    assert release(count(asked, [0b001, 0b101, 0b011, 0b010, 0b001]), invited=9) == Released(
        5, 9, leader="Office"
    )
    assert release(count(asked, [0b111] * 5), invited=9) == Released(5, 9)
    assert not isinstance(release(count(asked, [0b111] * 4), invited=9), Released)


def test_p10_small_categories_of_a_multiple_choice_are_joined_by_people() -> None:
    asked = question(scale=choices(("Office", "Home")))
    parts = [
        Category(name, frozenset(range(first, first + 3)), count(asked, [0b11] * 3))
        for name, first in (("A", 0), ("B", 3))
    ]

    (joined,) = merged(parts, floor=5)

    assert joined.name == OTHERS
    assert joined.tally == Tally(asked, {0: 6, 1: 6}, people=6)
