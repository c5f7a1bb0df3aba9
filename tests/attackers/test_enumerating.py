"""Nobody, alone or together with the public, can be certain of what others answered."""

import pytest

from tests.attackers.certainty import (
    AGREEMENT,
    RECOMMENDATION,
    histograms,
    inferences,
    of_buckets,
    of_options,
)
from tests.attackers.published import (
    publish,
    publish_choice,
    publish_recommendation,
    publish_reversed,
    publish_share,
)


def test_the_attacker_knows_every_histogram() -> None:
    spreads = histograms(8)

    assert len(spreads) == len({tuple(each) for each in spreads.tolist()}) == 495
    assert (spreads.sum(axis=1) == 8).all()


def test_the_attacker_finds_what_exact_buckets_give_away() -> None:
    """As the reference says of n = 5; an attacker who finds nothing anywhere proves nothing."""
    exact = inferences(
        histograms(5), lambda each: (sum(each[:2]), each[2], sum(each[3:])), judge=of_buckets(AGREEMENT)
    )

    assert {each.what for each in exact if not each.own} == {
        *("nobody is favourable", "nobody is unfavourable"),
        *("everybody is favourable", "everybody is unfavourable", "everybody is neutral"),
    }


@pytest.mark.parametrize("answers", [*range(1, 25), 30])
def test_p6_no_histogram_makes_anything_certain(answers: int) -> None:
    assert inferences(histograms(answers), publish, judge=of_buckets(AGREEMENT)) == []


@pytest.mark.parametrize("answers", range(5, 11))
def test_p6_nor_does_a_question_on_which_less_is_better(answers: int) -> None:
    assert inferences(histograms(answers), publish_reversed, judge=of_buckets(AGREEMENT)) == []


@pytest.mark.parametrize("answers", range(5, 9))
def test_p6_nor_does_a_recommendation(answers: int) -> None:
    judge = of_buckets(RECOMMENDATION)

    assert inferences(histograms(answers, 11), publish_recommendation, judge=judge) == []


@pytest.mark.parametrize("answers", [*range(5, 13), 20])
def test_p9_nor_does_the_share_alone(answers: int) -> None:
    assert inferences(histograms(answers), publish_share, judge=of_buckets(AGREEMENT)) == []


@pytest.mark.parametrize("options", range(2, 6))
@pytest.mark.parametrize("answers", range(5, 9))
def test_p6_nor_does_a_single_choice(answers: int, options: int) -> None:
    assert inferences(histograms(answers, options), publish_choice, judge=of_options) == []
