"""What has been released, and whether one more figure is safe beside it (SCIENCE 5.4, P7 and P9).

Figures of overlapping groups can be added and subtracted: a department and all its teams but one give that
one. People who are in the same groups are one *cell*. A set of cells is recoverable where its indicator is a
linear combination of the groups' indicators. So is the difference of two sets: two groups that share all but
one person each tell, by one favourable answer more, which of the two gave it. Whether there is such a set, or
two, of few people is an integer program, solved exactly.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_BOUND = 1e4
"""No combination of groups that gives zeros and ones needs greater coefficients at our sizes."""
_Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Group:
    """People of whom one figure tells.

    Attributes:
        people: whom the question reached, by any number that is one person's everywhere.
        answers: how many of them answered.
    """

    people: frozenset[int]
    answers: int


def is_safe(candidate: Group, released: Sequence[Group], *, floor: int) -> bool:
    """Whether no fewer than ``floor`` people can be told from this and all released figures together.

    Args:
        candidate: the next figure, of enough answers by itself.
        released: the figures of the same question and time that are out already.
        floor: the smallest number of people, and of answers, that may be told about.
    """
    together = _entangled(candidate, released)
    if len(together) == 1:
        return candidate.answers >= floor and len(candidate.people) >= floor
    cells = _cells(together)
    indicators = np.array([[float(number in cell) for cell in cells] for number in range(len(together))])
    people = np.array([float(count) for count in cells.values()])
    answers = np.array([float(group.answers) for group in together])
    return not (_differ(indicators, people, few=floor - 1) or _part(indicators, answers, few=floor - 1))


def admit(groups: Iterable[Group], released: Sequence[Group] = (), *, floor: int) -> tuple[Group, ...]:
    """The groups of one report that may be released together; the largest come first.

    Each one left out would be unsafe beside those admitted, so that no smaller number has to stay in.
    """
    admitted: list[Group] = []
    for group in sorted(groups, key=lambda group: (-group.answers, -len(group.people), sorted(group.people))):
        if is_safe(group, [*released, *admitted], floor=floor):
            admitted.append(group)
    return tuple(admitted)


def has_moved(before: frozenset[int], now: frozenset[int], *, floor: int, unknown: int = 0) -> bool:
    """Whether so few people came, and so few went, that the difference of two figures would be theirs.

    Args:
        before: whom the question reached when its last figure was released.
        now: whom it reached this time.
        floor: the fewest people a difference may be of.
        unknown: people of before who are known no more.
    """
    came, went = len(now - before), len(before - now) + unknown
    return came + went > 0 and came < floor and went < floor


def _entangled(candidate: Group, released: Sequence[Group]) -> list[Group]:
    """The candidate and the released groups that hang together with it through people in common."""
    found, rest = [candidate], list(released)
    people = set(candidate.people)
    while near := [group for group in rest if people & group.people]:
        found += near
        rest = [group for group in rest if not people & group.people]
        people.update(*(group.people for group in near))
    return found


def _cells(groups: Sequence[Group]) -> dict[frozenset[int], int]:
    """How many people are in exactly these groups, by the groups' places."""
    memberships: dict[int, set[int]] = defaultdict(set)
    for number, group in enumerate(groups):
        for person in group.people:
            memberships[person].add(number)
    cells: dict[frozenset[int], int] = defaultdict(int)
    for member_of in memberships.values():
        cells[frozenset(member_of)] += 1
    return dict(cells)


def _differ(indicators: _Numbers, people: _Numbers, *, few: int) -> bool:
    """Whether the difference of two sets of at most so many people each is a combination of the groups.

    Unknowns: a coefficient for each group; for each cell, whether it is in the one set, and in the other.
    """
    groups, cells = indicators.shape
    nobody, none = np.zeros(cells), np.zeros(groups)
    rows = [
        (np.hstack([indicators.T, -np.eye(cells), np.eye(cells)]), 0, 0),
        (np.concatenate([none, people, nobody]), 0, few),
        (np.concatenate([none, nobody, people]), 0, few),
        (np.concatenate([none, nobody + 1, nobody]), 1, cells),
        (np.hstack([np.zeros((cells, groups)), np.eye(cells), np.eye(cells)]), 0, 1),
    ]
    return _is_possible(rows, groups=groups, choices=2 * cells)


def _part(indicators: _Numbers, answers: _Numbers, *, few: int) -> bool:
    """Whether a set of people for which a reader computes 1 to so many answers is a combination."""
    groups, cells = indicators.shape
    rows = [
        (np.hstack([indicators.T, -np.eye(cells)]), 0, 0),
        (np.concatenate([answers, np.zeros(cells)]), 1, few),
    ]
    return _is_possible(rows, groups=groups, choices=cells)


def _is_possible(rows: Sequence[tuple[_Numbers, float, float]], *, groups: int, choices: int) -> bool:
    """Whether there are coefficients of any size and choices of 0 or 1 that keep all rows within limits."""
    # Half a second to import, and most figures overlap with no other group's.
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415

    free, chosen = np.full(groups, _BOUND), np.ones(choices)
    result = milp(
        c=np.concatenate([np.zeros(groups), chosen]),
        constraints=[LinearConstraint(*row) for row in rows],
        bounds=Bounds(np.concatenate([-free, 0 * chosen]), np.concatenate([free, chosen])),
        integrality=np.concatenate([np.zeros(groups), chosen]),
    )
    # 2 is "infeasible"; a solver that gave up has proved nothing, so that the figure stays in.
    return bool(result.status != 2)
