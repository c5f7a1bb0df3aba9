import itertools
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.disclosure.ledger import Group, admit, has_moved, is_safe

PEOPLE = frozenset(range(14))


def group(people: frozenset[int] | range, answers: int | None = None) -> Group:
    return Group(frozenset(people), len(people) if answers is None else answers)


def test_p7_a_team_is_not_released_beside_the_rest_of_its_department() -> None:
    assert not is_safe(group(range(11)), [group(PEOPLE)], floor=5)
    assert is_safe(group(range(9)), [group(PEOPLE)], floor=5)


def test_p7_two_steps_are_seen_through_as_well() -> None:
    """The total without two teams is the third."""
    total, first, second = group(range(24)), group(range(10)), group(range(10, 20))

    assert is_safe(first, [total], floor=5)
    assert not is_safe(second, [total, first], floor=5)


@pytest.mark.parametrize(("apart", "safe"), [(1, False), (4, False), (5, True)])
def test_p7_teams_that_share_all_but_a_few_people_each_give_these_away(apart: int, safe: bool) -> None:
    shared = frozenset(range(20))
    one, other = shared | set(range(20, 20 + apart)), shared | set(range(40, 40 + apart))

    assert is_safe(group(other), [group(one)], floor=5) is safe


def test_p7_overlapping_teams_of_which_no_part_can_be_computed_are_safe() -> None:
    assert is_safe(group(range(4, 14)), [group(range(8))], floor=5)


def test_p7_a_rest_with_few_answers_is_few_however_many_people_it_has() -> None:
    assert not is_safe(group(range(7), 7), [group(PEOPLE, 10)], floor=5)
    assert is_safe(group(range(7), 5), [group(PEOPLE, 10)], floor=5)


def test_groups_without_a_person_in_common_do_not_matter() -> None:
    assert is_safe(group(range(5)), [group(range(100, 104)), group(range(200, 300))], floor=5)
    assert not is_safe(group(range(5)), [], floor=8)
    assert not is_safe(group(range(4), 5), [], floor=5)


def row_space_has_few(groups: list[Group], *, floor: int) -> bool:
    """Every difference of two sets of cells against the row space, with exact numbers."""
    people = sorted(frozenset[int]().union(*(each.people for each in groups)))
    cells: dict[tuple[int, ...], int] = {}
    for person in people:
        pattern = tuple(int(person in each.people) for each in groups)
        cells[pattern] = cells.get(pattern, 0) + 1
    columns = list(cells)
    rows = [[Fraction(cell[g]) for cell in columns] for g in range(len(groups))]
    for signs in itertools.product((-1, 0, 1), repeat=len(columns)):
        weights = combine(rows, [Fraction(each) for each in signs]) if any(signs) else None
        if weights is None:
            continue
        one = sum(cells[cell] for cell, sign in zip(columns, signs, strict=True) if sign > 0)
        other = sum(cells[cell] for cell, sign in zip(columns, signs, strict=True) if sign < 0)
        answers = sum(weight * each.answers for weight, each in zip(weights, groups, strict=True))
        if (one < floor and other < floor) or (other == 0 and 0 < answers < floor):
            return True
    return False


def combine(rows: list[list[Fraction]], target: list[Fraction]) -> list[Fraction] | None:
    """Coefficients that make the target of independent rows; None where there are none."""
    count = len(rows)
    equations = [[row[column] for row in rows] + [target[column]] for column in range(len(target))]
    pivots: list[int] = []
    for unknown in range(count):
        at = next((i for i in range(len(pivots), len(equations)) if equations[i][unknown]), None)
        if at is None:
            continue
        place = len(pivots)
        equations[place], equations[at] = equations[at], equations[place]
        equations[place] = [value / equations[place][unknown] for value in equations[place]]
        for i, equation in enumerate(equations):
            if i != place and equation[unknown]:
                factor = equation[unknown]
                equations[i] = [a - factor * b for a, b in zip(equation, equations[place], strict=True)]
        pivots.append(unknown)
    if any(equation[count] for equation in equations[len(pivots) :]):
        return None
    found = [Fraction(0)] * count
    for place, unknown in enumerate(pivots):
        found[unknown] = equations[place][count]
    return found


SOME = st.frozensets(st.integers(0, 17), min_size=5, max_size=16)


@settings(max_examples=60, deadline=None)
@given(st.lists(SOME, min_size=2, max_size=3, unique=True))
def test_p7_the_integer_program_finds_what_trying_every_set_finds(sets: list[frozenset[int]]) -> None:
    groups = [group(people) for people in sets]
    hangs_together = all(groups[-1].people & each.people for each in groups)
    if hangs_together and len({frozenset(each.people) for each in groups}) == len(groups):
        assert is_safe(groups[-1], groups[:-1], floor=5) != row_space_has_few(groups, floor=5)


def test_p7_what_is_withheld_is_the_smallest_and_no_more_than_needed() -> None:
    total, large, middle, small = (
        group(range(24)),
        group(range(10)),
        group(range(10, 20)),
        group(range(20, 24)),
    )

    admitted = admit([small, middle, total, large], floor=5)

    assert admitted == (total, large)
    assert admit([middle, large], floor=5) == (large, middle)
    for left_out in (middle, small):
        assert not is_safe(left_out, admitted, floor=5)


@pytest.mark.parametrize(
    ("before", "now", "unknown", "moved"),
    [
        (range(10), range(10), 0, False),
        (range(10), range(11), 0, True),
        (range(10), range(9), 0, True),
        (range(10), range(1, 11), 0, True),
        (range(10), range(4, 14), 0, True),
        (range(10), range(5, 15), 0, False),
        (range(10), range(15), 0, False),
        (range(10), range(5), 0, False),
        (range(9), range(9), 1, True),
    ],
)
def test_p9_one_to_four_people_who_come_or_go_are_a_move(
    before: range, now: range, unknown: int, moved: bool
) -> None:
    assert has_moved(frozenset(before), frozenset(now), floor=5, unknown=unknown) is moved
