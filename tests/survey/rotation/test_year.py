"""A year of plans: the promises and the figures of SCIENCE 3.2."""

import itertools
import math
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.questions import Role
from survey.rotation.candidates import REST, Candidate, Rotation, Slots
from survey.rotation.draft import Reason, WeekPlan
from survey.rotation.outlook import outlook
from survey.rotation.wishes import Wishes
from tests.survey.rotation.bank import (
    ANCHOR,
    BASELINE,
    GOALS,
    SENSITIVE,
    START,
    THEMES,
    bound,
    longest_gap,
    own,
    themes,
    weeks_of,
)

SUBSETS = st.lists(st.sampled_from(THEMES), min_size=1, unique=True)
SEEDS = st.text(min_size=1, max_size=8)


def year(candidates: tuple[Candidate, ...], *, turning: int, seed: str = "1") -> tuple[WeekPlan, ...]:
    return outlook(candidates, Rotation(seed, Slots(1, turning)), first_week=START, weeks=52)


@settings(deadline=None, max_examples=60)
@given(SUBSETS, st.integers(1, 3), SEEDS)
def test_no_theme_waits_longer_than_a_cycle_and_a_week(keys: list[str], turning: int, seed: str) -> None:
    plans = year((ANCHOR, *themes(keys)), turning=turning, seed=seed)

    assert longest_gap(plans, keys) <= bound(len(keys), turning)


@pytest.mark.parametrize("size", range(1, 11))
@pytest.mark.parametrize("turning", [1, 2, 3])
def test_nor_does_one_of_any_number_of_themes(size: int, turning: int) -> None:
    keys = THEMES[-size:]

    plans = year(themes(keys), turning=turning)

    assert longest_gap(plans, keys) <= bound(size, turning)


@settings(deadline=None, max_examples=15)
@given(SEEDS)
def test_ten_themes_come_as_often_as_was_measured(seed: str) -> None:
    """SCIENCE 3.2: q = 1, 2 and 3."""
    for turning, gap, fewest, most in ((1, 10, 5, 6), (2, 5, 10, 11), (3, 4, 13, 18)):
        plans = year(themes(THEMES), turning=turning, seed=seed)
        times = [len(weeks_of(plans, key)) for key in THEMES]

        assert longest_gap(plans, THEMES) == gap
        assert set(times) <= set(range(fewest, most + 1))


@settings(deadline=None, max_examples=15)
@given(SEEDS)
def test_a_theme_of_twice_the_weight_comes_eighteen_times(seed: str) -> None:
    """SCIENCE 3.2: the others come eight to eleven times, and wait six weeks at most."""
    plans = year(themes(THEMES, {"STR": 2.0}), turning=2, seed=seed)
    times = {key: len(weeks_of(plans, key)) for key in THEMES}

    assert times.pop("STR") == 18
    assert set(times.values()) <= {8, 9, 10, 11}
    assert longest_gap(plans, THEMES) == 6


BANKS = st.tuples(SUBSETS, st.integers(0, 4), st.booleans(), st.booleans()).map(
    lambda parts: (ANCHOR, *themes(parts[0]), *own(parts[1]), *(GOALS * parts[2]), *(BASELINE * parts[3]))
)
KEYS = [*(question.key for question in themes(THEMES)), "GEN-01", "Q1", "Q2", "GOAL-01", "CXL-01", "none"]
WISHES = st.builds(
    Wishes,
    pinned=st.lists(st.sampled_from(KEYS), max_size=3).map(tuple),
    skipped=st.frozensets(st.sampled_from(KEYS), max_size=3),
    swapped=st.dictionaries(st.sampled_from(KEYS), st.sampled_from(KEYS), max_size=3),
    themes=st.lists(st.sampled_from([*THEMES, "Q1", "none"]), max_size=2).map(tuple),
)
SLOTS = st.builds(Slots, st.integers(0, 2), st.integers(0, 3))


