import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.rotation.fatigue import Count, NewPace, Participation, Sign, new_pace
from tests.survey.rotation.bank import START


def rounds(*answers: int | None, eligible: int = 20, every: int = 1) -> list[Participation]:
    """Rounds from ``START`` on."""
    return [
        Participation(START.plus(number * every), count, eligible) for number, count in enumerate(answers)
    ]


def pace(
    history: list[Participation], *, weeks: int, every: int = 1, usual: int = 1, changed: int | None = None
) -> NewPace | None:
    """What is said so many weeks after ``START``."""
    return new_pace(
        history,
        week=START.plus(weeks),
        every=every,
        usual=usual,
        changed=None if changed is None else START.plus(changed),
    )


@pytest.mark.parametrize(("answers", "every", "slower"), [(9, 1, 2), (9, 2, 4), (10, 1, None), (9, 4, None)])
def test_fewer_than_half_in_four_weeks_halve_the_pace_as_far_as_four_weeks(
    answers: int, every: int, slower: int | None
) -> None:
    found = pace(
        rounds(*[answers] * 4, every=min(every, 2)), weeks=4 * min(every, 2), every=every, usual=every
    )

    asked = 80 // min(every, 2)
    assert found == (
        None if slower is None else NewPace(slower, Sign.FEW, Count(asked * 9 // 20, asked), None)
    )


@pytest.mark.parametrize(("answers", "falls"), [(15, True), (16, False)])
def test_fifteen_points_under_the_first_twelve_weeks_halve_the_pace(answers: int, falls: bool) -> None:
    history = rounds(*[18] * 12, *[answers] * 4)

    found = pace(history, weeks=16)

    expected = NewPace(2, Sign.FALLEN, Count(60, 80), Count(216, 240))
    assert found == (expected if falls else None)


def test_a_team_is_not_compared_with_weeks_that_are_among_the_last() -> None:
    assert pace(rounds(*[20] * 10, *[12] * 4), weeks=14) is None


@given(
    st.lists(st.none() | st.integers(5, 20), max_size=30),
    st.integers(0, 3),
    st.sampled_from([1, 2, 4]),
)
def test_nothing_is_said_before_a_pace_is_four_weeks_old(
    answers: list[int | None], age: int, every: int
) -> None:
    weeks = max(len(answers), age)

    assert pace(rounds(*answers), weeks=weeks, every=every, changed=weeks - age) is None


def test_after_a_change_only_the_weeks_since_count() -> None:
    few = rounds(*[8] * 4)
    then = [*few, Participation(START.plus(4), 14, 20), Participation(START.plus(6), 14, 20)]

    assert pace(few, weeks=4, every=1) is not None
    assert pace(then, weeks=8, every=2, changed=4) is None


def test_weeks_whose_count_stays_in_say_nothing() -> None:
    assert pace(rounds(None, None, None, 8), weeks=4) is None
    assert pace(rounds(None, None, 8, 8), weeks=4) == NewPace(2, Sign.FEW, Count(16, 40), None)
    assert pace(rounds(None, None, None, None), weeks=4) is None
    assert pace([], weeks=4) is None


def test_a_round_in_which_nobody_could_be_asked_says_nothing() -> None:
    assert pace(rounds(0, 0, 0, 0, eligible=0), weeks=4) is None


def test_too_little_known_of_the_first_weeks_is_no_comparison() -> None:
    first: list[int | None] = [20, 20, *[None] * 10]

    assert pace(rounds(*first, *[12] * 4), weeks=16) is None
    assert pace(rounds(20, *first[:-1], *[12] * 4), weeks=16) is not None


@pytest.mark.parametrize(
    ("answers", "every", "usual", "quicker"),
    [(12, 2, 1, 1), (12, 4, 1, 2), (12, 4, 4, None), (12, 2, 2, None), (11, 2, 1, None)],
)
def test_a_team_that_answers_for_twelve_weeks_gets_its_pace_back_step_by_step(
    answers: int, every: int, usual: int, quicker: int | None
) -> None:
    history = [
        *rounds(*[9] * 4),
        *(Participation(START.plus(4 + week), answers, 20) for week in range(0, 12, every)),
    ]

    early = pace(history, weeks=15, every=every, usual=usual, changed=4)
    found = pace(history, weeks=16, every=every, usual=usual, changed=4)

    assert early is None
    assert found == (
        None
        if quicker is None
        else NewPace(quicker, Sign.RECOVERED, Count(12 * 12 // every, 20 * 12 // every), None)
    )


@pytest.mark.parametrize(("answers", "recovers"), [(19, True), (18, False)])
def test_a_team_that_fell_must_come_near_its_first_weeks_again(answers: int, recovers: bool) -> None:
    later = (Participation(START.plus(16 + week), answers, 20) for week in range(0, 12, 2))
    history = [*rounds(*[20] * 12, *[15] * 4), *later]

    found = pace(history, weeks=28, every=2, changed=16)

    assert (found is not None and found.sign is Sign.RECOVERED) is recovers


@given(st.lists(st.none() | st.integers(0, 12), min_size=1, max_size=60), st.sampled_from([1, 2, 4]))
def test_the_pace_changes_once_in_four_weeks_at_most_and_stays_between_usual_and_four(
    answers: list[int | None], usual: int
) -> None:
    history: list[Participation] = []
    every, changed, changes = usual, None, []
    for number, count in enumerate(answers):
        week = START.plus(number)
        found = new_pace(history, week=week, every=every, usual=usual, changed=changed)
        if found is not None:
            every, changed = found.every, week
            changes.append((number, found))
        if number % every == 0:
            history.append(Participation(week, count, 12))

    assert all(usual <= found.every <= 4 for _, found in changes)
    assert all(later[0] - earlier[0] >= 4 for earlier, later in itertools.pairwise(changes))
    for _, found in changes:
        fell = found.first is not None and found.first.rate - found.now.rate >= Fraction(15, 100)
        slow = found.now.rate < Fraction(1, 2) or fell
        assert slow is (found.sign is not Sign.RECOVERED)
