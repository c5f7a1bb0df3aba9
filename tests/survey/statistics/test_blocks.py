"""The last weeks beside those before: each question by its own past, and a list that bears its length."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.disclosure.figures import Mean, Reach
from survey.statistics.blocks import Block, judge_blocks, level_of
from survey.statistics.judging import Ranges
from survey.statistics.variation import Variation, compare_blocks
from survey.verdicts import Change, Measurement, Verdict
from survey.weeks import Week

RANGES = Ranges(*2 * [(0.2, 0.3, 0.1, 0.4, 0.2, 0.3) * 6])
BEFORE = (36, 38, 35, 37, 36, 38, 35, 37, 36, 38, 35, 37)


def series(*tenths: int, answers: int = 8, shown: bool = True) -> tuple[Measurement, ...]:
    return tuple(
        Measurement(Week(2026, 1).plus(place), Mean(each), answers, 9, is_shown=shown)
        for place, each in enumerate(tenths)
    )


def verdict(last: tuple[Measurement, ...], before: tuple[Measurement, ...]) -> Verdict | None:
    (found,) = judge_blocks([Block(last, before)], pooled=RANGES)
    return found


@pytest.mark.parametrize(
    ("last", "change"),
    [((30, 31, 30, 31), Change.DOWN), ((42, 43, 42, 43), Change.UP), ((36, 35, 37, 36), Change.WITHIN)],
)
def test_four_weeks_are_judged_beside_twelve(last: tuple[int, ...], change: Change) -> None:
    found = verdict(series(*last), series(*BEFORE))

    assert found is not None
    assert (found.change, found.measured, found.needed) == (change, 12, 4)
    assert found.usual is not None
    low, high = found.usual
    assert (low <= sum(last) / 4 <= high) == (change is Change.WITHIN)


def test_without_measurements_in_these_weeks_nothing_is_said() -> None:
    assert verdict((), series(*BEFORE)) is None


def test_three_measurements_before_are_too_few() -> None:
    assert verdict(series(20), series(36, 38, 37)) == Verdict(Change.EARLY, 3, 4)
    with pytest.raises(ValueError, match="4 measurements before, not 3"):
        compare_blocks([2.0], [3.6, 3.8, 3.7], variation=Variation(0.2, 30))


def test_half_as_many_answers_as_usual_are_not_compared() -> None:
    few, usual = series(20, 21, answers=5), series(*BEFORE, answers=12)

    assert verdict(few, usual) == Verdict(Change.FEW, 12)


def test_a_level_that_was_not_shown_is_compared_but_no_limits_are_told_of_it() -> None:
    hidden = verdict(series(30, 31, 30, 31, answers=6, shown=False), series(*BEFORE))
    found = verdict(series(30, 31, 30, 31), series(*BEFORE[:4], shown=False))

    assert hidden is not None
    assert found is not None
    assert hidden.usual is found.usual is None
    assert hidden.change is Change.DOWN


def test_shown_means_are_held_against_shown_ones_where_there_are_enough() -> None:
    mixed = (*series(10, 11, 10, 11, shown=False), *series(*BEFORE))

    found = verdict(series(36, 37, 36, 37), mixed)

    assert found is not None
    assert (found.change, found.measured) == (Change.WITHIN, 12)


def test_a_long_list_asks_for_more_than_one_comparison_alone() -> None:
    edge = Block(series(31, 32), series(*BEFORE))
    still = Block(series(36, 37), series(*BEFORE))

    (alone,) = judge_blocks([edge], pooled=RANGES)
    among = judge_blocks([edge, *[still] * 30], pooled=RANGES)

    assert alone is not None
    assert among[0] is not None
    assert alone.change is Change.DOWN
    assert {each.change for each in among if each} == {Change.WITHIN}
    assert alone.usual == among[0].usual


def test_weeks_with_fewer_answers_have_wider_limits() -> None:
    def width(answers: int) -> int:
        found = verdict(series(36, 36, 36, 36, answers=answers), series(*BEFORE))
        assert found is not None
        assert found.usual is not None
        return found.usual[1] - found.usual[0]

    assert width(5) > width(8)


@given(st.lists(st.integers(10, 50), min_size=1, max_size=12))
def test_a_mean_of_means_is_told_where_all_were_shown_exactly(tenths: list[int]) -> None:
    shown = series(*tenths)

    told = level_of(shown)

    assert told is not None
    assert abs(told.tenths - sum(tenths) / len(tenths)) <= 0.5
    assert level_of([*shown, replace(shown[0], is_shown=False)]) is None
    coded = replace(shown[0], level=Mean(41, Reach.AT_LEAST))
    assert level_of([*shown, coded]) is None
    assert level_of([]) is None


@given(st.integers(-20, 20))
def test_moving_everything_moves_no_verdict(by: int) -> None:
    def moved(tenths: tuple[int, ...]) -> tuple[Measurement, ...]:
        return series(*(each + by for each in tenths))

    here, there = verdict(series(31, 32, 31), series(*BEFORE)), verdict(moved((31, 32, 31)), moved(BEFORE))

    assert here is not None
    assert there is not None
    assert here.change is there.change
