"""Attackers who compute: a linear-algebra one and an integer-programming one.

Both know who was asked in which group and everything that was published. They look for a group of fewer
people than the floor of whom something is told. The linear one works with whole numbers modulo a prime, so
that nothing is lost to rounding; neither shares code with the ledger it attacks.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

_PRIME = 2_147_483_629
_MOST_CELLS = 4
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Fact:
    """What was published of a group, as limits; the same twice where it is exact.

    Attributes:
        people: who was asked.
        answers: from - to how many of them answered.
        favourable: from - to how many gave a favourable answer.
        unfavourable: from - to how many an unfavourable one.
        total: the least and the greatest sum of all answers.
    """

    people: frozenset[int]
    answers: tuple[int, int]
    favourable: tuple[int, int]
    unfavourable: tuple[int, int]
    total: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Recovered:
    """Two sets of people of whom the difference is told; the second is mostly empty."""

    people: frozenset[int]
    without: frozenset[int] = frozenset()
    what: str = "the figure itself"


def cells_of(groups: Sequence[frozenset[int]]) -> list[tuple[frozenset[int], frozenset[int]]]:
    """People who are in exactly the same groups, with the places of these groups."""
    memberships: dict[int, set[int]] = defaultdict(set)
    for place, group in enumerate(groups):
        for person in group:
            memberships[person].add(place)
    cells: dict[frozenset[int], set[int]] = defaultdict(set)
    for person, places in memberships.items():
        cells[frozenset(places)].add(person)
    return [(frozenset(people), places) for places, people in cells.items()]


def linear(groups: Sequence[frozenset[int]], *, floor: int) -> list[Recovered]:
    """Few people, or few against few others, whose figure is a sum of published figures times anything."""
    cells = cells_of(groups)
    matrix = np.array([[int(place in places) for _, places in cells] for place in range(len(groups))])
    marks = _marks(matrix)
    small = [place for place, (people, _) in enumerate(cells) if len(people) < floor]
    found = []
    for plus, minus in _vanishing(marks[small]):
        sets = [[cells[small[place]][0] for place in side] for side in (plus, minus)]
        people, without = (frozenset[int]().union(*side) for side in sets)
        if max(len(people), len(without)) < floor:
            found.append(Recovered(people or without, without if people else frozenset()))
    return found


def _marks(matrix: Numbers) -> Numbers:
    """Two numbers a cell; those of cells add up to nothing where their sum is a combination of the rows."""
    reduced = matrix.astype(np.int64) % _PRIME
    pivots: list[int] = []
    for column in range(reduced.shape[1]):
        row = len(pivots)
        candidates = np.flatnonzero(reduced[row:, column])
        if not len(candidates):
            continue
        reduced[[row, row + candidates[0]]] = reduced[[row + candidates[0], row]]
        reduced[row] = reduced[row] * pow(int(reduced[row, column]), -1, _PRIME) % _PRIME
        others = np.arange(len(reduced)) != row
        reduced[others] = (reduced[others] - reduced[others, column, None] * reduced[row]) % _PRIME
        pivots.append(column)
        if len(pivots) == len(reduced):
            break
    free = [column for column in range(reduced.shape[1]) if column not in pivots]
    random = np.random.default_rng(1).integers(1, _PRIME, size=(len(free), 2))
    marks = np.zeros((reduced.shape[1], 2), dtype=np.int64)
    marks[free] = random
    for row, column in enumerate(pivots):
        marks[column] = -np.sum(reduced[row, free, None] * random % _PRIME, axis=0) % _PRIME
    return marks


def _vanishing(marks: Numbers) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Sets of up to four cells, each with a sign, whose marks add up to nothing."""
    terms = [(sign * (place + 1),) for place in range(len(marks)) for sign in (1, -1)]
    pairs = [
        (one * (first + 1), other * (second + 1))
        for first, second in itertools.combinations(range(len(marks)), 2)
        for one in (1, -1)
        for other in (1, -1)
    ]
    known = [(int(first), int(second)) for first, second in marks]
    by_mark: dict[tuple[int, int], list[tuple[int, ...]]] = defaultdict(list)
    for chosen in [*terms, *pairs]:
        by_mark[_sum(known, chosen)].append(chosen)
    seen: set[frozenset[int]] = set()
    for mark, here in by_mark.items():
        opposite = by_mark.get(((-mark[0]) % _PRIME, (-mark[1]) % _PRIME), [])
        for chosen in itertools.chain(
            here if mark == (0, 0) else (), map(sum_of, itertools.product(here, opposite))
        ):
            places = {abs(each) for each in chosen}
            key = frozenset(chosen)
            if (
                len(places) == len(chosen)
                and key not in seen
                and frozenset(-each for each in key) not in seen
            ):
                seen.add(key)
                plus = tuple(each - 1 for each in chosen if each > 0)
                yield plus, tuple(-each - 1 for each in chosen if each < 0)


def sum_of(two: tuple[tuple[int, ...], tuple[int, ...]]) -> tuple[int, ...]:
    """Both chosen sets of cells as one."""
    return (*two[0], *two[1])


def _sum(marks: list[tuple[int, int]], chosen: Iterable[int]) -> tuple[int, int]:
    first = second = 0
    for each in chosen:
        mark = marks[abs(each) - 1]
        first, second = (
            (first + mark[0], second + mark[1]) if each > 0 else (first - mark[0], second - mark[1])
        )
    return first % _PRIME, second % _PRIME


