"""Where the whole team's mean may lie, as far as that can be told of what was released."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.disclosure.figures import COUNTS_FROM, Band, Mean, Reach, Released, Why
from survey.statistics.missing import WholeTeam, favourable, whole_team

AXIS = (1, 5)


def test_up_to_three_missing_nothing_is_assumed_of_them() -> None:
    """The example of SCIENCE 8: 3.4 of eight, and one missing."""
    assert whole_team(Released(8, 9, mean=Mean(34)), AXIS) == WholeTeam(31, 36, 1, assumes=False)


def test_of_more_it_is_taken_for_granted_that_they_are_like_the_others() -> None:
    found = whole_team(Released(10, 20, mean=Mean(34)), AXIS)

    assert found == WholeTeam(30, 38, 10, assumes=True)


def test_where_all_counts_are_shown_they_give_the_interval() -> None:
    found = whole_team(Released(24, 30, mean=Mean(35), counts=(1, 3, 6, 11, 3)), AXIS)

    assert found is not None
    assert found.assumes
    assert 32 <= found.low < 35 < found.high <= 38


@pytest.mark.parametrize(
    "figure",
    [
        Released(9, 9, mean=Mean(34)),
        Released(8, 9, mean=Mean(41, Reach.AT_LEAST)),
        Released(6, 9),
        Released(8, 12, why=Why.MOVED),
    ],
)
def test_where_all_answered_or_no_exact_mean_is_shown_there_is_none(figure: Released) -> None:
    assert whole_team(figure, AXIS) is None


@given(st.integers(8, 60), st.integers(1, 60), st.integers(10, 50))
def test_it_lies_around_the_mean_and_on_the_scale(answers: int, missing: int, tenths: int) -> None:
    found = whole_team(Released(answers, answers + missing, mean=Mean(tenths)), AXIS)

    assert found is not None
    assert 10 <= found.low <= tenths <= found.high <= 50


def test_how_many_of_everybody_would_be_favourable() -> None:
    assert favourable(Released(36, 52, mean=Mean(35), band=Band(23, 23))) == (28, 38)
    assert favourable(Released(24, 26, mean=Mean(35), band=Band(20, 20))) == (20, 22)


@pytest.mark.parametrize(
    "figure",
    [
        Released(COUNTS_FROM - 1, 52, band=Band(12, 12)),
        Released(36, 52, band=Band(0, 2)),
        Released(36, 52),
        Released(36, 36, band=Band(23, 23)),
    ],
)
def test_a_share_of_few_answers_or_told_from_one_side_is_no_share_of_everybody(figure: Released) -> None:
    assert favourable(figure) is None


@given(st.integers(COUNTS_FROM, 200), st.integers(1, 200), st.data())
def test_it_is_made_of_the_share_shown_and_lies_around_it(
    answers: int, missing: int, data: st.DataObject
) -> None:
    part = data.draw(st.integers(0, answers))
    figure = Released(answers, answers + missing, mean=Mean(35), band=Band(part, part))
    found = favourable(figure)

    assert found is not None
    assert part <= found[0] < found[1] <= part + missing
    assert found[0] / figure.invited <= part / answers <= found[1] / figure.invited
    assert found == favourable(Released(answers, answers + missing, band=Band(part, part), counts=(answers,)))
