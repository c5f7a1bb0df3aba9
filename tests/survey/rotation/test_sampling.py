import itertools
import math
import statistics
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from survey.disclosure.figures import FLOOR
from survey.ids import PersonId
from survey.rotation.fatigue import Participation
from survey.rotation.sampling import FEWEST_PEOPLE, WANTED_ANSWERS, draw, draw_size, response_rate
from tests.survey.rotation.bank import START
from tests.survey.statistics.known import SIX, vectors

SHARES = st.fractions(Fraction(1, 100), 1, max_denominator=100)
RATES = st.fractions(Fraction(1, 100), 1, max_denominator=400)
SEEDS = st.binary(min_size=16, max_size=32)
SEVEN_OF_TEN = Fraction(7, 10)


def people(count: int) -> list[PersonId]:
    return [PersonId(number) for number in range(1, count + 1)]


def seeds(count: int) -> list[bytes]:
    return [number.to_bytes(16) for number in range(count)]


@given(st.integers(0, 5000), SHARES, RATES)
def test_a_draw_is_large_enough_for_twelve_answers_and_no_larger_than_needed(
    count: int, share: Fraction, rate: Fraction
) -> None:
    size = draw_size(count, share=share, response_rate=rate)

    if count < FEWEST_PEOPLE:
        assert size == count
    else:
        assert size == count or size * rate >= WANTED_ANSWERS
        assert size >= share * count
        assert size == 1 or (size - 1) * rate < WANTED_ANSWERS or size - 1 < share * count


@pytest.mark.parametrize(("drawn", "known"), [(6, 0.42), (8, 0.81), (10, 0.95), (12, 0.99)])
def test_twelve_make_five_answers_all_but_certain(drawn: int, known: float) -> None:
    """SCIENCE 3.4, at seven of ten answering."""
    assert binom.sf(4, drawn, 0.7) == pytest.approx(known, abs=0.005)


def test_the_chance_of_five_answers() -> None:
    for known in vectors()["p_reach_k5"]:
        found = binom.sf(FLOOR - 1, known["invited"], known["rate"])
        assert found == pytest.approx(known["p"], abs=SIX)


@pytest.mark.parametrize("rate", [None, Fraction(0)])
def test_everybody_is_asked_where_nobody_knows_how_many_answer(rate: Fraction | None) -> None:
    assert draw_size(500, share=Fraction(1, 10), response_rate=rate) == 500


@given(st.integers(0, 120), SEEDS, SHARES, RATES)
def test_a_draw_is_the_same_for_the_same_seed_in_any_order(
    count: int, seed: bytes, share: Fraction, rate: Fraction
) -> None:
    everybody = people(count)

    drawn = draw(everybody, seed=seed, share=share, response_rate=rate)

    assert drawn == draw([*everybody[::-1], *everybody], seed=seed, share=share, response_rate=rate)
    assert drawn <= frozenset(everybody)
    assert len(drawn) == draw_size(count, share=share, response_rate=rate)


def test_each_round_draws_afresh_and_everybody_equally_often() -> None:
    """The counts of 60 people in 400 rounds scatter as those of honest draws do."""
    rounds = [
        draw(people(60), seed=seed, share=Fraction(1, 2), response_rate=SEVEN_OF_TEN) for seed in seeds(400)
    ]
    times = [sum(person in drawn for drawn in rounds) for person in people(60)]
    twice = [len(first & second) for first, second in itertools.pairwise(rounds)]

    assert sum(times) == 400 * 30
    assert 140 < min(times) <= max(times) < 260
    assert statistics.fmean(twice) == pytest.approx(15, abs=0.5)
    assert statistics.pstdev(times) == pytest.approx(math.sqrt(400 / 4), rel=0.4)


def test_a_seed_that_can_be_guessed_and_a_part_that_is_none_are_refused() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        draw(people(40), seed=b"short", share=Fraction(1, 2), response_rate=SEVEN_OF_TEN)
    with pytest.raises(ValueError, match="the part of people"):
        draw_size(40, share=Fraction(0), response_rate=SEVEN_OF_TEN)


@pytest.mark.parametrize(("count", "drawn"), [(29, 29), (30, 18), (31, 18), (500, 50)])
def test_a_part_is_drawn_from_thirty_people_on(count: int, drawn: int) -> None:
    assert draw_size(count, share=Fraction(1, 10), response_rate=SEVEN_OF_TEN) == drawn


def test_the_response_rate_is_of_the_latest_twelve_rounds_whose_count_was_released() -> None:
    counts = [40, *[20] * 6, None, *[10] * 5]
    history = [Participation(START.plus(number), count, 40) for number, count in enumerate(counts)]

    assert response_rate(reversed(history)) == Fraction(6 * 20 + 5 * 10, 11 * 40)
    assert response_rate([Participation(START, None, 40), Participation(START.next(), 0, 0)]) is None
    assert response_rate([]) is None