class Integers:
    """The integer-programming attacker: what can still be so, given everything that was published.

    Unknown for each cell: how many of its people were unfavourable, neutral, favourable, and the sum of
    their answers. A figure of few people is recovered where it is the same in every solution.
    """

    def __init__(self, facts: Sequence[Fact]) -> None:
        """Write the published facts down as inequalities."""
        self._facts = facts
        self._cells = cells_of([fact.people for fact in facts])
        self._matrix, self._low, self._high = self._rows()

    def recovered(self, *, floor: int, seed: int = 3) -> list[Recovered]:
        """Cells, and pairs of cells, of fewer people than the floor of whom a number is certain."""
        sizes = [len(people) for people, _ in self._cells]
        sets: list[tuple[int, ...]] = [(place,) for place, size in enumerate(sizes) if size < floor]
        sets += [
            (*one, *two)
            for one, two in itertools.combinations(sets, 2)
            if sizes[one[0]] + sizes[two[0]] < floor
        ]
        if not sets:
            return []
        weights = np.zeros((len(_QUANTITIES) * len(sets), len(self._cells), 4))
        for place, (quantity, chosen) in enumerate(itertools.product(_QUANTITIES.values(), sets)):
            weights[place, list(chosen)] = quantity
        found = []
        for place, value in self._same_everywhere(weights.reshape(len(weights), -1), seed).items():
            if self._is_fixed(weights[place], value):
                chosen = sets[place % len(sets)]
                people = frozenset[int]().union(*(self._cells[cell][0] for cell in chosen))
                found.append(Recovered(people, what=f"{list(_QUANTITIES)[place // len(sets)]} {value}"))
        return found

    def _same_everywhere(self, numbers: NDArray[np.float64], seed: int) -> dict[int, int]:
        """The numbers that are the same in many solutions, which were sought for being different."""
        random = np.random.default_rng(seed)
        first = self._solve(random.normal(size=numbers.shape[1:]))
        if first is None:
            raise ValueError("What was published contradicts itself")
        left = np.arange(len(numbers))
        idle = 0
        while len(left) and idle < 3:
            # Away from the first solution, for as many numbers that were the same so far as possible.
            weights = random.choice((-1.0, 1.0)) * random.random((len(left), 1))
            other = self._solve((weights * numbers[left]).sum(axis=0))
            stayed = left if other is None else left[np.isclose(numbers[left] @ other, numbers[left] @ first)]
            idle = idle + 1 if len(stayed) == len(left) else 0
            left = stayed
        return {int(place): round(float(numbers[place] @ first)) for place in left}

    def _is_fixed(self, number: NDArray[np.float64], value: int) -> bool:
        """Whether no solution has another value."""
        limits = ((value + 1, np.inf), (-np.inf, value - 1))
        beside = (LinearConstraint(number.ravel(), *each) for each in limits)
        return all(self._solve(np.zeros(number.size), each) is None for each in beside)

    def _solve(self, direction: NDArray[np.float64], *beside: LinearConstraint) -> NDArray[np.float64] | None:
        """A solution far out in a direction; None where there is none."""
        sizes = np.array([len(people) for people, _ in self._cells])
        result = milp(
            c=direction,
            constraints=[LinearConstraint(self._matrix, self._low, self._high), *beside],
            bounds=Bounds(0, np.outer(sizes, [1, 1, 1, 5]).ravel()),
            integrality=np.ones(4 * len(self._cells)),
            options={"mip_rel_gap": 0.5, "time_limit": 60},
        )
        # A solver out of time has found no other solution either: counted as recovered.
        return None if result.x is None else np.rint(result.x)

    def _rows(self) -> tuple[object, NDArray[np.float64], NDArray[np.float64]]:
        rows: list[tuple[dict[int, int], float, float]] = []
        for place, (people, _) in enumerate(self._cells):
            at = 4 * place
            rows += [
                ({at: 1, at + 1: 1, at + 2: 1}, 0, len(people)),
                ({at: -1, at + 1: -3, at + 2: -4, at + 3: 1}, 0, np.inf),
                ({at: 2, at + 1: 3, at + 2: 5, at + 3: -1}, 0, np.inf),
            ]
        for number, fact in enumerate(self._facts):
            inside = [4 * place for place, (_, places) in enumerate(self._cells) if number in places]
            everybody = {at + kind: 1 for at in inside for kind in range(3)}
            rows += [
                (everybody, *fact.answers),
                ({at + 2: 1 for at in inside}, *fact.favourable),
                (dict.fromkeys(inside, 1), *fact.unfavourable),
                ({at + 3: 1 for at in inside}, *fact.total),
            ]
        entries = [
            (row, column, value) for row, (given, _, _) in enumerate(rows) for column, value in given.items()
        ]
        rows_, columns, values = (np.array(each) for each in zip(*entries, strict=True))
        matrix = coo_array((values, (rows_, columns)), shape=(len(rows), 4 * len(self._cells))).tocsr()
        return matrix, np.array([low for _, low, _ in rows]), np.array([high for _, _, high in rows])


_QUANTITIES = {
    "unfavourable": np.array([1, 0, 0, 0]),
    "favourable": np.array([0, 0, 1, 0]),
    "sum": np.array([0, 0, 0, 1]),
}
"""What is sought. That somebody took part is no answer: it is told wherever all who were asked answered."""
