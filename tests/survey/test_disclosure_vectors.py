"""The published vectors of the gate: where means are coded, what would be certain, and noise instead."""

import itertools
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from math import log

import pytest
from scipy import stats

from survey.disclosure.audit import Axis
from survey.disclosure.coding import end_coded, exact_sums
from survey.disclosure.figures import Reach
from tests.survey.statistics.known import SIX, vectors
from tests.survey.test_gate import histograms

FIVE = Axis(1, 5, 2, 4)
Histogram = tuple[int, ...]


def test_where_the_ends_of_the_scale_are_told_from_one_side() -> None:
    for known in vectors()["end_coding"]:
        answers, insiders = known["n"], known["c"]
        _, highest = exact_sums(answers, FIVE, insiders=insiders)

        assert (highest + 1) / answers == pytest.approx(known["cut"], abs=SIX)
        assert end_coded(highest + 1, answers, FIVE, insiders=insiders).reach is Reach.AT_LEAST


def buckets(histogram: Histogram) -> tuple[int, int, int]:
    return sum(histogram[:2]), histogram[2], sum(histogram[3:])


def is_certain(others: list[tuple[int, int, int]]) -> bool:
    """Whether something holds for the others whatever they answered: nobody up, or nobody down."""
    return not any(up for _, _, up in others) or not any(down for down, _, _ in others)


def failing(told: Callable[[Histogram], object], *, answers: int, insiders: int) -> int:
    """In how many histograms an attacker who knows so many answers is certain of something."""
    outputs: dict[object, list[Histogram]] = defaultdict(list)
    for histogram in histograms(answers):
        outputs[told(histogram)].append(histogram)
    fail = 0
    for possible in outputs.values():
        for known in itertools.combinations_with_replacement(range(5), insiders):
            others = [
                tuple(count - known.count(value) for value, count in enumerate(histogram))
                for histogram in possible
            ]
            left = [buckets(each) for each in others if min(each) >= 0]
            if left and is_certain(left):
                fail += len(possible)
                break
    return fail


def mean_of(histogram: Histogram, *, insiders: int) -> object:
    total = sum(value * count for value, count in enumerate(histogram, start=1))
    return end_coded(total, sum(histogram), FIVE, insiders=insiders)


def test_how_many_outcomes_make_something_certain() -> None:
    for known in vectors()["audit"]:
        answers, insiders = known["n"], known["c"]

        coded = partial(mean_of, insiders=insiders)
        told = coded if known["output"] == "mean end-coded" else buckets
        assert failing(told, answers=answers, insiders=insiders) == known["failing"], known


def test_noise_that_hides_one_person_of_eight_hides_the_team() -> None:
    """Laplace noise on a mean of 1 to 5, as differential privacy has it: scale 4/(n·ε) (SCIENCE 5.4)."""
    for known in vectors()["laplace"]:
        scale = 4 / (known["n"] * known["eps"])

        assert scale == pytest.approx(known["b"], abs=SIX)
        assert scale * log(20) == pytest.approx(known["half95"], abs=SIX)
        assert stats.laplace(scale=scale).ppf(0.975) == pytest.approx(known["half95"], abs=SIX)