@settings(deadline=None, max_examples=80)
@given(BANKS, SLOTS, SEEDS, st.lists(WISHES, min_size=16, max_size=16), st.sampled_from([1, 2, 4]))
def test_whatever_people_want_the_rules_that_protect_them_hold(
    candidates: tuple[Candidate, ...], slots: Slots, seed: str, wishes: list[Wishes], every: int
) -> None:
    plans = outlook(
        candidates,
        Rotation(seed, slots, every=every, baseline_since=START.index),
        first_week=START,
        weeks=16,
        signals=frozenset(THEMES[:2]),
        wishes={START.plus(number * every): wish for number, wish in enumerate(wishes)},
    )

    for plan, wish in zip(plans, wishes, strict=True):
        asked, passed = set(plan.keys), {each.key for each in plan.passed}
        assert len(asked & SENSITIVE) <= 1
        assert len(asked) == len(plan.keys) <= slots.anchors + max(slots.turning, slots.baseline)
        assert not asked & wish.skipped
        assert not asked & passed
        assert set(wish.pinned) <= asked | passed | set(wish.swapped)
        assert plan.empty >= 0
    last: dict[str, int] = {}
    for plan in plans:
        for key in set(plan.keys) - {ANCHOR.key}:
            assert plan.week.index - last.get(key, -REST) >= REST
            last[key] = plan.week.index


@settings(deadline=None, max_examples=30)
@given(BANKS, SLOTS, SEEDS, st.randoms(use_true_random=False))
def test_the_same_bank_in_any_order_gives_the_same_plan(
    candidates: tuple[Candidate, ...], slots: Slots, seed: str, random: Random
) -> None:
    rotation = Rotation(seed, slots, baseline_since=START.index + 2)
    shuffled = sorted(candidates, key=lambda _: random.random())

    plans = [outlook(bank, rotation, first_week=START, weeks=8) for bank in (candidates, shuffled)]

    assert plans[0] == plans[1]


def test_organisations_begin_with_different_themes() -> None:
    first = {year(themes(THEMES), turning=2, seed=str(number))[0].keys for number in range(20)}

    assert len(first) > 10


@pytest.mark.parametrize(("turning", "empty"), [(1, 0), (2, 13), (3, 65)])
def test_fewer_are_asked_where_too_few_are_left_for_the_rest_of_four_weeks(turning: int, empty: int) -> None:
    """Seven questions of an admin's own: one to two a week, and 91 of the 156 places of a year at most."""
    plans = year(own(7), turning=turning)

    assert sum(plan.empty for plan in plans) == empty
    short = [plan for plan in plans if plan.empty]
    assert all({each.why.value for each in plan.passed} == {"recent"} for plan in short)


@pytest.mark.parametrize("turning", [1, 2, 3])
def test_a_marker_is_asked_in_every_cycle_its_rest_allows(turning: int) -> None:
    """Depth questions only stand in: no trend loses a week to them."""
    plans = year(themes(THEMES), turning=turning)
    cycle = max(math.ceil(len(THEMES) / turning), REST)

    markers = [question for question in themes(THEMES) if question.role is Role.MARKER]
    for marker in markers:
        asked = [plan.week.index for plan in plans if marker.key in plan.keys]
        assert max(later - earlier for earlier, later in itertools.pairwise(asked)) <= cycle


@settings(deadline=None, max_examples=20)
@given(SUBSETS, st.integers(1, 3), SEEDS)
def test_a_theme_has_at_most_one_depth_question_in_a_cycle(keys: list[str], turning: int, seed: str) -> None:
    plans = year(themes(keys), turning=turning, seed=seed)
    cycle = math.ceil(len(keys) / turning)

    for key in keys:
        depth = [
            plan.week.index
            for plan in plans
            for each in plan.chosen
            if each.theme == key and each.reason is Reason.DEPTH
        ]
        assert all(later - earlier >= cycle for earlier, later in itertools.pairwise(depth))
